"""What `powerstrip new` writes passes its own tests at once, is as clean as ours, and is served by a running host."""

import json
import os
import pty
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from powerstrip import scaffold
from powerstrip.scaffold import QUESTIONS
from powerstrip.testing import running_host

ROOT = Path(__file__).parents[1]
KINDS = ("sql", "api", "other")
TEMPLATE = Path(scaffold.__file__).with_name("connector_template")
PLUGINS = ("-p", "anyio", "-p", "pytest_timeout", "-p", "powerstrip_sdk.testing.report")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPackage:
    """A package that was written and installed."""

    kind: str
    name: str
    folder: Path
    site: Path
    environment: dict[str, str]

    def run(self, *command):
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


def write(name, *options, cwd, **environment):
    """Run the command, with nothing on the path: neither git nor anything else is needed."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("POWERSTRIP_")}
    return subprocess.run(
        [sys.executable, "-m", "powerstrip", "new", name, *options],
        cwd=cwd,
        env={**own, "PATH": "/nowhere", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """What the type checker keeps of the libraries, for all packages together."""
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture(scope="module", params=KINDS)
def package(request, tmp_path_factory, installed, cache):
    kind, name, parent = request.param, f"new{request.param}", tmp_path_factory.mktemp("new")
    written = write(name, "--kind", kind, "--defaults", cwd=parent)
    assert (written.returncode, written.stderr) == (0, "")
    folder = parent / f"powerstrip-{name}"
    environment = installed(folder)
    environment |= {"MYPY_CACHE_DIR": str(cache), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "RUFF_NO_CACHE": "true"}
    (site,) = environment["PYTHONPATH"].split(os.pathsep)
    return NewPackage(kind=kind, name=name, folder=folder, site=Path(site), environment=environment)


@pytest.fixture(scope="module")
def tests(package):
    """How its tests end when they are run as its README says, and their report."""
    report = package.folder.with_name("report.json")
    package.environment["POWERSTRIP_ACCEPT"] = "1"
    done = package.run("pytest", "-q", *PLUGINS, "--powerstrip-report", str(report))
    del package.environment["POWERSTRIP_ACCEPT"]
    return done, report


@pytest.mark.timeout(300)
def test_its_tests_pass_at_once(tests):
    done, _report = tests

    assert done.returncode == 0, done.stdout + done.stderr


def test_its_schemas_are_accepted_by_then(tests, package):
    done = package.run("pytest", "-q", *PLUGINS[:4], "-k", "schemas_are_those_that_were_accepted", "-rA")

    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.timeout(300)
def test_it_is_platinum(tests, package):
    _done, report = tests
    graded = package.run("powerstrip", "grade", "--report", str(report), "--json")

    record = json.loads(graded.stdout)
    assert (record["tier"], record["missing"]) == ("platinum", [])


def test_it_is_clean(package):
    checks = ("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",)
    done = [package.run(*check) for check in checks]

    assert [each.returncode for each in done] == [0, 0, 0], [each.stdout + each.stderr for each in done]


def test_nothing_is_left_of_the_template(package):
    files = [each for each in package.folder.rglob("*") if each.is_file() and "__pycache__" not in each.parts]
    marks = {"{%", "%}", "{{ name", "{{ prefix", "jinja", "copier", "TODO"}

    assert [(each.name, mark) for each in files for mark in marks if mark in each.read_text("utf-8")] == []
    assert [each.name for each in files if "{" in str(each) or each.suffix == ".jinja"] == []


@pytest.fixture
def source(package, tmp_path, monkeypatch):
    """Options of a source, a tool with arguments, and its answer."""
    monkeypatch.syspath_prepend(package.folder / "tests")
    if package.kind == "api":
        from api_server import TOKEN, running_api

        with running_api() as server:
            yield {"url": server.url, "token": TOKEN}, "search_items", {"words": "1234"}, "thing 1234"
    elif package.kind == "sql":
        with closing(sqlite3.connect(tmp_path / "shop.db")) as driver:
            driver.execute("CREATE TABLE things (number)")
        yield {"path": str(tmp_path / "shop.db")}, "find_columns", {"text": "NUM"}, '"table":"things"'
    else:
        tmp_path.joinpath("shop.log").write_text("one\ntwo\n", "utf-8")
        yield {"folder": str(tmp_path)}, "search_lines", {"file": "shop.log", "text": "w"}, '[[2,"two"]]'


@pytest.mark.anyio
async def test_a_running_host_serves_it(package, source, monkeypatch):
    options, tool, arguments, answer = source
    monkeypatch.syspath_prepend(package.site)

    async with running_host({"sources": {"mine": {"connector": package.name, **options}}}) as host:
        result = await host.call(f"{package.name}_{tool}", arguments)

    assert not result.is_error, result
    assert answer in result.content[0].text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a", "abcdefghijklmnop"])
def test_it_is_formatted_whatever_its_name(kind, name, tmp_path):
    written = write(name, "--kind", kind, "--description", "x" * 90, "--defaults", cwd=tmp_path)
    checks = ("format", "--check", "--no-cache"), ("check", "--no-cache")
    command = [sys.executable, "-m", "ruff"]
    done = [
        subprocess.run([*command, *check, "."], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
        for check in checks
    ]

    assert written.returncode == 0, written.stderr
    assert [each.returncode for each in done] == [0, 0], [each.stdout + each.stderr for each in done]


@pytest.mark.parametrize(
    ("licence", "expression", "text"),
    [
        ("Apache-2.0", "Apache-2.0", "Version 2.0, January 2004"),
        ("MIT", "MIT", "Copyright (c) Ada Lovelace & Söhne"),
        ("BSD-3-Clause", "BSD-3-Clause", "Copyright (c) Ada Lovelace & Söhne"),
        ("none", "LicenseRef-Proprietary", "Copyright (c) Ada Lovelace & Söhne. All rights reserved."),
    ],
)
def test_the_licence_is_the_one_that_was_chosen(licence, expression, text, tmp_path):
    folder = tmp_path / "package"
    options = ["--licence", licence, "--author", "Ada Lovelace & Söhne", "--output", str(folder), "--defaults"]
    written = write("shop", *options, cwd=tmp_path)
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]

    assert written.returncode == 0, written.stderr
    assert (project["license"], project["authors"]) == (expression, [{"name": "Ada Lovelace & Söhne"}])
    assert ("Private :: Do Not Upload" in project["classifiers"]) is (licence == "none")
    assert text in (folder / "LICENSE").read_text("utf-8")


def test_at_a_terminal_it_asks_until_it_can_use_the_answers(tmp_path):
    person, terminal = pty.openpty()
    with os.fdopen(person, "w", encoding="utf-8") as keyboard:
        # Two names, the first of which cannot be; then a kind, and the defaults.
        keyboard.write("My Shop\nshop\nother\n\n\n\n")
        keyboard.flush()
        done = subprocess.run(
            [sys.executable, "-m", "powerstrip", "new"],
            cwd=tmp_path,
            stdin=terminal,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        os.close(terminal)
    project = tomllib.loads((tmp_path / "powerstrip-shop" / "pyproject.toml").read_text("utf-8"))["project"]

    assert done.returncode == 0, done.stderr
    assert "connector name 'My Shop' must be 1 to 16 lower-case letters and digits" in done.stderr
    assert (project["description"], project["license"]) == ("Logs of Shop, only read.", "Apache-2.0")


@pytest.mark.parametrize("page", ["README.md", "docs/new-connector.md"])
def test_the_command_on_the_page_writes_a_package(page, tmp_path):
    (command,) = re.findall(r"^    powerstrip new (.*)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    written = write(*shlex.split(command), cwd=tmp_path)

    assert (written.returncode, written.stderr) == (0, "")
    assert [each.name for each in tmp_path.iterdir()] == ["powerstrip-shop"]


def test_the_template_asks_what_the_command_asks():
    asked = yaml.safe_load((TEMPLATE / "copier.yml").read_text("utf-8"))
    questions = {question.key: question for question in QUESTIONS}

    assert [key for key in asked if not key.startswith("_")] == [*questions, "sdk_bounds", "prefix"]
    for key in ("kind", "licence"):
        assert [each for each in asked[key]["choices"] if questions[key].wrong(each)] == []
    assert sorted(asked["kind"]["choices"]) == sorted(KINDS)
