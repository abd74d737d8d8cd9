"""Statements whose results would fill the memory or never end, and how their calls must end."""

import os
from dataclasses import dataclass

__all__ = ["SHAPES", "Shape"]

#: Bytes of the largest cell; the server needs about three times as much.
LARGEST = 1_000_000_000 if os.environ.get("POWERSTRIP_LONG") else 300_000_000
SERIES = "generate_series(1, {}) i"
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n{}) "
COLUMNS = ", ".join(f"i AS c{number}" for number in range(1600))


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One statement.

    Args:
        name: in a few words.
        query: the statement.
        code: of the call's error, or `ok`.
        connector: of the source.
        source: `plenty` has 60 seconds for a call, `hurry` 2, `drip` 3 and a slow way to its server.
    """

    name: str
    query: str
    code: str
    connector: str = "postgres"
    source: str = "plenty"


def _postgres(name, query, code, source="plenty"):
    return Shape(name=name, query=query, code=code, source=source)


def _sqlite(name, query, code, source="plenty"):
    return Shape(name=name, query=query, code=code, connector="sqlite", source=f"{source}_file")


SHAPES = [
    _postgres("one cell", f"SELECT repeat(repeat('x', 100000), {LARGEST // 100_000})", "limit_exceeded"),
    _postgres("one cell just below the limit", "SELECT repeat('x', 5900000) || U&'\\+01F600'", "limit_exceeded"),
    _postgres("bytea just below the limit", "SELECT decode(repeat('ab', 5900000), 'hex')", "limit_exceeded"),
    _postgres("rows of 900 kB", f"SELECT repeat('x', 900000) || U&'\\+01F600' FROM {SERIES.format(500)}", "ok"),
    _postgres(
        "rows that are large all at once",
        f"SELECT CASE WHEN i < 5 THEN '' ELSE repeat('x', 11500) || U&'\\+01F600' END FROM {SERIES.format(5000)}",
        "ok",
    ),
    _postgres("ten million rows", "SELECT generate_series(1, 10000000) AS i", "ok"),
    _postgres("1,600 columns, endless", f"{NUMBERS.format('')} SELECT {COLUMNS} FROM n", "ok"),
    _postgres("JSON nested 10,000 deep", "SELECT (repeat('[', 10000) || repeat(']', 10000))::json", "limit_exceeded"),
    _postgres("JSON of a million objects", "SELECT ('[' || repeat('{},', 1000000) || '1]')::json", "limit_exceeded"),
    _postgres("JSON just below the limit", "SELECT ('[' || repeat('{\"\":0},', 80000) || '1]')::json", "ok"),
    _postgres(
        "JSON text just below the limit",
        "SELECT ('\"' || repeat('x', 4900000) || U&'\\+01F600' || '\"')::json",
        "limit_exceeded",
    ),
    _postgres("an array of rows just below the limit", f"SELECT array_agg(ROW()) FROM {SERIES.format(124000)}", "ok"),
    _postgres("an array of a million numbers", f"SELECT array_agg(i) FROM {SERIES.format(1000000)}", "limit_exceeded"),
    _postgres("an endless recursion", f"{NUMBERS.format('')} SELECT i FROM n", "ok"),
    _postgres("an endless count", f"{NUMBERS.format('')} SELECT count(*) FROM n", "timeout", "hurry"),
    _postgres("sleep", "SELECT pg_sleep(600)", "timeout", "hurry"),
    _postgres(
        "endless rows, each after a while",
        "SELECT i, pg_sleep(0.01) FROM (SELECT generate_series(1, 1000000) AS i) s",
        "timeout",
        "hurry",
    ),
    _postgres("a slow drip of bytes", "SELECT repeat('drip', 1000000)", "timeout", "drip"),
    _sqlite("one blob", f"SELECT zeroblob({LARGEST})", "limit_exceeded"),
    _sqlite("one cell just below the limit", "SELECT hex(zeroblob(2900000)) || char(128512)", "limit_exceeded"),
    _sqlite("a blob just below the limit", "SELECT zeroblob(5900000)", "limit_exceeded"),
    _sqlite("rows of 700 kB", f"{NUMBERS.format(' LIMIT 500')} SELECT zeroblob(700000) FROM n", "ok"),
    _sqlite("ten million rows", f"{NUMBERS.format(' LIMIT 10000000')} SELECT i FROM n", "ok"),
    _sqlite("1,600 columns, endless", f"{NUMBERS.format('')} SELECT {COLUMNS} FROM n", "ok"),
    _sqlite("an endless count", f"{NUMBERS.format('')} SELECT count(*) FROM n", "timeout", "hurry"),
]
