"""A connection: a DuckDB instance of its own, to which the file is attached read only."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import duckdb
from anyio import CancelScope

from powerstrip_duckdb.catalog import scan
from powerstrip_duckdb.config import DuckdbConfig
from powerstrip_duckdb.dialect import DIALECT
from powerstrip_duckdb.errors import driver_errors
from powerstrip_duckdb.statement import NAME, fetch, start
from powerstrip_duckdb.worker import Worker
from powerstrip_sdk import Grade, Grading, Row, RowStream, Unreachable
from powerstrip_sdk.sql import Database, Schema

__all__ = ["DuckdbConnection", "connect"]

#: What the instance never does, whatever a statement asks for. Nothing is spilled to disk.
_SETTINGS: dict[str, Any] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",
    "threads": 1,
}
#: Attaching is the last thing that the instance does outside of itself.
_ATTACH = f"""
ATTACH '{{path}}' AS {NAME} (READ_ONLY);
SET GLOBAL TimeZone = 'UTC';
SET enable_external_access = false;
SET lock_configuration = true;
"""
#: All that a SELECT could leave in the instance; what else there is ends with the session.
_LEFT = "FROM duckdb_external_resources() r FULL JOIN duckdb_external_resource_types() t USING (name) SELECT name"


class DuckdbConnection(Database):
    """A connection that can only read."""

    dialect = DIALECT

    def __init__(self, config: DuckdbConfig) -> None:
        self._config, self._worker = config, Worker()
        self._driver: duckdb.DuckDBPyConnection | None = None
        self._streaming = False
        self._at_first: list[Row] = []

    async def open(self) -> None:
        """Attach the file; see `connect`."""
        await self._worker.run(self._open)
        self._at_first = await self.fetch_rows(_LEFT)

    @property
    def server(self) -> str:
        """The library's name and version."""
        return f"DuckDB {duckdb.__version__}"

    @property
    def idle(self) -> bool:
        """Whether no statement runs."""
        return self._worker.idle and not self._streaming

    @asynccontextmanager
    async def execute_sql_statement(self, sql: str, params: Sequence[Any], batch_rows: int) -> AsyncIterator[RowStream]:
        """Run one statement in a session of its own and stream its rows; see `Database`."""
        if not self.idle or self._driver is None:
            raise Unreachable("the connection is closed, or busy with another statement")
        # What a statement sets or makes in its session, such as variables, ends with it.
        session = self._driver.cursor()
        self._streaming, self._worker.interrupt = True, session.interrupt
        try:
            columns = await self._worker.run(start, session, sql, params)

            async def batches() -> AsyncIterator[list[Row]]:
                while rows := await self._worker.run(fetch, session, batch_rows):
                    yield rows

            yield RowStream(columns=columns, batches=batches())
        finally:
            self._streaming = False
            if self._worker.idle:
                session.close()

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Read the catalog of the file."""
        return await scan(self, schema, table)

    async def check(self) -> None:
        """Ask the engine for a sign of life."""
        await self.fetch_rows("SELECT 1")

    async def probe(self) -> Grading:
        """Grade the source by what the system lets the host do to the file."""
        if await self._worker.run(os.access, self._config.path, os.W_OK):
            return Grading(grade=Grade.B, reason="the host may write the file, and DuckDB opens it read only")
        return Grading(grade=Grade.A, reason="the host may not write the file")

    async def reset(self) -> None:
        """Make sure that no statement left anything in the instance, or raise."""
        if await self.fetch_rows(_LEFT) != self._at_first:
            raise Unreachable("a statement left something behind, so the connection is closed")

    async def cancel(self) -> None:
        """Stop the running statement; its caller gets `TimedOut`."""
        await self._worker.stop()

    async def close(self) -> None:
        """Stop what runs, detach the file and end the thread."""
        await self._worker.stop()
        if self._driver is not None and self._worker.idle:
            await self._worker.run(self._driver.close)
            self._driver = None
        self._worker.end()

    def _open(self) -> None:
        with driver_errors():
            settings = _SETTINGS | {"memory_limit": f"{self._config.memory_mb}MB"}
            self._driver = duckdb.connect(":memory:", config=settings)
            self._driver.execute(_ATTACH.format(path=str(self._config.path.absolute()).replace("'", "''")))


async def connect(config: DuckdbConfig) -> DuckdbConnection:
    """Open the database file for reading.

    Args:
        config: which file.

    Raises:
        NotFound: if there is no such file.
        PermissionDenied: if it may not be read.
        Throttled: if another process writes to it.
        Unsupported: if it is no DuckDB database.
    """
    connection = DuckdbConnection(config)
    try:
        await connection.open()
    except BaseException:
        with CancelScope(shield=True):
            await connection.close()
        raise
    return connection
