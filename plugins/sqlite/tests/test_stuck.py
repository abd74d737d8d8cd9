"""Statements that nothing stops: within one step SQLite looks for no interrupt."""

import subprocess
import sys
import threading

import pytest
from anyio import fail_after, move_on_after, to_thread

from powerstrip_sdk import LimitExceeded, Throttled, TimedOut
from powerstrip_sqlite import SqliteConfig, stuck
from powerstrip_sqlite.connect import connect

pytestmark = pytest.mark.anyio
#: One step of many seconds on any machine, in which no interrupt is looked for.
STUBBORN = "SELECT printf('%.*c', 900000000, 'x')"
ENDLESS = "SELECT instr(hex(zeroblob(2900000)), hex(zeroblob(1400000)) || '1')"


async def abandoned(path, sql):
    """Open a connection, give its statement up, and return its thread."""
    connection = await connect(SqliteConfig(path=path))
    with move_on_after(0.05):
        await connection.fetch_rows(sql)
    assert not connection.idle
    with pytest.raises(TimedOut):
        await connection.close()
    return connection._driver._thread


async def test_no_connection_is_opened_while_too_many_statements_cannot_be_stopped(shop, monkeypatch):
    monkeypatch.setattr(stuck, "MOST", 1)
    thread = await abandoned(shop, STUBBORN)
    with pytest.raises(Throttled, match="1 statements that cannot be stopped still run") as caught:
        await connect(SqliteConfig(path=shop))
    with fail_after(120):
        await to_thread.run_sync(thread.join)

    connection = await connect(SqliteConfig(path=shop))
    await connection.close()
    assert caught.value.retry_after == 10.0


def test_a_statement_that_cannot_be_stopped_does_not_keep_the_process_from_ending(shop):
    program = f"""
import anyio
from powerstrip_sqlite import SqliteConfig
from powerstrip_sqlite.connect import connect

async def main():
    connection = await connect(SqliteConfig(path={str(shop)!r}))
    with anyio.move_on_after(0.05):
        await connection.fetch_rows({ENDLESS!r})

anyio.run(main)
"""
    done = subprocess.run([sys.executable, "-c", program], timeout=60, check=False, capture_output=True)

    assert (done.returncode, done.stdout) == (0, b"")


async def test_the_drivers_thread_has_the_name_that_is_relied_on(connection):
    assert isinstance(connection._driver._thread, threading.Thread)
    assert connection._driver._thread.daemon


async def test_a_pattern_that_would_be_tried_for_long_is_refused(connection):
    with pytest.raises(LimitExceeded):
        await connection.fetch_rows("SELECT 'x' LIKE ?", ["%" + "a" * 1000])

    assert await connection.fetch_rows("SELECT 'x' LIKE ?", ["%" + "a" * 998]) == [(0,)]
