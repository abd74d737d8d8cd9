"""The last check of a caller's statement before it is sent: by its tree, and at grade B by what it reaches."""

from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any

from powerstrip_postgres import reach
from powerstrip_postgres.functions import check_names, unknown_calls
from powerstrip_postgres.tree import Names, read_statement
from powerstrip_postgres.wire import Record
from powerstrip_sdk import Grade, RefusedReadOnly

__all__ = ["Fetch", "asks_catalog", "check_statement", "follow_names"]

#: Names end after 63 bytes, and before a character that does not fit: one of this many bytes may have been longer.
_MAY_BE_CUT = 60
#: Runs one of our own queries with its arguments.
Fetch = Callable[..., Awaitable[list[Record]]]


async def check_statement(sql: str) -> Names:
    """Make sure that a statement is one that only reads, by all that its tree shows; nothing is sent for that.

    Args:
        sql: as the caller wrote it.

    Returns:
        What it names, for `follow_names`.

    Raises:
        ConnectorError: with the code that fits.
    """
    names = await read_statement(sql)
    check_names(names)
    return names


def asks_catalog(names: Names, grade: Grade | None) -> bool:
    """Return whether `follow_names` has a question to the catalog.

    Args:
        names: of a statement.
        grade: of the source, None if nobody has looked.
    """
    return _question(names, grade) is not None


async def follow_names(names: Names, grade: Grade | None, fetch: Fetch, encoding: str = "UTF8") -> None:
    """Make sure that what a statement names does nothing but read, in one question to its catalog at most.

    Args:
        names: of a statement.
        grade: of the source, None if nobody has looked; the role of grade A cannot write, so that only functions are
            asked for which may be new in the server's pg_catalog.
        fetch: runs a query in the transaction that the statement will run in.
        encoding: of the database, as the server calls it.

    Raises:
        ConnectorError: with the code that fits.
    """
    if encoding != "UTF8" and grade is not Grade.A:
        _check_lengths(names)
    question = _question(names, grade)
    if question is not None:
        reach.check_reached(await fetch(*question))


def _question(names: Names, grade: Grade | None) -> tuple[Any, ...] | None:
    if grade is Grade.A:
        unknown = unknown_calls(names)
        return (reach.VOLATILE, unknown) if unknown else None
    arguments = reach.arguments(names)
    return (reach.reached(), *arguments) if any(arguments) else None


def _check_lengths(names: Names) -> None:
    """Refuse names that the server may cut somewhere else than the parser, which counts their bytes in UTF-8."""
    parts = chain(names.columns, *names.calls, *names.relations, *names.types, *names.operators)
    for part in parts:
        if not part.isascii() and len(part.encode()) >= _MAY_BE_CUT:
            raise RefusedReadOnly(f"the name {part!r} is too long to be followed in a database that is not in UTF8")
