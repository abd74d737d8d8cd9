"""The last check of a caller's statement before it is sent: by its tree, and at grade B by what it reaches."""

from itertools import chain
from typing import Any

from powerstrip_postgres import reach
from powerstrip_postgres.functions import check_names, unknown_calls
from powerstrip_postgres.tree import Names, read_statement
from powerstrip_sdk import Grade, RefusedReadOnly

__all__ = ["check_statement", "question_about"]

#: Names end after 63 bytes, and before a character that does not fit: one of this many bytes may have been longer.
_MAY_BE_CUT = 60


async def check_statement(sql: str) -> Names:
    """Make sure that a statement is one that only reads, by all that its tree shows; nothing is sent for that.

    Args:
        sql: as the caller wrote it.

    Returns:
        What it names, for `question_about`.

    Raises:
        ConnectorError: with the code that fits.
    """
    names = await read_statement(sql)
    check_names(names)
    return names


def question_about(names: Names, grade: Grade | None, encoding: str = "UTF8") -> tuple[Any, ...] | None:
    """Return what the catalog is to be asked to make sure that what a statement names does nothing but read.

    Args:
        names: of the statement.
        grade: of the source, None if nobody has looked; the role of grade A cannot write, so that only functions are
            asked for which may be new in the server's pg_catalog.
        encoding: of the database, as the server calls it.

    Returns:
        A query and its arguments, to be run in the transaction that the statement will run in, and whose answer
        `reach.check_reached` looks at; None if there is nothing to ask.

    Raises:
        RefusedReadOnly: if it names what the catalog cannot be asked for.
    """
    if grade is Grade.A:
        unknown = unknown_calls(names)
        return (reach.VOLATILE, unknown) if unknown else None
    if encoding != "UTF8":
        _check_lengths(names)
    arguments = reach.arguments(names)
    return (reach.reached(), *arguments) if any(arguments) else None


def _check_lengths(names: Names) -> None:
    """Refuse names that the server may cut somewhere else than the parser, which counts their bytes in UTF-8."""
    parts = chain(names.columns, *names.calls, *names.relations, *names.types, *names.operators)
    for part in parts:
        if not part.isascii() and len(part.encode()) >= _MAY_BE_CUT:
            raise RefusedReadOnly(f"the name {part!r} is too long to be followed in a database that is not in UTF8")
