"""Columns that are read raw, and made at once, hold what the same columns hold where each value is read by itself."""

import anyio
import asyncpg
import pytest
from clearing import is_run_alone, run, told

from powerstrip_postgres import connect
from powerstrip_sdk import ConnectorError, InvalidArguments
from powerstrip_sdk.plain import plain

pytestmark = pytest.mark.anyio

NUMBERS = [
    *("0", "-0", "0.0", "0.00", "0.000000", "0.0000000", "0.00000000000000000000", "1", "-1", "1.10", "100.00", "-7.5"),
    *("0.000001", "0.0000001", "-0.0000001", "0.00000012", "0.0000100", "10.0000001", "1e-30", "1e-16383"),
    *(
        "1000",
        "10000",
        "-120000",
        "123450000",
        "100000001",
        "10000.00",
        "1e8",
        "5000.0000",
        "1e30",
        "1e131071",
        "12345678901234567890.12345678901234567890",
        "9007199254740993",
        "99999999999999.9999",
    ),
    *("NaN", "Infinity", "-Infinity"),
]
DAYS = ["infinity", "-infinity", "4713-01-01 BC", "0001-12-31 BC", "0001-01-01", "9999-12-31", "10000-01-01"]
DAYS += ["2000-01-01", "1999-12-31", "2024-02-29"]
MOMENTS = [*DAYS[:2], *(f"{day.removesuffix(' BC')} 23:59:59.999999{day[10:]}" for day in DAYS[2:6])]
MOMENTS += [
    "294276-12-31 23:59:59.999999",
    "2024-02-29 01:02:03",
    "2024-02-29 01:02:03.5",
    "1999-12-31 23:59:59.000001",
]
COLUMNS = [("numeric", NUMBERS), ("date", [*DAYS, "5874897-12-31"]), ("timestamp", MOMENTS), ("timestamptz", MOMENTS)]


@pytest.fixture
async def connection(server):
    opened = await connect(told(server.options()))
    yield opened
    await opened.close()


def values(kind, texts):
    return "VALUES " + ", ".join("(NULL)" if each is None else f"('{each}'::{kind})" for each in texts)


@pytest.mark.parametrize(("kind", "texts"), COLUMNS)
async def test_a_column_holds_the_same_whatever_is_beside_a_value(connection, kind, texts):
    several = [texts, [None, *texts], [None], [], *([each] for each in texts), *([None, each] for each in texts)]
    for some in several:
        sql = values(kind, some) if some else f"SELECT NULL::{kind} LIMIT 0"
        rows = await run(connection, sql)
        assert not rows.keep
        # A caller's own statement is read value by value.
        expected = [(plain(value),) for (value,) in await connection.fetch_rows(sql)]
        assert [(plain(value),) for (value,) in rows.rows] == expected


async def test_numbers_are_what_the_drivers_own_are_as_text(connection, server):
    bare = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    sql = values("numeric", NUMBERS)
    assert (await run(connection, sql)).rows == [(str(value),) for (value,) in await bare.fetch(sql)]
    await bare.close()


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("date", "2024-02-28", "infinity"),
        ("timestamp", "2024-02-28T01:02:03.5", "-infinity"),
        ("timestamptz", "2024-02-28T01:02:03.5+02:00", "infinity"),
        ("numeric", "1.50", "NaN"),
        ("numeric", 1, "-0.0000001"),
        ("int8", "7", 7),
    ],
)
async def test_parameters_are_written_as_beside_other_columns(connection, kind, given, said):
    sql = f"SELECT $1::{kind} = $1::{kind}, $2::{kind}::text, $1::{kind}::text, 1.5, now()"
    expected = f"SELECT $1::{kind} = $1::{kind}, $2::{kind}::text, $1::{kind}::text"
    for params in ([given, said], [given, None], [None, said]):
        assert (await run(connection, sql, params)).rows[0][:3] == (await connection.fetch_rows(expected, params))[0]
    with pytest.raises(InvalidArguments, match=rf"parameter \$2 does not fit the type '{kind}'"):
        await run(connection, sql, [given, "x"])
    assert await is_run_alone(connection, sql, [given, said])


async def test_parameters_that_are_arrays_are_written_as_beside_other_columns(connection):
    sql = """
        SELECT 1.5, $1::numeric[] @> '{1.50}', $2::timestamptz[] @> '{2024-02-28T01:02:03Z}', $3::date[] @> '{infinity}'
    """
    params = [["1.5"], ["2024-02-28T01:02:03Z"], ["infinity"]]
    assert (await run(connection, sql, params)).rows == [("1.5", True, True, True)]


async def test_other_statements_of_the_connection_are_read_as_before(connection):
    nested = """
        SELECT ARRAY[1.10, NULL], numrange(1.5, 2.50), ROW(1.10, '2024-02-28'::date), ARRAY['infinity'::timestamptz],
            1.10, '2024-02-28'::date, tsrange('2024-02-28', NULL), '2024-02-28'::timestamp, now() > '2024-02-28'
    """
    before = await connection.fetch_rows(nested)
    assert await is_run_alone(connection, "SELECT 1.5, now(), now()::timestamp, now()::date")
    assert await connection.fetch_rows(nested) == before


@pytest.mark.parametrize("sql", ["SELECT 1.5, now()::date", "SELECT ARRAY[1.5], now()::date"])
async def test_a_connection_that_fails_while_it_prepares_reads_as_before(connection, monkeypatch, sql):
    before = await connection.fetch_rows("SELECT 1.5, '2024-02-28'::date")
    prepare, seen = connection._driver.prepare, []

    async def failing(text, *, name):
        seen.append(name)
        if name.endswith("_raw"):
            await anyio.lowlevel.checkpoint()
            raise asyncpg.UndefinedTableError("gone")
        return await prepare(text, name=name)

    monkeypatch.setattr(connection._driver, "prepare", failing)
    if "ARRAY" in sql:
        assert not await is_run_alone(connection, sql)
    else:
        with pytest.raises(ConnectorError):
            await run(connection, sql)
    assert len(seen) == (1 if "ARRAY" in sql else 2)
    assert await connection.fetch_rows("SELECT 1.5, '2024-02-28'::date") == before
