from contextlib import suppress

import anyio
import pytest

from powerstrip_postgres.session import END
from powerstrip_sdk import ConnectorError, TimedOut, Unreachable

pytestmark = pytest.mark.anyio

LONG = "SELECT pg_sleep(600)"
#: In FROM the server would make all of the series before the first row.
ENDLESS = "SELECT generate_series(1, 1000000000), repeat('x', 100)"
RUNNING = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'powerstrip' AND state = 'active' AND query LIKE '%pg_sleep(600)%'
"""
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'powerstrip'"


async def until(admin, query, count):
    with anyio.fail_after(20):
        while await admin.fetchval(query) != count:
            pass


@pytest.fixture(autouse=True)
async def alone(admin):
    """Sessions of earlier tests are gone when a test counts."""
    await until(admin, SESSIONS, 0)


async def test_a_cancelled_wait_stops_the_statement_on_the_server(connection, admin):
    async with anyio.create_task_group() as group:
        group.start_soon(connection.fetch_rows, LONG)
        await until(admin, RUNNING, 1)
        assert not connection.idle
        group.cancel_scope.cancel()
    assert await admin.fetchval(RUNNING) == 0
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_cancel_stops_the_statement_and_tells_who_waits(connection, admin):
    async def wait():
        with pytest.raises(TimedOut, match="cancelled"):
            await connection.fetch_rows(LONG)

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        await until(admin, RUNNING, 1)
        await connection.cancel()
    assert await admin.fetchval(RUNNING) == 0
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize("is_first", [True, False])
async def test_cancel_together_with_the_hosts_own_cancellation_is_the_hosts(connection, admin, is_first):
    async with anyio.create_task_group() as group:
        group.start_soon(connection.fetch_rows, LONG)
        await until(admin, RUNNING, 1)
        if is_first:
            await connection.cancel()
        group.cancel_scope.cancel()
        await connection.cancel()
    assert await admin.fetchval(RUNNING) == 0
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_cancel_between_two_batches_ends_the_stream(connection):
    async with connection.execute_sql_statement(ENDLESS, [], 10) as stream:
        batches = aiter(stream)
        await anext(batches)
        await connection.cancel()
        with pytest.raises(TimedOut, match="cancelled"):
            await anext(batches)
    assert connection.idle


async def test_cancel_of_an_idle_connection_does_nothing(connection):
    await connection.cancel()
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_a_deadline_is_also_the_servers_time_limit(connection):
    with anyio.fail_after(60):
        ((limit,),) = await connection.fetch_rows("SELECT current_setting('statement_timeout')::interval")
    ((none,),) = await connection.fetch_rows("SHOW statement_timeout")
    assert limit.startswith(("PT59", "PT1M"))
    assert none == "0"


async def test_a_deadline_in_mid_statement_stops_it(connection, admin):
    with pytest.raises((TimeoutError, TimedOut)), anyio.fail_after(0.2):
        await connection.fetch_rows(LONG)
    assert await admin.fetchval(RUNNING) == 0
    assert connection.idle


async def test_the_servers_own_time_limit_is_a_timeout(opens, admin, reader):
    await admin.execute("ALTER ROLE reader SET statement_timeout = 50")
    connection = await opens(**reader)
    with pytest.raises(TimedOut, match="time limit"):
        await connection.fetch_rows(LONG)
    assert connection.idle


async def test_a_large_stream_may_be_left_early(connection):
    async with connection.execute_sql_statement(ENDLESS, [], 100) as stream:
        async for batch in stream:
            assert len(batch) == 4
            break
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_an_error_in_the_block_ends_the_statement(connection):
    with pytest.raises(LookupError):
        async with connection.execute_sql_statement(ENDLESS, [], 100):
            raise LookupError
    assert connection.idle


async def test_cancelling_at_any_moment_leaves_the_connection_clean_or_not_idle(opens, admin):
    connection = await opens()
    for step in range(40):
        with anyio.move_on_after(step / 10_000):
            async with connection.execute_sql_statement(ENDLESS, [], 500) as stream:
                async for _ in stream:
                    pass
        if connection.idle:
            assert await connection.fetch_rows("SELECT $1::int", [step]) == [(step,)]
        else:
            await connection.close()
            connection = await opens()
    await connection.close()
    await until(admin, SESSIONS, 0)


async def test_a_cancellation_while_a_statement_is_rolled_back_waits_until_that_is_done(connection, monkeypatch):
    execute, scope = connection._driver.execute, anyio.CancelScope()

    async def execute_and_cancel(query):
        if query == END:
            scope.cancel()
        return await execute(query)

    monkeypatch.setattr(connection._driver, "execute", execute_and_cancel)
    with scope:
        await connection.fetch_rows("SELECT 1")
    monkeypatch.undo()

    assert scope.cancelled_caught
    assert connection.fresh
    assert await connection.fetch_rows("SELECT 2") == [(2,)]


async def test_closing_in_mid_statement_leaves_nothing_running(opens, admin):
    connection = await opens()

    async def wait():
        with pytest.raises(ConnectorError):
            await connection.fetch_rows(LONG)

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await until(admin, RUNNING, 1)
            await connection.close()
    assert not connection.idle
    await until(admin, SESSIONS, 0)


async def test_closing_after_a_cancelled_wait_leaves_nothing_running(opens, admin):
    connection = await opens()
    async with anyio.create_task_group() as group:
        group.start_soon(connection.fetch_rows, LONG)
        await until(admin, RUNNING, 1)
        group.cancel_scope.cancel()
    await connection.close()
    await until(admin, SESSIONS, 0)


async def test_closing_twice_and_under_cancellation_works(opens, admin):
    connection = await opens()
    with anyio.CancelScope() as scope:
        scope.cancel()
        await connection.close()
    await connection.close()
    await until(admin, SESSIONS, 0)


@pytest.fixture
async def wire(server):
    """A way to the server that can be cut: from then on bytes vanish, and nobody is told."""
    cut = anyio.Event()

    async def forward(source, sink):
        with suppress(anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            async for chunk in source:
                if not cut.is_set():
                    await sink.send(chunk)

    async def relay(client):
        upstream = await anyio.connect_tcp(server.host, server.port)
        async with client, upstream, anyio.create_task_group() as both:
            both.start_soon(forward, upstream, client)
            await forward(client, upstream)
            both.cancel_scope.cancel()

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, relay)
        options = {"host": "127.0.0.1", "port": listener.extra(anyio.abc.SocketAttribute.local_port)}
        yield options, cut
        group.cancel_scope.cancel()


async def test_neither_leaving_nor_closing_waits_for_a_server_that_is_silent(opens, wire):
    options, cut = wire
    connection = await opens(**options)
    with anyio.fail_after(20):
        async with connection.execute_sql_statement(ENDLESS, [], 1) as stream:
            await anext(aiter(stream))
            cut.set()
        assert not connection.idle
        await connection.close()


@pytest.mark.parametrize("ending", ["pg_terminate_backend", "pg_cancel_backend"])
async def test_a_session_that_somebody_ends(connection, admin, ending):
    async def wait():
        with pytest.raises(Unreachable if ending == "pg_terminate_backend" else TimedOut):
            await connection.fetch_rows(LONG)

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        await until(admin, RUNNING, 1)
        await admin.fetch(f"SELECT {ending}(pid) FROM pg_stat_activity WHERE application_name = 'powerstrip'")
    assert connection.idle == (ending == "pg_cancel_backend")


async def test_a_session_that_ended_between_two_calls_is_unreachable(connection, admin):
    await admin.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'powerstrip'")
    await until(admin, SESSIONS, 0)
    for call in (connection.check, connection.reset, connection.scan_db_schema):
        with pytest.raises(Unreachable):
            await call()
    assert not connection.idle
