"""What the plugin declares; the HTTP client is imported with the first connection."""

from importlib import import_module

from anyio import to_thread

from powerstrip_sdk import Connection, Connector, Tool, hookimpl
from powerstrip_tickets.config import TicketsConfig
from powerstrip_tickets.tools import export_tickets, find_tickets, read_ticket

__all__ = ["powerstrip_connectors", "powerstrip_tools"]


async def _connect(config: TicketsConfig) -> Connection:
    # The first import reads many files, which must not stop the event loop.
    module = await to_thread.run_sync(import_module, "powerstrip_tickets.connect")
    connection: Connection = await module.connect(config)
    return connection


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare the connector `tickets`."""
    return [
        Connector(
            name="tickets",
            title="Tickets",
            description="The tickets of one project, by the REST API of their service.",
            config=TicketsConfig,
            connect=_connect,
        )
    ]


@hookimpl
def powerstrip_tools() -> list[Tool]:
    """Declare the tools."""
    return [find_tickets, read_ticket, export_tickets]
