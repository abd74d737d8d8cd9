"""One connection to a PostgreSQL server, which only reads."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar, TypeVar

import anyio
from anyio.lowlevel import cancel_shielded_checkpoint

from powerstrip_postgres import catalog
from powerstrip_postgres.batches import FIRST_ROWS, Batches
from powerstrip_postgres.errors import statement_error
from powerstrip_postgres.meter import CATALOG, FLAT, Portion
from powerstrip_postgres.statement import check_text, open_portal
from powerstrip_postgres.values import columns, plain_rows
from powerstrip_postgres.wire import Driver, Record
from powerstrip_sdk import RowStream, TimedOut, Unreachable
from powerstrip_sdk.sql import Database, Dialect, Schema, TableStats

__all__ = ["PostgresConnection"]

_Result = TypeVar("_Result")

#: How long the server may take to confirm that a statement is over, and that it has let go of the connection. A caller
#: whose time is up gets the answer after that, and a connection that is not free by then is closed.
_END_SECONDS = 0.8
_CLOSE_SECONDS = 1.5
#: The caller's own deadline comes first; the server's is for when nothing of it arrives there.
_GRACE_SECONDS = 0.5
_MILLISECONDS = 1000
#: The server's limit is a signed integer of 32 bits.
_LONGEST_TIMEOUT = 2**31 - 1


class PostgresConnection(Database):
    """A connection that runs every statement in a transaction of its own, read only and always rolled back.

    The caller's text only goes through the extended protocol, which takes one statement and no more.

    Args:
        driver: a connection of the driver's, which nobody else uses.
    """

    dialect: ClassVar[Dialect] = Dialect(
        placeholder="$1",
        # After options in parentheses the grammar takes no further ANALYZE.
        explain="EXPLAIN (FORMAT TEXT)",
        dollar_quotes=True,
        nested_comments=True,
    )

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        version = driver.get_server_version()
        # The driver takes the second number of 17.10 for a third one.
        self._server = f"PostgreSQL {version.major}.{version.micro or version.minor}"
        self._busy = False
        self._dirty = False
        self._cancelled = False
        self._waiting: anyio.CancelScope | None = None

    @property
    def server(self) -> str:
        """The server's product and version, for example `PostgreSQL 17.10`."""
        return self._server

    @property
    def idle(self) -> bool:
        """Whether no statement is running and no transaction is open."""
        if self._busy or self._dirty or self._driver.is_closed():
            return False
        return not self._driver.is_in_transaction()

    @asynccontextmanager
    async def execute_sql_statement(self, sql: str, params: Sequence[Any], batch_rows: int) -> AsyncIterator[RowStream]:
        """Run one statement in a transaction that only reads, and stream its rows; see `Database`."""
        check_text(sql)
        async with self._transaction():
            rows = min(batch_rows, FIRST_ROWS)
            opened = await self._ask(lambda: open_portal(self._driver, sql, params, rows))
            batches = Batches(
                opened.first,
                lambda rows: self._ask(lambda: opened.portal.next_rows(rows), opened.portion),
                plain_rows(opened.attributes),
                most=batch_rows,
                portion=opened.portion,
                meter=self._driver.meter,
            )
            yield RowStream(columns=columns(opened.attributes), batches=batches)

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Read the catalog in a fixed number of queries; see `Database`."""
        async with self._transaction():
            schemas = await self._fetch(catalog.SCHEMAS)
            of_tables = [await self._fetch(query, schema, table) for query in catalog.OF_TABLES]
        return catalog.build(schemas, *of_tables)

    async def get_table_stats(self, schema: str, table: str | None) -> list[TableStats]:
        """Return the planner's estimate, or the count of a small table that was never analyzed; see `Database`."""
        async with self._transaction():
            found = await self._fetch(catalog.STATS, schema, table)
        counted = {
            name: await self._count(schema, name) for name in (row["name"] for row in found if row["is_to_be_counted"])
        }
        return catalog.stats(schema, table, found, counted)

    async def check(self) -> None:
        """Ask the server for a sign of life."""
        await self._ask(lambda: self._driver.execute("SELECT 1"))

    async def reset(self) -> None:
        """Bring the session into the state of a fresh one: no transaction, locks, cursors, listeners or settings."""
        if self._dirty or self._driver.is_closed():
            raise Unreachable("the connection cannot be used again")
        if self._driver.is_in_transaction():
            await self._ask(lambda: self._driver.execute("ROLLBACK"))
        await self._ask(self._driver.reset)

    async def cancel(self) -> None:
        """Stop the running statement on the server; who waits for it gets `TimedOut`."""
        if not self._busy:
            return
        self._cancelled = True
        if self._waiting is not None:
            # The driver asks the server to cancel when the wait for an answer is cancelled.
            self._waiting.cancel()

    async def close(self) -> None:
        """End the session and what runs in it; gives the server 1.5 seconds to confirm."""
        self._dirty = True
        try:
            with anyio.move_on_after(_CLOSE_SECONDS), suppress(Exception):
                await self._driver.close()
        finally:
            if not self._driver.is_closed():
                self._driver.terminate()
            # An aborted socket closes in the loop's next round.
            await cancel_shielded_checkpoint()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        self._busy, self._cancelled = True, False
        try:
            await self._ask(lambda: self._driver.execute(_begin(anyio.current_effective_deadline())))
            yield
        finally:
            try:
                await self._roll_back()
            finally:
                self._busy = False

    async def _roll_back(self) -> None:
        self._dirty = True
        with anyio.move_on_after(_END_SECONDS, shield=True), suppress(Exception):
            # After a cancelled wait the driver holds this back until the server has confirmed the end.
            await self._driver.execute("ROLLBACK")
            self._dirty = False

    async def _fetch(self, query: str, *arguments: Any) -> list[Record]:
        return await self._ask(lambda: self._driver.fetch(query, *arguments), CATALOG)

    async def _ask(self, question: Callable[[], Awaitable[_Result]], portion: Portion = FLAT) -> _Result:
        """Wait for an answer of the server's, of a limited size, until `cancel` ends the wait."""
        self._driver.meter.begin(portion)
        if not self._cancelled:
            with anyio.CancelScope() as scope:
                self._waiting = scope
                try:
                    return await question()
                except Exception as error:
                    meter = self._driver.meter
                    told = meter.error() if meter.exceeded else statement_error(error)
                    self._dirty = self._dirty or meter.exceeded or isinstance(told, Unreachable)
                    raise told from error
                finally:
                    self._waiting = None
        raise TimedOut("the statement was cancelled")


def _begin(deadline: float) -> str:
    """Return what opens the transaction, with a time limit for the server where the caller has one."""
    if deadline == math.inf:
        return "BEGIN READ ONLY"
    # A cancelled scope has a deadline of minus infinity.
    seconds = max(deadline - anyio.current_time(), 0) + _GRACE_SECONDS
    milliseconds = min(int(seconds * _MILLISECONDS), _LONGEST_TIMEOUT)
    return f"BEGIN READ ONLY; SET LOCAL statement_timeout = {milliseconds}"
