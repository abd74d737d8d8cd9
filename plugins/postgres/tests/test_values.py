import datetime
import math
import uuid
from decimal import Decimal

import pytest

from powerstrip_sdk import LimitExceeded, Unsupported

pytestmark = pytest.mark.anyio

UTC = datetime.UTC

VALUES = {
    "NULL": None,
    "true": True,
    "1::int2": 1,
    "9007199254740993::int8": 9007199254740993,
    "0.1::float8": 0.1,
    "'-Infinity'::float4": -math.inf,
    "12345678901234567890.123456789::numeric": Decimal("12345678901234567890.123456789"),
    "1e3::numeric": Decimal(1000),
    "'Infinity'::numeric": Decimal("Infinity"),
    "'grüße 🌍'::text": "grüße 🌍",
    "'ä'::char(3)": "ä  ",
    "'x'::varchar(3)": "x",
    "'x'::\"char\"": "x",
    "ARRAY['x'::\"char\"]": ["x"],
    "'name'::name": "name",
    r"'\x00ff'::bytea": b"\x00\xff",
    "'8c7a3d5e-0000-4000-8000-000000000001'::uuid": uuid.UUID("8c7a3d5e-0000-4000-8000-000000000001"),
    "'2024-02-29'::date": datetime.date(2024, 2, 29),
    "'infinity'::date": "infinity",
    "'0044-03-15 BC'::date": "-0043-03-15",
    "'0001-01-01 BC'::date": "0000-01-01",
    "'12345-06-07'::date": "+12345-06-07",
    "'12:34:56.789'::time": datetime.time(12, 34, 56, 789000),
    "'24:00'::time": "24:00:00",
    "'12:00+05:30'::timetz": datetime.time(12, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
    "'24:00-02'::timetz": "24:00:00-02:00",
    "'2024-02-29 12:00:00.000001'::timestamp": datetime.datetime(2024, 2, 29, 12, 0, 0, 1),  # noqa: DTZ001
    "'-infinity'::timestamp": "-infinity",
    "'12345-06-07 08:09'::timestamp": "+12345-06-07T08:09:00",
    "'2024-02-29 12:00:00+02'::timestamptz": datetime.datetime(2024, 2, 29, 10, tzinfo=UTC),
    "'12345-06-07 08:09+00'::timestamptz": "+12345-06-07T08:09:00+00:00",
    "'1 year 2 months 3 days 04:05:06.7'::interval": "P1Y2M3DT4H5M6.7S",
    "'-1 mon +2 days -00:00:00.5'::interval": "P-1M2DT-0.5S",
    "'0'::interval": "PT0S",
    """'{"a": [1, 0.1, null], "b": "x"}'::json""": {"a": [1, 0.1, None], "b": "x"},
    """'{"a": {"b": [true]}}'::jsonb""": {"a": {"b": [True]}},
    "'null'::jsonb": None,
    "'12345678901234567890'::jsonb": 12345678901234567890,
    "'0.1000000000000000055'::jsonb": Decimal("0.1000000000000000055"),
    "'1e400'::json": Decimal("1e400"),
    "'1e400'::jsonb": 10**400,
    "ARRAY[[1, 2], [3, NULL]]": [[1, 2], [3, None]],
    "'{}'::text[]": [],
    "ARRAY['2024-01-01'::date]": [datetime.date(2024, 1, 1)],
    "ARRAY['{\"a\": 1}'::jsonb]": [{"a": 1}],
    "ARRAY[int4range(1, 3)]": ["[1,3)"],
    "int4range(1, 3)": "[1,3)",
    "'empty'::int4range": "empty",
    "numrange(NULL, 1.5, '[]')": "(,1.5]",
    "tstzrange('2024-01-01 00:00+00', 'infinity')": "[2024-01-01T00:00:00+00:00,infinity)",
    "tsrange('2024-01-01', NULL)": "[2024-01-01T00:00:00,)",
    "'{[1,2), [5,6)}'::int4multirange": ["[1,2)", "[5,6)"],
    "ROW(1, 'x', NULL)": [1, "x", None],
    "'10.0.0.1'::inet": "10.0.0.1",
    "'10.0.0.1/8'::inet": "10.0.0.1/8",
    "'fe80::/10'::cidr": "fe80::/10",
    "'08:00:2b:01:02:03'::macaddr": "08:00:2b:01:02:03",
    "B'0101'": "0101",
    "B'010111110000'::varbit": "010111110000",
    "'(1,2.5)'::point": "(1.0,2.5)",
    "'((1,1),(2,2))'::box": "(2.0,2.0),(1.0,1.0)",
    "'[(1,1),(2,2)]'::lseg": "[(1.0,1.0),(2.0,2.0)]",
    "'{1,2,3}'::line": "{1.0,2.0,3.0}",
    "'[(1,1),(2,2)]'::path": "[(1.0,1.0),(2.0,2.0)]",
    "'((1,1),(2,2))'::path": "((1.0,1.0),(2.0,2.0))",
    "'((1,1),(2,2))'::polygon": "((1.0,1.0),(2.0,2.0))",
    "'<(1,1),2>'::circle": "<(1.0,1.0),2.0>",
    "1::oid": 1,
    "'pg_class'::regclass": "pg_class",
    "'a b'::tsvector": "'a' 'b'",
    "pg_sleep(0)": None,
}  # fmt: skip


@pytest.mark.parametrize("expression", VALUES)
async def test_a_value_arrives_as_plain_python(connection, expression):
    ((value,),) = await connection.fetch_rows(f"SELECT {expression}")
    assert value == VALUES[expression]
    assert isinstance(value, type(VALUES[expression]))


async def test_nan_arrives_as_nan(connection):
    ((as_float, as_decimal),) = await connection.fetch_rows("SELECT 'NaN'::float8, 'NaN'::numeric")
    assert math.isnan(as_float)
    assert as_decimal.is_nan()


async def test_own_types_arrive_as_text_and_objects(connection, admin):
    await admin.execute("""
        CREATE TYPE mood AS ENUM ('happy', 'so so');
        CREATE DOMAIN positive AS int CHECK (VALUE > 0);
        CREATE TYPE pair AS (number int, moods mood[], at tstzrange, place point);
        CREATE TABLE things (id positive, mood mood, pair pair, pairs pair[]);
        INSERT INTO things VALUES (1, 'so so', (2, '{happy}', '[2024-01-01 00:00+00,)', '(1,2)'), ARRAY[(3, NULL, NULL, NULL)::pair]);
    """)  # noqa: E501
    ((row,),) = await connection.fetch_rows("SELECT t FROM shop.things t")
    ((number, mood, pair, pairs),) = await connection.fetch_rows("SELECT * FROM shop.things")
    assert (number, mood) == (1, "so so")
    assert pair == {"number": 2, "moods": ["happy"], "at": "[2024-01-01T00:00:00+00:00,)", "place": "(1.0,2.0)"}
    assert pairs == [{"number": 3, "moods": None, "at": None, "place": None}]
    assert row == {"id": 1, "mood": "so so", "pair": pair, "pairs": pairs}


async def test_types_of_extensions_arrive_as_text(connection, admin):
    await admin.execute("CREATE EXTENSION hstore; CREATE EXTENSION citext")
    rows = await connection.fetch_rows("SELECT 'a=>1'::shop.hstore, 'Text'::shop.citext, ARRAY['b=>2'::shop.hstore]")
    assert rows == [('"a"=>"1"', "Text", ['"b"=>"2"'])]


async def test_duplicate_column_names_stay(connection):
    async with connection.execute_sql_statement("SELECT 1 AS a, 2 AS a", [], 10) as stream:
        assert [column.name for column in stream.columns] == ["a", "a"]
        assert [batch async for batch in stream] == [[(1, 2)]]


async def test_json_that_is_too_deep_is_refused_and_the_connection_stays_usable(connection):
    with pytest.raises(LimitExceeded):
        await connection.fetch_rows("SELECT (repeat('[', 5000) || repeat(']', 5000))::json")
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_what_python_cannot_read_is_refused_and_the_connection_stays_usable(connection):
    with pytest.raises(Unsupported):
        await connection.fetch_rows("SELECT repeat('9', 5000)::jsonb")
    assert connection.idle


async def test_a_record_with_a_type_that_cannot_be_read_is_refused_and_the_connection_stays_usable(connection):
    with pytest.raises(Unsupported, match="cast it to text"):
        await connection.fetch_rows("SELECT unnest('fat:2'::tsvector)")
    assert connection.idle
    assert await connection.fetch_rows("SELECT (unnest('fat:2'::tsvector)).lexeme") == [("fat",)]


async def test_statements_that_show_and_explain_return_rows(connection):
    assert await connection.fetch_rows("SHOW default_transaction_read_only") == [("on",)]
    assert await connection.fetch_rows("VALUES (1), (2)") == [(1,), (2,)]
    assert await connection.fetch_rows("TABLE pg_catalog.pg_am LIMIT 0") == []
    assert "Result" in (await connection.fetch_rows("EXPLAIN SELECT 1"))[0][0]


async def test_a_table_that_changed_between_two_statements_is_read_as_it_is_now(connection, admin):
    await admin.execute("CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)")
    assert await connection.fetch_rows("SELECT * FROM shop.changing") == [(1,)]
    await admin.execute("ALTER TABLE changing ALTER a TYPE text, ADD b int")
    assert await connection.fetch_rows("SELECT * FROM shop.changing") == [("1", None)]
    await connection.fetch_rows("SELECT c FROM shop.changing c")
    await admin.execute("ALTER TABLE changing DROP b, ADD c date")
    assert connection.idle
