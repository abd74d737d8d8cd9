"""Which statements are run, and how their rows arrive."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Self

from powerstrip_postgres.errors import refused_parameter
from powerstrip_postgres.values import driver_values, misfit
from powerstrip_postgres.wire import Attribute, Cursor, Driver, Record
from powerstrip_sdk import ConnectorError, InvalidArguments, RefusedReadOnly, RefusedStatement, Row

__all__ = ["Batches", "check_text", "open_portal"]

_WORD = re.compile(r"[A-Za-z]+")
_TRIVIA = re.compile(r"[\s;(]+|--[^\r\n]*")
#: Statements that the engine would refuse in a transaction that only reads.
_WRITES = frozenset(
    {"ALTER", "ANALYZE", "CLUSTER", "COMMENT", "CREATE", "DELETE", "DROP", "GRANT", "IMPORT", "INSERT", "MERGE"}
    | {"REASSIGN", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "SELECT", "TRUNCATE", "UPDATE", "VACUUM", "WITH"}
)


async def open_portal(driver: Driver, sql: str, params: Sequence[Any]) -> tuple[Sequence[Attribute], Cursor]:
    """Let the server parse a statement, and open a portal that returns its rows when it is asked for them.

    Args:
        driver: in a transaction.
        sql: one statement, which the extended protocol makes sure of.
        params: its parameters, as they came from JSON.

    Raises:
        InvalidArguments: if a parameter does not fit its type, or their number is wrong.
        RefusedReadOnly: if the statement returns no columns, because it writes.
        RefusedStatement: if it returns none for another reason.
    """
    # Without a name the statement is gone with the next one, and need not be closed.
    prepared = await driver.prepare(sql, name="")
    attributes, types = prepared.get_attributes(), prepared.get_parameters()
    if not attributes:
        raise _without_columns(sql)
    values = driver_values(types, params)
    try:
        return attributes, await prepared.cursor(*values)
    except Exception as error:
        if position := refused_parameter(error):
            raise misfit(types, position) from error
        raise


class Batches:
    """Rows of an open portal, in lists of a bounded length; an async iterator.

    Args:
        fetch: asks the portal for its next records, and for fewer than that only at its end.
        plain: turns records into rows.
        size: the most rows in one list.
    """

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[list[Record]]],
        plain: Callable[[Iterable[Record]], list[Row]],
        size: int,
    ) -> None:
        self._fetch, self._plain, self._size = fetch, plain, size
        self._exhausted = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Row]:
        if self._exhausted:
            raise StopAsyncIteration
        records = await self._fetch(self._size)
        self._exhausted = len(records) < self._size
        if not records:
            raise StopAsyncIteration
        return self._plain(records)


def check_text(sql: str) -> None:
    """Raise unless the text of a statement can be sent.

    Args:
        sql: as the caller wrote it.

    Raises:
        InvalidArguments: if it holds what the protocol cannot carry.
    """
    # The protocol ends a text at its first NUL, and the driver gives up a connection for a text it cannot encode.
    if "\0" in sql:
        raise InvalidArguments("the statement holds a NUL character")
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise InvalidArguments("the statement holds a lone surrogate, which is no character") from error


def _without_columns(sql: str) -> ConnectorError:
    """Return the error for a statement that would return no columns, and is therefore never run.

    What changes a session, ends a transaction or reaches beyond the database (SET, DO, CALL, COPY, COMMIT, LOAD,
    DEALLOCATE, PREPARE TRANSACTION) has none. The kind of the statement only chooses the words here.
    """
    word = _first_word(sql)
    if not word:
        return RefusedStatement("there is no statement in the text")
    if word in _WRITES:
        return RefusedReadOnly(f"{word} returns no rows here, and this source only reads")
    return RefusedStatement(f"statements of the kind {word!r} are not run, only ones that return rows")


def _first_word(sql: str) -> str:
    position = 0
    while position < len(sql):
        if sql.startswith("/*", position):
            position = _after_comment(sql, position)
        elif trivia := _TRIVIA.match(sql, position):
            position = trivia.end()
        else:
            word = _WORD.match(sql, position)
            return word.group().upper() if word else sql[position]
    return ""


def _after_comment(sql: str, position: int) -> int:
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(sql, position):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(sql)
