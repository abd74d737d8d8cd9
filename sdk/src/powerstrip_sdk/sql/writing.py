"""The writing half of the database contract: several statements in one transaction, all or nothing."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from powerstrip_sdk.errors import ConnectorError, InvalidArguments
from powerstrip_sdk.result import Column, Row
from powerstrip_sdk.sql.database import Database
from powerstrip_sdk.sql.dialect import Dialect
from powerstrip_sdk.sql.parameters import bind, parameter_names

__all__ = [
    "RETURNED_BYTES",
    "RETURNED_ROWS",
    "KeptRows",
    "Statement",
    "WritableDatabase",
    "Written",
    "bind_statements",
    "statement_number",
]

#: The most rows that are kept of what one statement returns (`INSERT ... RETURNING`).
RETURNED_ROWS = 100
#: About how many bytes these may hold.
RETURNED_BYTES = 64_000
#: Bytes that a value takes which is neither text nor binary.
_SMALL = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement to be run.

    Args:
        sql: one statement with the engine's own placeholders.
        params: their values, as they came from JSON.
    """

    sql: str
    params: Sequence[Any] = ()


class KeptRows:
    """The first rows that a statement returns; the others are only counted, because a write runs to its end.

    Args:
        columns: of the rows.

    Attributes:
        rows: that are kept.
        count: of all rows.
    """

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.rows: list[Row] = []
        self.count = 0
        self._bytes = 0

    @property
    def truncated(self) -> bool:
        """Whether there were more rows than are kept."""
        return self.count > len(self.rows)

    def add(self, batch: Sequence[Row]) -> None:
        """Take in the next rows."""
        for row in batch:
            if not self.truncated and len(self.rows) < RETURNED_ROWS:
                self._bytes += sum(len(value) if isinstance(value, str | bytes) else _SMALL for value in row)
                if self._bytes <= RETURNED_BYTES:
                    self.rows.append(row)
            self.count += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What one statement did.

    Args:
        affected: rows that it inserted, changed or deleted; None where that is not a number of rows, as for DDL.
        returned: the rows that it returned, None for a statement that returns none.
    """

    affected: int | None
    returned: KeptRows | None = None


class WritableDatabase(Database):
    """A connection that speaks SQL and writes, if its source may be written.

    All other methods only read, as those of every `Database`. Whether the source may be written is told by the config
    that the connection was opened from (`SourceConfig.may_write`).
    """

    @abstractmethod
    async def execute_statements(self, statements: Sequence[Statement]) -> list[Written]:
        """Run statements in one transaction, and commit it after the last one.

        Whatever goes wrong, also a cancellation, rolls back all of it; `statement_number` puts which statement failed
        into the error. Once the transaction is committed nothing is waited for, so that a caller whose time is up is
        not told that nothing was done. If the connection is lost while the commit is under way, the error says that it
        is not known whether it was done.

        Args:
            statements: in their order, each exactly one. What ends a transaction, changes the session or reaches beyond
                the database (COMMIT, SET, COPY, ATTACH and their like) is refused before anything is run.

        Raises:
            RefusedReadOnly: if the source may not be written.
            RefusedStatement: for a statement that is never run.
            ConnectorError: with the code that fits.
        """

    async def estimate_rows(self, statements: Sequence[Statement]) -> list[int | None]:
        """Return about how many rows each statement would write, None where nobody knows. Changes nothing.

        Engines that can tell override this. A statement that can be seen to fail may be told now, as
        `execute_statements` would, rather than after somebody has agreed to it.

        Args:
            statements: as for `execute_statements`.

        Raises:
            ConnectorError: as `execute_statements`.
        """
        return [None for _ in statements]


@contextmanager
def statement_number(number: int, of: int) -> Iterator[None]:
    """Say in a `ConnectorError` that leaves the block which statement failed, and that nothing was changed.

    Args:
        number: of the statement, counted from 1.
        of: number of statements.
    """
    try:
        yield
    except ConnectorError as error:
        which = f"statement {number}: " if of > 1 else ""
        # In front, where a long message is not cut.
        error.args = (f"nothing was changed, {which}{error}",)
        raise


def bind_statements(
    statements: Sequence[str],
    params: Mapping[str, Any] | Sequence[Mapping[str, Any] | Sequence[Any] | None] | None,
    dialect: Dialect,
) -> list[Statement]:
    """Return the statements with the engine's placeholders and their values.

    Args:
        statements: as the caller wrote them.
        params: an object for the `:name`s of all statements, or an array with one entry for each statement: an object,
            an array for the engine's own placeholders, or None.
        dialect: of the engine.

    Raises:
        InvalidArguments: if a name has no value or a value no name.
    """
    if isinstance(params, Mapping):
        entries = _shared(statements, params, dialect)
    else:
        entries = [None for _ in statements] if params is None else list(params)
    if len(entries) != len(statements):
        raise InvalidArguments(
            f"params has {len(entries)} entries for {len(statements)} statements: give an object for all of them, or "
            "an array with one object, array or null for each"
        )
    bound = []
    for number, (sql, given) in enumerate(zip(statements, entries, strict=True), 1):
        with statement_number(number, len(statements)):
            text, values = bind(sql, given, dialect)
        bound.append(Statement(sql=text, params=values))
    return bound


def _shared(
    statements: Sequence[str], params: Mapping[str, Any], dialect: Dialect
) -> list[Mapping[str, Any] | Sequence[Any] | None]:
    """Give each statement those of the values that it uses."""
    used = [parameter_names(sql, dialect) for sql in statements]
    if unused := sorted(set(params).difference(*used)):
        raise InvalidArguments(f"params has {unused[0]!r}, which no statement uses as :{unused[0]}")
    return [{name: params[name] for name in names if name in params} for names in used]
