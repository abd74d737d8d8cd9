r"""A pytest plugin that writes how a connector did in the acceptance suite, loaded only by name.

Example::

    pytest -p powerstrip_sdk.testing.report --powerstrip-report report.json tests

The file holds one JSON object::

    {
      "version": 1,
      "suites": [
        {
          "class": "TestShop",
          "file": "tests/test_shop.py",
          "plugin": "powerstrip_shop.plugin",
          "connector": "shop",
          "tests": [
            {"id": "test_connects_checks_and_closes", "tier": "bronze", "outcome": "passed", "reason": null}
          ]
        }
      ]
    }

`version` changes when a reader of the file would have to. `suites` has every subclass of `ConnectorSuite` of which
pytest collected a test, sorted by file and class; `file` is relative to pytest's root folder. `tests` has every test
that the suite brings, sorted by name, whether it ran or not; the author's own tests are not in it. `tier` is one of
`bronze`, `silver`, `gold`, `platinum`. `outcome` is one of:

- `passed`; `reason` is null
- `failed`: in the test, its fixtures or its teardown; `reason` is the first line of the error
- `overridden`: the author named the test in `overridden`, wrote another in its place which passed, or expects it to
  fail; `reason` is the author's
- `does_not_apply`: the connector is not of the kind that the test is for; `reason` says why
- `not_given`: the suite was not given what the test needs; `reason` says what to set
- `not_run`: pytest did not collect or run it; `reason` is null

A test with parameters has the worst outcome of its cases. Whether the author's own tests passed is told by pytest's
exit code alone.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import pytest

from powerstrip_sdk.testing.subject import DOES_NOT_APPLY, OVERRIDDEN, Subject, replaced
from powerstrip_sdk.testing.tiers import suite_tests

__all__ = ["Outcome", "SuiteReport", "pytest_addoption", "pytest_configure"]

#: From the best to the worst.
Outcome: TypeAlias = Literal["passed", "does_not_apply", "overridden", "not_given", "failed", "not_run"]

_VERSION = 1
_OPTION = "--powerstrip-report"
_RANK = {outcome: rank for rank, outcome in enumerate(get_args(Outcome))}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that says where the report goes."""
    parser.addoption(_OPTION, metavar="FILE", help="write how connectors did in the acceptance suite, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Collect a report if it is asked for."""
    if file := config.getoption(_OPTION):
        config.pluginmanager.register(SuiteReport(config.rootpath, Path(file)))


@dataclass(slots=True)
class _Suite:
    """The results of one class so far."""

    suite: type[Subject]
    file: str
    results: dict[str, tuple[Outcome, str | None]] = field(default_factory=dict)

    def add(self, test: str, outcome: Outcome, reason: str | None) -> None:
        known = self.results.get(test)
        if known is None or _RANK[known[0]] < _RANK[outcome]:
            self.results[test] = (outcome, reason)

    def as_json(self) -> dict[str, Any]:
        plugin = getattr(self.suite, "plugin", None)
        return {
            "class": self.suite.__qualname__,
            "file": self.file,
            "plugin": getattr(plugin, "__name__", None),
            "connector": getattr(self.suite, "connector", None),
            "tests": [self._test(name, tier) for name, tier in sorted(suite_tests(self.suite).items())],
        }

    def _test(self, name: str, tier: str) -> dict[str, Any]:
        outcome, reason = self.results.get(name, ("not_run", None))
        if outcome == "passed" and (other := replaced(self.suite, name)) is not None:
            outcome, reason = "overridden", other.partition("\n")[0]
        return {"id": name, "tier": tier, "outcome": outcome, "reason": reason}


class SuiteReport:
    """Collects what pytest reports about subclasses of the suite, and writes it in the end.

    Args:
        root: pytest's root folder.
        file: what is written.
    """

    def __init__(self, root: Path, file: Path) -> None:
        self._root = root
        self._file = file
        self._suites: dict[type[Subject], _Suite] = {}
        self._tests: dict[str, tuple[_Suite, str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which tests are of the suite."""
        for item in session.items:
            if isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, Subject):
                suite = self._suites.setdefault(item.cls, _Suite(item.cls, self._relative(item.path)))
                self._tests[item.nodeid] = (suite, item.originalname)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how one step of a test ended."""
        if report.nodeid in self._tests and (ended := _ended(report)) is not None:
            suite, test = self._tests[report.nodeid]
            suite.add(test, *ended)

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        suites = sorted(
            (each.as_json() for each in self._suites.values()), key=lambda each: (each["file"], each["class"])
        )
        text = json.dumps({"version": _VERSION, "suites": suites}, indent=2, ensure_ascii=False)
        self._file.write_text(text + "\n", encoding="utf-8")

    def _relative(self, path: Path) -> str:
        return (path.relative_to(self._root) if path.is_relative_to(self._root) else path).as_posix()


def _ended(report: pytest.TestReport) -> tuple[Outcome, str | None] | None:
    if report.failed:
        return "failed", _first_line(report)
    if report.skipped:
        return _skipped(report)
    return ("passed", None) if report.when == "call" else None


def _skipped(report: pytest.TestReport) -> tuple[Outcome, str | None]:
    if (expected := getattr(report, "wasxfail", None)) is not None:
        return "overridden", str(expected).removeprefix("reason: ")
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if reason.startswith(DOES_NOT_APPLY):
        return "does_not_apply", reason.removeprefix(DOES_NOT_APPLY)
    if reason.startswith(OVERRIDDEN):
        return "overridden", reason.removeprefix(OVERRIDDEN)
    return "not_given", reason


def _first_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    message = crash.message if crash is not None else str(report.longrepr)
    return str(message).partition("\n")[0]
