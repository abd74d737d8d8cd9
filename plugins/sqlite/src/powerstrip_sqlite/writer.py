"""Writing to the file: a second connection that lives for one transaction.

The connection that reads stays one that cannot write, whatever the operator allows. A file handle is no socket: beside
the connection it belongs to, on which nothing else runs meanwhile, it takes no place of its own in the host's budget.
"""

import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeAlias

import aiosqlite
from anyio import CancelScope, get_cancelled_exc_class, move_on_after, to_thread

from powerstrip_sdk import ConnectorError, PermissionDenied, RefusedReadOnly, RefusedStatement
from powerstrip_sdk.sql import BATCH_ROWS, KeptRows, Statement, Written, statement_number
from powerstrip_sqlite import stuck
from powerstrip_sqlite.errors import sqlite_errors
from powerstrip_sqlite.file import DatabaseFile
from powerstrip_sqlite.statement import Batches, BoundedConnection, bindable, columns_of
from powerstrip_sqlite.stopping import interrupt_until_back
from powerstrip_sqlite.write_guard import WriteGuard, let_write

__all__ = ["OpenWriter", "Writer", "opener"]

#: Seconds that the thread gets to come back from a statement which is told to stop, and to close the file.
_STOP_SECONDS, _CLOSE_SECONDS = 1.0, 0.9
_NOTHING = re.compile(r"(?:[\s;]|--[^\n]*|/\*(?:(?!\*/).)*(?:\*/|\Z))*", re.DOTALL)

#: What a statement begins with that changes rows; after WITH it may also only read.
_COUNTED = frozenset({"DELETE", "INSERT", "REPLACE", "UPDATE", "WITH"})


class Writer:
    """One transaction that writes.

    Args:
        driver: the open connection and its thread.
        guard: what the connection's authorizer is.
    """

    def __init__(self, driver: aiosqlite.Connection, guard: WriteGuard) -> None:
        self._driver = driver
        self._guard = guard

    async def run(self, statements: Sequence[Statement], *, commit: bool) -> list[Written]:
        """Run statements in one transaction, and then commit it or roll it back.

        Args:
            statements: in their order.
            commit: whether what they did is to stay.
        """
        await self._say("BEGIN IMMEDIATE")
        written = []
        for number, statement in enumerate(statements, 1):
            with statement_number(number, len(statements)):
                written.append(await self._execute(statement))
        if commit:
            await self._commit()
        return written

    async def stop(self) -> None:
        """Stop the running statement; who waits for it gets `TimedOut`."""
        with move_on_after(_STOP_SECONDS):
            await interrupt_until_back(self._driver)

    async def end(self, *, interrupted: bool) -> None:
        """Roll back what was not committed and close the file; a thread that does not come back does so when it does.

        Args:
            interrupted: whether a statement may still run.
        """
        # What is committed stays so, however the file closes.
        with move_on_after(_STOP_SECONDS + _CLOSE_SECONDS, shield=True) as closing, suppress(sqlite3.Error):
            if interrupted:
                await interrupt_until_back(self._driver)
            # Closing rolls back an open transaction.
            await self._driver.close()
        if closing.cancelled_caught:
            stuck.remember(self._driver)

    async def _commit(self) -> None:
        # Once it is sent it is waited for: a caller must not hear that nothing was changed when something was.
        with CancelScope(shield=True):
            try:
                await self._say("COMMIT")
            except ConnectorError as error:
                error.args = (f"nothing was changed, the commit failed: {error}",)
                raise

    async def _say(self, sql: str) -> None:
        with _write_errors(self._guard), self._guard.own_statement():
            cursor = await self._driver.execute(sql)
            await cursor.close()

    async def _execute(self, statement: Statement) -> Written:
        kind, values, before = _first_word(statement.sql), bindable(statement.params), self._driver.total_changes
        self._guard.begin()
        with _write_errors(self._guard):
            cursor = await self._driver.execute(statement.sql, values)
            returned = await self._read(cursor)
            affected = cursor.rowcount
            await cursor.close()
        if kind not in _COUNTED:
            return Written(affected=None, returned=returned)
        if affected < 0:
            # The driver counts neither behind a comment nor behind WITH.
            affected = 0 if self._driver.total_changes == before else await self._changes()
        return Written(affected=affected, returned=returned)

    async def _read(self, cursor: aiosqlite.Cursor) -> KeptRows | None:
        """Read a statement to its end, without which it is not done."""
        columns = columns_of(cursor)
        if not columns:
            return None
        kept = KeptRows(columns)
        async for batch in Batches(cursor, BATCH_ROWS, self._guard):
            kept.add(batch)
        return kept

    async def _changes(self) -> int:
        cursor = await self._driver.execute("SELECT changes()")
        [(number,)] = await cursor.fetchall()
        await cursor.close()
        return int(number)


#: Opens a writer for a block.
OpenWriter: TypeAlias = Callable[[], Any]


def opener(file: DatabaseFile, options: Mapping[str, Any]) -> OpenWriter:
    """Return what opens a second connection to a file, which may write.

    Args:
        file: that the first connection has opened.
        options: of the driver.
    """

    @asynccontextmanager
    async def open_writer() -> AsyncIterator[Writer]:
        guard = WriteGuard()
        await file.check()
        with _write_errors(guard):
            connection = await to_thread.run_sync(_open, file, options, guard)
        with CancelScope(shield=True):
            driver = await stuck.drive(connection)
        writer, interrupted = Writer(driver, guard), False
        try:
            yield writer
        except get_cancelled_exc_class():
            interrupted = True
            raise
        finally:
            await writer.end(interrupted=interrupted)

    return open_writer


def _open(file: DatabaseFile, options: Mapping[str, Any], guard: WriteGuard) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.path.as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        factory=BoundedConnection,
        **options,
    )
    try:
        let_write(connection, guard)
    except BaseException:
        connection.close()
        raise
    return connection


def _first_word(sql: str) -> str:
    nothing = _NOTHING.match(sql)
    rest = sql[nothing.end() :] if nothing else sql
    if not rest:
        raise RefusedStatement("there is no statement in the text")
    return rest.split(maxsplit=1)[0].upper()


@contextmanager
def _write_errors(guard: WriteGuard) -> Iterator[None]:
    """Say of what was refused that it is refused to those who may write."""
    try:
        with sqlite_errors(guard):
            yield
    except RefusedReadOnly as error:
        if guard.refused:
            raise RefusedStatement(f"statements that write may not use {guard.refused}", detail=error.detail) from error
        raise PermissionDenied("the host may not write the database file", detail=error.detail) from error
