"""Each folder of `plugins` is a whole package that could leave tomorrow, named the same everywhere."""

import ast
import importlib
import json
import tomllib
from configparser import ConfigParser
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
#: What a folder of `plugins` is, all of it: a folder that holds no package is a mistake too.
NAMES = sorted(path.name for path in (ROOT / "plugins").iterdir() if path.is_dir() and not path.name.startswith("."))
SOURCES = [ROOT / "host" / "src", *(folder / "src" for folder in FOLDERS)]
FILES = sorted(path for source in SOURCES for path in source.rglob("*.py"))
#: Run and not imported; and what is shown whole as the smallest plugin there can be.
WITHOUT_PUBLIC_NAMES = {"powerstrip.__main__", "powerstrip_example.plugin"}


def module_name(file):
    source = next(source for source in SOURCES if file.is_relative_to(source))
    return ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__")


def rank(name):
    """The order of ruff: constants, classes, everything else."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def imported_names(file):
    """Modules of ours that a file imports from, with the names that it takes from them."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, {each.name for each in node.names}


#: What alembic runs by its path, and nobody imports.
MIGRATIONS = ROOT / "host/src/powerstrip/store/migrations"
SCRIPTS = {MIGRATIONS / "env.py", *(MIGRATIONS / "versions").iterdir()}
MODULES = {
    module_name(file): file for file in FILES if module_name(file) not in WITHOUT_PUBLIC_NAMES and file not in SCRIPTS
}


def test_every_folder_is_a_package():
    assert [folder.name for folder in FOLDERS] == NAMES


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder_entry_point_distribution_and_module_have_one_name(folder):
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = folder.name

    assert project["name"] == f"powerstrip-{name}"
    assert project["entry-points"]["powerstrip"] == {name: f"powerstrip_{name}.plugin"}
    assert [path.name for path in (folder / "src").iterdir() if (path / "__init__.py").exists()] == [
        f"powerstrip_{name}"
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_package_has_what_a_stranger_looks_for(folder):
    wanted = ["CHANGELOG.md", "README.md", "tests/test_acceptance.py", f"src/powerstrip_{folder.name}/py.typed"]

    assert [each for each in wanted if not (folder / each).is_file()] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_plugin_requires_the_sdk_and_never_the_host(folder):
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    everything = [*project["dependencies"], *chain(*project.get("optional-dependencies", {}).values())]

    assert "powerstrip-sdk>=0.1,<1" in project["dependencies"]
    assert [each for each in everything if each.split("[")[0].split(">")[0].strip() == "powerstrip"] == []


def test_every_plugin_has_an_environment_of_its_own():
    tox = ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    environments = set(tox["tox"]["env_list"].split())

    assert {f"plugin-{name}" for name in NAMES} <= environments
    assert [name for name in NAMES if f".pkg-plugin-{name}" not in " ".join(tox.sections())] == []


def test_every_external_package_is_tested_and_graded():
    tox = ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    packages = sorted(path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/external/*/pyproject.toml"))
    commands = tox["testenv:external"]["commands"].splitlines()

    assert packages
    assert {f"{{[testenv]report}} {{[testenv:external]apart}} {name}/tests" for name in packages} <= set(commands)
    assert {f"{{[testenv]grade}} {name}" for name in packages} <= set(commands)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_plugin_never_imports_the_host_or_another_plugin(folder):
    ours = {f"powerstrip_{folder.name}", "powerstrip_sdk"}
    taken = {
        module
        for file in folder.rglob("src/**/*.py")
        for module, _ in imported_names(file)
        if module.split(".")[0].startswith("powerstrip") and module.split(".")[0] not in ours
    }

    assert taken == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_plugin_takes_of_the_sdk_only_what_is_promised(folder):
    api = json.loads((ROOT / "sdk" / "tests" / "public_api.json").read_text(encoding="utf-8"))
    taken = {
        (module, name)
        for file in folder.rglob("src/**/*.py")
        for module, names in imported_names(file)
        if module.split(".")[0] == "powerstrip_sdk"
        for name in names
    }

    assert taken != set()
    assert {(module, name) for module, name in taken if name not in api.get(module, {})} == set()


@pytest.mark.parametrize("name", MODULES)
def test_the_public_names_of_a_module_exist_and_are_sorted(name):
    module = importlib.import_module(name)

    assert module.__all__ == sorted(set(module.__all__), key=rank)
    assert [each for each in module.__all__ if not hasattr(module, each)] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_takes_only_public_names_from_another(name):
    hidden = {
        (module, each)
        for module, names in imported_names(MODULES[name])
        if module in MODULES
        for each in names - set(importlib.import_module(module).__all__)
        if f"{module}.{each}" not in MODULES
    }

    assert hidden == set()
