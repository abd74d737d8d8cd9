"""The audit as the log has it, and what it costs to keep none."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import anyio
import pytest
from connectors import Stage
from structlog.testing import CapturingLogger

from powerstrip import audit
from powerstrip.access import LOCAL
from powerstrip.audit import Audit, Change, Record
from powerstrip.batch import MOST, MOST_BYTES
from powerstrip.redaction import Redaction
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host

SECRET = "hunter2-and-more"
#: Runs a host that keeps no audit, makes one call, and says whether the store's library came with it.
KEEPS_NOTHING = """
import sys
import anyio
from connectors import Stage
from powerstrip.testing import running_host

async def main():
    async with running_host({"sources": {"one": {"connector": "stage"}}}, plugins={"stage": Stage().plugin()}) as host:
        await host.call("stage_echo")
        assert host.host.audit_writer is None

anyio.run(main)
sys.exit("sqlalchemy" in sys.modules)
"""
#: Runs a host, makes three calls, and ends in some way before their lines are due.
ENDS = """
import signal
import sys
import anyio
from connectors import Stage
from powerstrip.access import LOCAL
from powerstrip.logs import configure_logs
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host

async def main():
    config = {{"host": {{"state": sys.argv[1]}}, "audit": {{"store": True}}}}
    config |= {{"sources": {{"one": {{"connector": "stage"}}}}}}
    async with running_host(config, plugins={{"stage": Stage().plugin()}}) as host:
        caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
        for number in range(3):
            await host.host.calls.call_tool(caller, "stage_echo", {{"text": str(number)}}, SilentClient())
        {end}

configure_logs(colours=False)
anyio.run(main)
"""


class Keeper:
    """Takes records, and says when there is one."""

    def __init__(self):
        self.kept = []
        self.some = anyio.Event()

    def put(self, record, size):
        self.kept.append(record)
        self.some.set()

    @property
    def ids(self):
        return [each.call_id or each.action for each in self.kept]


def ended(call_id, **arguments):
    return Record(
        call_id=call_id,
        principal=LOCAL,
        tool="stage_echo",
        source="one",
        arguments=arguments,
        outcome="ok",
        milliseconds=1.0,
        rows=None,
        bytes=2,
    )


def auditing():
    keeper = Keeper()
    return Audit(arguments=False, redact=Redaction(), keeper=keeper), keeper


@pytest.mark.anyio
async def test_calls_are_written_together_in_the_order_and_with_the_time_of_their_end():
    auditor, keeper = auditing()

    before = time.time()
    auditor.write(ended("one"))
    auditor.write(ended("two"))
    after, at_once = time.time(), keeper.ids
    await keeper.some.wait()

    assert (at_once, keeper.ids) == ([], ["one", "two"])
    first, second = keeper.kept
    assert before - 1e-6 <= first.at.timestamp() <= second.at.timestamp() <= after + 1e-6
    assert int(before * 1000) <= int(first.id[:12], 16) <= int(second.id[:12], 16) <= int(after * 1000)


@pytest.mark.anyio
async def test_no_more_than_some_calls_wait_to_be_written():
    auditor, keeper = auditing()

    for number in range(MOST):
        auditor.write(ended(str(number)))

    assert len(keeper.kept) == MOST


@pytest.mark.anyio
async def test_calls_whose_arguments_take_much_memory_wait_for_nothing():
    auditor, keeper = auditing()

    auditor.write(ended("small"))
    auditor.write(ended("large", text="x" * MOST_BYTES))

    assert keeper.ids == ["small", "large"]


@pytest.mark.anyio
async def test_a_change_is_written_at_once_after_the_calls_before_it():
    auditor, keeper = auditing()

    auditor.write(ended("one"))
    auditor.write_change(Change(principal=LOCAL, action="source.update"))

    assert keeper.ids == ["one", "source.update"]


@pytest.mark.anyio
async def test_what_ends_after_the_audit_is_closed_is_written_at_once():
    auditor, keeper = auditing()

    auditor.write(ended("one"))
    auditor.close()
    auditor.write(ended("two"))

    assert keeper.ids == ["one", "two"]


def test_without_a_loop_a_call_is_written_at_once():
    auditor, keeper = auditing()

    auditor.write(ended("one"))

    assert keeper.ids == ["one"]


@pytest.mark.parametrize(
    "end", ["pass", "sys.exit(3)", "raise RuntimeError('unexpected')", "signal.raise_signal(signal.SIGINT)"]
)
def test_no_call_is_lost_when_the_host_ends(end, pytestconfig, tmp_path):
    folder = pytestconfig.rootpath / "host" / "tests"
    command = [sys.executable, "-c", ENDS.format(end=end), tmp_path / "kept.db"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)

    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    calls = [each for each in lines if each["event"] == "call"]
    assert len({each["digest"] for each in calls}) == len(calls) == 3, done.stderr
    with closing(sqlite3.connect(tmp_path / "kept.db")) as store:
        kept = store.execute("SELECT call_id FROM audit").fetchall()
    assert sorted(kept) == sorted((each["call"],) for each in calls)


@pytest.mark.anyio
async def test_arguments_in_the_log_hold_no_secret_at_any_depth(monkeypatch):
    log = CapturingLogger()
    monkeypatch.setattr(audit, "log", log)
    config = {"audit": {"arguments": True}, "sources": {"one": {"connector": "stage", "password": SECRET}}}
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
        arguments = {"text": [{"deep": f"it is {SECRET}"}], SECRET: 1, "rows": 2}
        await host.host.calls.call_tool(caller, "stage_echo", arguments, SilentClient())

    (line,) = log.calls
    assert line.kwargs["arguments"] == {"text": [{"deep": "it is **********"}], "**********": 1, "rows": 2}
    assert SECRET not in json.dumps(line.kwargs)


def test_a_host_that_keeps_no_audit_imports_nothing_of_the_store(pytestconfig):
    folder = pytestconfig.rootpath / "host" / "tests"
    done = subprocess.run([sys.executable, "-c", KEEPS_NOTHING], cwd=folder, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
