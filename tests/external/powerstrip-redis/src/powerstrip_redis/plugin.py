"""What the plugin declares; the driver is imported with the first connection."""

from importlib import import_module

from anyio import to_thread

from powerstrip_redis.config import RedisConfig
from powerstrip_redis.tools import describe_key, list_keys, read_key, server_info, wait_for_entries
from powerstrip_sdk import Connection, Connector, Tool, hookimpl

__all__ = ["powerstrip_connectors", "powerstrip_tools"]


async def _connect(config: RedisConfig) -> Connection:
    # The first import reads many files, which must not stop the event loop.
    module = await to_thread.run_sync(import_module, "powerstrip_redis.connect")
    connection: Connection = await module.connect(config)
    return connection


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare the connector `redis`."""
    return [
        Connector(
            name="redis",
            title="Redis",
            description="One database of a Redis server, only read.",
            config=RedisConfig,
            connect=_connect,
        )
    ]


@hookimpl
def powerstrip_tools() -> list[Tool]:
    """Declare the tools."""
    return [list_keys, read_key, describe_key, server_info, wait_for_entries]
