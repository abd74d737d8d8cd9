"""An answer leaves as one packet: uvicorn writes its head and its body apart, and uvloop sends each write at once."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["OneWriteProtocol", "OneWriteTransport"]

#: Bytes that do not wait for more, because the transport must see them to say that it has enough, and are not copied.
_ENOUGH = 32 * 1024


class OneWriteTransport:
    """A transport that sends together what is written in one turn of the event loop.

    Nothing waits longer than that turn, so that the events of a stream are sent as they are written.

    Args:
        transport: what sends, and does everything else that a transport does.
        loop: whose turns they are.
    """

    __slots__ = ("_loop", "_size", "_transport", "_waiting")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Take something to be sent at the end of this turn, or now if it is much."""
        if not self._waiting:
            self._loop.call_soon(self._send)
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= _ENOUGH:
            self._send()

    def write_now(self, parts: Sequence[bytes], size: int) -> None:
        """Send a whole answer, behind what waits.

        Args:
            parts: of the answer.
            size: bytes of all of them, or a little less.
        """
        if self._waiting:
            self._send()
        if not self._transport.is_closing():
            self._write(parts, size)

    def is_closing(self) -> bool:
        """Return whether the connection is closed or about to be."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Send what waits, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        waiting, size = self._waiting, self._size
        self._waiting, self._size = [], 0
        if waiting and not self._transport.is_closing():
            self._write(waiting, size)

    def _write(self, parts: Sequence[bytes], size: int) -> None:
        if size < _ENOUGH:
            self._transport.write(b"".join(parts))
        else:
            self._transport.writelines(parts)


class OneWriteProtocol(HttpToolsProtocol):
    """uvicorn's protocol over a transport that sends each answer in one piece."""

    transport: OneWriteTransport  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with a connection."""
        super().connection_made(cast("asyncio.Transport", OneWriteTransport(transport, self.loop)))
