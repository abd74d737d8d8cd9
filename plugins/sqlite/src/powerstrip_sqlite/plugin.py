"""What the plugin declares; the driver is imported with the first connection."""

from collections.abc import Iterable
from importlib import import_module

from anyio import to_thread

from powerstrip_sdk import Connection, Connector, Template, Tool, hookimpl
from powerstrip_sdk.sql import (
    complete_names,
    schema_prompts,
    schema_resources,
    schema_scan,
    standard_templates,
    standard_tools,
    writing_tools,
)
from powerstrip_sqlite.config import SqliteConfig
from powerstrip_sqlite.dialect import DIALECT

__all__ = ["powerstrip_connectors", "powerstrip_templates", "powerstrip_tools"]

NAME = "sqlite"


async def _connect(config: SqliteConfig) -> Connection:
    # The first import reads many files, which must not stop the event loop.
    module = await to_thread.run_sync(import_module, "powerstrip_sqlite.connect")
    connection: Connection = await module.connect(config)
    return connection


@hookimpl
def powerstrip_connectors() -> Iterable[Connector]:
    """Declare the connector `sqlite`."""
    return [
        Connector(
            name=NAME,
            title="SQLite",
            description="A SQLite database file, only read unless its operator opens it for writing.",
            config=SqliteConfig,
            connect=_connect,
            dialect=DIALECT,
            read_only_by="engine",
            resources=schema_resources,
            prompts=schema_prompts,
            scan=schema_scan,
            complete=complete_names,
        )
    ]


@hookimpl
def powerstrip_tools() -> Iterable[Tool]:
    """Declare the standard tools of SQL connectors."""
    return [*standard_tools(NAME), *writing_tools(NAME)]


@hookimpl
def powerstrip_templates() -> Iterable[Template]:
    """Declare the standard templates of SQL connectors."""
    return standard_templates(NAME)
