"""How much a connection may receive at once, and what answer comes: between its socket and the driver."""

import asyncio
from dataclasses import dataclass

from powerstrip_sdk import LimitExceeded

__all__ = ["CATALOG", "FLAT", "NESTED", "Meter", "Portion"]

#: Memory that the JSON values of one batch may take, in bytes, by the estimate below.
_JSON_BYTES = 20_000_000
#: A character takes up to four bytes, and a member of an object or array, with its key, about a hundred.
_OF_CHARACTER, _OF_MEMBER = 4, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How much of a result is in memory at once.

    Args:
        limit: bytes that may arrive before the batch is complete; beyond it the connection is ended.
        growth: how many times as many rows as the batch before a batch may have.
    """

    limit: int
    growth: int

    @property
    def aim(self) -> int:
        """Bytes that a batch should have, so that one which varies does not reach the limit."""
        return self.limit // 8


#: Rows of single values. As text a byte becomes up to four bytes in memory.
FLAT = Portion(limit=6_000_000, growth=125)
#: Rows that hold arrays, composite values or the driver's own objects, where a byte becomes up to sixty.
NESTED = Portion(limit=1_000_000, growth=8)
#: The catalog of a large database, which is read whole.
CATALOG = Portion(limit=64_000_000, growth=1)


class Meter(asyncio.Protocol):
    """Stands between a transport and the driver's protocol, and aborts the transport when too much has arrived.

    The driver collects a value, and all rows that it was asked for, before it hands them on; counting them then would
    be too late.

    Args:
        protocol: the driver's.
        transport: whose bytes are counted, after TLS; the meter must become its protocol.

    Attributes:
        received: bytes since `begin`.
        exceeded: whether the limit was passed, after which nothing more is received.
        is_answered: whether what was expected has come as expected.
    """

    def __init__(self, protocol: asyncio.Protocol, transport: asyncio.Transport) -> None:
        self.received = 0
        self.exceeded = False
        self.is_answered = False
        self._expected = b""
        self._limit = FLAT.limit
        self._parsed = 0
        self._protocol = protocol
        self._transport = transport

    def begin(self, portion: Portion) -> None:
        """Count from zero.

        Args:
            portion: how much may arrive until the next `begin`.
        """
        self.received = self._parsed = 0
        self._limit = portion.limit

    def expect(self, answer: bytes) -> None:
        """Look whether the next that arrives begins with an answer.

        Args:
            answer: to look for.
        """
        self._expected, self.is_answered = answer, False

    def parse(self, wire: bytes) -> None:
        """Count a JSON value that is about to be parsed.

        Args:
            wire: its text.

        Raises:
            LimitExceeded: if the values since `begin` would take too much memory.
        """
        members = wire.count(b",") + wire.count(b"[") + wire.count(b"{")
        self._parsed += _OF_CHARACTER * len(wire) + _OF_MEMBER * members
        if self._parsed > _JSON_BYTES:
            raise LimitExceeded("a JSON value is too large to be read: select a part of it, or cast it to text")

    def error(self) -> LimitExceeded:
        """Return what to tell the caller when the limit was passed."""
        return LimitExceeded(
            f"the server sent more than {self._limit} bytes at once, and the connection was ended: select fewer or "
            "shorter columns, for example substring(...) or octet_length(...), or fewer rows"
        )

    def data_received(self, data: bytes) -> None:
        """Count what arrived and hand it on."""
        if self._expected:
            self.is_answered, self._expected = data.startswith(self._expected), b""
        self.received += len(data)
        if self.received <= self._limit:
            self._protocol.data_received(data)
        elif not self.exceeded:
            self.exceeded = True
            self._transport.abort()

    def eof_received(self) -> bool | None:
        """Hand on that the server sends nothing more."""
        return self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on that the connection is gone."""
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        """Hand on that the transport has enough to write."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Hand on that the transport can write again."""
        self._protocol.resume_writing()
