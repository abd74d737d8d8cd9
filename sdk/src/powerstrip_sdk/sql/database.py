"""The contract of a SQL connection: two methods, and the connection's own."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from powerstrip_sdk.connector import Connection
from powerstrip_sdk.errors import NotFound
from powerstrip_sdk.result import Row, Rows, Streamed
from powerstrip_sdk.sql.dialect import Dialect
from powerstrip_sdk.sql.schema import Schema, TableStats

__all__ = ["BATCH_ROWS", "Database"]

#: Rows that the standard tools ask for at a time.
BATCH_ROWS = 500


class Database(Connection):
    """A connection that speaks SQL and only reads.

    Attributes:
        dialect: the engine's rules, the same for all its connections.
    """

    dialect: ClassVar[Dialect]

    @property
    @abstractmethod
    def server(self) -> str:
        """The server's product and version, for people."""

    @abstractmethod
    def execute_sql_statement(self, sql: str, params: Sequence[Any], batch_rows: int) -> Streamed:
        """Run one statement, read only, and stream its rows.

        The statement starts when the block is entered. Leaving the block ends it, also in the middle, and leaves the
        connection clean or not `idle`. The time limit is that of the cancel scope around it.

        Args:
            sql: one statement with the engine's own placeholders.
            params: their values, as they came from JSON: the connection converts strings to dates, numbers and bytes
                where the engine's parameter is of such a type.
            batch_rows: the most rows in one list.

        Raises:
            ConnectorError: with the code that fits; nothing of the driver's leaves as it is.
        """

    async def run_template(self, sql: str, params: Sequence[Any]) -> Streamed | Rows:
        """Run the statement of a template: its text is an operator's or a plugin's, and no caller ever wrote any of it.

        An engine that can make sure, once for a text, that it reads and leaves nothing behind may override this, and
        run it in a shorter way with the rows fetched as far as `SourceConfig.max_rows` and one more.

        Args:
            sql: one statement with the engine's own placeholders.
            params: as for `execute_sql_statement`.

        Raises:
            ConnectorError: with the code that fits.
        """
        return self.execute_sql_statement(sql, params, BATCH_ROWS)

    @abstractmethod
    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Read the catalog.

        Args:
            schema: only tables of this schema.
            table: only tables of this name.

        Raises:
            ConnectorError: with the code that fits.
        """

    async def get_table_stats(self, schema: str, table: str | None) -> list[TableStats]:
        """Return rows and size of one table, or of all tables of a schema.

        Engines that keep such figures override this; here every table is counted.

        Args:
            schema: the schema.
            table: the table, None for all.

        Raises:
            NotFound: if the table does not exist.
        """
        found = (await self.scan_db_schema(schema=schema, table=table)).tables
        if table is not None and not found:
            raise NotFound(f"there is no table {table!r} in schema {schema!r}")
        return [
            TableStats(
                schema_name=each.schema_name,
                table=each.name,
                rows=await self._count(each.schema_name, each.name),
                rows_are_estimated=False,
            )
            for each in found
        ]

    async def fetch_rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a small result, such as a catalog query's.

        Args:
            sql: one statement with the engine's own placeholders.
            params: their values.
        """
        async with self.execute_sql_statement(sql, params, BATCH_ROWS) as stream:
            return [row async for batch in stream for row in batch]

    async def _count(self, schema: str, table: str) -> int:
        rows = await self.fetch_rows(f"SELECT count(*) FROM {self.dialect.identifier(schema, table)}")
        return int(rows[0][0])
