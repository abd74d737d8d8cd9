"""The database behind the store: SQLite or PostgreSQL, and how a transaction runs on it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import structlog
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from powerstrip.store.errors import StoreUnavailable
from powerstrip.store.location import Location

__all__ = ["READING", "TRANSACTION_SECONDS", "Database", "make_engine"]

#: Seconds for one transaction, waiting for a connection included.
TRANSACTION_SECONDS = 30.0
#: Seconds that SQLite waits for another process's transaction.
BUSY_SECONDS = 20.0
#: Connections beside the budget, which counts what connectors open.
CONNECTIONS = 5
_CONNECT_SECONDS = 10.0
#: How long a checkpoint waits for readers; a later one does what it leaves.
_CHECKPOINT_MILLISECONDS = 1000
#: Execution option: the statement that begins a transaction of SQLite, empty for none.
_BEGIN = "powerstrip_begin"
#: Execution options of a transaction that only reads: it waits for nobody who writes.
READING = {_BEGIN: "BEGIN"}
#: Execution option: milliseconds that it waits for another process's transaction.
_BUSY = "powerstrip_busy"
log = structlog.get_logger("powerstrip.store")


class Database:
    """Runs transactions.

    A transaction is short, and shielded: a cancellation takes effect before it or after it. So nobody wonders what a
    cancelled change has done, and no connection is left in the middle of something.

    Args:
        location: where it is.
    """

    def __init__(self, location: Location) -> None:
        self.location = location
        self.engine = make_engine(location)
        # SQLite has one writer; waiting for it in turn is fairer and cheaper than asking again and again.
        self._turn = anyio.Semaphore(1 if location.path else CONNECTIONS)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Run a block that only reads, in one transaction.

        Raises:
            StoreUnavailable: if the database does not answer.
        """
        async with self._transaction(write=False) as connection:
            yield connection

    @asynccontextmanager
    async def write(self, *, seconds: float = TRANSACTION_SECONDS) -> AsyncGenerator[AsyncConnection]:
        """Run a block in one transaction, which is committed at its end and rolled back by an exception.

        Args:
            seconds: for the transaction, from when it is this one's turn.

        Raises:
            StoreUnavailable: if the database does not answer; whether a commit under way took effect is then unknown.
        """
        async with self._turn, self._transaction(write=True, seconds=seconds) as connection:
            yield connection

    async def checkpoint(self) -> bool:
        """Move what SQLite has in its write-ahead log into the file, and empty the log; nothing for PostgreSQL.

        Returns:
            whether the log is empty; it is not while somebody reads for long, such as a backup.

        Raises:
            StoreUnavailable: if the database does not answer.
        """
        if self.location.path is None:
            return True
        async with self._turn, self._answering(), self.engine.connect() as connection:
            await connection.execution_options(**{_BEGIN: ""})
            await connection.execute(text(f"PRAGMA busy_timeout = {_CHECKPOINT_MILLISECONDS}"))
            busy = await connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            await connection.execute(text(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}"))
            return not busy

    async def forget(self) -> None:
        """Let what was replaced or deleted go from SQLite's log too; the change itself is stored, whatever comes."""
        try:
            emptied = await self.checkpoint()
        except StoreUnavailable as error:
            log.warning("the store's log could not be emptied", reason=str(error), detail=error.detail)
            return
        if not emptied:
            log.info("the store's log is in use and keeps what was deleted until it is emptied next")

    async def close(self) -> None:
        """Close every connection."""
        async with self._answering():
            await self.engine.dispose()

    @asynccontextmanager
    async def _transaction(
        self, *, write: bool, seconds: float = TRANSACTION_SECONDS
    ) -> AsyncGenerator[AsyncConnection]:
        async with self._answering(seconds), self.engine.connect() as connection:
            # SQLite lets no reader become a writer while another writes, so a writer begins as one.
            busy = int(min(seconds, BUSY_SECONDS) * 1000)
            await connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE" if write else "BEGIN", _BUSY: busy})
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def _answering(self, seconds: float = TRANSACTION_SECONDS) -> AsyncGenerator[None]:
        """Shield and bound a block, and keep the words of the database out of what callers read."""
        try:
            with anyio.fail_after(seconds, shield=True):
                yield
        except StatementError as error:
            if isinstance(error, DBAPIError) or error.orig is None:
                raise self._unavailable(error) from error
            raise error.orig from None  # A value that no column takes: the caller's mistake.
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        reason = error.orig if isinstance(error, DBAPIError) and error.orig else error
        return StoreUnavailable(
            f"the store at {str(self.location)!r} does not answer or refuses to work ({type(reason).__name__})",
            detail=str(reason),
        )


def make_engine(location: Location, *, foreign_keys: bool = True) -> AsyncEngine:
    """Return an engine that has opened nothing yet.

    Args:
        location: where the database is.
        foreign_keys: whether SQLite checks them; migrations that copy tables cannot have it.
    """
    options: dict[str, Any] = {"hide_parameters": True, "pool_timeout": TRANSACTION_SECONDS, "max_overflow": 0}
    if location.path is None:
        return create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda **_: _connect(location),
            pool_size=CONNECTIONS,
            pool_pre_ping=True,
            **options,
        )
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(location.path)),
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        pool_size=CONNECTIONS,
        **options,
    )

    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


async def _connect(location: Location) -> Any:
    """Open a connection the way libpq would: with PGPASSWORD, ~/.pgpass and sslmode."""
    import asyncpg  # type: ignore[import-untyped]

    try:
        return await asyncpg.connect(
            location.dsn,
            timeout=_CONNECT_SECONDS,
            command_timeout=TRANSACTION_SECONDS,
            server_settings={"application_name": "powerstrip"},
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise StoreUnavailable(
            f"the store at {str(location)!r} lets nobody in ({type(error).__name__})", detail=str(error)
        ) from error


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    statement = options.get(_BEGIN, "BEGIN IMMEDIATE")
    if statement == "BEGIN IMMEDIATE" and _BUSY in options:
        # A thread that waits for a lock cannot be cancelled, so it must not wait longer than its caller does.
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {options[_BUSY]}")
    if statement:
        connection.exec_driver_sql(statement)
