"""One statement: its values on the way in, its rows on the way out."""

import datetime
import decimal
import json
import sqlite3
import uuid
from collections.abc import Iterable
from itertools import islice
from typing import Any

import aiosqlite

from powerstrip_sdk import Column, InvalidArguments, Row
from powerstrip_sqlite.errors import sqlite_errors
from powerstrip_sqlite.guard import Guard

__all__ = ["MAX_BATCH_BYTES", "Batches", "BoundedConnection", "bindable", "columns_of"]

#: A batch ends early when its values pass this many bytes, so that large cells and many columns do not fill the memory.
MAX_BATCH_BYTES = 1_000_000
#: What a value takes beside the text or blob that it may be.
_VALUE_BYTES = 40

_AS_TEXT = (datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID)


class Batch(list[Row]):
    """Rows that were read at once.

    Attributes:
        is_last: whether no rows follow, which saves a way to the thread and back.
    """

    is_last = False


class BoundedCursor(sqlite3.Cursor):
    """A cursor whose batches are bounded in bytes as well as in rows."""

    def fetchmany(self, size: int | None = 1) -> Batch:
        """Return the next rows, at least one unless there is none.

        Args:
            size: the most rows.
        """
        rows, held = Batch(), 0
        for row in islice(self, size):
            rows.append(row)
            held += _VALUE_BYTES * len(row) + sum(len(value) for value in row if isinstance(value, str | bytes))
            if held > MAX_BATCH_BYTES:
                return rows
        rows.is_last = len(rows) != size
        return rows


class BoundedConnection(sqlite3.Connection):
    """A connection whose statements get bounded cursors."""

    def execute(self, sql: str, parameters: Any = (), /) -> BoundedCursor:
        """Begin a statement.

        Args:
            sql: one statement.
            parameters: values for its placeholders.
        """
        return self.cursor(BoundedCursor).execute(sql, parameters)


class Batches:
    """The rows of a running statement, in lists.

    Attributes:
        ended: whether the last row was read, after which SQLite holds nothing for the statement.
    """

    def __init__(self, cursor: aiosqlite.Cursor, batch_rows: int, guard: Guard) -> None:
        self.ended = False
        self._cursor = cursor
        self._batch_rows = batch_rows
        self._guard = guard

    def __aiter__(self) -> "Batches":
        return self

    async def __anext__(self) -> list[Row]:
        if self.ended:
            raise StopAsyncIteration
        with sqlite_errors(self._guard):
            rows: Any = await self._cursor.fetchmany(self._batch_rows)
        self.ended = rows.is_last
        if not rows:
            raise StopAsyncIteration
        return list(rows)

    async def close(self) -> None:
        """End the statement, also in the middle."""
        if not self.ended:
            with sqlite_errors(self._guard):
                await self._cursor.close()


def columns_of(cursor: aiosqlite.Cursor) -> tuple[Column, ...]:
    """Return the columns of a statement's result; the driver does not tell their declared types.

    Args:
        cursor: of a statement that has begun.
    """
    return tuple(Column(name=each[0]) for each in cursor.description or ())


def bindable(values: Iterable[Any]) -> list[Any]:
    """Return values that SQLite can bind: objects and arrays become JSON, dates and numbers of other types text.

    Args:
        values: as they came from JSON or from a params model.

    Raises:
        InvalidArguments: if a value has no such form.
    """
    return [_bindable(value) for value in values]


def _bindable(value: Any) -> Any:
    if value is None or isinstance(value, str | float | bytes):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, _AS_TEXT):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    except (TypeError, ValueError) as error:
        raise InvalidArguments(f"a value of type {type(value).__name__!r} cannot be a parameter") from error
