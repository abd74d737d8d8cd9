import types
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from powerstrip_sdk import Column, Connection, Connector, RefusedReadOnly, RowStream, SourceConfig, hookimpl
from powerstrip_sdk.sql import Database, Dialect, Schema, Table, WritableDatabase
from powerstrip_sdk.testing import ConnectorSuite

pytestmark = pytest.mark.anyio


class Link(Connection):
    """A connection that speaks no SQL."""

    async def close(self) -> None:
        await anyio.lowlevel.checkpoint()


def planted(link: type[Connection] = Link, **attributes: Any) -> ConnectorSuite:
    """Return the suite over a plugin with one kind of connection."""

    async def connect(config: SourceConfig) -> Connection:
        return link()

    module = types.ModuleType("planted_plugin")

    @hookimpl
    def powerstrip_connectors():
        return [Connector(name="planted", config=SourceConfig, connect=connect)]

    vars(module).update(powerstrip_connectors=powerstrip_connectors)
    return type("Planted", (ConnectorSuite,), {"plugin": module, "connector": "planted", **attributes})()


class Rowed(Database):
    """A database of 2,000 rows, whatever is asked."""

    dialect = Dialect(placeholder="?", explain="EXPLAIN")
    server = "Rowed 1"
    batch, rows, refuses, after = 100, 2000, True, True
    tables = (Table(schema_name="s", name="a", kind="table"), Table(schema_name="s", name="b", kind="table"))

    async def close(self) -> None:
        await anyio.lowlevel.checkpoint()

    @asynccontextmanager
    async def execute_sql_statement(self, sql, params, batch_rows):
        if sql == "WRITE" and self.refuses:
            raise RefusedReadOnly("this source only reads")

        async def batches():
            for _ in range(self.rows // self.batch):
                yield [(1,)] * self.batch

        yield RowStream(columns=(Column(name="a"),), batches=batches())

    async def scan_db_schema(self, *, schema=None, table=None):
        found = tuple(each for each in self.tables if table in (None, each.name))
        return Schema(default_schema="s", schemas=("s",), tables=found)


STATEMENT_CHECKS = [
    "test_rows_come_in_bounded_batches",
    "test_leaving_early_ends_the_statement",
    "test_writing_is_refused",
    "test_the_catalog_can_be_narrowed",
]


@pytest.mark.parametrize("check", STATEMENT_CHECKS)
async def test_a_good_database_passes(check):
    await getattr(planted(Rowed, reads="READ", writes=("WRITE",)), check)({})


@pytest.mark.parametrize("check", STATEMENT_CHECKS)
async def test_a_connector_without_sql_is_let_off(check):
    with pytest.raises(pytest.skip.Exception, match="does not apply: the connector does not speak SQL"):
        await getattr(planted(reads="READ"), check)({})


class Widening(Rowed):
    async def scan_db_schema(self, *, schema=None, table=None):
        return await super().scan_db_schema()


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ({"batch": 200}, "test_rows_come_in_bounded_batches"),
        ({"rows": 100}, "test_rows_come_in_bounded_batches"),
        ({"idle": False}, "test_rows_come_in_bounded_batches"),
        ({"tables": Rowed.tables[::-1]}, "test_the_catalog_can_be_narrowed"),
    ],
)
async def test_a_database_with_a_fault_is_found(fault, check):
    with pytest.raises(AssertionError):
        await getattr(planted(type("Faulty", (Rowed,), fault), reads="READ"), check)({})


async def test_a_catalog_that_does_not_narrow_is_found():
    with pytest.raises(AssertionError):
        await planted(Widening).test_the_catalog_can_be_narrowed({})


async def test_a_write_that_is_let_through_is_found():
    faulty = type("Faulty", (Rowed,), {"refuses": False})
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await planted(faulty, writes=("WRITE",)).test_writing_is_refused({})


class Written(Rowed, WritableDatabase):
    """A database that writes, unless it refuses."""

    async def execute_statements(self, statements):
        if self.refuses:
            raise RefusedReadOnly("this source is only read")
        return []

    estimate_rows = execute_statements


async def test_a_database_that_writes_where_it_may_not_is_found():
    check = "test_a_source_that_is_only_read_is_not_written"

    await getattr(planted(Written, writes=("WRITE",)), check)({})
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await getattr(planted(type("Careless", (Written,), {"refuses": False}), writes=("WRITE",)), check)({})
    with pytest.raises(pytest.skip.Exception, match="does not apply: the connector does not write"):
        await getattr(planted(Rowed, writes=("WRITE",)), check)({})
