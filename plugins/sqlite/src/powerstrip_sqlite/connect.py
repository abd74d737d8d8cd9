"""Opening one connection."""

import os
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiosqlite
from anyio import CancelScope, to_thread

from powerstrip_sdk import NotFound, PermissionDenied, Unreachable, Unsupported
from powerstrip_sqlite.config import SqliteConfig
from powerstrip_sqlite.database import SqliteConnection
from powerstrip_sqlite.errors import sqlite_errors
from powerstrip_sqlite.guard import Guard, protect
from powerstrip_sqlite.statement import BoundedConnection

__all__ = ["connect"]

#: The first version that lists its tables in one query.
_OLDEST = (3, 37, 0)
#: Seconds to wait for a lock of another process.
_BUSY_SECONDS = 1.0


async def connect(config: SqliteConfig) -> SqliteConnection:
    """Open the database file for reading, in a thread of its own.

    Args:
        config: which file, and options of the driver.

    Raises:
        NotFound: if there is no such file.
        PermissionDenied: if the file may not be read.
        Throttled: if another process keeps it locked.
        Unsupported: if it is no SQLite database, or the library is too old.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise Unsupported("this source needs SQLite 3.37 or newer", detail=f"SQLite {sqlite3.sqlite_version}")
    guard, path = Guard(), config.path.absolute()
    with sqlite_errors(guard):
        connection, identity = await to_thread.run_sync(_open, path, config, guard)
    # From here nothing can fail, and a connection that nobody knows of would never be closed.
    with CancelScope(shield=True):
        driver = await aiosqlite.Connection(lambda: connection, iter_chunk_size=1)
    return SqliteConnection(driver, guard, sqlite3.sqlite_version, _still_there(path, identity))


def _open(path: Path, config: SqliteConfig, guard: Guard) -> tuple[sqlite3.Connection, tuple[int, int]]:
    identity = _identity(path)
    options = {"timeout": _BUSY_SECONDS, **config.additional_params}
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        # It is opened in one thread and then lives in another.
        check_same_thread=False,
        factory=BoundedConnection,
        **options,
    )
    try:
        protect(connection, guard)
        # SQLite opens a file when it is first read.
        connection.execute("SELECT count(*) FROM sqlite_schema").close()
    except BaseException:
        connection.close()
        raise
    return connection, identity


def _identity(path: Path) -> tuple[int, int]:
    """Return what stays the same while a path leads to the same file; SQLite itself would wait at a pipe for ever."""
    try:
        found = path.stat()
    except PermissionError as error:
        raise PermissionDenied("the host may not open the database file", detail=str(path)) from error
    except OSError as error:
        raise NotFound("there is no database file at the path of this source", detail=str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise NotFound("the path of this source leads to something that is no file", detail=str(path))
    if not os.access(path, os.R_OK):
        raise PermissionDenied("the host may not read the database file", detail=str(path))
    return found.st_dev, found.st_ino


def _still_there(path: Path, identity: tuple[int, int]) -> Callable[[], Awaitable[None]]:
    async def still_there() -> None:
        if await to_thread.run_sync(_identity, path) != identity:
            raise Unreachable("the database file was replaced by another since it was opened", detail=str(path))

    return still_there
