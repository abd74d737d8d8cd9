import datetime
import json
from decimal import Decimal

import pytest

from powerstrip_sdk import InvalidArguments

pytestmark = pytest.mark.anyio

#: A type, a value as it comes from JSON, and the server's text for it.
ACCEPTED = [
    ("int4", 5, "5"),
    ("int4", "5", "5"),
    ("int4", 5.0, "5"),
    ("int8", "-9223372036854775808", "-9223372036854775808"),
    ("float8", 5, "5"),
    ("float8", "0.1", "0.1"),
    ("float8", "NaN", "NaN"),
    ("numeric", 5, "5"),
    ("numeric", 0.1, "0.1"),
    ("numeric", "12345678901234567890.5", "12345678901234567890.5"),
    ("numeric", "NaN", "NaN"),
    ("bool", True, "true"),
    ("bool", "False", "false"),
    ("text", "it's", "it's"),
    ("text", 5, "5"),
    ("text", 0.1, "0.1"),
    ("text", True, "true"),
    ("varchar", "x", "x"),
    ("bytea", "AP8=", "\\x00ff"),
    ("uuid", "8C7A3D5E-0000-4000-8000-000000000001", "8c7a3d5e-0000-4000-8000-000000000001"),
    ("date", "2024-02-29", "2024-02-29"),
    ("date", "infinity", "infinity"),
    ("time", "12:34:56.789", "12:34:56.789"),
    ("time", "24:00:00", "24:00:00"),
    ("timetz", "12:00:00+05:30", "12:00:00+05:30"),
    ("timestamp", "2024-02-29T12:00:00.5", "2024-02-29 12:00:00.5"),
    ("timestamp", "2024-02-29", "2024-02-29 00:00:00"),
    ("timestamp", "-infinity", "-infinity"),
    ("timestamptz AT TIME ZONE 'UTC'", "2024-02-29T12:00:00+02:00", "2024-02-29 10:00:00"),
    ("timestamptz AT TIME ZONE 'UTC'", "2024-02-29T12:00:00Z", "2024-02-29 12:00:00"),
    ("timestamptz AT TIME ZONE 'UTC'", "2024-02-29", "2024-02-29 00:00:00"),
    ("timestamptz", "infinity", "infinity"),
    ("interval", "P1Y2M3W4DT5H6M7.8S", "1 year 2 mons 25 days 05:06:07.8"),
    ("interval", "-P1D", "-1 days"),
    ("interval", "PT-0.5S", "-00:00:00.5"),
    ("jsonb", {"a": [1, None, "x"]}, '{"a": [1, null, "x"]}'),
    ("jsonb", [1, 2], "[1, 2]"),
    ("json", "text", '"text"'),
    ("jsonb", 5, "5"),
    ("jsonb[]", [{"a": 1}, [1, 2]], '{"{\\"a\\": 1}","[1, 2]"}'),
    ("int4[]", [1, "2", None], "{1,2,NULL}"),
    ("int4[]", [[1, 2], [3, 4]], "{{1,2},{3,4}}"),
    ("date[]", ["2024-02-29"], "{2024-02-29}"),
    ("text[]", [], "{}"),
    ("inet", "10.0.0.1/8", "10.0.0.1/8"),
    ("cidr", "10.0.0.0/8", "10.0.0.0/8"),
    ("macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02:03"),
    ('"char"', "x", "x"),
    ("oid", 7, "7"),
    ("date", None, None),
    ("int4[]", None, None),
]

REFUSED = [
    ("int4", "five"),
    ("int4", "5_0"),
    ("int4", 5.5),
    ("int4", True),
    ("int4", 2**31),
    ("int4", []),
    ("float8", "much"),
    ("float8", False),
    ("numeric", "1,5"),
    ("numeric", {}),
    ("bool", 1),
    ("bool", "yes"),
    ("text", ["x"]),
    ("text", {"a": 1}),
    ("text", "a\0b"),
    ("text", "\ud800"),
    ("bytea", "no base64!"),
    ("bytea", 5),
    ("uuid", "1234"),
    ("date", "29.02.2024"),
    ("date", "2024-02-30"),
    ("date", 20240229),
    ("time", "12:00+01:00"),
    ("timetz", "12:00"),
    ("timestamp", "2024-02-29T12:00:00Z"),
    ("timestamptz", "now"),
    ("interval", "1 day"),
    ("interval", "P"),
    ("interval", "P1DT"),
    ("int4[]", 5),
    ("int4[]", "{1,2}"),
    ("int4[]", ["x"]),
    ("int4[]", [[1], [2, 3]]),
    ("inet", "300.0.0.1"),
    ("int4range", "[1,2)"),
]


@pytest.mark.parametrize(("kind", "value", "text"), ACCEPTED)
async def test_a_value_is_taken_for_the_type(connection, kind, value, text):
    base, _, rest = kind.partition(" ")
    rows = await connection.fetch_rows(f"SELECT ($1::{base} {rest})::text", [value])
    assert rows == [(text,)]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
async def test_a_value_that_does_not_fit_is_refused_by_its_position(connection, kind, value):
    with pytest.raises(InvalidArguments, match=r"parameter \$2") as raised:
        await connection.fetch_rows(f"SELECT $1::int4, $2::{kind}", [1, value])
    assert "29.02.2024" not in str(raised.value)
    assert connection.idle


@pytest.mark.parametrize("params", [[], [1], [1, 2, 3]])
async def test_too_few_and_too_many_values_are_refused(connection, params):
    with pytest.raises(InvalidArguments, match="the statement has 2 parameters"):
        await connection.fetch_rows("SELECT $1::int, $2::int", params)


async def test_values_are_never_part_of_the_statement(connection):
    evil = "'; DROP TABLE x; --"
    assert await connection.fetch_rows("SELECT $1::text, $1 = $2", [evil, evil]) == [(evil, True)]


async def test_an_enumeration_takes_its_labels(connection, admin):
    await admin.execute("CREATE TYPE mood AS ENUM ('happy')")
    assert await connection.fetch_rows("SELECT $1::shop.mood, $2::shop.mood[]", ["happy", ["happy"]]) == [
        ("happy", ["happy"])
    ]
    with pytest.raises(InvalidArguments, match=r"invalid input value for enum.*parameter \$1"):
        await connection.fetch_rows("SELECT $1::shop.mood", ["sad"])


async def test_a_tool_may_give_python_values(connection):
    moment = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC)
    values = [moment.date(), moment, moment.time(), Decimal("1.5"), b"x"]
    rows = await connection.fetch_rows("SELECT $1::date, $2::timestamptz, $3::time, $4::numeric, $5::bytea", values)
    assert rows == [tuple(values)]


async def test_explain_takes_parameters(connection):
    rows = await connection.fetch_rows(
        f"{connection.dialect.explain} SELECT * FROM pg_class WHERE oid = $1 AND relname = $2", [1, "x"]
    )
    assert any("Index" in line for (line,) in rows)


async def test_json_keeps_what_it_was_given(connection):
    value = {"text": "grüße", "deep": [[[]]], "number": 0.1, "big": 2**70}
    rows = await connection.fetch_rows("SELECT $1::jsonb, $1::jsonb::text", [value])
    assert rows[0][0] == value
    assert json.loads(rows[0][1]) == value
