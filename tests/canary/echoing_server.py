"""A server that speaks enough of PostgreSQL's protocol to put the client's own password into what it answers."""

import base64
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import quote

import anyio
from anyio.abc import SocketAttribute, SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream

__all__ = ["DATABASES", "EchoingServer", "echoing_server"]

_TLS = 80877103
_CANCEL = 80877102
#: What it does, by the name of the database that the client asks for.
DATABASES = ("refuses", "fails", "cuts", "nonsense", "hangs_up", "tls")


@dataclass(kw_only=True)
class EchoingServer:
    """The server.

    Args:
        port: on 127.0.0.1.
        received: everything that clients have sent.
    """

    port: int
    received: bytearray = field(default_factory=bytearray)

    async def answer(self, stream: SocketStream) -> None:
        """Speak with one client."""
        async with stream:
            with suppress(anyio.EndOfStream, anyio.BrokenResourceError, anyio.IncompleteRead):
                await _Session(stream, self.received).run()


@asynccontextmanager
async def echoing_server() -> AsyncGenerator[EchoingServer]:
    """Serve inside the block."""
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as tasks:
        server = EchoingServer(port=listener.extra(SocketAttribute.local_port))
        tasks.start_soon(listener.serve, server.answer)
        yield server
        tasks.cancel_scope.cancel()


class _Session:
    def __init__(self, stream: SocketStream, received: bytearray) -> None:
        self._stream = stream
        self._bytes = BufferedByteReceiveStream(stream)
        self._received = received

    async def run(self) -> None:
        options = await self._startup()
        if options is None:
            return
        database = options.get("database", "")
        if database == "nonsense":
            await self._stream.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        await self._send(b"R", struct.pack("!i", 3))
        password = (await self._read())[1].rstrip(b"\0").decode("utf-8", "replace")
        if database == "hangs_up":
            return
        if database == "refuses":
            await self._fail("28P01", password)
            return
        await self._send(b"R", struct.pack("!i", 0))
        await self._send(b"Z", b"I")
        await self._fail_everything(password, cut=database == "cuts")

    async def _startup(self) -> dict[str, str] | None:
        while True:
            (length,) = struct.unpack("!i", await self._receive(4))
            body = await self._receive(length - 4)
            (code,) = struct.unpack("!i", body[:4])
            if code == _CANCEL:
                return None
            if code != _TLS:
                words = body[4:].decode("utf-8", "replace").split("\0")
                return dict(zip(words[::2], words[1::2], strict=False))
            await self._stream.send(b"N")

    async def _fail_everything(self, password: str, *, cut: bool) -> None:
        while True:
            kind, _ = await self._read()
            if kind == b"X":
                return
            if kind in (b"P", b"Q"):
                await self._fail("42P01", password, lead=280 if cut else 0)
            if kind in (b"S", b"Q"):
                await self._send(b"Z", b"I")

    async def _fail(self, state: str, password: str, *, lead: int = 0) -> None:
        data = password.encode()
        forms = [password, repr(password), quote(password), data.hex(), base64.b64encode(data).decode()]
        message = "." * lead + password if lead else " ".join(["no", *forms])
        fields = {b"S": "ERROR", b"V": "ERROR", b"C": state, b"M": message, b"D": password, b"H": repr(password)}
        body = b"".join(key + value.encode() + b"\0" for key, value in fields.items())
        await self._send(b"E", body + b"\0")

    async def _read(self) -> tuple[bytes, bytes]:
        kind = await self._receive(1)
        (length,) = struct.unpack("!i", await self._receive(4))
        return kind, await self._receive(length - 4)

    async def _receive(self, count: int) -> bytes:
        data = await self._bytes.receive_exactly(count)
        self._received += data
        return data

    async def _send(self, kind: bytes, body: bytes) -> None:
        await self._stream.send(kind + struct.pack("!i", len(body) + 4) + body)
