"""Connectors as strangers write them: small, against the public SDK alone, and platinum all the same."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

from powerstrip_sdk.tier import read_tier

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/pyproject.toml"))
MOST_LINES = 300

pytestmark = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]


def module(folder):
    return folder.name.replace("-", "_")


def sources(folder):
    return {file: ast.parse(file.read_text("utf-8")) for file in sorted(folder.rglob("src/**/*.py"))}


def lines_of_code(file, tree):
    """The lines that are neither blank, comment nor docstring."""
    texts = [
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node) is not None
    ]
    described = {number for text in texts for number in range(text.lineno, text.end_lineno + 1)}
    lines = enumerate(map(str.strip, file.read_text("utf-8").splitlines()), 1)
    return sum(bool(line) and not line.startswith("#") and number not in described for number, line in lines)


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module


def test_names_are_those_of_the_folder(folder):
    name = folder.name.removeprefix("powerstrip-")

    assert project(folder)["name"] == folder.name
    assert project(folder)["entry-points"]["powerstrip"] == {name: f"{module(folder)}.plugin"}


def test_the_source_has_less_than_300_lines_of_code(folder):
    counted = {file.name: lines_of_code(file, tree) for file, tree in sources(folder).items()}

    assert 0 < sum(counted.values()) < MOST_LINES, counted


def test_nothing_is_imported_but_the_public_sdk_and_what_the_package_requires(folder):
    required = {each.split(">")[0].replace("-", "_") for each in project(folder)["dependencies"]}
    allowed = {*sys.stdlib_module_names, *required, module(folder)}
    taken = {name for tree in sources(folder).values() for name in imported(tree)}

    assert {name for name in taken if name.partition(".")[0] not in allowed} == set()
    assert {name for name in taken if name.startswith("powerstrip_sdk")} <= {"powerstrip_sdk", "powerstrip_sdk.sql"}


def test_the_installed_package_is_platinum_and_unchanged_since(folder):
    record, why_not = read_tier(f"{module(folder)}.plugin")

    assert why_not == ""
    assert (record.package, record.tier, record.missing) == (folder.name, "platinum", ())
