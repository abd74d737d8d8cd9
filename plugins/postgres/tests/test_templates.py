"""Templates that are run without a transaction around them: which are, what they return, and that nothing stays."""

import asyncio
import datetime
import inspect
import logging
import math
from types import SimpleNamespace

import anyio
import asyncpg
import pytest
from asyncpg.protocol.protocol import BaseProtocol
from clearing import is_run_alone, run, told
from test_reach import FIRST, FOREIGN, SHOP
from test_session import FINGERPRINT

from powerstrip_postgres import PostgresConnection, clearance, connect, driver
from powerstrip_postgres.meter import FLAT
from powerstrip_sdk import Column, ConnectorError, Grade, InvalidArguments, LimitExceeded, NotFound, Rows, TimedOut
from powerstrip_sdk.plain import plain

pytestmark = pytest.mark.anyio

MORE = """
CREATE TYPE temper AS ENUM ('bad', 'good');
CREATE TABLE moods (id int, temper temper);
CREATE MATERIALIZED VIEW kept AS SELECT id FROM items;
CREATE VIEW plain_view AS SELECT id, lower(name) AS name FROM items;
CREATE VIEW clock AS SELECT clock_timestamp() AS at;
CREATE SEQUENCE numbers;
CREATE TABLE parent (id int);
CREATE TABLE child (CHECK (shop.surely(1) > id)) INHERITS (parent);
CREATE TABLE indexed (id int);
CREATE INDEX ON indexed (shop.surely(id));
CREATE TABLE partial (id int);
CREATE INDEX ON partial (id) WHERE shop.surely(id) > 0;
CREATE TABLE measured (id int, other int);
CREATE STATISTICS measurement ON (shop.surely(id)), other FROM measured;
CREATE TABLE by_key (id int) PARTITION BY RANGE ((shop.surely(id)));
"""
SURELY = "CREATE FUNCTION surely(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1; END';"

ALONE = [
    "SELECT id, name FROM shop.items WHERE id = 1",
    "SELECT count(*), sum(price), string_agg(name, ',' ORDER BY id) FROM shop.items",
    "SELECT i.id FROM shop.items i JOIN shop.parts p USING (id) GROUP BY i.id HAVING count(*) > 0 ORDER BY 1 LIMIT 3",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
    "SELECT lower(name), coalesce(price, 0), now() - interval '1 day', name LIKE 'a%' FROM shop.items",
    "SELECT id::text, extract(year FROM now()), rank() OVER (ORDER BY id) FROM shop.items",
    "VALUES (1, 'a')",
    "TABLE shop.items",
    "SELECT * FROM shop.moods WHERE temper = 'bad'",
    "SELECT * FROM shop.parts",
    "SELECT * FROM shop.written",
    "SELECT * FROM shop.kept",
    "SELECT * FROM shop.plain_view",
    "SELECT relname FROM pg_catalog.pg_class LIMIT 1",
    "SELECT to_jsonb(i.name) FROM shop.items i",
]
IN_A_TRANSACTION = [
    "EXPLAIN SELECT 1",
    "SHOW work_mem",
    "SELECT ARRAY[1, 2]",
    "SELECT ROW(1, 2)",
    "SELECT int4range(1, 2)",
    "SELECT '127.0.0.1'::inet",
    "SELECT random()",
    "SELECT pg_sleep(0)",
    "SELECT clock_timestamp()",
    "SELECT shop.steady(1)",
    "SELECT shop.surely(1)",
    "SELECT 1 OPERATOR(shop.#%#) 2",
    "SELECT shop.total_quietly(id) FROM shop.items",
    "SELECT 1::shop.harmless",
    "SELECT NULL::shop.items",
    "SELECT * FROM shop.good",
    "SELECT * FROM shop.clock",
    "SELECT * FROM shop.guarded_quietly",
    "SELECT * FROM shop.numbers",
    "SELECT * FROM shop.parent",
    "SELECT * FROM shop.indexed",
    "SELECT * FROM shop.partial",
    "SELECT * FROM shop.measured",
    "SELECT * FROM shop.by_key",
    "SELECT name FROM pg_catalog.pg_settings LIMIT 1",
    "SELECT table_name FROM information_schema.tables LIMIT 1",
]

ODD = """
SELECT 9007199254740993::int8, -1::int8, NULL::int8, 'NaN'::float8, 1.5::float4, 'infinity'::float8, NULL::float8,
    1.10::numeric, 'NaN'::numeric, '00000000-0000-0000-0000-000000000001'::uuid, true, 'a'::"char"::text, 'b'::name,
    'infinity'::date, '2024-02-29'::date, '24:00'::time, '12:00+01'::timetz, '2024-02-29 01:02:03.5'::timestamp,
    '-infinity'::timestamptz, '2024-02-29 01:02:03Z'::timestamptz, '1 day'::interval, '\\x00ff'::bytea,
    '{"a": [1, 12345678901234567890, 0.1000000000000000055]}'::jsonb, '[null]'::json, '<a/>'::xml, 'c'::varchar(3),
    'd'::char(3), 7::oid, 5::money::text, NULL::text
"""


@pytest.fixture
async def shop(admin, reader):
    await admin.execute(FIRST + SHOP + SURELY + MORE)
    await admin.execute("""
        CREATE TABLE guarded_quietly (id int);
        ALTER TABLE guarded_quietly ENABLE ROW LEVEL SECURITY;
        GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader;
    """)
    return admin


@pytest.fixture
async def opened(server):
    """A function that opens a connection as a host does, which is closed after the test."""
    connections = []

    async def opened(config=None, **options):
        connections.append(await connect(config or told(server.options(), **options)))
        return connections[-1]

    yield opened
    for each in connections:
        await each.close()


@pytest.fixture
async def connection(opened):
    return await opened()


@pytest.fixture(params=["superuser", "reader"])
async def anybody(request, server, opened, shop, reader):
    """A connection of grade B, then one of grade A."""
    connection = await opened(told(server.options(**(reader if request.param == "reader" else {}))))
    await connection.probe()
    return connection


@pytest.mark.parametrize("sql", ALONE)
async def test_what_only_reaches_tables_and_the_servers_own_functions_is_run_alone(anybody, sql):
    assert [await is_run_alone(anybody, sql) for _ in range(2)] == [True, True]
    assert anybody.fresh


@pytest.mark.parametrize("sql", IN_A_TRANSACTION)
async def test_everything_else_is_run_in_a_transaction_that_only_reads(connection, shop, sql):
    assert [await is_run_alone(connection, sql) for _ in range(2)] == [False, False]


async def test_a_foreign_table_and_what_it_is_part_of_are_run_in_a_transaction(server, opened, shop, reader):
    await shop.execute(FOREIGN)
    try:
        await shop.execute("GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader")
        connection = await opened(told(server.options(**reader)))
        await connection.probe()
        for sql in ("SELECT * FROM shop.remote", "SELECT * FROM shop.remote_parts"):
            returned = await connection.run_template(sql, [])
            assert not isinstance(returned, Rows)
    finally:
        await shop.execute("DROP EXTENSION file_fdw CASCADE")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT set_config('work_mem', '64kB', false)",
        "SELECT pg_advisory_lock(1)",
        "SELECT nextval('shop.numbers')",
        "SELECT * FROM shop.items FOR UPDATE",
        "INSERT INTO shop.items VALUES (1) RETURNING id",
        "SELECT 1; SELECT 2",
        "SELECT * INTO shop.copied FROM shop.items",
    ],
)
async def test_what_no_caller_may_write_no_template_may_either(connection, shop, sql):
    with pytest.raises(ConnectorError) as of_a_caller:
        await connection.fetch_rows(sql)
    with pytest.raises(ConnectorError) as of_a_template:
        await run(connection, sql)
    assert (type(of_a_template.value), str(of_a_template.value)) == (type(of_a_caller.value), str(of_a_caller.value))


async def test_a_session_is_as_before_after_templates_that_were_run_alone(opened, shop):
    connection, other = await opened(), await opened()
    fresh = await other.fetch_rows(FINGERPRINT)
    for sql in ALONE:
        for _ in range(2):
            assert await is_run_alone(connection, sql)
    # Nothing was reset since, and the fingerprint is the first statement that is: so it sees what they left.
    assert await connection.fetch_rows(FINGERPRINT) == fresh


async def test_values_are_those_of_every_other_statement_as_json_holds_them(connection):
    (whole,) = await connection.fetch_rows(ODD)
    rows = await run(connection, ODD)

    assert not rows.keep
    assert rows.plain
    (found,) = rows.rows
    assert [plain(each) for each in found] == [plain(each) for each in whole]
    held = (int, str, float, bool, type(None), dict, list, datetime.date, datetime.datetime)
    assert all(type(each) in held for each in found)
    offsets = {each.tzinfo for each in found if type(each) is datetime.datetime}
    assert offsets == {None, datetime.UTC}
    assert not any(isinstance(each, float) and not math.isfinite(each) for each in rows.rows[0])


async def test_a_template_without_rows_has_its_columns(connection, shop):
    sql = "SELECT id, price FROM shop.items WHERE false"
    for _ in range(2):
        assert await run(connection, sql) == Rows(
            columns=(Column(name="id", type="int4"), Column(name="price", type="numeric")),
            rows=[],
            keep=False,
            plain=True,
        )


async def test_one_row_more_than_an_answer_has_is_fetched(opened):
    connection = await opened(max_rows=3)
    sql = "SELECT generate_series(1, $1::int)"
    assert [len((await run(connection, sql, [count])).rows) for count in (2, 3, 4, 1_000_000)] == [2, 3, 4, 4]


async def test_parameters_are_converted_and_those_that_do_not_fit_are_named(connection):
    sql = "SELECT $1::date + 1, $2::numeric, $3::int4[] @> '{2}'"
    for _ in range(2):
        assert (await run(connection, sql, ["2024-02-28", "1.50", [1, "2"]])).rows == [
            (datetime.date(2024, 2, 29), "1.50", True)
        ]
    for params, said in [
        (["2024-02-30", "1", []], "parameter \\$1 does not fit the type 'date'"),
        (["2024-02-28", {}, []], "parameter \\$2"),
        (["2024-02-28", 1, [2**40]], "parameter \\$3"),
        (["2024-02-28"], "has 3 parameters, params has 1 values"),
    ]:
        with pytest.raises(InvalidArguments, match=said):
            await run(connection, sql, params)
        assert connection.fresh


async def test_an_error_of_the_server_is_told_and_leaves_a_clean_session(connection):
    sql = "SELECT 1 / $1::int"
    assert await is_run_alone(connection, sql, [1])
    with pytest.raises(InvalidArguments, match="division by zero"):
        await run(connection, sql, [0])
    assert connection.fresh
    assert (await run(connection, sql, [1])).rows == [(1,)]


async def test_the_server_ends_a_template_at_the_limit_that_its_session_began_with(opened):
    connection = await opened(call_timeout=0.05)
    with anyio.fail_after(30), pytest.raises(TimedOut, match="time limit"):
        await run(connection, "SELECT count(*) FROM generate_series(1, 1000000000) WHERE $1", [True])
    assert connection.fresh


RUNNING = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'powerstrip' AND state = 'active' AND query LIKE '%1000000000%'
"""
ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000000 * $1::int8)"


async def until(admin, count):
    with anyio.fail_after(20):
        while await admin.fetchval(RUNNING) != count:
            pass


async def test_a_cancelled_wait_stops_a_template_on_the_server(connection, admin):
    assert await is_run_alone(connection, ENDLESS, [0])
    async with anyio.create_task_group() as group:
        group.start_soon(run, connection, ENDLESS, [1000])
        await until(admin, 1)
        assert not connection.idle
        group.cancel_scope.cancel()
    assert await admin.fetchval(RUNNING) == 0
    assert connection.fresh
    assert (await run(connection, ENDLESS, [0])).rows == [(0,)]


async def test_cancel_stops_a_template_and_tells_who_waits(connection, admin):
    assert await is_run_alone(connection, ENDLESS, [0])

    async def wait():
        with pytest.raises(TimedOut, match="cancelled"):
            await run(connection, ENDLESS, [1000])

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        await until(admin, 1)
        await connection.cancel()
    assert connection.fresh


@pytest.mark.parametrize("is_first", [True, False])
async def test_cancel_together_with_the_hosts_own_cancellation_is_the_hosts(connection, admin, is_first):
    assert await is_run_alone(connection, ENDLESS, [0])
    async with anyio.create_task_group() as group:
        group.start_soon(run, connection, ENDLESS, [1000])
        await until(admin, 1)
        if is_first:
            await connection.cancel()
        group.cancel_scope.cancel()
        await connection.cancel()
    assert await admin.fetchval(RUNNING) == 0
    assert connection.fresh
    assert (await run(connection, ENDLESS, [0])).rows == [(0,)]


async def test_a_task_that_is_cancelled_stops_its_template_and_stays_cancelled(connection, admin):
    assert await is_run_alone(connection, ENDLESS, [0])
    task = asyncio.create_task(run(connection, ENDLESS, [1000]))
    await until(admin, 1)
    await connection.cancel()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (task.cancelled(), connection.fresh) == (True, True)


async def test_a_table_that_does_not_exist_is_told_and_found_once_it_does(connection, shop):
    with pytest.raises(NotFound, match="later"):
        await run(connection, "SELECT * FROM shop.later")
    await shop.execute("CREATE TABLE later (id int)")
    assert await is_run_alone(connection, "SELECT * FROM shop.later")


async def test_a_table_with_other_columns_is_read_as_it_is_now(connection, shop):
    sql = "SELECT * FROM shop.items"
    assert await is_run_alone(connection, sql)
    await shop.execute("ALTER TABLE items DROP COLUMN price")
    assert (await run(connection, sql)).rows == [(1, "a")]
    assert await is_run_alone(connection, sql)


async def test_a_statement_that_the_server_does_not_keep_any_more_is_run_all_the_same(connection, shop):
    sql = "SELECT * FROM shop.kept"
    assert await is_run_alone(connection, sql)
    await connection._driver.execute("DEALLOCATE powerstrip_1")
    assert (await run(connection, sql)).rows == [(1,)]
    assert await is_run_alone(connection, sql)


async def test_what_is_put_in_a_tables_place_is_seen_when_the_verdict_is_over(connection, shop, monkeypatch):
    sql = "SELECT id FROM shop.moods"
    monkeypatch.setattr(clearance, "HOLDS_SECONDS", 0.0)
    assert await is_run_alone(connection, sql)
    await shop.execute("""
        DROP TABLE moods;
        CREATE FUNCTION marks() RETURNS int LANGUAGE sql STABLE
            AS $$ SELECT set_config('a.mark', 'left', false)::int $$;
        CREATE VIEW moods AS SELECT shop.marks() AS id;
    """)
    assert not isinstance(await connection.run_template(sql, []), Rows)


class Asked:
    """Counts the questions for a verdict, and holds them back while it is told to.

    Args:
        monkeypatch: pytest's.
    """

    def __init__(self, monkeypatch):
        self.times, self.begun, self.may_go_on = 0, anyio.Event(), anyio.Event()
        self.may_go_on.set()
        self._fetch = PostgresConnection._fetch
        asked = self

        async def fetch(connection, query, *arguments):
            if query == clearance.obstacles():
                asked.times += 1
                asked.begun.set()
                await asked.may_go_on.wait()
            return await asked._fetch(connection, query, *arguments)

        monkeypatch.setattr(PostgresConnection, "_fetch", fetch)


async def test_one_connection_asks_for_a_verdict_and_all_of_the_source_have_it(server, opened, shop, monkeypatch):
    asked, config = Asked(monkeypatch), told(server.options())
    sql = "SELECT id FROM shop.moods"
    first, second, third = [await opened(config) for _ in range(3)]
    asked.may_go_on = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(is_run_alone, first, sql)
        await asked.begun.wait()
        meanwhile = await is_run_alone(second, sql)
        asked.may_go_on.set()
    alone = [await is_run_alone(each, sql) for each in (first, second, third)]

    assert (meanwhile, alone, asked.times) == (False, [True, True, True], 1)


async def test_a_verdict_serves_the_others_while_it_is_asked_for_again(server, opened, shop, monkeypatch):
    asked, config = Asked(monkeypatch), told(server.options())
    sql = "SELECT id FROM shop.moods"
    first, second = [await opened(config) for _ in range(2)]
    monkeypatch.setattr(clearance, "_ASKED_AGAIN", 0.0)
    before = [await is_run_alone(each, sql) for each in (first, second)]
    asked.may_go_on, asked.begun = anyio.Event(), anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(is_run_alone, first, sql)
        await asked.begun.wait()
        meanwhile = await is_run_alone(second, sql)
        later = clearance.time.monotonic() + clearance.HOLDS_SECONDS
        monkeypatch.setattr(clearance, "time", SimpleNamespace(monotonic=lambda: later))
        too_late = await is_run_alone(second, sql)
        asked.may_go_on.set()

    assert (before, meanwhile, too_late) == ([True, True], True, False)


@pytest.fixture
async def seldom(server, opened, shop, reader, monkeypatch):
    """A connection, taken for one of grade A, what counts its questions, and what lets the time of a verdict pass."""
    asked = Asked(monkeypatch)
    connection = await opened(told(server.options(**reader)))
    connection._standing.grade = Grade.A
    passed = 0.0
    monkeypatch.setattr(clearance, "time", SimpleNamespace(monotonic=lambda: passed))

    def passes(seconds):
        nonlocal passed
        passed += seconds

    return connection, asked, passes


async def test_a_template_that_is_run_now_and_then_is_asked_about_once_in_ten_runs(seldom):
    connection, asked, passes = seldom
    sql = "SELECT id FROM shop.moods WHERE id = $1"
    times = []
    for _ in range(2 * (clearance.RUNS_BEFORE_ASKING + 1)):
        # It answers with the same in each way.
        assert await run(connection, sql, [7]) == Rows(
            columns=(Column(name="id", type="int4"),), rows=[], keep=False, plain=True
        )
        assert connection.fresh
        times.append(asked.times)
        passes(clearance.HOLDS_SECONDS)
    assert times == [1] * (clearance.RUNS_BEFORE_ASKING + 1) + [2] * clearance.RUNS_BEFORE_ASKING + [2]


async def test_a_template_that_is_run_often_is_asked_about_before_its_verdict_ends(seldom):
    connection, asked, passes = seldom
    sql = "SELECT id FROM shop.moods"
    for _ in range(2 * clearance.RUNS_BEFORE_ASKING):
        assert await is_run_alone(connection, sql)
    passes(clearance.HOLDS_SECONDS * 0.9)
    times = []
    for _ in range(clearance.RUNS_BEFORE_ASKING + 2):
        assert await is_run_alone(connection, sql)
        times.append(asked.times)
    assert times == [1] * clearance.RUNS_BEFORE_ASKING + [2, 2]


async def test_what_is_put_in_a_tables_place_leaves_nothing_when_the_verdict_is_over(seldom, shop):
    connection, asked, passes = seldom
    sql = "SELECT id FROM shop.moods"
    assert (await run(connection, sql)).rows == []
    await shop.execute("""
        DROP TABLE moods;
        CREATE FUNCTION marks() RETURNS int LANGUAGE plpgsql STABLE
            AS $$ BEGIN PERFORM set_config('a.mark', 'left', false); RETURN 7; END $$;
        CREATE VIEW moods AS SELECT shop.marks() AS id;
        GRANT SELECT ON moods TO reader;
    """)
    passes(clearance.HOLDS_SECONDS)
    assert (await run(connection, sql)).rows == [(7,)]
    assert await connection.fetch_rows("SELECT current_setting('a.mark', true)") == [("",)]
    assert asked.times == 1


async def test_a_parameter_that_does_not_fit_is_told_in_every_way(seldom):
    connection, _, passes = seldom
    sql = "SELECT id FROM shop.moods WHERE id = $1"
    await run(connection, sql, [7])
    for _ in range(2):
        with pytest.raises(InvalidArguments) as raised:
            await run(connection, sql, [2**40])
        passes(clearance.HOLDS_SECONDS)
        assert "parameter 1" in str(raised.value) or "$1" in str(raised.value)
    assert (await run(connection, sql, [7])).rows == []


async def test_a_question_that_fails_is_asked_again_by_the_next_call(server, opened, shop, monkeypatch):
    asked, config = Asked(monkeypatch), told(server.options())
    sql = "SELECT id FROM shop.moods"
    connection = await opened(config)
    asked.may_go_on = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(is_run_alone, connection, sql)
        await asked.begun.wait()
        tasks.cancel_scope.cancel()
    asked.may_go_on.set()

    assert await is_run_alone(connection, sql)
    assert asked.times == 2


async def test_rows_too_large_to_be_fetched_at_once_end_the_connection_once(server, opened):
    config = told(server.options())
    sql = "SELECT repeat('x', $1) FROM generate_series(1, 1000)"
    first = await opened(config)
    assert await is_run_alone(first, sql, [1])
    with pytest.raises(LimitExceeded, match=f"more than {FLAT.limit} bytes"):
        await run(first, sql, [20_000])
    assert not first.idle
    # From now on it is read in portions, also by other connections of the source.
    second = await opened(config)
    assert not await is_run_alone(second, sql, [1])
    assert len((await run(second, sql, [20_000])).rows) == 1000


async def test_json_too_large_to_be_parsed_at_once_is_read_in_portions(connection):
    sql = "SELECT (SELECT jsonb_agg(i) FROM generate_series(1, $1) i) FROM generate_series(1, 300)"
    assert await is_run_alone(connection, sql, [1])
    rows = await run(connection, sql, [1000])
    assert (rows.keep, len(rows.rows), rows.rows[0]) == (True, 300, (list(range(1, 1001)),))


def test_the_drivers_protocol_takes_a_limit_of_rows_where_it_is_given():
    assert tuple(inspect.signature(BaseProtocol.bind_execute).parameters) == driver._BIND_EXECUTE
    assert inspect.iscoroutinefunction(BaseProtocol.bind_execute) or asyncio.iscoroutinefunction(
        BaseProtocol.bind_execute
    )
    assert asyncpg.__version__.startswith("0.32.")


async def test_a_driver_that_takes_no_limit_where_it_was_runs_templates_in_transactions(opened, monkeypatch, caplog):
    monkeypatch.setattr(driver, "_BIND_EXECUTE", ("self", "state", "rows"))
    driver.takes_row_limit.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            connection = await opened()
            assert not await is_run_alone(connection, "SELECT 1")
    finally:
        driver.takes_row_limit.cache_clear()
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        f"asyncpg {asyncpg.__version__} has no known way to limit rows, so templates take several round trips"
    ]
