"""Wrong on purpose: its hook is a coroutine function."""

from powerstrip_sdk import hookimpl


@hookimpl
async def powerstrip_connectors():
    return []
