import datetime
import decimal
import json
import sqlite3
import uuid
from contextlib import closing

import pytest

from powerstrip_sdk import (
    InvalidArguments,
    LimitExceeded,
    NotFound,
    RefusedStatement,
    SyntaxFault,
    Unreachable,
    Unsupported,
)
from powerstrip_sdk.sql import bind
from powerstrip_sqlite import statement
from powerstrip_sqlite.guard import MAX_CELL_BYTES, MAX_HEAP_BYTES

pytestmark = pytest.mark.anyio

NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT i FROM n"


async def test_values_keep_their_type(connection):
    rows = await connection.fetch_rows("SELECT 9223372036854775807, 0.5, 'text', x'00ff', NULL")
    assert rows == [(9223372036854775807, 0.5, "text", b"\x00\xff", None)]


@pytest.mark.parametrize(
    ("given", "bound"),
    [
        (True, 1),
        (None, None),
        (1.5, 1.5),
        (b"\x00", b"\x00"),
        ({"a": [1, "ü"]}, '{"a":[1,"ü"]}'),
        ([1, None], "[1,null]"),
        (datetime.date(2024, 2, 29), "2024-02-29"),
        (datetime.datetime(2024, 2, 29, 12, 30), "2024-02-29 12:30:00"),  # noqa: DTZ001
        (datetime.time(12, 30), "12:30:00"),
        (decimal.Decimal("1.10"), "1.10"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
async def test_params_become_what_sqlite_can_bind(connection, given, bound):
    assert await connection.fetch_rows("SELECT ?", [given]) == [(bound,)]


async def test_an_array_can_be_unfolded_in_the_statement(connection):
    sql, values = bind("SELECT value FROM json_each(:ids)", {"ids": [3, 1]}, connection.dialect)
    assert await connection.fetch_rows(sql, values) == [(3,), (1,)]


async def test_columns_are_known_before_the_rows_and_may_repeat(connection):
    async with connection.execute_sql_statement("SELECT 1 AS a, 2 AS a, 3", [], 10) as stream:
        assert [column.name for column in stream.columns] == ["a", "a", "3"]
        assert [column.type for column in stream.columns] == ["", "", ""]


async def test_an_empty_result_has_columns(connection):
    async with connection.execute_sql_statement("SELECT id FROM orders WHERE 0", [], 10) as stream:
        assert [column.name for column in stream.columns] == ["id"]
        assert [batch async for batch in stream] == []


@pytest.mark.parametrize(("rows", "sizes"), [(0, []), (9, [9]), (10, [10]), (11, [10, 1]), (20, [10, 10])])
async def test_batches_hold_at_most_what_was_asked(connection, rows, sizes):
    async with connection.execute_sql_statement(f"{NUMBERS.format(100)} LIMIT ?", [rows], 10) as stream:
        assert [len(batch) async for batch in stream] == sizes


async def test_a_batch_of_large_cells_ends_early(connection):
    sql = f"SELECT zeroblob(?) FROM ({NUMBERS.format(10)})"
    async with connection.execute_sql_statement(sql, [statement.MAX_BATCH_BYTES // 2], 500) as stream:
        assert [len(batch) async for batch in stream] == [2, 2, 2, 2, 2]


async def test_a_batch_of_many_columns_ends_early(connection):
    sql = f"SELECT {', '.join(['i'] * 1600)} FROM ({NUMBERS.format(40)})"
    async with connection.execute_sql_statement(sql, [], 500) as stream:
        assert [len(batch) async for batch in stream] == [16, 16, 8]


async def test_a_statement_that_would_fill_the_memory_is_stopped(connection):
    values = ", ".join([f"randomblob({MAX_CELL_BYTES})"] * (MAX_HEAP_BYTES // MAX_CELL_BYTES + 1))
    with pytest.raises(LimitExceeded, match="more memory than there is for it"):
        await connection.fetch_rows(f"SELECT length(max({values}))")
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_leaving_early_frees_the_file_for_a_writer(connection, shop):
    async with connection.execute_sql_statement("SELECT * FROM orders", [], 1) as stream:
        async for _batch in stream:
            break
        assert not connection.idle
    assert connection.idle
    with closing(sqlite3.connect(shop, timeout=0, isolation_level=None)) as writer:
        writer.execute("DELETE FROM orders")


async def test_reading_to_the_end_frees_the_file_for_a_writer(connection, shop):
    await connection.fetch_rows("SELECT * FROM orders")
    with closing(sqlite3.connect(shop, timeout=0, isolation_level=None)) as writer:
        writer.execute("DELETE FROM orders")


async def test_an_error_in_the_block_ends_the_statement(connection):
    with pytest.raises(LookupError):
        async with connection.execute_sql_statement(NUMBERS.format(5000), [], 10):
            raise LookupError
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_a_second_statement_beside_a_running_one_is_refused(connection):
    async with connection.execute_sql_statement(NUMBERS.format(5000), [], 10):
        with pytest.raises(Unreachable, match="still busy"):
            await connection.fetch_rows("SELECT 1")
        with pytest.raises(Unreachable, match="still busy"):
            await connection.reset()


@pytest.mark.parametrize(
    ("sql", "params", "error", "message"),
    [
        ("SELEC 1", [], SyntaxFault, 'near "SELEC": syntax error'),
        ("", [], SyntaxFault, "the statement is empty"),
        ("-- nothing", [], SyntaxFault, "the statement is empty"),
        ("SELECT \0", [], SyntaxFault, "the statement holds a null character"),
        ("SELECT * FROM missing", [], NotFound, "no such table: missing"),
        ("SELECT missing FROM orders", [], NotFound, "no such column: missing"),
        ("SELECT missing(1)", [], NotFound, "no such function: missing"),
        ("SELECT 1; SELECT 2", [], RefusedStatement, "send one statement at a time"),
        ("SELECT ?", [], InvalidArguments, "params must have one value for each placeholder of the statement"),
        ("SELECT ?", [1, 2], InvalidArguments, "params must have one value for each placeholder of the statement"),
        ("SELECT :a", [], InvalidArguments, "params must have one value for each placeholder of the statement"),
        ("SELECT ?", [2**63], InvalidArguments, "a number in params does not fit into SQLite's 64 bits"),
        ("SELECT ?", ["\ud800"], InvalidArguments, "a value in params cannot be given to SQLite"),
        ("SELECT json(?)", ["{"], InvalidArguments, "malformed JSON"),
        ("SELECT abs(-9223372036854775807 - 1)", [], InvalidArguments, "integer overflow"),
        (
            "SELECT CAST(x'ff' AS TEXT)",
            [],
            Unsupported,
            "a text in the result is not UTF-8, select CAST(... AS BLOB) instead",
        ),
        (
            "SELECT zeroblob(900000000)",
            [],
            LimitExceeded,
            "a text or blob has more than 6000000 bytes, or the statement more than 1000000",
        ),
        (
            "SELECT 1" + " " * 1_000_000,
            [],
            LimitExceeded,
            "a number, a text or the statement is larger than SQLite allows",
        ),
        ("SELECT " + "1," * 3000 + "1", [], LimitExceeded, "too many columns in result set"),
    ],
)
async def test_errors_say_what_the_caller_can_mend(connection, sql, params, error, message):
    with pytest.raises(error) as caught:
        await connection.fetch_rows(sql, params)
    assert type(caught.value) is error
    assert str(caught.value) == message
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_an_error_in_the_middle_of_the_rows_is_told(connection):
    sql = f"SELECT CASE WHEN i = 150 THEN json('{{') ELSE i END FROM ({NUMBERS.format(1000)})"
    async with connection.execute_sql_statement(sql, [], 100) as stream:
        batches = aiter(stream)
        assert len(await anext(batches)) == 100
        with pytest.raises(InvalidArguments, match="malformed JSON"):
            await anext(batches)
    assert connection.idle


async def test_full_text_search_and_r_trees_can_be_read(connection):
    assert await connection.fetch_rows("SELECT body FROM notes WHERE notes MATCH 'quick'") == [("the quick brown fox",)]
    assert await connection.fetch_rows("SELECT id FROM boxes WHERE low > 1") == [(1,)]


async def test_a_plan_is_shown(connection):
    rows = await connection.fetch_rows(f"{connection.dialect.explain} SELECT * FROM orders WHERE id = 1")
    assert "orders" in rows[0][3]


async def test_a_value_without_a_json_form_is_refused():
    loop: list = []
    loop.append(loop)
    with pytest.raises(InvalidArguments, match="a value of type 'list' cannot be a parameter"):
        statement.bindable([loop])
    assert json.loads(statement.bindable([{"d": datetime.date(2024, 1, 1)}])[0]) == {"d": "2024-01-01"}
