import asyncio
import inspect
from pathlib import Path

import anyio
import asyncpg
import pytest
from asyncpg.connect_utils import TLSUpgradeProto
from asyncpg.cursor import BaseCursor, Cursor
from asyncpg.prepared_stmt import PreparedStatement
from asyncpg.protocol import Protocol
from asyncpg.protocol.protocol import PreparedStatementState

from powerstrip_postgres import connect
from powerstrip_postgres.driver import WatchedLoop
from powerstrip_postgres.meter import Meter
from powerstrip_sdk import ConnectorError
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


def test_the_drivers_private_parts_that_a_portal_is_made_of_are_there():
    assert list(inspect.signature(Cursor).parameters) == ["connection", "query", "state", "args", "record_class"]
    assert str(inspect.signature(Cursor._bind_exec)) == "(self, n, timeout)"
    assert str(inspect.signature(Cursor._exec)) == "(self, n, timeout)"
    assert {"_portal_name", "_exhausted"} <= set(BaseCursor.__slots__)
    assert "_state" in PreparedStatement.__slots__
    assert hasattr(PreparedStatementState, "record_class")


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
