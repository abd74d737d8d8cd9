"""Words that travel ahead of a statement, in one packet with it. Imports the driver.

The driver waits for the answer to each message before it sends the next one, which costs a round trip. Only while it
waits for a statement to be parsed does it pass over what answers other messages, and that is what this rests on.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import asyncpg  # type: ignore[import-untyped]

__all__ = ["Gathering", "Introduction", "sends_ahead"]

_log = logging.getLogger(__name__)

#: Versions of the driver that are known to pass over such answers begin like this.
_KNOWN = "0.32."


@cache
def sends_ahead() -> bool:
    """Return whether the installed driver is one that passes over the answers, which its version says.

    With another one a statement takes a round trip more, and the log says so once.
    """
    if asyncpg.__version__.startswith(_KNOWN):
        return True
    _log.warning(
        "asyncpg %s is not known to let words travel ahead of a statement, so each takes a round trip more",
        asyncpg.__version__,
    )
    return False


class Gathering:
    """A transport that sends some words with what is written next, in one packet; in all else the one it is given.

    Args:
        transport: of a connection.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.write: Callable[[Any], None] = transport.write

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def send_with_next(self, words: bytes) -> None:
        """Hold words back until something is written.

        Args:
            words: to be sent first.
        """

        def write(data: Any) -> None:
            self.forget()
            self.write(b"".join((words, data)))

        self.write = write

    def forget(self) -> None:
        """Hold nothing back any more; what has not been sent is not."""
        self.write = self._transport.write


class Introduction(asyncio.Protocol):
    """Gives a protocol its transport as a `Gathering`, and is not heard of again.

    Args:
        protocol: of the driver's.

    Attributes:
        transport: what the protocol was given, once there is one.
    """

    def __init__(self, protocol: asyncio.Protocol) -> None:
        self.transport: Gathering | None = None
        self._protocol = protocol

    # One that can be written to, which the type checker cannot know, as uvloop's is none of asyncio's class.
    def connection_made(self, transport: Any) -> None:
        """Hand on the transport."""
        self.transport = Gathering(transport)
        transport.set_protocol(self._protocol)
        self._protocol.connection_made(self.transport)  # type: ignore[arg-type]
