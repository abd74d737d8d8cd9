"""A plugin that was built once against the first SDK works today, and with an SDK that has grown."""

import ast
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import powerstrip
import powerstrip_sdk

KEPT = Path(__file__).parent / "kept_plugins"
WHEEL = KEPT / "powerstrip_veteran-1.0-py3-none-any.whl"
API = Path(__file__).parents[1] / "sdk" / "tests" / "public_api.json"
#: The field and the parameter that every record and hook has got in the SDK that has grown.
GROWN = "from_the_future"
DEPRECATION = "deprecated since 0.4, goes in 1.0: use 'places'"
FIELD = f'    {GROWN}: str = "unheard of"\n'

ROWS = {"truncated": False, "next": None}
COLUMNS = [
    {"name": "id", "type": "INTEGER", "nullable": False, "default": None, "comment": None},
    {"name": "product", "type": "TEXT", "nullable": False, "default": None, "comment": None},
    {"name": "pieces", "type": "INTEGER", "nullable": True, "default": None, "comment": None},
]
TABLE = {
    "schema": "main",
    "name": "orders",
    "kind": "table",
    "comment": None,
    "columns": COLUMNS,
    "primary_key": ["id"],
    "foreign_keys": [],
    "indexes": [{"name": "orders_id", "columns": ["id"], "unique": True}],
}
STATS = {"schema": "main", "table": "orders", "rows": 3, "rows_are_estimated": False, "bytes": None}

AUTHORS_TEST = """
import pytest
import powerstrip_veteran
from powerstrip_sdk.testing import ConnectorSuite

class TestVeteran(ConnectorSuite):
    plugin = powerstrip_veteran
    connector = "veteran"

    @pytest.fixture
    def config(self):
        return {"token": "sesame"}
"""


def columns(**types):
    return [{"name": name, "type": kind} for name, kind in types.items()]


ANSWERS = [
    ["veteran_agree", "accept"],
    ["veteran_by_hand", "Bern by hand"],
    ["veteran_by_hand", "credentials: the token is not the word"],
    ["veteran_count_sold", {"product": "lamp", "number": 4}],
    ["veteran_count_sold", "not_found: there is no product 'moon', see list_orders"],
    ["veteran_draw_orders", "3 orders in Bern", "image/gif"],
    [
        "veteran_list_orders",
        {
            "columns": columns(id="integer", product="text", pieces=""),
            "rows": [[1, "lamp", 3], [2, "cable", 12], [3, "lamp", 1]],
            **ROWS,
        },
    ],
    [
        "veteran_orders_of",
        {"columns": columns(id="", product="", pieces=""), "rows": [[1, "lamp", 3], [3, "lamp", 1]], **ROWS},
    ],
    ["veteransql_describe_table", TABLE],
    ["veteransql_execute_query", {"columns": columns(product=""), "rows": [["cable"]], **ROWS}],
    ["veteransql_execute_query", "syntax: the statement cannot be run"],
    ["veteransql_get_table_stats", {"items": [STATS]}],
    [
        "veteransql_orders_above",
        {"columns": columns(id="", product=""), "rows": [[1, "lamp"], [2, "cable"]], **ROWS},
    ],
    ["veteransql_select_query", {"columns": columns(id=""), "rows": [[1]], **ROWS}],
    ["veteransql_execute_statements", {"items": [{"statement": 1, "affected": 2, "returned": None}]}],
]
RESOURCES = {
    "powerstrip://old/city": ["Bern"],
    "powerstrip://old/sold/cable": [{"product": "cable", "number": 12}],
    "powerstrip://memory/schema": [{"default_schema": "main", "schemas": ["main"], "tables": [TABLE]}],
}
PROMPTS = [
    "Describe the orders of Bern in old, most of all lamp.",
    f"You have read access to the source 'memory', SQLite {sqlite3.sqlite_version}.",
]


@pytest.fixture(scope="module")
def run(installed, tmp_path_factory):
    """Run Python where the kept wheel is installed, with folders before everything else; what it printed."""
    environment = installed(WHEEL)

    def run(arguments, *folders):
        path = os.pathsep.join([*map(str, folders), environment["PYTHONPATH"]])
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**environment, "PYTHONPATH": path},
            cwd=tmp_path_factory.mktemp("run"),
            capture_output=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def session(run):
    """What a client gets of the kept wheel."""
    return lambda *folders: json.loads(run([KEPT / "session.py"], *folders))


@pytest.fixture(scope="module")
def today(session):
    return session()


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A folder with an SDK of which every hook and record has grown, and with the host that knows it."""
    folder = tmp_path_factory.mktemp("grown")
    for package in (powerstrip_sdk, powerstrip):
        source = Path(package.__file__).parent
        shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (folder / "powerstrip_sdk").rglob("*.py"):
        file.write_text(with_more(file.read_text("utf-8")), "utf-8")
    host = folder / "powerstrip" / "declarations.py"
    text = host.read_text("utf-8")
    assert text.count("hook(host=host)") == 1
    host.write_text(text.replace("hook(host=host)", f"hook(host=host, {GROWN}=host)"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def deprecating(tmp_path_factory):
    """A folder with an SDK in which `reserve` is deprecated."""
    folder = tmp_path_factory.mktemp("deprecating")
    source = Path(powerstrip_sdk.__file__).parent
    shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / source.name / "reserve.py"
    text = file.read_text("utf-8")
    assert text.count("\ndef reserve(") == 1
    marked = text.replace("\ndef reserve(", f'\n@deprecated("{DEPRECATION}")\ndef reserve(')
    file.write_text(f"from typing_extensions import deprecated\n{marked}", "utf-8")
    return folder


def records():
    """The names of all public records."""
    modules = json.loads(API.read_text("utf-8")).values()
    return {name for names in modules for name, entry in names.items() if entry["kind"] == "record"}


def with_more(text):
    """The source of a module in which hooks have one more parameter, and public records one more field."""
    lines = text.replace("(host: HostInfo)", f"(host: HostInfo, {GROWN}: HostInfo)").splitlines(keepends=True)
    ends = [
        max(each.end_lineno for each in node.body if isinstance(each, ast.AnnAssign))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and node.name in records()
    ]
    for line in sorted(ends, reverse=True):
        lines.insert(line, FIELD)
    return "".join(lines)


def without_more(value):
    """A JSON value without the fields that records have got, as a client has to ignore them."""
    if isinstance(value, list):
        return [without_more(each) for each in value if each != GROWN]
    if isinstance(value, dict):
        return {name: without_more(each) for name, each in value.items() if name != GROWN}
    return value


def test_the_kept_wheel_was_built_from_the_folder_beside_it():
    source = KEPT / "veteran" / "src" / "powerstrip_veteran.py"

    assert ZipFile(WHEEL).read(source.name) == source.read_bytes()


def test_a_plugin_that_was_built_long_ago_is_served_today(today):
    client = today["client"]

    assert client["answers"] == ANSWERS
    assert client["resources"] == RESOURCES
    assert client["prompts"] == PROMPTS
    assert client["completed"] == ["lamp"]
    assert client["tools"].keys() >= {name for name, *_ in ANSWERS}


def test_a_plugin_that_was_built_long_ago_is_served_alike_when_hooks_and_records_have_grown(session, today, grown):
    later = session(grown)

    assert later["sdk"] == {
        "fields of a tool": [*today["sdk"]["fields of a tool"], GROWN],
        "parameters of a hook": [*today["sdk"]["parameters of a hook"], GROWN],
    }
    assert without_more(later["client"]) == today["client"]


def test_every_public_record_has_grown_in_that_sdk(grown):
    text = "".join(file.read_text("utf-8") for file in (grown / "powerstrip_sdk").rglob("*.py"))

    assert text.count(FIELD) == len(records())


def test_an_author_sees_what_is_deprecated_in_the_tests_of_the_plugin(run, deprecating, tmp_path):
    file = tmp_path / "test_veteran.py"
    file.write_text(AUTHORS_TEST, "utf-8")

    printed = run(
        ["-m", "pytest", "-p", "anyio", "-p", "no:cacheprovider", "-k", "test_connects_checks_and_closes", file],
        deprecating,
    )

    assert "1 passed, " in printed
    assert f"DeprecationWarning: {DEPRECATION}" in printed
    assert "powerstrip_veteran.py" in printed


def test_what_is_deprecated_works_as_before(session, today, deprecating):
    assert session(deprecating)["client"] == today["client"]
