"""The standard tools of every SQL connector; a connector offers them with `standard_tools("postgres")`."""

import time
from typing import Annotated, Any

from pydantic import BaseModel, Field

from powerstrip_sdk.errors import NotFound
from powerstrip_sdk.result import Streamed
from powerstrip_sdk.sql.database import BATCH_ROWS, Database
from powerstrip_sdk.sql.parameters import bind
from powerstrip_sdk.sql.schema import Table, TableStats
from powerstrip_sdk.tool import Tool, tool

__all__ = ["find_table", "standard_tools"]

SchemaName = Annotated[str | None, Field(description="Schema; left out, the source's default schema.")]
TableName = Annotated[str, Field(description="Table or view, exactly as list_tables names it.")]
Query = Annotated[str, Field(description="One SQL statement that only reads, in the engine's own dialect.")]
Params = Annotated[
    dict[str, Any] | list[Any] | None,
    Field(
        description="Values for the statement's parameters, never spliced into it: an object for :name, or an array "
        "for the engine's own placeholders. Dates, times, UUIDs and decimals are given as strings, binary as base64."
    ),
]

#: Stands in for the connector's name until `standard_tools` binds it.
_UNBOUND = "sql"


def standard_tools(connector: str) -> list[Tool]:
    """Return the standard tools for the sources of a connector whose connections are `Database`s.

    Args:
        connector: the connector's name.
    """
    return [each.on(connector) for each in _TOOLS]


async def find_table(connection: Database, schema: str | None, name: str) -> Table:
    """Return one table's description from the catalog.

    Args:
        connection: an idle connection.
        schema: the schema, None for the default one.
        name: the table's exact name.

    Raises:
        NotFound: if there is no such table; the message names tables that are like it.
    """
    scanned = await connection.scan_db_schema(schema=schema, table=name)
    wanted = schema or scanned.default_schema
    if found := scanned.table(wanted, name):
        return found
    elsewhere = sorted({table.schema_name for table in scanned.tables})
    if elsewhere:
        raise NotFound(f"there is no table {name!r} in schema {wanted!r}, but there is one in {elsewhere[0]!r}")
    raise NotFound(f"there is no table {name!r} in schema {wanted!r}, see list_tables")


class SchemaInfo(BaseModel):
    """A schema and how many tables it has."""

    name: str
    tables: int
    is_default: bool


class TableInfo(BaseModel):
    """A table in a list."""

    schema_name: str = Field(serialization_alias="schema")
    name: str
    kind: str
    comment: str | None


class ConnectionReport(BaseModel):
    """What a test of the connection found."""

    ok: bool
    server: str
    milliseconds: float


@tool(connector=_UNBOUND, read_only=True)
async def list_schemas(connection: Database) -> list[SchemaInfo]:
    """List the schemas of the database, with the number of tables and views in each."""
    scanned = await connection.scan_db_schema()
    count = dict.fromkeys(scanned.schemas, 0)
    for table in scanned.tables:
        count[table.schema_name] = count.get(table.schema_name, 0) + 1
    return [
        SchemaInfo(name=name, tables=tables, is_default=name == scanned.default_schema)
        for name, tables in sorted(count.items())
    ]


@tool(connector=_UNBOUND, read_only=True)
async def list_tables(
    connection: Database,
    schema: Annotated[str | None, Field(description="Only this schema; left out, all schemas.")] = None,
) -> list[TableInfo]:
    """List tables and views, with their kind and comment."""
    scanned = await connection.scan_db_schema(schema=schema)
    if schema is not None and schema not in scanned.schemas:
        raise NotFound(f"there is no schema {schema!r}, see list_schemas")
    return [
        TableInfo(schema_name=table.schema_name, name=table.name, kind=table.kind, comment=table.comment)
        for table in scanned.tables
    ]


@tool(connector=_UNBOUND, read_only=True)
async def describe_table(connection: Database, table: TableName, schema: SchemaName = None) -> Table:
    """Describe one table: columns with types, nullability, defaults and comments, keys, foreign keys and indexes."""
    return await find_table(connection, schema, table)


@tool(connector=_UNBOUND, read_only=True)
async def execute_query(connection: Database, query: Query, params: Params = None) -> Streamed:
    """Run one SQL statement that only reads, and return its rows.

    Look at the tables first (list_tables, describe_table). When the answer says truncated, narrow the query, or read on
    with fetch_result and the handle in next.
    """
    sql, values = bind(query, params, connection.dialect)
    return connection.execute_sql_statement(sql, values, BATCH_ROWS)


@tool(connector=_UNBOUND, read_only=True)
async def explain_query(connection: Database, query: Query, params: Params = None) -> Streamed:
    """Show the plan of a SQL statement without running it."""
    sql, values = bind(query, params, connection.dialect)
    return connection.execute_sql_statement(f"{connection.dialect.explain} {sql}", values, BATCH_ROWS)


@tool(connector=_UNBOUND, read_only=True)
async def get_table_stats(
    connection: Database,
    schema: SchemaName = None,
    table: Annotated[str | None, Field(description="Only this table; left out, every table of the schema.")] = None,
) -> list[TableStats]:
    """Return the number of rows and the size of tables, as the engine knows or counts them."""
    if schema is None:
        schema = (await connection.scan_db_schema(table=table or "")).default_schema
    return await connection.get_table_stats(schema, table)


@tool(connector=_UNBOUND, read_only=True)
async def test_connection(connection: Database) -> ConnectionReport:
    """Check that the source answers, with the server's version and the time of one round trip."""
    started = time.perf_counter()
    await connection.check()
    return ConnectionReport(
        ok=True, server=connection.server, milliseconds=round((time.perf_counter() - started) * 1000, 3)
    )


_TOOLS = (list_schemas, list_tables, describe_table, execute_query, explain_query, get_table_stats, test_connection)
