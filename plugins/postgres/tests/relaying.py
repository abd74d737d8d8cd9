"""A Unix socket that leads to a server which has none itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import ByteStream

GONE = (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError)
#: Both, as their transports are made differently.
LOOPS = [("asyncio", {"use_uvloop": False}), ("asyncio", {"use_uvloop": True})]
NAMES = ["asyncio", "uvloop"]


@asynccontextmanager
async def relayed(server: Any, folder: Path) -> AsyncIterator[None]:
    """Listen in a folder as a server of PostgreSQL does.

    Args:
        server: to which everything is passed on.
        folder: for the socket.
    """

    async def relay(client: ByteStream) -> None:
        upstream = await anyio.connect_tcp(server.host, server.port)
        async with client, upstream, anyio.create_task_group() as both:
            both.start_soon(_forward, upstream, client)
            await _forward(client, upstream)
            both.cancel_scope.cancel()

    listener = await anyio.create_unix_listener(folder / f".s.PGSQL.{server.port}")
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, relay)
        yield
        group.cancel_scope.cancel()


async def _forward(source: ByteStream, sink: ByteStream) -> None:
    with suppress(*GONE):
        async for chunk in source:
            await sink.send(chunk)
