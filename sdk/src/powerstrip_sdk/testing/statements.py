"""Tests for connectors whose connections speak SQL."""

from typing import Any

import anyio
import pytest

from powerstrip_sdk.errors import PermissionDenied, RefusedReadOnly, RefusedStatement
from powerstrip_sdk.sql import Database, Statement, WritableDatabase
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier

__all__ = ["StatementTests"]

_BATCH_ROWS = 100


@pytest.mark.anyio
class StatementTests(Subject):
    """What the standard tools rely on; skipped where a connection is no `Database`."""

    @tier("gold")
    async def test_rows_come_in_bounded_batches(self, config: dict[str, Any]) -> None:
        """The host bounds its memory by the size of a batch."""
        async with self.opened(config) as connection:
            sql = self._reads(connection)
            async with connection.execute_sql_statement(sql, [], _BATCH_ROWS) as stream:
                width = len(stream.columns)
                sizes = [(len(batch), {len(row) for row in batch}) async for batch in stream]
            assert sum(size for size, _widths in sizes) >= 2000, "the statement in 'reads' has less than 2,000 rows"
            assert all(0 < size <= _BATCH_ROWS for size, _widths in sizes)
            assert all(widths == {width} for _size, widths in sizes)
            assert connection.idle

    @tier("silver")
    async def test_leaving_early_ends_the_statement(self, config: dict[str, Any]) -> None:
        """The host stops reading where its limit is; the connection is clean after that, or says that it is not."""
        async with self.opened(config) as connection:
            sql = self._reads(connection)
            with anyio.fail_after(self.stop_deadline):
                async with connection.execute_sql_statement(sql, [], _BATCH_ROWS) as stream:
                    async for _batch in stream:
                        break
                if connection.idle:
                    await connection.reset()
                    assert len(await connection.fetch_rows(sql)) >= 2000

    @tier("bronze")
    async def test_writing_is_refused(self, config: dict[str, Any]) -> None:
        """A source only reads, enforced by its engine."""
        async with self.opened(config) as connection:
            self._is_database(connection)
            if not self.writes:
                pytest.skip("there is nothing that could write: set 'writes'")
        for sql in self.writes:
            async with self.opened(config) as connection:
                with pytest.raises((RefusedReadOnly, RefusedStatement, PermissionDenied)):
                    await connection.fetch_rows(sql)

    @tier("bronze")
    async def test_a_source_that_is_only_read_is_not_written(self, config: dict[str, Any]) -> None:
        """A connection refuses by itself what its operator did not allow, whatever the host lets through."""
        async with self.opened(config) as connection:
            if not isinstance(connection, WritableDatabase):
                self.does_not_apply("the connector does not write")
            if not self.writes:
                pytest.skip("there is nothing that could write: set 'writes'")
            for sql in self.writes:
                with pytest.raises(RefusedReadOnly):
                    await connection.execute_statements([Statement(sql=sql)])
                with pytest.raises(RefusedReadOnly):
                    await connection.estimate_rows([Statement(sql=sql)])

    @tier("gold")
    async def test_the_catalog_can_be_narrowed(self, config: dict[str, Any]) -> None:
        """Asking for one table gives that table, as the whole catalog tells it."""
        async with self.opened(config) as connection:
            self._is_database(connection)
            whole = await connection.scan_db_schema()
            assert whole.default_schema in whole.schemas
            names = [(table.schema_name, table.name) for table in whole.tables]
            assert names == sorted(names), "tables are sorted by schema and name"
            for table in whole.tables[:3]:
                narrowed = await connection.scan_db_schema(schema=table.schema_name, table=table.name)
                assert narrowed.tables == (table,)

    def _is_database(self, connection: Any) -> None:
        if not isinstance(connection, Database):
            self.does_not_apply("the connector does not speak SQL")

    def _reads(self, connection: Any) -> str:
        self._is_database(connection)
        if self.reads is None:
            pytest.skip("there is no long result: set 'reads'")
        return self.reads
