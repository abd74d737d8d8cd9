import sqlite3
import threading
from contextlib import closing

import anyio
import pytest

from powerstrip_sdk import TimedOut
from powerstrip_sqlite import SqliteConfig
from powerstrip_sqlite import database as database_module
from powerstrip_sqlite.connect import connect

pytestmark = pytest.mark.anyio

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
ENDLESS_ROWS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


async def test_an_endless_statement_stops_when_its_call_is_cancelled(connection):
    with anyio.fail_after(10):
        with anyio.move_on_after(0.1) as scope:
            await connection.fetch_rows(ENDLESS)
        assert scope.cancelled_caught
        assert connection.idle
        await connection.reset()
        assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_a_statement_that_has_not_begun_is_stopped_too(connection):
    with anyio.fail_after(20):
        for _ in range(50):
            with anyio.CancelScope() as scope:
                scope.cancel()
                await connection.fetch_rows(ENDLESS)
            assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_cancelling_between_two_batches_ends_the_statement(connection, shop):
    with anyio.fail_after(10):
        with anyio.CancelScope() as scope:
            async with connection.execute_sql_statement(ENDLESS_ROWS, [], 10) as stream:
                async for _batch in stream:
                    scope.cancel()
                    await anyio.lowlevel.checkpoint()
        assert connection.idle
    with closing(sqlite3.connect(shop, timeout=0, isolation_level=None)) as writer:
        writer.execute("DELETE FROM orders")


async def test_cancel_ends_the_statement_of_another_task(connection):
    errors = []

    async def call(*, task_status):
        try:
            async with connection.execute_sql_statement(ENDLESS_ROWS, [], 10) as stream:
                task_status.started()
                async for _batch in stream:
                    pass
        except TimedOut as error:
            errors.append(str(error))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            await group.start(call)
            assert not connection.idle
            await connection.cancel()
    assert errors == ["the statement was stopped before its end"]
    assert connection.idle


async def test_closing_in_the_middle_of_a_statement_is_bounded(shop):
    connection = await connect(SqliteConfig(path=shop))
    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:

            async def call():
                with pytest.raises(TimedOut):
                    await connection.fetch_rows(ENDLESS)

            group.start_soon(call)
            while connection.idle:
                await anyio.lowlevel.checkpoint()
            await connection.close()


async def test_a_thread_that_does_not_come_back_leaves_the_connection_busy(shop, monkeypatch):
    monkeypatch.setattr(database_module, "_STOP_SECONDS", 0.05)
    monkeypatch.setattr(database_module, "_CLOSE_SECONDS", 0.05)
    connection = await connect(SqliteConfig(path=shop))
    stuck, freed = threading.Event(), threading.Event()

    def wait():
        stuck.set()
        freed.wait(10)

    await connection._driver.create_function("wait", 0, wait)
    try:
        with anyio.fail_after(10):
            with anyio.move_on_after(0.05):
                await connection.fetch_rows("SELECT wait()")
            assert stuck.is_set()
            assert not connection.idle
            with pytest.raises(TimedOut, match="the connection could not be closed in time"):
                await connection.close()
    finally:
        freed.set()
        await anyio.to_thread.run_sync(connection._driver._thread.join, 10)


async def test_connections_to_one_file_work_at_the_same_time(shop):
    answers = []

    async def work(number):
        connection = await connect(SqliteConfig(path=shop))
        try:
            for _ in range(20):
                answers.extend(await connection.fetch_rows("SELECT count(*) + ? FROM orders", [number]))
        finally:
            await connection.close()

    with anyio.fail_after(30):
        async with anyio.create_task_group() as group:
            for number in range(10):
                group.start_soon(work, number)
    assert sorted(answers) == sorted((3 + number,) for number in range(10) for _ in range(20))


async def test_a_busy_connection_does_not_stop_another(connection, shop):
    other = await connect(SqliteConfig(path=shop))
    try:
        with anyio.fail_after(10):
            async with anyio.create_task_group() as group:
                group.start_soon(connection.fetch_rows, ENDLESS)
                while connection.idle:
                    await anyio.lowlevel.checkpoint()
                assert await other.fetch_rows("SELECT count(*) FROM orders") == [(3,)]
                group.cancel_scope.cancel()
    finally:
        await other.close()
    assert connection.idle
