"""Writing where the operator allows it: one transaction, all or nothing, and never beyond the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import anyio
import pytest

from powerstrip_sdk import (
    ConnectorError,
    InvalidArguments,
    NotFound,
    PermissionDenied,
    RefusedReadOnly,
    RefusedStatement,
    SyntaxFault,
    Throttled,
    TimedOut,
    Unreachable,
)
from powerstrip_sdk.sql import Statement
from powerstrip_sdk.testing import run_tool
from powerstrip_sqlite import SqliteConfig, plugin
from powerstrip_sqlite.connect import connect

pytestmark = pytest.mark.anyio

[WRITE] = [each for each in plugin.powerstrip_tools() if not each.read_only]
ENDLESS = (
    "INSERT INTO stock WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n) SELECT i, 'endless' FROM n"
)
ADD_CAROL = "INSERT INTO customers (id, name) VALUES (3, 'Carol')"


def writable(path):
    return SqliteConfig.model_validate({"path": path}, context={"read_only": False})


@pytest.fixture
async def writer(shop):
    """A connection to a source that may be written."""
    opened = await connect(writable(shop))
    yield opened
    await opened.close()


def statements(*texts):
    return [Statement(sql=text) for text in texts]


def dump(path):
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


async def write(connection, *texts, params=None):
    return (await run_tool(connection, WRITE, {"statements": list(texts), "params": params}))["items"]


async def test_statements_run_in_one_transaction_and_tell_what_they_did(writer):
    done = await write(
        writer,
        "CREATE TABLE visits (id INTEGER PRIMARY KEY, place TEXT)",
        "INSERT INTO visits (place) VALUES (:first), (:second) RETURNING id, place",
        "/* first */ UPDATE visits SET place = upper(place)",
        "WITH old AS (SELECT max(id) AS id FROM visits) DELETE FROM visits WHERE id IN (SELECT id FROM old)",
        params={"first": "here", "second": "there"},
    )

    assert done == [
        {"statement": 1, "affected": None, "returned": None},
        {
            "statement": 2,
            "affected": 2,
            "returned": {"columns": ["id", "place"], "rows": [[1, "here"], [2, "there"]], "truncated": False},
        },
        {"statement": 3, "affected": 2, "returned": None},
        {"statement": 4, "affected": 1, "returned": None},
    ]
    assert await writer.fetch_rows("SELECT id, place FROM visits") == [(1, "HERE")]
    assert writer.idle


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (
            "INSERT INTO customers (id) VALUES (1)",
            InvalidArguments,
            "nothing was changed, statement 2: UNIQUE constraint failed: customers.id",
        ),
        ("INSERT OR ROLLBACK INTO customers (id) VALUES (1)", InvalidArguments, "nothing was changed, statement 2: "),
        ("INSERT INTO orders VALUES (9, 99, 1, NULL, NULL)", InvalidArguments, "nothing was changed, statement 2: "),
        ("INSERT INTO nowhere VALUES (1)", NotFound, "nothing was changed, statement 2: no such table: nowhere"),
        ("INSRT", SyntaxFault, 'nothing was changed, statement 2: near "INSRT": syntax error'),
        (" -- nothing\n;/* at all", RefusedStatement, "nothing was changed, statement 2: there is no statement"),
        ("DELETE FROM orders; DELETE FROM stock", RefusedStatement, "statement 2: send one statement at a time"),
    ],
)
async def test_if_one_statement_fails_nothing_is_changed(writer, shop, bad, error, message):
    before = dump(shop)
    with pytest.raises(error) as caught:
        await write(writer, ADD_CAROL, bad, "DELETE FROM orders")

    assert message in str(caught.value)
    assert dump(shop) == before
    assert await writer.fetch_rows("SELECT count(*) FROM customers") == [(2,)]


async def test_a_reference_that_is_broken_at_the_end_undoes_everything(writer, shop):
    await write(writer, "CREATE TABLE later (id INTEGER REFERENCES customers DEFERRABLE INITIALLY DEFERRED)")
    before = dump(shop)
    with pytest.raises(InvalidArguments, match="nothing was changed, the commit failed: FOREIGN KEY constraint failed"):
        await write(writer, ADD_CAROL, "INSERT INTO later VALUES (77)")
    assert dump(shop) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("COMMIT", "BEGIN, COMMIT and ROLLBACK, because all statements are one transaction already"),
        ("ROLLBACK", "BEGIN, COMMIT and ROLLBACK"),
        ("END", "BEGIN, COMMIT and ROLLBACK"),
        ("SAVEPOINT a", "savepoints, because all statements are one transaction already"),
        ("ATTACH 'other.db' AS other", "ATTACH, which reaches another file"),
        ("ATTACH ':memory:' AS other", "ATTACH"),
        ("DETACH main", "DETACH"),
        ("VACUUM", "ATTACH"),
        ("VACUUM INTO 'other.db'", "ATTACH"),
        ("PRAGMA writable_schema = 1", "pragma 'writable_schema'"),
        ("PRAGMA journal_mode = DELETE", "pragma 'journal_mode'"),
        ("PRAGMA user_version = 1", "pragma 'user_version'"),
        ("SELECT load_extension('x')", "the function 'load_extension'"),
        ("SELECT sql FROM sqlite_stmt", "the table 'sqlite_stmt'"),
        ("CREATE VIRTUAL TABLE files USING fsdir", "virtual tables of the kind 'fsdir'"),
        ("CREATE VIRTUAL TABLE temp.pages USING dbstat", "virtual tables of the kind 'dbstat'"),
    ],
)
async def test_what_ends_the_transaction_or_reaches_beyond_it_is_refused(writer, shop, text, words):
    before, files = dump(shop), sorted(shop.parent.iterdir())
    with pytest.raises(ConnectorError) as caught:
        await write(writer, ADD_CAROL, text)

    assert isinstance(caught.value, RefusedStatement | SyntaxFault), caught.value
    if isinstance(caught.value, RefusedStatement):
        assert f"nothing was changed, statement 2: statements that write may not use {words}" in str(caught.value)
    assert dump(shop) == before
    assert sorted(shop.parent.iterdir()) == files


@pytest.mark.parametrize(
    "text", ["UPDATE sqlite_master SET sql = ''", "DELETE FROM sqlite_master", "INSERT INTO sqlite_schema VALUES (1)"]
)
async def test_the_schema_is_not_changed_by_hand(writer, shop, text):
    before = dump(shop)
    with pytest.raises(ConnectorError):
        await write(writer, text)
    assert dump(shop) == before


async def test_full_text_and_spatial_tables_can_be_made_and_filled(writer):
    done = await write(
        writer,
        "CREATE VIRTUAL TABLE pages USING fts5 (body)",
        "INSERT INTO pages VALUES ('the lazy dog')",
        "CREATE VIRTUAL TABLE places USING rtree (id, low, high)",
        "INSERT INTO places VALUES (1, 2, 3)",
        "DROP TABLE notes",
        "ALTER TABLE customers RENAME COLUMN photo TO picture",
        "ALTER TABLE customers ADD COLUMN mail TEXT",
        "REINDEX",
        "ANALYZE",
    )

    assert [each["affected"] for each in done][:4] == [None, 1, None, 1]
    assert await writer.fetch_rows("SELECT body FROM pages WHERE pages MATCH 'lazy'") == [("the lazy dog",)]


async def test_a_source_that_is_only_read_is_not_written(shop):
    before, connection = dump(shop), await connect(SqliteConfig(path=shop))
    try:
        with pytest.raises(RefusedReadOnly, match="this source is only read"):
            await connection.execute_statements(statements(ADD_CAROL))
        with pytest.raises(RefusedReadOnly, match="this source is only read"):
            await connection.estimate_rows(statements(ADD_CAROL))
    finally:
        await connection.close()
    assert dump(shop) == before


@pytest.mark.parametrize("text", [ADD_CAROL, "PRAGMA query_only = 0", "BEGIN IMMEDIATE", "DROP TABLE orders"])
async def test_queries_of_a_source_that_may_be_written_only_read(writer, shop, text):
    before = dump(shop)
    with pytest.raises(RefusedReadOnly):
        await writer.fetch_rows(text)
    await write(writer, "CREATE TABLE other (a)", "DROP TABLE other")
    with pytest.raises(RefusedReadOnly):
        await writer.fetch_rows(text)
    assert dump(shop) == before


async def test_the_question_tells_exactly_how_many_rows_and_changes_nothing(writer, shop):
    before = dump(shop)
    params = WRITE.params.model_validate(
        {
            "statements": ["UPDATE orders SET total = ? WHERE id < ?", "DELETE FROM notes", "DROP TABLE stock"],
            "params": [[1, 3], None, None],
        }
    )

    with pytest.raises(ConnectorError, match="nothing was changed, statement 3"):
        await WRITE.confirm(writer, None, params)
    params = WRITE.params.model_validate(
        {
            "statements": ["UPDATE orders SET total = ? WHERE id < ?", "DELETE FROM notes", "CREATE TABLE a (b)"],
            "params": [[1, 3], None, None],
        }
    )
    assert await WRITE.confirm(writer, None, params) == (
        "3 statements in one transaction, all or nothing:\n"
        "1. UPDATE orders SET total = ? WHERE id < ?\n   2 rows, with [1, 3]\n"
        "2. DELETE FROM notes\n   1 row\n"
        "3. CREATE TABLE a (b)\n   rows unknown"
    )
    assert dump(shop) == before


async def test_a_cancelled_write_changes_nothing_and_leaves_the_connection_clean(writer, shop):
    before = dump(shop)
    with anyio.fail_after(20):
        with anyio.move_on_after(0.2) as scope:
            await writer.execute_statements(statements(ADD_CAROL, ENDLESS))
        assert scope.cancelled_caught
        assert writer.idle
        assert await writer.fetch_rows("SELECT count(*) FROM customers") == [(2,)]
        await write(writer, ADD_CAROL, "DELETE FROM customers WHERE id = 3")
    assert dump(shop) == before


async def test_cancel_ends_the_write_of_another_task(writer, shop):
    before, errors = dump(shop), []

    async def run():
        try:
            await writer.execute_statements(statements(ADD_CAROL, ENDLESS))
        except TimedOut as error:
            errors.append(str(error))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            while not errors:
                await writer.cancel()
                await anyio.lowlevel.checkpoint()
    assert errors[0].startswith("nothing was changed")
    assert dump(shop) == before


async def test_another_call_has_to_wait_for_the_write(writer):
    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(writer.execute_statements, statements(ENDLESS))
            await anyio.lowlevel.checkpoint()
            with pytest.raises(Unreachable, match="still busy"):
                await writer.fetch_rows("SELECT 1")
            with pytest.raises(Unreachable, match="still busy"):
                await writer.execute_statements(statements(ADD_CAROL))
            tasks.cancel_scope.cancel()


async def test_a_file_that_somebody_else_has_locked_is_not_written(shop):
    config = SqliteConfig.model_validate(
        {"path": shop, "additional_params": {"timeout": 0}}, context={"read_only": False}
    )
    connection = await connect(config)
    try:
        with closing(sqlite3.connect(shop, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Throttled, match="another process has locked the database"):
                await connection.execute_statements(statements(ADD_CAROL))
        await connection.execute_statements(statements(ADD_CAROL))
    finally:
        await connection.close()


async def test_rows_that_are_returned_are_bounded_and_all_are_counted(writer):
    many = "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT 2500) SELECT i, 'x' FROM n"
    [done] = await write(writer, f"INSERT INTO stock {many} RETURNING shelf")
    [large] = await write(
        writer, "UPDATE stock SET place = hex(zeroblob(30000)) || shelf WHERE shelf >= 100 RETURNING place"
    )

    assert (done["affected"], len(done["returned"]["rows"]), done["returned"]["truncated"]) == (2500, 100, True)
    assert (large["affected"], len(large["returned"]["rows"]), large["returned"]["truncated"]) == (2500, 1, True)


async def test_values_that_are_returned_are_exact(writer):
    [done] = await write(
        writer,
        "INSERT INTO customers (id, name, photo) VALUES (?, ?, x'00ff') RETURNING id, name, photo, 1e999",
        params=[[2**60, "Zoë"]],
    )
    assert done["returned"]["rows"] == [[str(2**60), "Zoë", "AP8=", "Infinity"]]


async def test_a_file_that_the_system_does_not_let_the_host_write_is_told_as_such(shelf, as_somebody_without_rights):
    with as_somebody_without_rights():
        connection = await connect(writable(shelf))
        try:
            with pytest.raises(PermissionDenied, match="the host may not write the database file"):
                await connection.execute_statements(statements(ADD_CAROL))
        finally:
            await connection.close()


async def test_a_file_that_was_replaced_is_not_written(writer, shop, make_database):
    other = make_database(shop.with_name("other.db"))
    other.replace(shop)
    before = dump(shop)
    with pytest.raises(Unreachable, match="the database file was replaced"):
        await writer.execute_statements(statements(ADD_CAROL))
    assert dump(shop) == before


async def test_writing_ahead_of_a_log_works_too(tmp_path: Path, make_database):
    path = make_database(tmp_path / "wal.db")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    connection = await connect(writable(path))
    try:
        async with connection.execute_sql_statement("SELECT * FROM orders", [], 1) as stream:
            assert [batch async for batch in stream][:1] == [[(1, 1, 150.5, 1, "cellar")]]
        await write(connection, ADD_CAROL)
        assert await connection.fetch_rows("SELECT name FROM customers WHERE id = 3") == [("Carol",)]
    finally:
        await connection.close()
