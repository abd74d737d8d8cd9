"""The standard tool that writes; a connector whose connections are `WritableDatabase`s offers it."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from powerstrip_sdk.errors import Unsupported
from powerstrip_sdk.plain import plain
from powerstrip_sdk.sql.writing import KeptRows, WritableDatabase, Written, bind_statements
from powerstrip_sdk.text import shortened_inside
from powerstrip_sdk.tool import Tool, tool

__all__ = ["writing_tools"]

#: The most statements of one call.
MAX_STATEMENTS = 100
#: The most characters that a question shows of all statements, and of the values of one.
_SHOWN_STATEMENTS, _SHOWN_VALUES = 4000, 200
#: The fewest characters that are shown of a statement.
_FEWEST = 120
_UNBOUND = "sql"

Statements = Annotated[
    list[str],
    Field(
        min_length=1,
        max_length=MAX_STATEMENTS,
        description="SQL statements in the engine's own dialect, one in each entry, in the order in which they run.",
    ),
]
WriteParams = Annotated[
    dict[str, Any] | list[dict[str, Any] | list[Any] | None] | None,
    Field(
        description="Values for parameters, never spliced into a statement: an object for the :name of all statements; "
        "or an array with one entry for each statement, which is an object for its :name, an array for the engine's "
        "own placeholders, or null. Dates, times, UUIDs and decimals are given as strings, binary as base64."
    ),
]


class ReturnedRows(BaseModel):
    """Rows that a statement returned."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool = Field(description="Whether it returned more rows than are shown.")


class StatementReport(BaseModel):
    """What one statement did."""

    statement: int = Field(description="Its number, counted from 1.")
    affected: int | None = Field(description="Rows inserted, changed or deleted; null where rows are not counted.")
    returned: ReturnedRows | None = Field(description="The rows that it returned, null if it returns none.")


def writing_tools(connector: str) -> list[Tool]:
    """Return the standard tools that write, for a connector whose connections are `WritableDatabase`s.

    Clients see them only where the operator lets a source be written.

    Args:
        connector: the connector's name.
    """
    return [execute_statements.on(connector)]


async def ask_for_statements(
    connection: WritableDatabase, statements: Statements, params: WriteParams = None
) -> str | None:
    """Return the question that shows the statements, their values and the rows that they would write."""
    bound = bind_statements(statements, params, connection.dialect)
    rows = await connection.estimate_rows(bound)
    several = f"{len(statements)} statements in one transaction, all or nothing:\n" if len(statements) > 1 else ""
    each_may_have = max(_FEWEST, _SHOWN_STATEMENTS // len(statements))
    entries = [
        f"{number}. {shortened_inside(sql.strip(), each_may_have)}\n   {_rows_in_words(estimated)}{_values(given)}"
        for number, (sql, estimated, given) in enumerate(
            zip(statements, rows, _given(params, len(statements)), strict=True), 1
        )
    ]
    shared = _values(params, "for all: ") if isinstance(params, Mapping) else ""
    return several + "\n".join(entries) + shared


@tool(connector=_UNBOUND, read_only=False, confirm=ask_for_statements)
async def execute_statements(
    connection: WritableDatabase, statements: Statements, params: WriteParams = None
) -> list[StatementReport]:
    """Run SQL statements that write, in one transaction: all of them or, if one fails, none.

    A person may be asked first. Say what the statements do before you call this. Transaction control such as BEGIN and
    COMMIT is neither needed nor accepted.
    """
    written = await connection.execute_statements(bind_statements(statements, params, connection.dialect))
    return [_report(number, each) for number, each in enumerate(written, 1)]


def _report(number: int, written: Written) -> StatementReport:
    returned = None if written.returned is None else _returned(written.returned)
    return StatementReport(statement=number, affected=written.affected, returned=returned)


def _returned(kept: KeptRows) -> ReturnedRows:
    """What is written is written: a row that cannot be shown is left out, and no reason to fail."""
    rows = [shown for row in kept.rows if (shown := _shown_row(row)) is not None]
    return ReturnedRows(columns=[column.name for column in kept.columns], rows=rows, truncated=kept.count > len(rows))


def _shown_row(row: Sequence[Any]) -> list[Any] | None:
    try:
        shown: list[Any] = plain(row)
        json.dumps(shown, ensure_ascii=False).encode()
    except (Unsupported, UnicodeEncodeError):
        return None
    return shown


def _given(params: Any, number: int) -> Sequence[Any]:
    return params if isinstance(params, list) else [None] * number


def _values(given: Any, title: str = "") -> str:
    """Return values as the end of a line, or a line of their own."""
    if not given:
        return ""
    text = shortened_inside(json.dumps(given, ensure_ascii=False, default=str), _SHOWN_VALUES)
    return f"\n{title}{text}" if title else f", with {text}"


def _rows_in_words(rows: int | None) -> str:
    if rows is None:
        return "rows unknown"
    return "1 row" if rows == 1 else f"{rows:,} rows"
