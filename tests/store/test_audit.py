"""The audit of a running host in the store: what is kept of calls and changes, and what becomes of it at the end."""

import itertools
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from connectors import Stage
from stores import NOON, opened, record

from powerstrip import audit_writer
from powerstrip.access import LOCAL
from powerstrip.audit import Change
from powerstrip.errors import UnknownName
from powerstrip.running_call import Caller, SilentClient
from powerstrip.store import AuditFilter
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
SECRET = "hunter2-and-more"
HERE = Path(__file__).parent


@asynccontextmanager
async def auditing_host(place, **audit):
    config = {
        "host": {"state": place},
        "audit": {"store": True, **audit},
        "sources": {"one": {"connector": "stage", "password": SECRET}},
    }
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        yield host


def caller_of(host):
    return Caller(principal=LOCAL, view=host.host.catalog.views[""])


async def kept(place, which=None):
    """Return what is in the store, the oldest first."""
    async with await opened(place) as store:
        return [each async for batch in store.audit.export(which) for each in batch]


async def until(wanted):
    """Ask until something is so, and return it."""
    with anyio.fail_after(30):
        while not (found := await wanted()):
            await anyio.lowlevel.checkpoint()
        return found


async def test_each_call_is_in_the_store_when_the_host_has_stopped(place):
    async with auditing_host(place) as host:
        await host.call("stage_count", {"rows": 3})
        await host.call("stage_fail", {"source": "one"})
        await host.call("stage_echo", {"source": "another"})
        with pytest.raises(UnknownName):
            await host.host.calls.call_tool(caller_of(host), "stage_nothing_like_it", {}, SilentClient())

    records = await kept(place)
    assert [(each.tool, each.source, each.outcome, each.rows, each.arguments) for each in records] == [
        ("stage_count", "one", "ok", 3, None),
        ("stage_fail", "one", "not_found", None, None),
        ("stage_echo", None, "unknown_source", None, None),
    ]
    assert {(each.principal, each.action) for each in records} == {("local", "call")}
    assert [bool(each.call_id and each.digest and each.bytes) for each in records] == [True] * 3
    # Under a clock of milliseconds a call may take none.
    assert all(0 <= each.milliseconds < 30_000 for each in records)
    assert len({each.call_id for each in records}) == 3


async def test_a_call_is_in_the_store_while_the_host_runs(place):
    async with auditing_host(place) as host:
        await host.call("stage_echo")
        (found,) = await until(lambda: kept(place))
        assert (found.tool, host.host.audit_writer.waiting) == ("stage_echo", 0)


async def test_a_change_is_kept_with_who_made_it(place):
    async with auditing_host(place, arguments=True) as host:
        change = Change(principal=LOCAL, action="source.update", source="one", details={"fields": ["pool"]})
        host.host.audit.write_change(change)

    (found,) = await kept(place)
    assert found == replace(
        found, principal="local", principal_id="local", action="source.update", outcome="ok", source="one"
    )
    assert (found.call_id, found.tool, found.arguments) == (None, None, {"fields": ["pool"]})


async def test_arguments_are_kept_where_the_operator_says_so_and_secrets_never(place):
    async with auditing_host(place, arguments=True) as host:
        await host.call("stage_echo", {"text": f"password={SECRET}"})
        odd = {"text": [{SECRET: 2**70}, "\0\ud800"]}
        await host.host.calls.call_tool(caller_of(host), "stage_echo", odd, SilentClient())

    first, second = await kept(place)
    assert first.arguments == {"text": "password=**********"}
    assert second.arguments == {"text": [{"**********": 2**70}, "\0\ud800"]}


async def test_what_is_older_than_it_is_kept_goes_and_the_rest_stays(place):
    async with await opened(place) as store:
        await store.audit.add([record(number) for number in range(1100)])
        young = record(2000)
        await store.audit.add([replace(young, at=datetime.now(UTC) - timedelta(days=6, hours=23))])

    async with auditing_host(place, retention_days=7):

        async def tidy():
            return [each.id for each in await kept(place)] == [young.id]

        await until(tidy)


async def test_everything_stays_where_it_is_to_be_kept_for_ever(place):
    async with await opened(place) as store:
        await store.audit.add([record()])
    async with auditing_host(place, retention_days=0) as host:
        await host.call("stage_echo")
        await until(lambda: kept(place, AuditFilter(since=NOON + timedelta(days=1))))

    assert record().id in [each.id for each in await kept(place)]


@asynccontextmanager
async def nobody_writes(place, backend):
    """Hold a lock that keeps every writer of the audit waiting."""
    if backend == "sqlite":
        connection = sqlite3.connect(place, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.close()
        return
    import asyncpg

    connection = await asyncpg.connect(place)
    async with connection.transaction():
        await connection.execute("LOCK TABLE audit IN EXCLUSIVE MODE")
        yield
    await connection.close()


async def test_calls_do_not_wait_for_the_store_and_what_is_too_much_is_counted(place, backend, monkeypatch):
    monkeypatch.setattr(audit_writer, "MOST_RECORDS", 3)
    monkeypatch.setattr(audit_writer, "LAST_WORDS", 0.2)
    async with await opened(place):
        pass
    async with nobody_writes(place, backend), auditing_host(place) as host:
        for _ in range(5):
            assert not (await host.call("stage_echo")).is_error
        exposition = host.host.metrics.exposition(lambda _: True).decode()
        writer = host.host.audit_writer

    assert [line for line in exposition.splitlines() if line.startswith("powerstrip_audit")] == [
        "powerstrip_audit_stored_total 0.0",
        "powerstrip_audit_dropped_total 2.0",
        "powerstrip_audit_waiting 3.0",
    ]
    assert (writer.stored, writer.waiting, writer.dropped) == (0, 3, 5)
    assert await kept(place) == []


async def test_what_waited_for_the_store_is_written_when_it_answers_again(place, backend, monkeypatch):
    monkeypatch.setattr(audit_writer, "PATIENCE", 0.01)
    monkeypatch.setattr(audit_writer, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(audit_writer, "LAST_WORDS", 0.2)
    async with await opened(place):
        pass
    async with auditing_host(place) as host:
        writer = host.host.audit_writer

        async def in_trouble():
            return writer.trouble

        async with nobody_writes(place, backend):
            await host.call("stage_echo")
            assert "does not answer" in await until(in_trouble)
        await until(lambda: kept(place))

    assert (writer.stored, writer.dropped, writer.trouble) == (1, 0, None)


async def test_of_a_killed_host_only_the_last_calls_are_missing(place):
    paths = [HERE, HERE.parents[1] / "host" / "tests"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    process = await anyio.open_process(
        [sys.executable, HERE / "audit_load.py", place], stdout=subprocess.PIPE, stderr=None, env=environment
    )
    async with process:
        await process.stdout.receive()
        before = len(await until(lambda: stored(place)))
        wanted = before + random.Random(7).randint(1, 300)

        async def enough():
            return len(await stored(place)) >= wanted

        await until(enough)
        process.kill()
        await process.wait()

    numbers = [int(each.arguments["text"]) for each in await kept(place)]
    assert len(numbers) >= wanted
    assert sorted(numbers) == list(itertools.islice(itertools.count(), len(numbers)))


async def stored(place):
    async with await opened(place) as store:
        return [each.id async for batch in store.audit.export(batch=5000) for each in batch]
