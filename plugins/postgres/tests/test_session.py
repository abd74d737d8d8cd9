"""What surrounds a statement: how it travels, within what limits it runs, and that nothing of it stays."""

import math

import anyio
import pytest
from recording import recorded

from powerstrip_postgres import connect
from powerstrip_postgres.session import Session
from powerstrip_sdk import ConnectorError, PermissionDenied, RefusedReadOnly, Throttled, TimedOut, Unreachable

# What holds without a look at the statement, as that look may miss something.
pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("unguarded")]

MARK = "a_callers_word"
HOSTILE = [
    "SELECT 1 AS a_callers_word",
    "SELECT count(*) AS a_callers_word FROM generate_series(1, 5000) i WHERE i > $1",
    "SELECT 1 AS a_callers_word; SELECT 2",
    "COMMIT; DROP TABLE a_callers_word",
    "SELEC a_callers_word",
    "INSERT INTO a_callers_word VALUES (1)",
    "SET a_callers_word.x = 1",
    "DO $$ BEGIN PERFORM 'a_callers_word'; END $$",
    "COPY (SELECT 'a_callers_word') TO STDOUT",
    "PREPARE a_callers_word AS SELECT 1",
    "EXPLAIN SELECT 1 AS a_callers_word",
    "SELECT 'a_callers_word'::shop.mood",
]

#: Everything of a session that a statement could see. A module that is loaded adds settings, all at their defaults.
FINGERPRINT = """
SELECT
    (SELECT array_agg((name, setting, source, sourcefile, pending_restart)::text ORDER BY name)
        FROM pg_settings WHERE name NOT LIKE 'plpgsql.%'),
    session_user::text, current_user::text, current_schemas(true)::text,
    (SELECT array_agg((locktype, classid, objid, mode)::text) FROM pg_locks
        WHERE pid = pg_backend_pid() AND locktype NOT IN ('relation', 'virtualxid')),
    (SELECT array_agg(c) FROM pg_listening_channels() c),
    (SELECT array_agg(name) FROM pg_cursors WHERE is_holdable),
    (SELECT array_agg(name) FROM pg_prepared_statements WHERE from_sql),
    pg_my_temp_schema()::int, (SELECT count(*) FROM pg_class WHERE relpersistence = 't'),
    current_setting('transaction_isolation'), current_setting('transaction_read_only')
"""
#: What reaches for the session. The tree would refuse most of them; here nothing looks at the statement.
REACHING = [
    *(
        f"SELECT set_config('{name}', '{value}', {local})"
        for local in ("false", "true")
        for name, value in [
            ("default_transaction_read_only", "off"),
            ("default_transaction_isolation", "serializable"),
            ("default_transaction_deferrable", "on"),
            ("search_path", "shop, pg_temp"),
            ("statement_timeout", "1"),
            ("lock_timeout", "1"),
            ("idle_in_transaction_session_timeout", "1234567"),
            ("role", "pg_read_all_data"),
            ("session_authorization", "reader"),
            ("session_replication_role", "replica"),
            ("row_security", "off"),
            ("DateStyle", "German"),
            ("IntervalStyle", "sql_standard"),
            ("TimeZone", "Asia/Tokyo"),
            ("client_encoding", "LATIN1"),
            ("client_min_messages", "error"),
            ("bytea_output", "escape"),
            ("extra_float_digits", "-15"),
            ("standard_conforming_strings", "off"),
            ("lc_messages", "C"),
            ("application_name", "somebody else"),
            ("work_mem", "64kB"),
            ("temp_tablespaces", ""),
            ("log_statement", "all"),
            ("plan_cache_mode", "force_generic_plan"),
        ]
    ),
    "UPDATE pg_settings SET setting = 'off' WHERE name = 'default_transaction_read_only' RETURNING 1",
    "SELECT pg_advisory_lock(42), pg_advisory_lock(42), pg_advisory_lock_shared(43), pg_try_advisory_lock(1, 2)",
    "SELECT pg_advisory_xact_lock(44)",
    "SELECT pg_notify('news', 'x')",
    "SELECT setseed(0.5)",
    "SELECT pg_export_snapshot()",
    "SELECT shop.dynamically('LISTEN news')",
    "SELECT shop.dynamically('SET default_transaction_read_only = off')",
    "SELECT shop.dynamically('SET SESSION AUTHORIZATION reader')",
    "SELECT shop.dynamically('SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE')",
    "SELECT shop.dynamically('SET TRANSACTION READ WRITE')",
    "SELECT shop.dynamically('CREATE TEMP TABLE kept (id int)')",
    "SELECT shop.dynamically('DECLARE kept CURSOR WITH HOLD FOR SELECT 1')",
    "SELECT shop.dynamically('COMMIT')",
    "SELECT shop.dynamically('DISCARD PLANS')",
    "SELECT shop.dynamically('LOCK TABLE shop.items')",
    "SELECT * FROM shop.items",
    "SELECT 1 / (SELECT pg_advisory_lock(45) IS NULL)::int",
    "SELECT pg_sleep(0), no_such_function(pg_advisory_lock(46))",
]


@pytest.fixture
async def shop(admin, reader):
    await admin.execute("""
        CREATE TABLE items (id int);
        CREATE TYPE mood AS ENUM ('a_callers_word');
        CREATE FUNCTION dynamically(statement text) RETURNS int LANGUAGE plpgsql
            AS 'BEGIN EXECUTE statement; RETURN 1; END';
    """)
    return admin


async def run(connection, sql, params=()):
    try:
        return await connection.fetch_rows(sql, params)
    except ConnectorError as error:
        return error


async def test_a_callers_text_travels_by_the_extended_protocol_only(server, shop):
    async with recorded(server) as recording:
        connection = await connect(server.config(**recording.options))
        for sql in HOSTILE:
            await run(connection, sql, [7] if "$1" in sql else [])
        await connection.probe()
        await connection.reset()
        await connection.close()

    assert recording.containing(MARK) == {"P"}
    # What is sent as a query is the host's own, and as long as it is known.
    simple = {body.split(b";")[0].rstrip(b"\0") for kind, body in recording.said if kind == "Q"}
    assert simple == {b"BEGIN READ ONLY", b"ROLLBACK"}


async def test_values_do_not_travel_in_a_text(server, shop):
    async with recorded(server) as recording:
        connection = await connect(server.config(**recording.options))
        await connection.fetch_rows("SELECT $1::text", [MARK])
        await connection.close()

    assert recording.containing(MARK) == {"B"}


async def test_beginning_and_ending_take_one_round_trip_each(server):
    async with recorded(server) as recording:
        connection = await connect(server.config(**recording.options))
        recording.forget()
        with anyio.fail_after(60):
            await connection.fetch_rows("SELECT 1")
            await connection.reset()
        said = "".join(kind for kind, _ in recording.said)
        await connection.close()

    # BEGIN; parse and describe; open the portal; its rows; the end and reset.
    assert said.count("Q") == 2
    assert (said[0], said[-1]) == ("Q", "Q")
    assert recording.round_trips - said.count("Q") <= 3


async def test_the_session_begins_read_only(server):
    async with recorded(server) as recording:
        await (await connect(server.config(**recording.options))).close()

    (started,) = recording.started
    assert started["default_transaction_read_only"] == "on"
    assert started["application_name"] == "powerstrip"


@pytest.fixture
async def pooled(server, shop):
    """A connection over a pooler that takes no settings, and what was said there."""
    async with recorded(server, pooler=True) as recording:
        connection = await connect(server.config(**recording.options))
        yield connection, recording
        await connection.close()


async def test_behind_a_pooler_that_takes_no_settings_the_transaction_alone_keeps_it_read_only(pooled):
    connection, recording = pooled

    with pytest.raises(RefusedReadOnly):
        await connection.fetch_rows("INSERT INTO shop.items VALUES (1) RETURNING id")
    assert await connection.fetch_rows("SHOW transaction_read_only") == [("on",)]
    assert recording.refused == ["default_transaction_read_only"]
    assert "default_transaction_read_only" not in recording.started[0]


@pytest.mark.parametrize("role", ["superuser", "reader"])
async def test_after_a_statement_the_session_equals_a_fresh_one_or_is_closed(server, opens, shop, reader, role):
    options = reader if role == "reader" else {}
    fresh = await (await opens(**options)).fetch_rows(FINGERPRINT)
    connection = await opens(**options)
    for sql in REACHING:
        await run(connection, sql)
        await connection.reset()
        assert connection.idle, sql
        assert await connection.fetch_rows(FINGERPRINT) == fresh, sql
    held = await shop.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    assert held == 0


async def test_the_next_statement_is_in_a_clean_session_also_without_a_reset(opens, shop):
    connection = await opens()
    fresh = await connection.fetch_rows(FINGERPRINT)
    for sql in REACHING:
        await run(connection, sql)
        assert await connection.fetch_rows(FINGERPRINT) == fresh, sql


async def test_a_session_that_cannot_be_cleaned_is_not_used_again(opens, shop):
    connection = await opens()
    await connection.fetch_rows("SELECT shop.dynamically('PREPARE kept AS SELECT 1')")

    assert not connection.idle
    with pytest.raises(Unreachable, match="cannot be used again"):
        await connection.reset()


@pytest.mark.parametrize("path", ['"$user", public', "", 'shop, "odd "" name", "it\'s \\ here"'])
async def test_the_search_path_is_the_roles_own_in_every_transaction(opens, shop, reader, path):
    await shop.execute("ALTER ROLE reader SET search_path = " + (path or "''"))
    connection = await opens(**reader)
    ((before,),) = await connection.fetch_rows("SHOW search_path")
    # Somebody else who shares the session, as behind a pooler.
    await connection._driver.execute("SET search_path = elsewhere; SET standard_conforming_strings = off")

    assert before == (path or '""')
    assert await connection.fetch_rows("SHOW search_path") == [(before,)]


async def test_tighter_limits_of_the_role_hold(opens, shop, reader):
    await shop.execute("ALTER ROLE reader SET statement_timeout = 40; ALTER ROLE reader SET lock_timeout = 30")
    connection = await opens(**reader)

    with anyio.fail_after(60):
        with pytest.raises(TimedOut, match="time limit"):
            await connection.fetch_rows("SELECT pg_sleep(60)")
        rows = await connection.fetch_rows("SELECT current_setting('lock_timeout'), current_setting('work_mem') <> ''")
    assert rows == [("30ms", True)]


async def test_a_lock_that_is_not_to_be_had_is_told_before_the_deadline(opens, shop, reader):
    await shop.execute("GRANT SELECT ON items TO reader")
    connection = await opens(**reader)
    async with shop.transaction():
        await shop.execute("LOCK TABLE items")
        with anyio.fail_after(0.8), pytest.raises(Throttled, match="locked"):
            await connection.fetch_rows("SELECT * FROM shop.items")
    assert connection.idle


def test_limits_fit_the_deadline():
    session = Session(
        search_path="a", statement_timeout=0, lock_timeout=2000, idle_in_transaction_session_timeout=20000
    )
    path = "SELECT pg_catalog.set_config('search_path', E'a', true)"

    assert session.begin(10) == (
        "BEGIN READ ONLY; SET LOCAL standard_conforming_strings = on; "
        "SET LOCAL statement_timeout = 10500; SET LOCAL lock_timeout = 2000; "
        f"SET LOCAL idle_in_transaction_session_timeout = 12500; {path}"
    )
    assert session.begin(math.inf) == (
        "BEGIN READ ONLY; SET LOCAL standard_conforming_strings = on; "
        f"SET LOCAL lock_timeout = 2000; SET LOCAL idle_in_transaction_session_timeout = 20000; {path}"
    )
    assert session.begin(-math.inf) == (
        "BEGIN READ ONLY; SET LOCAL standard_conforming_strings = on; "
        "SET LOCAL statement_timeout = 500; SET LOCAL lock_timeout = 1; "
        f"SET LOCAL idle_in_transaction_session_timeout = 2500; {path}"
    )


def test_what_a_session_has_already_is_not_said_again_where_it_is_sure():
    limits = {"statement_timeout": 10000, "lock_timeout": 2000, "idle_in_transaction_session_timeout": 0}
    bounded = Session(search_path="a", is_bounded=True, **limits)
    shared = Session(search_path="a", is_bounded=False, **limits)
    strings = "SET LOCAL standard_conforming_strings = on"
    path = "SELECT pg_catalog.set_config('search_path', E'a', true)"

    # As much time as the session allows, and half a second of grace.
    assert bounded.begin(9.6, is_as_begun=True) == (
        f"BEGIN READ ONLY; {strings}; SET LOCAL idle_in_transaction_session_timeout = 12100"
    )
    assert bounded.begin(9.4, is_as_begun=True) == (
        f"BEGIN READ ONLY; {strings}; SET LOCAL statement_timeout = 9900; "
        "SET LOCAL idle_in_transaction_session_timeout = 11900"
    )
    assert bounded.begin(1, is_as_begun=True) == (
        f"BEGIN READ ONLY; {strings}; SET LOCAL statement_timeout = 1500; SET LOCAL lock_timeout = 500; "
        "SET LOCAL idle_in_transaction_session_timeout = 3500"
    )
    whole = (
        f"BEGIN READ ONLY; {strings}; SET LOCAL statement_timeout = 10000; SET LOCAL lock_timeout = 2000; "
        f"SET LOCAL idle_in_transaction_session_timeout = 12100; {path}"
    )
    assert (bounded.begin(9.6), shared.begin(9.6, is_as_begun=True)) == (whole, whole)


def test_the_catalog_is_asked_without_compiling_where_the_server_compiles():
    limits = {"statement_timeout": 0, "lock_timeout": 0, "idle_in_transaction_session_timeout": 0}
    compiles = Session(search_path="a", compiles=True, **limits)
    never = Session(search_path="a", compiles=False, **limits)
    words = compiles.begin(math.inf)

    assert "jit" not in words
    assert compiles.begin(math.inf, asks_catalog=True) == words.replace("; SELECT", "; SET LOCAL jit = off; SELECT")
    assert never.begin(math.inf, asks_catalog=True) == words
    assert (compiles.after_asking, never.after_asking) == ("SET LOCAL jit = DEFAULT", "")


async def test_a_reader_reaches_no_other_role(opens, shop, reader):
    connection = await opens(**reader)

    with pytest.raises(PermissionDenied):
        await connection.fetch_rows("SELECT set_config('role', 'postgres', false)")
