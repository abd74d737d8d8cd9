"""A connection to one database file, which lives in a thread of its own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from anyio import create_task_group, fail_after, get_cancelled_exc_class, move_on_after, sleep

from powerstrip_sdk import Column, Grading, RefusedReadOnly, RowStream, SyntaxFault, TimedOut, Unreachable
from powerstrip_sdk.sql import Database, Schema, TableStats
from powerstrip_sqlite.catalog import scan, stats
from powerstrip_sqlite.dialect import DIALECT
from powerstrip_sqlite.errors import sqlite_errors
from powerstrip_sqlite.file import DatabaseFile
from powerstrip_sqlite.guard import Guard
from powerstrip_sqlite.statement import Batches, bindable, columns_of

__all__ = ["SqliteConnection"]

#: Seconds that the thread gets to come back from a statement which is told to stop.
_STOP_SECONDS = 0.8
#: Seconds that closing the file may take after that.
_CLOSE_SECONDS = 0.9
#: Seconds between two interrupts: the thread may not have begun the statement at the first.
_INTERRUPT_EVERY = 0.005


class SqliteConnection(Database):
    """A connection that can only read.

    Args:
        driver: the open connection and its thread.
        guard: what the connection's authorizer is.
        version: of the SQLite library.
        file: that was opened.
    """

    dialect = DIALECT

    def __init__(self, driver: aiosqlite.Connection, guard: Guard, version: str, file: DatabaseFile) -> None:
        self._driver = driver
        self._guard = guard
        self._version = version
        self._file = file
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
        if not self._idle:
            with move_on_after(_STOP_SECONDS):
                await self._interrupt_until_back()

    async def close(self) -> None:
        """Close the file and end the thread.

        Raises:
            TimedOut: if the thread did not come back in time; it closes the file when it does.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if not self._idle:
                with move_on_after(_STOP_SECONDS):
                    await self._interrupt_until_back()
            with fail_after(_CLOSE_SECONDS):
                await self._driver.close()
        except TimeoutError as error:
            raise TimedOut("the connection could not be closed in time") from error

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
                await self._interrupt_until_back()
            if batches is not None:
                await batches.close()
            self._idle = True

    async def _interrupt_until_back(self) -> None:
        async with create_task_group() as group:
            group.start_soon(self._keep_interrupting)
            # The thread works in order, so it makes this cursor after it has come back from the statement.
            await self._driver.cursor()
            group.cancel_scope.cancel()

    async def _keep_interrupting(self) -> None:
        while True:
            await self._driver.interrupt()
            await sleep(_INTERRUPT_EVERY)
