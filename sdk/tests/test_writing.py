"""The writing half of the database contract, without an engine."""

import pytest

from powerstrip_sdk import Column, InvalidArguments, RefusedStatement
from powerstrip_sdk.sql import Dialect, KeptRows, Statement, WritableDatabase, Written, statement_number, writing_tools
from powerstrip_sdk.sql.writing import RETURNED_BYTES, RETURNED_ROWS, bind_statements
from powerstrip_sdk.testing import run_tool

pytestmark = pytest.mark.anyio

[WRITE] = writing_tools("demo")


class Recorder(WritableDatabase):
    """Keeps what it is to write, and returns what a test wants."""

    dialect = Dialect(placeholder="$1", explain="EXPLAIN")
    server = "Recorder 1"

    def __init__(self, *written):
        self.asked = []
        self.written = list(written)

    async def close(self):
        pass

    def execute_sql_statement(self, sql, params, batch_rows):
        raise NotImplementedError

    async def scan_db_schema(self, *, schema=None, table=None):
        raise NotImplementedError

    async def execute_statements(self, statements):
        self.asked.append(statements)
        return self.written


def bound(statements, params):
    return [(each.sql, list(each.params)) for each in bind_statements(statements, params, Recorder.dialect)]


def test_one_object_serves_the_names_of_all_statements():
    assert bound(
        ["INSERT INTO a VALUES (:id, :id)", "DELETE FROM b", "DELETE FROM c WHERE d = :d"], {"id": 1, "d": 2}
    ) == [
        ("INSERT INTO a VALUES ($1, $1)", [1]),
        ("DELETE FROM b", []),
        ("DELETE FROM c WHERE d = $1", [2]),
    ]


def test_an_array_has_an_entry_for_each_statement():
    assert bound(
        ["INSERT INTO a VALUES (:id)", "DELETE FROM b", "DELETE FROM c WHERE d = $1"], [{"id": 1}, None, [2]]
    ) == [
        ("INSERT INTO a VALUES ($1)", [1]),
        ("DELETE FROM b", []),
        ("DELETE FROM c WHERE d = $1", [2]),
    ]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ([{"id": 1}], "params has 1 entries for 2 statements: give an object for all of them, or an array with one "),
        ([[1], [2], [3]], "params has 3 entries for 2 statements"),
        ({"id": 1, "it": 2}, "params has 'it', which no statement uses as :it"),
        ({}, "nothing was changed, statement 1: the statement uses :id, for which params has no value"),
        ([{"id": 1, "it": 2}, None], "nothing was changed, statement 1: params has 'it', which the statement does not"),
    ],
)
def test_params_that_do_not_fit_are_refused(params, message):
    with pytest.raises(InvalidArguments) as caught:
        bound(["INSERT INTO a VALUES (:id)", "DELETE FROM b"], params)
    assert message in str(caught.value)


def test_an_error_says_which_statement_failed_and_that_nothing_was_changed():
    for of, message in ((3, "nothing was changed, statement 2: no"), (1, "nothing was changed, no")):
        error = RefusedStatement("no", detail="secret", retry_after=3)
        with pytest.raises(RefusedStatement) as caught, statement_number(2, of):
            raise error
        assert (str(caught.value), caught.value.detail, caught.value.retry_after) == (message, "secret", 3)


def test_rows_beyond_what_is_kept_are_counted():
    by_number, by_size = KeptRows((Column(name="a"),)), KeptRows((Column(name="a"),))
    by_number.add([(number,) for number in range(RETURNED_ROWS)])
    assert (by_number.count, by_number.truncated) == (RETURNED_ROWS, False)
    by_number.add([(0,), (1,)])
    by_size.add([("x" * RETURNED_BYTES,), ("x",), (None,)])

    assert (by_number.count, len(by_number.rows), by_number.truncated) == (RETURNED_ROWS + 2, RETURNED_ROWS, True)
    assert (by_size.count, len(by_size.rows), by_size.truncated) == (3, 1, True)


async def test_what_is_written_is_told_although_a_row_cannot_be_shown():
    kept = KeptRows((Column(name="a"), Column(name="a")))
    deep = []
    for _ in range(200):
        deep = [deep]
    kept.add([(1, b"\x00"), (2, deep), (3, "\ud800")])
    database = Recorder(Written(affected=3, returned=kept), Written(affected=None))
    report = await run_tool(database, WRITE, {"statements": ["a", "b"]})

    assert report["items"] == [
        {
            "statement": 1,
            "affected": 3,
            "returned": {"columns": ["a", "a"], "rows": [[1, "AA=="]], "truncated": True},
        },
        {"statement": 2, "affected": None, "returned": None},
    ]
    assert database.asked == [[Statement(sql="a", params=[]), Statement(sql="b", params=[])]]


async def ask(statements, params=None):
    arguments = WRITE.params.model_validate({"statements": statements, "params": params})
    return await WRITE.confirm(Recorder(), None, arguments)


async def test_the_question_shows_statements_and_values():
    assert await ask(["  DELETE FROM a WHERE b = :b "], {"b": "ü"}) == (
        '1. DELETE FROM a WHERE b = :b\n   rows unknown\nfor all: {"b": "ü"}'
    )
    assert await ask(["DELETE FROM a", "DELETE FROM b WHERE c = $1"], [None, [1]]) == (
        "2 statements in one transaction, all or nothing:\n"
        "1. DELETE FROM a\n   rows unknown\n"
        "2. DELETE FROM b WHERE c = $1\n   rows unknown, with [1]"
    )


async def test_of_a_long_statement_the_question_shows_how_it_begins_and_ends():
    statement = "DELETE FROM a WHERE b IN (" + "1," * 5000 + "1) OR true"
    question = await ask([statement])

    assert len(question) < 4200
    assert question.startswith("1. DELETE FROM a WHERE b IN (1,")
    assert f" [... {len(statement) - 4000} characters are not shown ...] " in question
    assert "1) OR true\n   rows unknown" in question


@pytest.mark.parametrize("statements", [[], ["x"] * 101, "DELETE FROM a"])
async def test_there_are_from_one_to_a_hundred_statements(statements):
    with pytest.raises(ValueError, match="statements"):
        await ask(statements)


def test_the_tool_says_that_it_destroys():
    assert (WRITE.name, WRITE.connector, WRITE.read_only, WRITE.destructive, WRITE.idempotent) == (
        "execute_statements",
        "demo",
        False,
        True,
        False,
    )
