"""A way to the server that records what is said, and can act like a pooler."""

import struct
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import anyio
import anyio.streams.buffered
from anyio.abc import ByteStream

GONE = (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError)
#: What PgBouncer takes without being told to.
TAKEN_BY_POOLERS = {"user", "database", "client_encoding", "application_name"}


@dataclass
class Recording:
    """What was said over one way.

    Attributes:
        options: how to connect over it, without TLS.
        refused: start-up parameters that a client was refused for.
        started: start-up parameters of each session.
        said: messages of the client's since the session was open, as type and body.
        round_trips: how often the client sent something and waited for the server: for a query, a synchronisation, or
            after a flush. What it sends at once is one.
        hears: whether the client is told what the server answers, at once or when it is set again.
    """

    options: dict[str, Any]
    refused: list[str] = field(default_factory=list)
    started: list[dict[str, str]] = field(default_factory=list)
    said: list[tuple[str, bytes]] = field(default_factory=list)
    round_trips: int = 0
    hears: anyio.Event = field(default_factory=anyio.Event)

    def forget(self) -> None:
        """Begin to record from here."""
        self.said.clear()
        self.round_trips = 0

    def containing(self, text: str) -> set[str]:
        """Return the types of the messages that carry a text."""
        return {kind for kind, body in self.said if text.encode() in body}


@asynccontextmanager
async def recorded(server: Any, *, pooler: bool = False, dropped: Collection[str] = ()) -> AsyncIterator[Recording]:
    """Listen for clients of a server.

    Args:
        server: to which everything is passed on.
        pooler: whether start-up parameters are refused that PgBouncer does not take.
        dropped: start-up parameters that are silently kept from the server.
    """
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    recording = Recording({"host": "127.0.0.1", "port": port, "sslmode": "disable"})
    recording.hears.set()

    async def relay(client: ByteStream) -> None:
        async with client:
            with suppress(*GONE):
                await _session(client, server, recording, pooler=pooler, dropped=dropped)

    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, relay)
        yield recording
        group.cancel_scope.cancel()


async def _session(
    client: ByteStream, server: Any, recording: Recording, *, pooler: bool, dropped: Collection[str]
) -> None:
    reading = anyio.streams.buffered.BufferedByteReceiveStream(client)
    first = await _message(reading)
    words = first[8:].decode().split("\0")
    parameters = dict(zip(words[::2], words[1::2], strict=False))
    for name in [each for each in parameters if pooler and each and each not in TAKEN_BY_POOLERS]:
        recording.refused.append(name)
        fields = f"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: {name}\0\0".encode()
        await client.send(b"E" + struct.pack("!I", len(fields) + 4) + fields)
        return
    recording.started.append(parameters)
    upstream = await anyio.connect_tcp(server.host, server.port)
    async with upstream, anyio.create_task_group() as both:
        await upstream.send(_without(first, parameters, dropped))
        both.start_soon(_tell, upstream, client, recording)
        with suppress(*GONE):
            await _ask(client, upstream, recording)
        both.cancel_scope.cancel()


async def _ask(client: ByteStream, upstream: ByteStream, recording: Recording) -> None:
    """Pass on what the client says as it came: what came at once was sent at once."""
    begun = b""
    while True:
        chunk = await client.receive()
        said, begun = _messages(begun + chunk)
        recording.said += [(kind, body) for kind, body in said if kind != "p"]
        recording.round_trips += any(kind in "QSH" for kind, _ in said)
        await upstream.send(chunk)


async def _tell(upstream: ByteStream, client: ByteStream, recording: Recording) -> None:
    with suppress(*GONE):
        async for chunk in upstream:
            await recording.hears.wait()
            await client.send(chunk)


def _messages(begun: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """Return the whole messages, as type and body, and the beginning of the next one."""
    said = []
    while len(begun) >= 5 and len(begun) > (length := struct.unpack("!I", begun[1:5])[0]):
        said.append((begun[:1].decode(), begun[5 : length + 1]))
        begun = begun[length + 1 :]
    return said, begun


def _without(first: bytes, parameters: dict[str, str], dropped: Collection[str]) -> bytes:
    """Return the first message of a session without some of its parameters."""
    pairs = "".join(f"{name}\0{value}\0" for name, value in parameters.items() if name and name not in dropped)
    body = first[4:8] + pairs.encode() + b"\0"
    return struct.pack("!I", len(body) + 4) + body


async def _message(reading: Any) -> bytes:
    length = await reading.receive_exactly(4)
    return length + await reading.receive_exactly(struct.unpack("!I", length)[0] - 4)
