"""Writing where the operator allows it: one transaction, all or nothing."""

import anyio
import pytest

from powerstrip_postgres import PostgresConfig, connect, plugin
from powerstrip_sdk import (
    ConnectorError,
    InvalidArguments,
    NotFound,
    PermissionDenied,
    RefusedReadOnly,
    RefusedStatement,
    SyntaxFault,
    TimedOut,
    Unreachable,
)
from powerstrip_sdk.sql import Statement
from powerstrip_sdk.testing import run_tool

pytestmark = pytest.mark.anyio

[WRITE] = [each for each in plugin.powerstrip_tools() if not each.read_only]
SLOW = "UPDATE shop.items SET name = name FROM pg_sleep(60)"


def writable(config):
    return PostgresConfig.model_validate(config.model_dump(), context={"read_only": False})


@pytest.fixture
async def items(admin):
    """A table with three rows."""
    await admin.execute("CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x', price numeric)")
    await admin.execute(
        "INSERT INTO items VALUES (1, 'apple', 1.50), (2, 'pear', NULL), (3, 'fig', 0.10); ANALYZE items"
    )


@pytest.fixture
async def writer(server, items, anyio_backend):
    """A connection to a source that may be written."""
    opened = await connect(writable(server.config()))
    yield opened
    await opened.close()


def statements(*texts):
    return [Statement(sql=text) for text in texts]


async def write(connection, *texts, params=None):
    return (await run_tool(connection, WRITE, {"statements": list(texts), "params": params}))["items"]


async def everything(admin):
    tables = await admin.fetch(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'shop'::regnamespace ORDER BY 1"
    )
    return [tuple(row) for row in tables], [tuple(row) for row in await admin.fetch("SELECT * FROM items ORDER BY id")]


async def test_statements_run_in_one_transaction_and_tell_what_they_did(writer, admin):
    done = await write(
        writer,
        "CREATE TABLE shop.visits (id serial PRIMARY KEY, place text, at date)",
        "INSERT INTO shop.visits (place, at) VALUES ($1, $2), ($3, NULL) RETURNING id, place, at",
        "-- all of them\nUPDATE shop.visits SET place = upper(place)",
        "WITH old AS (SELECT max(id) AS id FROM shop.visits) DELETE FROM shop.visits v USING old WHERE v.id = old.id",
        "WITH added AS (INSERT INTO shop.visits (place) VALUES ('a'), ('b') RETURNING id) SELECT count(*) FROM added",
        "MERGE INTO shop.items USING (VALUES (1)) AS v (id) ON items.id = v.id WHEN MATCHED THEN DELETE",
        "CREATE TABLE shop.copies AS TABLE shop.items",
        "TRUNCATE shop.copies",
        params=[None, ["here", "2024-02-29", "there"], *[None] * 6],
    )

    assert [each["affected"] for each in done] == [None, 2, 2, 1, None, 1, 2, None]
    assert done[1]["returned"] == {
        "columns": ["id", "place", "at"],
        "rows": [[1, "here", "2024-02-29"], [2, "there", None]],
        "truncated": False,
    }
    assert done[4]["returned"]["rows"] == [[2]]
    assert {tuple(row) for row in await admin.fetch("SELECT place FROM visits")} == {("HERE",), ("a",), ("b",)}
    assert writer.idle


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        ("INSERT INTO shop.items VALUES (1)", InvalidArguments, "duplicate key value violates unique constraint"),
        ("INSERT INTO shop.items VALUES (9, NULL)", InvalidArguments, "null value in column"),
        ("INSERT INTO shop.nowhere VALUES (1)", NotFound, 'relation "shop.nowhere" does not exist'),
        ("INSRT", SyntaxFault, 'syntax error at or near "INSRT"'),
        ("DELETE FROM shop.items; DELETE FROM shop.items", RefusedStatement, "only one statement can stand in each"),
        (" -- nothing\n;", RefusedStatement, "there is no statement in the text"),
        ("CREATE INDEX CONCURRENTLY ON shop.items (name)", RefusedStatement, "CREATE INDEX CONCURRENTLY cannot run"),
        ("UPDATE shop.items SET price = 1 / 0", InvalidArguments, "division by zero"),
    ],
)
async def test_if_one_statement_fails_nothing_is_changed(writer, admin, bad, error, message):
    before = await everything(admin)
    with pytest.raises(error) as caught:
        await write(writer, "UPDATE shop.items SET name = 'gone'", bad, "DROP TABLE shop.items")

    assert str(caught.value).startswith(f"nothing was changed, statement 2: {message}")
    assert await everything(admin) == before
    assert writer.idle


async def test_what_fails_at_the_commit_undoes_everything(writer, admin):
    await admin.execute("CREATE TABLE later (id int REFERENCES items DEFERRABLE INITIALLY DEFERRED)")
    before = await everything(admin)
    with pytest.raises(InvalidArguments, match="nothing was changed, the commit failed: insert or update on table"):
        await write(writer, "UPDATE shop.items SET name = 'gone'", "INSERT INTO shop.later VALUES (77)")

    assert await everything(admin) == before
    assert writer.idle


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("COMMIT", "statements of the kind 'COMMIT' are not run here, all statements are one transaction already"),
        ("ROLLBACK", "statements of the kind 'ROLLBACK' are not run here, all statements are one transaction"),
        ("/* a */ begin", "statements of the kind 'BEGIN' are not run here, all statements are one transaction"),
        ("SAVEPOINT a", "statements of the kind 'SAVEPOINT' are not run here, all statements are one transaction"),
        ("PREPARE TRANSACTION 'a'", "statements of the kind 'PREPARE' are not run here, all statements are one"),
        ("SET ROLE postgres", "statements of the kind 'SET' are not run here, settings of the session"),
        ("RESET ALL", "statements of the kind 'RESET' are not run here, settings of the session"),
        ("COPY shop.items TO PROGRAM 'cat'", "statements of the kind 'COPY' are not run here, only statements that"),
        ("COPY shop.items FROM STDIN", "statements of the kind 'COPY' are not run here"),
        ("DO $$ BEGIN END $$", "statements of the kind 'DO' are not run here"),
        ("CALL shop.p()", "statements of the kind 'CALL' are not run here"),
        ("LISTEN a", "statements of the kind 'LISTEN' are not run here"),
        ("NOTIFY a", "statements of the kind 'NOTIFY' are not run here"),
        ("LOCK TABLE shop.items", "statements of the kind 'LOCK' are not run here"),
        ("ALTER SYSTEM SET work_mem = 1", "statements of the kind 'ALTER' are not run here"),
        ("CREATE ROLE boss SUPERUSER", "statements of the kind 'CREATE' are not run here"),
        ("CREATE EXTENSION dblink", "statements of the kind 'CREATE' are not run here"),
        ("GRANT ALL ON shop.items TO PUBLIC", "statements of the kind 'GRANT' are not run here"),
        ("VACUUM", "statements of the kind 'VACUUM' are not run here"),
        ("PREPARE p AS DELETE FROM shop.items", "statements of the kind 'PREPARE' are not run here"),
        ("EXPLAIN ANALYZE DELETE FROM shop.items", "statements of the kind 'EXPLAIN' are not run here"),
        ("INSERT INTO shop.items SELECT 8, pg_read_file('x')", "function 'pg_read_file' is not called here"),
        ("SELECT (text 'x').pg_read_file", "function 'pg_read_file' is not called here"),
        ("SELECT f.pg_read_file FROM text('PG_VERSION') f", "function 'pg_read_file' is not called here"),
        ("INSERT INTO shop.items SELECT 8, f.pg_ls_dir FROM text('.') f", "function 'pg_ls_dir' is not called here"),
        ("SELECT set_config('role', 'x', false)", "function 'set_config' is not called here, it changes a setting"),
        ("SELECT pg_catalog.pg_advisory_lock(1)", "function 'pg_advisory_lock' is not called here"),
    ],
)
async def test_what_ends_the_transaction_or_reaches_beyond_it_is_refused(writer, admin, text, words):
    before = await everything(admin)
    with pytest.raises(RefusedStatement) as caught:
        await write(writer, "UPDATE shop.items SET name = 'gone'", text)

    assert str(caught.value).startswith(f"nothing was changed, statement 2: {words}")
    assert await everything(admin) == before


async def test_what_is_refused_is_refused_before_anything_is_run(server, items, admin):
    """No transaction is begun for it, on a server that may be away."""
    connection = await connect(writable(server.config()))
    await connection.close()
    with pytest.raises(RefusedStatement, match="nothing was changed, statement 2"):
        await connection.execute_statements(statements("DELETE FROM shop.items", "COMMIT"))


async def test_a_source_that_is_only_read_is_not_written(connection, items, admin):
    before = await everything(admin)
    with pytest.raises(RefusedReadOnly, match="this source is only read"):
        await connection.execute_statements(statements("DELETE FROM shop.items"))
    with pytest.raises(RefusedReadOnly, match="this source is only read"):
        await connection.estimate_rows(statements("DELETE FROM shop.items"))
    assert await everything(admin) == before


@pytest.mark.parametrize(
    "text",
    ["DELETE FROM shop.items RETURNING id", "WITH a AS (DELETE FROM shop.items RETURNING id) SELECT * FROM a"],
)
async def test_queries_of_a_source_that_may_be_written_only_read(writer, admin, text, unguarded):
    before = await everything(admin)
    for _ in range(2):
        with pytest.raises(RefusedReadOnly):
            await writer.fetch_rows(text)
        assert await writer.fetch_rows("SHOW transaction_read_only") == [("on",)]
        await write(writer, "UPDATE shop.items SET name = name")
    assert await everything(admin) == before


async def test_the_question_tells_what_the_planner_expects_and_runs_nothing(writer, admin):
    before = await everything(admin)
    params = WRITE.params.model_validate(
        {
            "statements": [
                "UPDATE shop.items SET price = :price",
                "INSERT INTO shop.items (id) VALUES (7), (8)",
                "WITH gone AS (DELETE FROM shop.items RETURNING *) INSERT INTO shop.items SELECT * FROM gone",
                "SELECT setval('shop.numbers', 1)",
                "CREATE TABLE shop.other (a int)",
                "INSERT INTO shop.other VALUES (1)",
            ],
            "params": {"price": "2.50"},
        }
    )
    await admin.execute("CREATE SEQUENCE numbers")

    assert await WRITE.confirm(writer, None, params) == (
        "6 statements in one transaction, all or nothing:\n"
        "1. UPDATE shop.items SET price = :price\n   3 rows\n"
        "2. INSERT INTO shop.items (id) VALUES (7), (8)\n   2 rows\n"
        "3. WITH gone AS (DELETE FROM shop.items RETURNING *) INSERT INTO shop.items SELECT * FROM gone\n   6 rows\n"
        "4. SELECT setval('shop.numbers', 1)\n   rows unknown\n"
        "5. CREATE TABLE shop.other (a int)\n   rows unknown\n"
        "6. INSERT INTO shop.other VALUES (1)\n   rows unknown\n"
        'for all: {"price": "2.50"}'
    )
    await admin.execute("DROP SEQUENCE numbers")
    assert await everything(admin) == before


@pytest.mark.parametrize(
    ("text", "params", "error", "message"),
    [
        ("DELETE FROM shop.nowhere", None, NotFound, 'relation "shop.nowhere" does not exist'),
        ("DELETE FROM shop.items WHERE id = $1", [["three"]], InvalidArguments, "parameter $1"),
        ("DELETE FROM shop.items WHERE id = $1", None, InvalidArguments, "the statement has 1 parameters"),
        ("COMMIT", None, RefusedStatement, "statements of the kind 'COMMIT'"),
    ],
)
async def test_nobody_is_asked_about_what_fails_anyway(writer, text, params, error, message):
    params = WRITE.params.model_validate({"statements": [text], "params": params})
    with pytest.raises(error) as caught:
        await WRITE.confirm(writer, None, params)
    assert message in str(caught.value)
    assert writer.idle


async def test_a_role_that_may_not_write_is_told_so(server, items, reader):
    connection = await connect(writable(server.config(**reader)))
    try:
        with pytest.raises(PermissionDenied, match="nothing was changed, permission denied for table items"):
            await connection.execute_statements(statements("DELETE FROM shop.items"))
    finally:
        await connection.close()


async def test_a_trigger_that_refuses_undoes_everything_and_its_words_are_the_operators(writer, admin):
    before = await everything(admin)
    await admin.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'items are sold out'; END $$;"
        "CREATE TRIGGER refuse BEFORE DELETE ON items FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with pytest.raises(ConnectorError, match=r"nothing was changed, the server could not .* \(P0001\)$") as caught:
        await write(writer, "DELETE FROM shop.items")

    assert "items are sold out" in caught.value.detail
    assert await everything(admin) == before


async def test_a_cancelled_write_changes_nothing_and_leaves_the_connection_clean(writer, admin):
    before = await everything(admin)
    with anyio.fail_after(20):
        with anyio.move_on_after(0.3) as scope:
            await writer.execute_statements(statements("DELETE FROM shop.items", SLOW))
        assert scope.cancelled_caught
    assert await everything(admin) == before
    assert writer.idle
    await writer.reset()
    assert await writer.fetch_rows("SELECT count(*) FROM shop.items") == [(3,)]


async def test_cancel_ends_the_write_of_another_task(writer, admin):
    before, errors = await everything(admin), []

    async def run():
        try:
            await writer.execute_statements(statements("DELETE FROM shop.items WHERE id = 1", SLOW))
        except TimedOut as error:
            errors.append(str(error))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            while not await admin.fetch("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
                await anyio.lowlevel.checkpoint()
            await writer.cancel()
    assert errors == ["nothing was changed, statement 2: the statement was cancelled"]
    assert await everything(admin) == before


async def test_a_session_that_the_server_ends_in_mid_write_changes_nothing(writer, admin):
    before, errors = await everything(admin), []

    async def run():
        try:
            await writer.execute_statements(statements("DELETE FROM shop.items WHERE id = 1", SLOW))
        except Unreachable as error:
            errors.append(str(error))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            while not await admin.fetch("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
                await anyio.lowlevel.checkpoint()
            await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    assert [each.startswith("nothing was changed, statement 2: ") for each in errors] == [True]
    assert await everything(admin) == before
    assert not writer.idle


async def test_a_commit_that_was_sent_is_waited_for(writer, admin):
    """The caller's time is up while the commit is under way; what it did is told all the same."""
    await admin.execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.7); RETURN NEW; END $$;"
        "CREATE CONSTRAINT TRIGGER wait AFTER UPDATE ON items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION wait()"
    )
    with anyio.move_on_after(0.4) as scope:
        written = await writer.execute_statements(statements("UPDATE shop.items SET name = 'late' WHERE id = 1"))
    assert scope.cancel_called
    assert not scope.cancelled_caught
    assert [each.affected for each in written] == [1]
    assert await admin.fetchval("SELECT name FROM items WHERE id = 1") == "late"
    assert writer.idle


async def test_a_connection_that_is_lost_during_the_commit_does_not_say_that_nothing_was_changed(writer, admin):
    await admin.execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;"
        "CREATE CONSTRAINT TRIGGER wait AFTER UPDATE ON items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION wait()"
    )
    errors = []

    async def run():
        try:
            await writer.execute_statements(statements("UPDATE shop.items SET name = 'lost'"))
        except ConnectorError as error:
            errors.append((error.code, str(error)))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            while not await admin.fetch("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
                await anyio.lowlevel.checkpoint()
            await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    words = "the connection was lost during the commit, so look whether anything was changed"
    assert errors == [("unreachable", words)]
    assert not writer.idle


async def test_the_session_after_a_write_equals_a_fresh_one(writer):
    settings = "SELECT name, setting FROM pg_settings ORDER BY name"
    fresh = await writer.fetch_rows(settings)
    await write(writer, "CREATE TEMP TABLE scratch ON COMMIT DROP AS SELECT 1 AS one", "DELETE FROM shop.items")
    await writer.reset()
    assert await writer.fetch_rows(settings) == fresh


@pytest.mark.parametrize("made", ["CREATE TEMP TABLE items (id int)", "SELECT 0 AS id INTO TEMP items"])
async def test_a_temporary_table_does_not_stand_in_for_a_table_of_the_next_caller(writer, admin, made):
    await write(writer, made)
    with pytest.raises(NotFound):
        await writer.fetch_rows("SELECT * FROM items")
    with pytest.raises(NotFound):
        await writer.fetch_rows("SELECT * FROM pg_temp.items")
    assert writer.idle


async def test_rows_that_are_returned_are_bounded_and_all_are_counted(writer):
    [many, large] = await write(
        writer,
        "INSERT INTO shop.items (id) SELECT generate_series(100, 2599) RETURNING id",
        "UPDATE shop.items SET name = repeat('x', 50000) WHERE id < 110 RETURNING name",
    )
    assert (many["affected"], len(many["returned"]["rows"]), many["returned"]["truncated"]) == (2500, 100, True)
    assert (large["affected"], len(large["returned"]["rows"]), large["returned"]["truncated"]) == (13, 1, True)
