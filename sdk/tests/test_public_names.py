import importlib
import pkgutil
import types

import pytest

import powerstrip_sdk
from powerstrip_sdk import hookspecs

PACKAGES = ("powerstrip_sdk", "powerstrip_sdk.sql", "powerstrip_sdk.testing")
MODULES = (
    "powerstrip_sdk",
    *(found.name for found in pkgutil.walk_packages(powerstrip_sdk.__path__, "powerstrip_sdk.")),
)
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("powerstrip_"))
#: A script, which offers nothing to import.
SCRIPTS = ("powerstrip_sdk.testing.fresh",)


def rank(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("name", [name for name in MODULES if name not in SCRIPTS])
def test_public_names_exist_and_are_sorted(name):
    module = importlib.import_module(name)
    assert module.__all__ == sorted(module.__all__, key=rank)
    assert [each for each in module.__all__ if not hasattr(module, each)] == []
    assert len(module.__all__) == len(set(module.__all__))


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_offers_all_that_it_imports_from_its_modules(name):
    module = importlib.import_module(name)
    offered = {
        each
        for each, value in vars(module).items()
        if not each.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert offered == set(module.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_everything_public_is_documented(name):
    module = importlib.import_module(name)
    documented = (type, types.FunctionType)
    silent = [
        each for each in module.__all__ if isinstance(found := getattr(module, each), documented) and not found.__doc__
    ]
    assert silent == []


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_documented_with_an_example(name):
    docstring = getattr(hookspecs, name).__doc__
    assert docstring.splitlines()[0].endswith(".")
    assert "Example::" in docstring
    assert "@hookimpl" in docstring
    assert f"def {name}(" in docstring


def test_there_are_three_hooks():
    assert HOOKS == ["powerstrip_connectors", "powerstrip_templates", "powerstrip_tools"]


def test_the_error_codes_are_those_that_a_client_knows():
    codes = {error.code for error in powerstrip_sdk.ConnectorError.__subclasses__()}
    assert codes == {
        "credentials",
        "invalid_arguments",
        "limit_exceeded",
        "not_found",
        "permission",
        "refused_read_only",
        "refused_statement",
        "syntax",
        "throttled",
        "timeout",
        "unreachable",
        "unsupported",
    }
