"""A statement that is sent with the words that open its transaction, when that goes otherwise than it should."""

from dataclasses import replace

import anyio
import asyncpg
import pytest
from clearing import told
from recording import recorded
from relaying import LOOPS, NAMES

from powerstrip_postgres import connect
from powerstrip_postgres import connection as connecting
from powerstrip_postgres.ahead import Ahead, ahead_of
from powerstrip_postgres.gathering import Gathering
from powerstrip_postgres.session import Session
from powerstrip_sdk import ConnectorError, Grade, SyntaxFault, TimedOut, Unreachable

pytestmark = pytest.mark.anyio

READ = "SELECT current_setting('transaction_read_only'), now() = statement_timestamp()"


@pytest.fixture(params=LOOPS, ids=NAMES)
def anyio_backend(request):
    return request.param


@pytest.fixture
async def opens_reader(server, reader):
    """Opens connections whose role only reads and was looked at, so that their statements may be sent so."""
    opened = []

    async def opens(**options):
        connection = await connect(told(server.options(**reader, **options)))
        opened.append(connection)
        await connection.probe()
        return connection

    yield opens
    for connection in opened:
        await connection.close()


def test_words_are_a_message_with_the_answer_of_a_server_that_has_nothing_to_add():
    assert ahead_of("BEGIN READ ONLY; SET LOCAL a = 1") == Ahead(
        message=b"Q\0\0\0\x25BEGIN READ ONLY; SET LOCAL a = 1\0",
        answer=b"C\0\0\0\nBEGIN\0C\0\0\0\x08SET\0Z\0\0\0\x05T",
    )


def test_words_that_are_answered_with_rows_are_not_sent_ahead():
    session = Session(search_path="shop", statement_timeout=0, lock_timeout=0, idle_in_transaction_session_timeout=0)
    assert ahead_of(session.begin(5.0)) is None


class Wire:
    """A transport that only remembers what was written."""

    def __init__(self):
        self.written = []

    def write(self, data):
        self.written.append(bytes(data))


def test_words_leave_with_what_is_written_next_and_only_once():
    wire = Wire()
    gathering = Gathering(wire)
    gathering.write(b"one")
    gathering.send_with_next(b"words, ")
    gathering.write(memoryview(b"two"))
    gathering.write(b"three")
    gathering.send_with_next(b"words")
    gathering.forget()
    gathering.write(b"four")
    assert wire.written == [b"one", b"words, two", b"three", b"four"]


@pytest.mark.parametrize("sslmode", ["disable", "require"])
async def test_a_statement_runs_in_the_transaction_that_was_opened_ahead_of_it(opens_reader, sslmode):
    connection = await opens_reader(sslmode=sslmode)
    for _ in range(2):
        assert await connection.fetch_rows(READ) == [("on", False)]
        assert connection._driver.meter.is_answered
        assert connection.fresh


async def test_an_answer_with_a_notice_is_understood(admin, opens_reader):
    await admin.execute("ALTER ROLE reader SET client_min_messages = debug5")
    connection = await opens_reader()
    assert await connection.fetch_rows(READ) == [("on", False)]
    assert not connection._driver.meter.is_answered
    assert connection.fresh
    # The next one is not sent so, as its answer would be no other.
    assert not connection._driver.sends_ahead
    assert await connection.fetch_rows(READ) == [("on", False)]


async def test_an_answer_that_comes_in_pieces_is_understood(opens_reader):
    connection = await opens_reader()
    hand_on = connection._driver.meter.data_received

    class Pieces:
        """Stands before the meter."""

        def data_received(self, data):
            for start in range(0, len(data), 7):
                hand_on(data[start : start + 7])

        def __getattr__(self, name):
            return getattr(connection._driver.meter, name)

    connection._driver._transport.set_protocol(Pieces())
    assert await connection.fetch_rows(READ) == [("on", False)]
    assert not connection._driver.meter.is_answered
    assert connection.fresh
    connection._driver._transport.set_protocol(connection._driver.meter)


@pytest.mark.parametrize(
    ("sql", "error"),
    [("SELECT FROM", SyntaxFault), ("SELECT * FROM nowhere", ConnectorError), ("SHOW nothing", ConnectorError)],
)
async def test_after_an_error_of_the_statement_the_connection_is_as_good_as_before(opens_reader, sql, error):
    connection = await opens_reader()
    for _ in range(2):
        with pytest.raises(error):
            await connection.fetch_rows(sql)
        assert connection.fresh
        assert await connection.fetch_rows(READ) == [("on", False)]


@pytest.mark.parametrize(
    "words", ["BEGIN READ NOTHING", "BEGIN READ ONLY; SET LOCAL lock_timeout = 'x'"], ids=["at once", "in between"]
)
async def test_when_the_transaction_cannot_be_opened_nothing_runs_and_the_connection_is_ended(
    admin, opens_reader, unguarded, words
):
    await admin.execute("CREATE SEQUENCE runs; GRANT ALL ON runs TO reader")
    connection = await opens_reader()
    connection._standing.grade = Grade.A
    connection._words = lambda *_, **__: words
    with pytest.raises(ConnectorError):
        await connection.fetch_rows("SELECT nextval('shop.runs')")
    assert await admin.fetchval("SELECT is_called FROM shop.runs") is False
    assert connection._driver.is_closed()
    with pytest.raises(Unreachable):
        await connection.reset()


async def test_a_transaction_that_the_server_does_not_speak_of_is_none(opens_reader, monkeypatch):
    connection = await opens_reader()
    monkeypatch.setattr(connecting, "ahead_of", lambda _: replace(ahead_of("SET LOCAL lock_timeout = 9"), answer=b"?"))
    with pytest.raises(Unreachable, match="transaction of a statement is over"):
        await connection.fetch_rows(READ)


async def test_a_caller_who_goes_before_the_server_has_answered_leaves_no_connection_behind(server, reader):
    async with recorded(server) as recording:
        connection = await connect(told(server.options(**reader, **recording.options)))
        await connection.probe()
        recording.forget()
        recording.hears = anyio.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(connection.fetch_rows, READ)
            with anyio.fail_after(20):
                while not recording.said:
                    await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
        assert not connection.idle
        assert connection._driver.is_closed()
        await connection.close()


LOCKED = "SELECT id FROM shop.locked"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND wait_event_type = 'Lock'"


@pytest.fixture
async def waiting(server, admin, opens_reader):
    """A connection whose statement is about to be parsed, which takes a lock that another session holds."""
    await admin.execute("CREATE TABLE locked (id int); GRANT SELECT ON locked TO reader")
    connection = await opens_reader()
    other = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    await other.execute("BEGIN; LOCK TABLE shop.locked")
    yield connection
    await other.close()


async def until_it_waits(admin):
    with anyio.fail_after(20):
        while not await admin.fetchval(WAITS):
            pass


async def test_a_caller_who_goes_after_the_answer_leaves_a_connection_that_is_as_good_as_before(waiting, admin):
    async with anyio.create_task_group() as group:
        group.start_soon(waiting.fetch_rows, LOCKED)
        await until_it_waits(admin)
        group.cancel_scope.cancel()
    assert waiting.fresh
    assert await waiting.fetch_rows(READ) == [("on", False)]


async def test_a_statement_that_is_cancelled_after_the_answer_says_so(waiting, admin):
    async def wait():
        with pytest.raises(TimedOut, match="cancelled"):
            await waiting.fetch_rows(LOCKED)

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        await until_it_waits(admin)
        await waiting.cancel()
    assert waiting.fresh
    assert await waiting.fetch_rows(READ) == [("on", False)]


async def test_a_session_that_is_ended_after_the_answer_is_told(waiting, admin):
    async def wait():
        with pytest.raises(Unreachable):
            await waiting.fetch_rows(LOCKED)

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        await until_it_waits(admin)
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'")
    assert not waiting.idle


async def test_a_type_that_is_new_is_looked_up_behind_the_answer(admin, opens_reader):
    await admin.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    connection = await opens_reader()
    for _ in range(2):
        assert await connection.fetch_rows("SELECT 'happy'::shop.mood") == [("happy",)]
        assert connection._driver.meter.is_answered
        assert connection.fresh


async def test_over_a_socket_of_this_machine_it_is_the_same(opens_reader, socket_folder):
    connection = await opens_reader(host=str(socket_folder), sslmode="disable")
    assert await connection.fetch_rows(READ) == [("on", False)]
    assert connection._driver.meter.is_answered
    assert connection.fresh
