"""What holds for every test of every package."""

import os
from collections.abc import Generator

import pytest

#: How a skip begins that says what a connector is not or its author decided, rather than what a machine lacks.
REASONS = ("does not apply: ", "overridden: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing is skipped because the machine lacks something: such a skip is a failure that says what."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(each in reason for each in REASONS):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} may not be skipped in CI: {reason}"
    return report
