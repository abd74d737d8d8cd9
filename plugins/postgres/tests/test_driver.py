import asyncio
import inspect
from pathlib import Path

import anyio
import asyncpg
import pytest
from asyncpg.connect_utils import TLSUpgradeProto
from asyncpg.prepared_stmt import PreparedStatement
from asyncpg.protocol import Protocol
from asyncpg.protocol.protocol import BaseProtocol, PreparedStatementState

from powerstrip_postgres import connect
from powerstrip_postgres.driver import WatchedLoop, takes_row_limit
from powerstrip_postgres.meter import Meter
from powerstrip_sdk import ConnectorError, Unreachable
from powerstrip_sdk.reserve import lend_reserve

pytestmark = pytest.mark.anyio

LONG = "SELECT pg_sleep(600)"
RUNNING = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'powerstrip' AND query LIKE '%pg_sleep(600)%' AND wait_event = 'PgSleep'
"""


def test_the_drivers_private_method_is_the_one_that_is_overridden():
    assert str(inspect.signature(asyncpg.Connection._cancel)) == "(self, waiter, cancel_waiter=None)"
    assert "self._cancel(waiter, cancel_waiter)" in inspect.getsource(asyncpg.Connection._cancel_current_command)


def test_the_drivers_private_parts_that_a_statement_and_its_portal_are_made_of_are_there():
    assert list(inspect.signature(asyncpg.Connection._get_statement).parameters) == [
        *("self", "query", "timeout", "named", "use_cache", "ignore_custom_codec", "record_class")
    ]
    assert list(inspect.signature(BaseProtocol.execute).parameters) == [
        *("self", "state", "portal_name", "limit", "return_extra", "timeout")
    ]
    assert takes_row_limit()
    assert {"is_in_transaction", "bind_execute"} <= set(dir(BaseProtocol))
    assert {"_get_attributes", "_get_parameters"} <= set(dir(PreparedStatementState))
    assert "_state" in PreparedStatement.__slots__


async def test_no_rows_are_asked_for_when_the_servers_last_word_is_that_no_transaction_is_open(opens):
    connection = await opens()
    driver = connection._driver
    await driver.execute("BEGIN READ ONLY")
    portal = driver.portal(await driver.parse("SELECT generate_series(1, 9)"), [])
    assert len(await portal.next_rows(4)) == 4
    await driver.execute("ROLLBACK")

    for one in (portal, driver.portal(await driver.parse("SELECT 1"), [])):
        with pytest.raises(Unreachable, match="transaction of a statement is over"):
            await one.next_rows(4)


def test_the_drivers_protocol_takes_bytes_as_a_meter_hands_them_on():
    assert issubclass(Protocol, asyncio.Protocol)
    assert not issubclass(Protocol, asyncio.BufferedProtocol)
    callbacks = {name for name in dir(asyncio.Protocol) if not name.startswith("_")}
    # The transport calls the first one before there is a meter.
    assert callbacks - {"connection_made"} <= set(vars(Meter))


async def until(admin, count):
    with anyio.fail_after(20):
        while await admin.fetchval(RUNNING) != count:
            pass


@pytest.fixture
def reserve():
    return anyio.CapacityLimiter(1)


@pytest.fixture
async def lent(server, reserve, admin):
    """A connection to which a reserve of one place was lent."""
    with lend_reserve(reserve):
        connection = await connect(server.config())
    yield connection
    await connection.close()


async def cancel_in_mid_statement(connection, admin):
    async with anyio.create_task_group() as group:
        group.start_soon(connection.fetch_rows, LONG)
        await until(admin, 1)
        group.cancel_scope.cancel()


async def test_a_request_to_cancel_takes_a_place_in_the_reserve_and_gives_it_back(lent, reserve, admin):
    await cancel_in_mid_statement(lent, admin)
    assert lent.idle
    assert await lent.fetch_rows("SELECT 1") == [(1,)]
    assert reserve.borrowed_tokens == 0


async def test_without_a_place_in_time_the_connection_is_ended_instead(lent, reserve, admin):
    async with reserve:
        await cancel_in_mid_statement(lent, admin)
        assert not lent.idle
        # The server does not look at its socket while it sleeps.
        await admin.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = $1", LONG)
        await until(admin, 0)
        with anyio.fail_after(20):
            while reserve.statistics().tasks_waiting:
                await anyio.lowlevel.checkpoint()


def sockets():
    """Return how many sockets this process has open."""
    return sum(file.is_socket() for file in Path("/proc/self/fd").iterdir())


@pytest.mark.parametrize("wrong", [{"database": "nowhere"}, {"password": "wrong"}], ids=["database", "password"])
@pytest.mark.parametrize("sslmode", ["disable", "require"])
async def test_a_failed_attempt_has_closed_its_socket_when_it_tells_so(server, sslmode, wrong):
    before = sockets()
    with pytest.raises(ConnectorError):
        await connect(server.config(sslmode=sslmode, **wrong))
    assert sockets() == before


@pytest.mark.parametrize("sslmode", ["disable", "require"])
async def test_closing_under_cancellation_has_closed_the_socket(server, sslmode):
    before = sockets()
    connection = await connect(server.config(sslmode=sslmode))
    with anyio.CancelScope() as scope:
        scope.cancel()
        await connection.close()
    assert sockets() == before


async def test_a_socket_that_is_lost_before_anybody_waits_for_it_is_no_error():
    loop = WatchedLoop()
    running = loop.running
    made = []

    class Interrupted:
        async def create_connection(self, factory):
            made.append(factory())
            raise asyncio.CancelledError

    loop.running = Interrupted()
    with pytest.raises(asyncio.CancelledError):
        await loop.create_connection(lambda: TLSUpgradeProto(running, "localhost", 5432, None, False))
    made[0].connection_lost(None)

    assert made[0].on_data.cancelled()
