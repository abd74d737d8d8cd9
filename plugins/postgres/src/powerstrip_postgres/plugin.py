"""What this package declares to the host."""

from collections.abc import Iterable

from powerstrip_postgres.config import PostgresConfig
from powerstrip_postgres.connect import connect
from powerstrip_postgres.connection import PostgresConnection
from powerstrip_postgres.reader import reader_setup
from powerstrip_sdk import Connector, Template, Tool, hookimpl
from powerstrip_sdk.sql import (
    complete_names,
    schema_prompts,
    schema_resources,
    schema_scan,
    standard_templates,
    standard_tools,
    writing_tools,
)

__all__ = ["powerstrip_connectors", "powerstrip_templates", "powerstrip_tools"]


@hookimpl
def powerstrip_connectors() -> Iterable[Connector]:
    """Declare the connector."""
    return [
        Connector(
            name="postgres",
            title="PostgreSQL",
            description="A database of a PostgreSQL server, only read unless its operator opens it for writing.",
            config=PostgresConfig,
            connect=connect,
            dialect=PostgresConnection.dialect,
            read_only_by="engine",
            reader_setup=reader_setup,
            resources=schema_resources,
            prompts=schema_prompts,
            scan=schema_scan,
            complete=complete_names,
        )
    ]


@hookimpl
def powerstrip_tools() -> Iterable[Tool]:
    """Declare the tools of every SQL connector."""
    return [*standard_tools("postgres"), *writing_tools("postgres")]


@hookimpl
def powerstrip_templates() -> Iterable[Template]:
    """Declare the templates of every SQL connector."""
    return standard_templates("postgres")
