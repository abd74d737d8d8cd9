"""MCP over stdin and stdout: one message a line, and nothing else on stdout."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import anyio
import anyio.to_thread
from mcp.server.stdio import stdio_server

from powerstrip.endpoint.server import McpServer
from powerstrip.endpoint.strict_json import MAX_BODY, PARSE_ERROR, NotStrict, parse
from powerstrip.endpoint.wire import Wire

__all__ = ["serve_stdio"]


async def serve_stdio(server: McpServer, wire: Wire) -> None:
    """Serve one client until it closes its end.

    Args:
        server: the MCP server.
        wire: what was stdin and stdout.
    """
    lock = anyio.Lock()
    incoming = cast("Any", _Incoming(wire, lock))
    outgoing = cast("Any", _Outgoing(wire, lock))
    async with stdio_server(incoming, outgoing) as (read_stream, write_stream):
        await server.run(read_stream, write_stream, server.create_initialization_options())


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """What the SDK writes messages to."""

    wire: Wire
    lock: anyio.Lock

    async def write(self, text: str) -> None:
        async with self.lock:
            await anyio.to_thread.run_sync(_write_all, self.wire.outgoing, text.encode())

    async def flush(self) -> None:
        """Nothing is buffered."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    """What the SDK reads messages from: only lines that passed the same check as an HTTP body."""

    wire: Wire
    lock: anyio.Lock

    def __aiter__(self) -> AsyncIterator[str]:
        return self._messages()

    async def _messages(self) -> AsyncGenerator[str]:
        while line := await anyio.to_thread.run_sync(_read_line, self.wire.incoming, abandon_on_cancel=True):
            if not line.strip():
                continue
            try:
                parse(line)
            except NotStrict:
                async with self.lock:
                    await anyio.to_thread.run_sync(_write_all, self.wire.outgoing, PARSE_ERROR + b"\n")
                continue
            yield line.decode()


def _read_line(file: BinaryIO) -> bytes:
    """Return the next line; of one that is too long only so much that it shows."""
    line = file.readline(MAX_BODY + 1)
    if len(line) > MAX_BODY and not line.endswith(b"\n"):
        while (rest := file.readline(MAX_BODY)) and not rest.endswith(b"\n"):
            pass
    return line


def _write_all(file: BinaryIO, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[file.write(view) :]
