"""One statement in a session of its own: that it is a SELECT, and its rows. Everything here runs in the thread."""

import re
from collections.abc import Sequence
from typing import Any

import duckdb

from powerstrip_duckdb.errors import driver_errors
from powerstrip_sdk import Column, RefusedReadOnly, RefusedStatement, Row

__all__ = ["NAME", "fetch", "start"]

#: Of the attached file in the instance.
NAME = "source"
_EXPLAINED = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s|\([\w\s,]*\))?(.*)", re.DOTALL | re.IGNORECASE)


def start(session: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any]) -> tuple[Column, ...]:
    """Start a statement and return its columns.

    Args:
        session: that nothing was run in.
        sql: one statement.
        params: values of its placeholders.

    Raises:
        RefusedReadOnly: if it is not a SELECT or the plan of one.
        RefusedStatement: if it is not one statement.
    """
    with driver_errors():
        session.execute(f"USE {NAME}")
        session.execute(_only_select(session, sql), list(params))
        return tuple(Column(name=each[0], type=str(each[1])) for each in session.description or ())


def fetch(session: duckdb.DuckDBPyConnection, most: int) -> list[Row]:
    """Return the next rows, none at the end.

    Args:
        session: in which a statement was started.
        most: rows.
    """
    with driver_errors():
        rows: list[Row] = session.fetchmany(most)
    return rows


def _only_select(session: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the one statement of a text, as DuckDB's own parser sees it."""
    statements = session.extract_statements(sql)
    if len(statements) != 1:
        raise RefusedStatement("send one statement at a time")
    explained = _EXPLAINED.fullmatch(sql) if statements[0].type == duckdb.StatementType.EXPLAIN else None
    read = session.extract_statements(explained[1]) if explained else statements
    if [each.type for each in read] != [duckdb.StatementType.SELECT]:
        raise RefusedReadOnly("this source only reads: send a SELECT, or EXPLAIN before one")
    return statements[0]
