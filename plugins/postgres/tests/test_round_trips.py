"""How often a statement goes to the server and back, counted on the way there, and which way it takes."""

import anyio
import asyncpg
import pytest
from clearing import is_run_alone, run, told
from recording import recorded

from powerstrip_postgres import connect, driver
from powerstrip_postgres.driver import CountedConnection
from powerstrip_postgres.gathering import sends_ahead
from powerstrip_sdk import RefusedReadOnly

pytestmark = pytest.mark.anyio

BY_KEY = "SELECT id, name FROM shop.items WHERE id = $1"
PARAMETERS = ("default_transaction_read_only", "statement_timeout")


@pytest.fixture
async def shop(admin, reader):
    await admin.execute("""
        CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL);
        INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 2000) i;
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE moods (id int, mood mood);
        INSERT INTO moods VALUES (1, 'happy');
        GRANT SELECT ON items, moods TO reader;
    """)
    return admin


@pytest.fixture(params=["superuser", "reader"])
def role(request, reader):
    return reader if request.param == "reader" else {}


async def opened(server, recording, probed=True, **options):
    connection = await connect(told(server.options(**recording.options, **options)))
    if probed:
        await connection.probe()
    recording.forget()
    return connection


def taken(recording):
    """Return the round trips since the last time, and the messages of each."""
    said = "".join(kind for kind, _ in recording.said)
    trips = recording.round_trips
    recording.forget()
    return trips, said


async def test_a_cleared_template_takes_one_round_trip(server, shop, role):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **role)
        await run(connection, BY_KEY, [7])
        taken(recording)
        for key in (7, 8):
            rows = await run(connection, BY_KEY, [key])
            await connection.reset()
            assert (rows.rows, taken(recording)) == ([(key, f"item {key}")], (1, "BES"))
        await connection.close()


async def test_a_cleared_template_takes_one_round_trip_however_many_rows_it_returns(server, shop, role):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **role)
        for trips in (None, 1):
            rows = await run(connection, "SELECT * FROM shop.items")
            found, _ = taken(recording)
            assert len(rows.rows) == 1001
            assert trips in (None, found)
        await connection.close()


async def test_a_callers_statement_takes_three_round_trips_with_a_role_that_only_reads(server, shop, reader):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        assert (await connection.fetch_rows(BY_KEY, [7])) == [(7, "item 7")]
        await connection.reset()
        # Begin, parse and describe; bind and execute; the end and reset.
        assert taken(recording) == (3, "QPDHBESQ")
        await connection.close()


async def test_where_the_search_path_is_said_a_callers_statement_takes_four_round_trips(server, shop, reader):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        await run(connection, BY_KEY, [7])
        await run(connection, BY_KEY, [7])
        taken(recording)
        assert (await connection.fetch_rows(BY_KEY, [7])) == [(7, "item 7")]
        assert taken(recording) == (4, "QPDHBESQ")
        await connection.close()


def said_words(recording):
    """Return what was said in words of the host's own, and where a statement was parsed, since the last time."""
    said = ["parse" if kind == "P" else body[:-1].decode() for kind, body in recording.said if kind in "PQ"]
    recording.forget()
    return said


async def test_the_catalog_is_asked_without_compiling_and_the_statement_runs_as_the_server_is_set(server, shop):
    shown = "SELECT current_setting('jit'), name FROM shop.items WHERE id = 7"
    async with recorded(server) as recording:
        connection = await opened(server, recording)
        for _ in range(2):
            recording.forget()
            assert await connection.fetch_rows(shown) == [("on", "item 7")]
        # Begin; the question, which is known by now; parse and describe; bind and execute; the end and reset.
        assert recording.round_trips == 5
        begin, after, parsed, end = said_words(recording)
        assert "; SET LOCAL jit = off; " in begin
        assert (after, parsed, end.split(";")[0]) == ("SET LOCAL jit = DEFAULT", "parse", "ROLLBACK")
        await connection.close()


async def test_a_template_is_cleared_without_compiling(server, shop):
    async with recorded(server) as recording:
        connection = await opened(server, recording)
        await run(connection, BY_KEY, [7])
        begin, *_ = said_words(recording)
        assert "; SET LOCAL jit = off; " in begin
        await connection.close()


async def test_with_a_driver_that_is_not_known_a_callers_statement_takes_four_round_trips(
    server, shop, reader, monkeypatch, caplog
):
    monkeypatch.setattr(asyncpg, "__version__", "0.33.0")
    monkeypatch.setattr(driver, "sends_ahead", sends_ahead.__wrapped__)
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        assert (await connection.fetch_rows(BY_KEY, [7])) == [(7, "item 7")]
        assert taken(recording) == (4, "QPDHBESQ")
        await connection.close()
    assert [each.getMessage() for each in caplog.records if each.name.endswith("gathering")] == [
        "asyncpg 0.33.0 is not known to let words travel ahead of a statement, so each takes a round trip more"
    ]


def said_paths(recording):
    """Return for each transaction that was opened since the last time whether its search path was said."""
    opened = [body for kind, body in recording.said if kind == "Q" and body.startswith(b"BEGIN")]
    recording.forget()
    return [b"search_path" in each for each in opened]


async def test_a_session_that_is_as_it_began_keeps_its_search_path_and_its_limit_unsaid(server, shop, reader):
    await shop.execute("ALTER ROLE reader SET search_path = shop")
    shown = "SELECT current_setting('search_path'), current_setting('statement_timeout')"
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        for _ in range(2):
            assert await connection.fetch_rows(shown) == [("shop", "30s")]
        with anyio.fail_after(5):
            ((path, limit),) = await connection.fetch_rows(shown)
        assert (path, limit[0] in "45") == ("shop", True)
        assert said_paths(recording) == [False] * 3
        await connection.close()


async def test_after_a_statement_without_a_reset_the_search_path_is_said(server, shop, reader):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        await run(connection, BY_KEY, [7])
        await run(connection, BY_KEY, [7])
        said_paths(recording)
        for _ in range(2):
            await connection.fetch_rows("SELECT 1")
        assert said_paths(recording) == [True, False]
        await connection.close()


async def test_where_names_are_followed_the_search_path_is_always_said(server, shop):
    async with recorded(server) as recording:
        connection = await opened(server, recording)
        for _ in range(2):
            await connection.fetch_rows("SELECT 1")
        assert said_paths(recording) == [True, True]
        await connection.close()


async def test_in_a_session_that_may_be_anothers_the_search_path_is_always_said(server, shop, reader):
    async with recorded(server, dropped=PARAMETERS[:1]) as recording:
        connection = await opened(server, recording, **reader)
        for _ in range(2):
            await connection.fetch_rows("SELECT 1")
        assert said_paths(recording) == [True, True]
        await connection.close()


async def test_the_types_of_a_callers_statement_are_looked_up_once(server, shop, reader):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        trips = []
        for _ in range(2):
            assert await connection.fetch_rows("SELECT * FROM shop.moods") == [(1, "happy")]
            trips.append(taken(recording)[0])
        await connection.close()

    assert trips[0] > 3
    assert trips[1] == 3


async def test_rows_of_a_few_bytes_each_come_with_the_start_of_a_callers_statement(server, shop, reader):
    async with recorded(server) as recording:
        connection = await opened(server, recording, **reader)
        assert len(await connection.fetch_rows("SELECT id FROM shop.items WHERE id < 500")) == 499
        assert taken(recording) == (3, "QPDHBESQ")
        # Of a text nobody knows how long it is before the first has come.
        assert len(await connection.fetch_rows("SELECT name FROM shop.items WHERE id < 500")) == 499
        assert taken(recording) == (4, "QPDHBESESQ")
        await connection.close()


async def test_the_session_begins_with_the_limit_of_a_call(server):
    async with recorded(server) as recording:
        await (await connect(told(server.options(**recording.options), call_timeout=2.5))).close()

    (started,) = recording.started
    assert {name: started[name] for name in PARAMETERS} == {
        "default_transaction_read_only": "on",
        "statement_timeout": "2500",
    }


@pytest.mark.parametrize("dropped", [PARAMETERS, PARAMETERS[:1], PARAMETERS[1:]], ids=["both", "first", "second"])
async def test_behind_a_pooler_that_drops_a_setting_a_template_has_its_transaction(server, shop, role, dropped):
    async with recorded(server, dropped=dropped) as recording:
        connection = await opened(server, recording, **role)
        for _ in range(2):
            assert await run(connection, BY_KEY, [7]) == await run(connection, BY_KEY, [7])
            assert not await is_run_alone(connection, BY_KEY, [7])
        begun = {body.split(b";")[0] for kind, body in recording.said if kind == "Q" and body.startswith(b"BEGIN")}
        assert begun == {b"BEGIN READ ONLY"}
        with pytest.raises(RefusedReadOnly):
            await run(connection, "INSERT INTO shop.items VALUES (0, '') RETURNING id")
        await connection.close()

    assert set(PARAMETERS) <= set(recording.started[0])


async def test_behind_a_pooler_that_refuses_settings_a_template_has_its_transaction(server, shop):
    async with recorded(server, pooler=True) as recording:
        connection = await opened(server, recording)
        assert not await is_run_alone(connection, BY_KEY, [7])
        await connection.close()

    assert recording.refused == ["default_transaction_read_only"]


async def test_in_a_session_that_another_process_serves_a_template_has_its_transaction(server, shop, monkeypatch):
    """As behind a pooler, which gives out a number of its own to cancel by."""
    monkeypatch.setattr(CountedConnection, "get_server_pid", lambda _: 1)
    connection = await connect(told(server.options()))
    assert not await is_run_alone(connection, BY_KEY, [7])
    await connection.close()


async def test_when_the_server_says_that_the_session_may_write_a_template_has_its_transaction(server, shop):
    connection = await connect(told(server.options()))
    assert await is_run_alone(connection, BY_KEY, [7])
    await connection._driver.execute("SET default_transaction_read_only = off")
    assert not await is_run_alone(connection, BY_KEY, [7])
    # The end of that transaction brought the setting back.
    assert await is_run_alone(connection, BY_KEY, [7])
    await connection.close()


async def test_a_tighter_limit_of_the_roles_holds_from_the_first_connection_on(server, shop, reader):
    await shop.execute("ALTER ROLE reader SET statement_timeout = '2.5 s'")
    config = told(server.options(**reader), call_timeout=20)
    first, second = await connect(config), await connect(config)
    try:
        found = []
        for connection in (first, second):
            with anyio.fail_after(10):
                found.append((await run(connection, "SHOW statement_timeout")).rows)
                found.append(await is_run_alone(connection, BY_KEY, [7]))
        # The first began with a limit that is wider, and only a transaction makes it tighter.
        assert found == [[("2500ms",)], False, [("2500ms",)], True]
    finally:
        await first.close()
        await second.close()


async def test_without_a_host_that_tells_a_limit_a_template_has_its_transaction(server, shop):
    connection = await connect(server.config())
    assert not await is_run_alone(connection, BY_KEY, [7])
    await connection.close()


async def test_a_source_that_may_be_written_gives_a_template_its_transaction(server, shop):
    connection = await connect(told(server.options(), read_only=False))
    assert not await is_run_alone(connection, BY_KEY, [7])
    await connection.close()
