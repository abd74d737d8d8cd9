"""Which statements are run, and how they start."""

import re
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from powerstrip_postgres.ahead import Ahead
from powerstrip_postgres.errors import refused_parameter
from powerstrip_postgres.shape import Shape, shape_of
from powerstrip_postgres.values import driver_values, misfit
from powerstrip_postgres.wire import Driver, Portal, Record
from powerstrip_sdk import ConnectorError, InvalidArguments, RefusedReadOnly, RefusedStatement, RowStream

__all__ = ["Block", "Opened", "check_text", "first_word", "open_portal", "refused_kind"]

_WORD = re.compile(r"[A-Za-z]+")
_TRIVIA = re.compile(r"[\s;(]+|--[^\r\n]*")
#: Statements that the engine would refuse in a transaction that only reads.
_WRITES = frozenset(
    {"ALTER", "ANALYZE", "CLUSTER", "COMMENT", "CREATE", "DELETE", "DROP", "GRANT", "IMPORT", "INSERT", "MERGE"}
    | {"REASSIGN", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "SELECT", "TRUNCATE", "UPDATE", "VACUUM", "WITH"}
)


@dataclass(slots=True, kw_only=True)
class Opened:
    """A statement that has started.

    Args:
        shape: of its rows.
        portal: returns its rows when it is asked for them.
        first: rows that came with the start.
        asked: how many were asked for; fewer are all.
    """

    shape: Shape
    portal: Portal
    first: list[Record]
    asked: int


class Block(AbstractAsyncContextManager[RowStream]):
    """A statement between its start and its end; a generator would cost more than both.

    Args:
        start: checks the statement and starts it; whatever it began is ended if it raises.
        end: is due once the statement has started; it is told whether no error left the block.
    """

    __slots__ = ("_end", "_start")

    def __init__(
        self, start: Callable[[], Coroutine[Any, Any, RowStream]], end: Callable[[bool], Coroutine[Any, Any, None]]
    ) -> None:
        self._start, self._end = start, end

    def __aenter__(self) -> Coroutine[Any, Any, RowStream]:
        return self._start()

    def __aexit__(self, kind: type[BaseException] | None, *_: object) -> Coroutine[Any, Any, None]:
        return self._end(kind is None)


async def open_portal(driver: Driver, sql: str, params: Sequence[Any], rows: int, ahead: Ahead | None = None) -> Opened:
    """Let the server parse a statement, start it, and fetch its first rows.

    Args:
        driver: in a transaction, or in one when `ahead` is said.
        sql: one statement, which the extended protocol makes sure of.
        params: its parameters, as they came from JSON.
        rows: the most to fetch; where nobody knows how large they are, a few are fetched first.
        ahead: to be said first, None for nothing.

    Raises:
        InvalidArguments: if a parameter does not fit its type, or their number is wrong.
        RefusedReadOnly: if the statement returns no columns, because it writes.
        RefusedStatement: if it returns none for another reason.
    """
    parsed = await (driver.parse(sql) if ahead is None else driver.say_and_parse(ahead, sql))
    attributes = parsed.get_attributes()
    if not attributes:
        raise refused_kind(sql)
    types, shape = parsed.get_parameters(), shape_of(attributes)
    portal = driver.portal(parsed, driver_values(types, params))
    asked = min(rows, shape.first)
    driver.meter.begin(shape.portion)
    try:
        first = await portal.next_rows(asked)
    except Exception as error:
        if position := refused_parameter(error):
            raise misfit(types, position) from error
        raise
    return Opened(shape=shape, portal=portal, first=first, asked=asked)


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


def refused_kind(sql: str) -> ConnectorError:
    """Return the error for a statement that is not a query; the text only chooses its words.

    Args:
        sql: as the caller wrote it.
    """
    word = first_word(sql)
    if not word:
        return RefusedStatement("there is no statement in the text")
    if word in _WRITES:
        return RefusedReadOnly(f"{word} returns no rows here, and this source only reads")
    return RefusedStatement(f"statements of the kind {word!r} are not run, only SELECT, EXPLAIN of a SELECT and SHOW")


def first_word(sql: str) -> str:
    """Return the first word of a statement in capitals, passing over comments; empty if there is nothing else.

    Args:
        sql: as the caller wrote it.
    """
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
