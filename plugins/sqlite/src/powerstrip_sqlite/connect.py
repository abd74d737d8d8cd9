"""Opening one connection."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyio import CancelScope, to_thread

from powerstrip_sdk import Unsupported
from powerstrip_sqlite import stuck
from powerstrip_sqlite.config import SqliteConfig
from powerstrip_sqlite.database import SqliteConnection
from powerstrip_sqlite.errors import sqlite_errors
from powerstrip_sqlite.file import DatabaseFile
from powerstrip_sqlite.guard import Guard, protect
from powerstrip_sqlite.statement import BoundedConnection
from powerstrip_sqlite.writer import opener

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
        Throttled: if another process keeps it locked, or too many statements cannot be stopped.
        Unsupported: if it is no SQLite database, or the library is too old.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise Unsupported("this source needs SQLite 3.37 or newer", detail=f"SQLite {sqlite3.sqlite_version}")
    stuck.check_room()
    guard, path, options = Guard(), config.path.absolute(), {"timeout": _BUSY_SECONDS, **config.additional_params}
    with sqlite_errors(guard):
        connection, file = await to_thread.run_sync(_open, path, options, guard)
    # From here nothing can fail, and a connection that nobody knows of would never be closed.
    with CancelScope(shield=True):
        driver = await stuck.drive(connection)
    open_writer = opener(file, options) if config.may_write else None
    return SqliteConnection(driver, guard, sqlite3.sqlite_version, file, open_writer)


def _open(path: Path, options: Mapping[str, Any], guard: Guard) -> tuple[sqlite3.Connection, DatabaseFile]:
    file = DatabaseFile(path)
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
    return connection, file
