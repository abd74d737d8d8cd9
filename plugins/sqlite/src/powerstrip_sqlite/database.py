"""A connection to one database file, which lives in a thread of its own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from anyio import fail_after, get_cancelled_exc_class, move_on_after

from powerstrip_sdk import Column, Grading, RefusedReadOnly, RowStream, SyntaxFault, TimedOut, Unreachable
from powerstrip_sdk.sql import Schema, Statement, TableStats, WritableDatabase, Written
from powerstrip_sqlite import stuck
from powerstrip_sqlite.catalog import scan, stats
from powerstrip_sqlite.dialect import DIALECT
from powerstrip_sqlite.errors import sqlite_errors
from powerstrip_sqlite.file import DatabaseFile
from powerstrip_sqlite.guard import Guard
from powerstrip_sqlite.statement import Batches, bindable, columns_of
from powerstrip_sqlite.stopping import interrupt_until_back
from powerstrip_sqlite.writer import OpenWriter, Writer

__all__ = ["SqliteConnection"]

#: Seconds that the thread gets to come back from a statement which is told to stop.
_STOP_SECONDS = 0.8
#: Seconds that closing the file may take after that.
_CLOSE_SECONDS = 0.9


class SqliteConnection(WritableDatabase):
    """A connection that can only read; to write, it opens another one for the time of a transaction.

    Args:
        driver: the open connection and its thread.
        guard: what the connection's authorizer is.
        version: of the SQLite library.
        file: that was opened.
        open_writer: opens the other one, None if the source may not be written.
    """

    dialect = DIALECT

    def __init__(
        self,
        driver: aiosqlite.Connection,
        guard: Guard,
        version: str,
        file: DatabaseFile,
        open_writer: OpenWriter | None = None,
    ) -> None:
        self._driver = driver
        self._guard = guard
        self._version = version
        self._file = file
        self._open_writer = open_writer
        self._writer: Writer | None = None
        self._idle = True
        self._closed = False

    @property
    def server(self) -> str:
        """The library's name and version."""
        return f"SQLite {self._version}"

    @property
    def idle(self) -> bool:
        """Whether the thread has come back from the last statement."""
        return self._idle

    @asynccontextmanager
    async def execute_sql_statement(self, sql: str, params: Sequence[Any], batch_rows: int) -> AsyncIterator[RowStream]:
        """Run one statement and stream its rows; see `Database`."""
        values = bindable(params)
        if not self._idle:
            raise Unreachable("the connection is still busy with another statement")
        self._idle = False
        self._guard.begin()
        batches: Batches | None = None
        interrupted = False
        try:
            with sqlite_errors(self._guard):
                cursor = await self._driver.execute(sql, values)
            batches = Batches(cursor, batch_rows, self._guard)
            yield RowStream(columns=self._columns(cursor), batches=batches)
        except get_cancelled_exc_class():
            interrupted = True
            raise
        finally:
            await self._end(batches, interrupted=interrupted)

    async def execute_statements(self, statements: Sequence[Statement]) -> list[Written]:
        """Write in one transaction of a connection of its own; see `WritableDatabase`."""
        return await self._write(statements, commit=True)

    async def estimate_rows(self, statements: Sequence[Statement]) -> list[int | None]:
        """Run the statements and roll them back, which tells the numbers exactly; see `WritableDatabase`."""
        return [each.affected for each in await self._write(statements, commit=False)]

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Read the catalog; the only schema is `main`."""
        return await scan(self, schema=schema, table=table)

    async def get_table_stats(self, schema: str, table: str | None) -> list[TableStats]:
        """Count rows, and sum up pages where the library can."""
        return await stats(self, schema, table)

    async def check(self) -> None:
        """Read from the file, and make sure that its path still leads to it."""
        await self._file.check()
        await self.fetch_rows("SELECT count(*) FROM sqlite_schema")

    async def probe(self) -> Grading:
        """Grade the source by what the system lets the host do to the file."""
        return await self._file.grade()

    async def reset(self) -> None:
        """Do nothing, as no statement that is let through leaves a trace; raise if one still runs."""
        if not self._idle:
            raise Unreachable("the connection is still busy with a statement")

    async def cancel(self) -> None:
        """Stop the running statement; its caller gets `TimedOut`."""
        if self._writer is not None:
            await self._writer.stop()
        elif not self._idle:
            with move_on_after(_STOP_SECONDS):
                await interrupt_until_back(self._driver)

    async def close(self) -> None:
        """Close the file and end the thread.

        Raises:
            TimedOut: if the thread did not come back in time; it closes the file when it does.
        """
        if self._closed:
            return
        self._closed = True
        try:
            await self.cancel()
            with fail_after(_CLOSE_SECONDS):
                await self._driver.close()
        except TimeoutError as error:
            stuck.remember(self._driver)
            raise TimedOut("the connection could not be closed in time") from error

    async def _write(self, statements: Sequence[Statement], *, commit: bool) -> list[Written]:
        if self._open_writer is None:
            raise RefusedReadOnly("this source is only read")
        if not self._idle:
            raise Unreachable("the connection is still busy with another statement")
        self._idle = False
        try:
            async with self._open_writer() as self._writer:
                return await self._writer.run(statements, commit=commit)
        finally:
            self._idle, self._writer = True, None

    def _columns(self, cursor: aiosqlite.Cursor) -> tuple[Column, ...]:
        columns = columns_of(cursor)
        if columns:
            return columns
        if self._guard.refused:
            raise RefusedReadOnly(f"this source only reads, and refuses {self._guard.refused}")
        raise SyntaxFault("the statement is empty")

    async def _end(self, batches: Batches | None, *, interrupted: bool) -> None:
        """Finish the statement; without success the connection stays busy, and only closing is left."""
        with move_on_after(_STOP_SECONDS, shield=True):
            if interrupted:
                await interrupt_until_back(self._driver)
            if batches is not None:
                await batches.close()
            self._idle = True
