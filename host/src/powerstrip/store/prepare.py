"""What happens to a store before it is used: the file is made, and migrated, by one process at a time. Blocks."""

import asyncio
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from powerstrip.store.database import READING, make_engine
from powerstrip.store.errors import StoreTooNew, StoreUnavailable, StoreUnusable
from powerstrip.store.location import Location

__all__ = ["HEAD", "VERSION_TABLE", "prepare"]

#: The newest migration; known here so that a store which has it needs no `alembic`.
HEAD = "0002"
VERSION_TABLE = "powerstrip_version"
#: Seconds to wait for another process that migrates.
_PATIENCE = 120
#: Any number that no other program is likely to lock with.
_ADVISORY_LOCK = 5_061_977_321


def prepare(location: Location) -> None:
    """Make the store if it is not there, and migrate it; called in a thread without an event loop.

    Raises:
        StoreTooNew, StoreUnusable, StoreUnavailable: see `open_store`.
    """
    try:
        with _one_at_a_time(location):
            if location.path is not None:
                _make_file(location.path)
            asyncio.run(_migrate(location))
    except SQLAlchemyError as error:
        reason = error.orig if isinstance(error, DBAPIError) and error.orig else error
        message = f"the store at {str(location)!r} cannot be opened ({type(reason).__name__}), is it powerstrip's?"
        raise StoreUnusable(message, detail=str(reason)) from error
    except TimeoutError as error:
        raise StoreUnavailable(f"the store at {str(location)!r} does not answer") from error
    except OSError as error:
        if location.path is None:
            raise StoreUnavailable(f"the store at {str(location)!r} does not answer", detail=str(error)) from error
        raise StoreUnusable(f"the store at {str(location)!r} cannot be opened: {error.strerror or error}") from error


@contextmanager
def _one_at_a_time(location: Location) -> Generator[None]:
    """Keep other processes out; a database of PostgreSQL is locked in the transaction that migrates it."""
    if location.path is None:
        yield
        return
    _make_folders(location.path.parent)
    lock = FileLock(location.path.with_name(location.path.name + ".lock"), mode=0o600)
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise StoreUnavailable(f"the store at {str(location)!r} is being migrated by another process") from None
    try:
        yield
    finally:
        lock.release()


def _make_folders(folder: Path) -> None:
    """Make what is missing, for the host's user alone; folders that exist stay as they are."""
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _make_file(path: Path) -> None:
    """Make the file, or close it to others: SQLite gives the files beside it the same mode."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise StoreUnusable(f"the store at {str(path)!r} is no file")
        if os.name == "posix" and stat.S_IMODE(status.st_mode) != 0o600:  # noqa: PLR2004
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


async def _migrate(location: Location) -> None:
    engine = make_engine(location, foreign_keys=False)
    try:
        if not await _is_up_to_date(engine, location):
            async with engine.begin() as connection:
                if location.path is None:
                    await connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
                    await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
                await connection.run_sync(_upgrade, location)
    finally:
        await engine.dispose()


async def _is_up_to_date(engine: AsyncEngine, location: Location) -> bool:
    async with engine.connect() as connection:
        await connection.execution_options(**READING)
        return await connection.run_sync(_version, location) == HEAD


def _version(connection: Connection, location: Location) -> str | None:
    """Return the migration that a store has, None for a new one."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
        return version
    if tables:
        raise StoreUnusable(
            f"the store at {str(location)!r} holds tables that are not powerstrip's, give it a database of its own"
        )
    return None


def _upgrade(connection: Connection, location: Location) -> None:
    """Bring the store up to date, in the caller's transaction, unless somebody else has meanwhile."""
    version = _version(connection, location)
    if version == HEAD:
        return
    from powerstrip.store import migrations

    if version is not None and not migrations.is_known(version):
        raise StoreTooNew(
            f"the store at {str(location)!r} was migrated to {version!r} by a later powerstrip, and this one knows it "
            f"up to {HEAD!r}: install that version, or restore the backup that was made before"
        )
    migrations.upgrade(connection)
