"""What the plugin declares; the driver is imported with the first connection."""

from importlib import import_module

from anyio import to_thread

from powerstrip_duckdb.config import DuckdbConfig
from powerstrip_duckdb.dialect import DIALECT
from powerstrip_sdk import Connection, Connector, Template, Tool, hookimpl, sql

__all__ = ["powerstrip_connectors", "powerstrip_templates", "powerstrip_tools"]


async def _connect(config: DuckdbConfig) -> Connection:
    # The first import reads many files, which must not stop the event loop.
    module = await to_thread.run_sync(import_module, "powerstrip_duckdb.connection")
    connection: Connection = await module.connect(config)
    return connection


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare the connector `duckdb`."""
    return [
        Connector(
            name="duckdb",
            title="DuckDB",
            description="A DuckDB database file, opened read only.",
            config=DuckdbConfig,
            connect=_connect,
            dialect=DIALECT,
            read_only_by="engine",
            resources=sql.schema_resources,
            prompts=sql.schema_prompts,
            scan=sql.schema_scan,
            complete=sql.complete_names,
        )
    ]


@hookimpl
def powerstrip_tools() -> list[Tool]:
    """Declare the standard tools of SQL connectors."""
    return sql.standard_tools("duckdb")


@hookimpl
def powerstrip_templates() -> list[Template]:
    """Declare the standard templates of SQL connectors."""
    return sql.standard_templates("duckdb")
