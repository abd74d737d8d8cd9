import json
import subprocess
import sys
from pathlib import Path

import pytest

from powerstrip_sdk.testing import TIERS, ConnectorSuite, suite_tests
from powerstrip_sdk.testing.subject import Subject

WRITTEN = '''
import types

import pytest

from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl
from powerstrip_sdk.testing import ConnectorSuite

plugin = types.ModuleType("planted_plugin")


class Link(Connection):
    async def close(self):
        pass


async def connect(config):
    return Link()


@hookimpl
def powerstrip_connectors():
    return [Connector(name="planted", config=SourceConfig, connect=connect)]


plugin.powerstrip_connectors = powerstrip_connectors


class TestPlanted(ConnectorSuite):
    plugin = plugin
    connector = "planted"
    takes_credentials = False
    overridden = {"test_what_does_not_exist_is_told_as_such": "there is no way to try"}

    @pytest.fixture
    def config(self):
        return {}

    def test_names_are_unique(self):
        """The names are checked elsewhere."""

    @pytest.mark.xfail(reason="not yet", strict=False)
    def test_options_are_described(self):
        raise AssertionError

    test_drivers_are_imported_late = None

    def test_of_the_author(self):
        raise AssertionError
'''


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_planted.py").write_text(WRITTEN, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "anyio", *arguments, "test_planted.py"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reported")
    finished = run(folder, "-p", "powerstrip_sdk.testing.report", "--powerstrip-report", "report.json")
    assert (folder / "report.json").is_file(), finished.stdout + finished.stderr
    return json.loads((folder / "report.json").read_text("utf-8"))


@pytest.fixture
def tests(report):
    return {test["id"]: test for test in report["suites"][0]["tests"]}


def test_a_report_names_the_class_and_what_it_tests(report):
    assert report["version"] == 1
    suites = [{key: value for key, value in each.items() if key != "tests"} for each in report["suites"]]
    assert suites == [
        {"class": "TestPlanted", "file": "test_planted.py", "plugin": "planted_plugin", "connector": "planted"}
    ]


def test_a_report_holds_every_test_of_the_suite_and_no_other(tests):
    assert {name: test["tier"] for name, test in tests.items()} == suite_tests(ConnectorSuite)
    assert list(tests) == sorted(tests)


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("test_connects_checks_and_closes", "passed", None),
        ("test_wrong_credentials_are_told_as_such", "does_not_apply", "the connector takes no credentials"),
        (
            "test_an_unreachable_server_is_told_as_such",
            "not_given",
            "there is no server that is away: override the fixture 'unreachable'",
        ),
        ("test_what_does_not_exist_is_told_as_such", "overridden", "there is no way to try"),
        ("test_names_are_unique", "overridden", "The names are checked elsewhere."),
        ("test_options_are_described", "overridden", "not yet"),
        ("test_drivers_are_imported_late", "not_run", None),
    ],
)
def test_a_report_tells_how_a_test_ended_and_why(tests, name, outcome, reason):
    assert (tests[name]["outcome"], tests[name]["reason"]) == (outcome, reason)


def test_a_report_tells_the_first_line_of_an_error(tests):
    failed = {name: test["reason"] for name, test in tests.items() if test["outcome"] == "failed"}
    assert failed["test_the_entry_point_leads_to_the_plugin"].startswith(
        "AssertionError: no entry point of the group 'powerstrip' names 'planted_plugin'; is the package installed?"
    )
    assert (
        "['test_drivers_are_imported_late', 'test_options_are_described']" in failed["test_what_is_overridden_says_why"]
    )


def test_nothing_is_written_that_is_not_asked_for(tmp_path):
    finished = run(tmp_path, "-p", "powerstrip_sdk.testing.report", "-k", "names_are_unique")
    assert finished.returncode == 0, finished.stdout
    assert [each.name for each in tmp_path.glob("*.json")] == []


def test_the_plugin_is_loaded_only_by_name(tmp_path):
    finished = run(tmp_path, "--powerstrip-report", "report.json")
    assert finished.returncode == 4
    assert "unrecognized arguments: --powerstrip-report" in finished.stderr


def test_every_test_of_the_suite_has_a_tier():
    tests = {name for name in dir(ConnectorSuite) if name.startswith("test_")}
    assert suite_tests(ConnectorSuite).keys() == tests
    assert set(suite_tests(ConnectorSuite).values()) == set(TIERS)


def test_the_parts_of_the_suite_share_no_name_but_those_of_the_subject():
    parts = [vars(part).keys() - vars(Subject).keys() - vars(object).keys() for part in ConnectorSuite.__bases__]
    names = sorted(name for part in parts for name in part if not name.startswith("__") and name != "pytestmark")
    assert names == sorted(set(names))
