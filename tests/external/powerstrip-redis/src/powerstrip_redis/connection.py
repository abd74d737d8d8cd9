"""One connection. Tools name its class when the host starts, so the driver is not imported here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from powerstrip_sdk import Connection, TimedOut, Unreachable

__all__ = ["RedisConnection"]


class RedisConnection(Connection):
    """An open connection.

    Args:
        socket: the driver's, connected.
        errors: turns what the driver raises inside of a block into a `ConnectorError`.
    """

    def __init__(self, socket: Any, errors: Callable[[], AbstractContextManager[None]]) -> None:
        self._socket, self._errors = socket, errors
        self._idle, self._stopped = True, False

    @property
    def idle(self) -> bool:
        """Whether the last command was answered and the socket is open."""
        return self._idle and bool(self._socket.is_connected)

    async def ask(self, *command: str | bytes | float) -> Any:
        """Send one command and return the answer: bytes, an integer, None, or a list of these.

        Args:
            command: its words.

        Raises:
            ConnectorError: with the code that fits.
        """
        # The driver would connect anew, and nobody would have counted that.
        if not self.idle:
            raise Unreachable("the connection is closed, or busy with another command")
        self._idle = False
        try:
            with self._errors():
                await self._socket.send_command(*command, check_health=False)
                answer = await self._socket.read_response()
        except Exception as error:
            if self._stopped:
                raise TimedOut("the call was stopped before its end") from error
            # An error is a whole answer too; where the socket is lost, it says so.
            self._idle = True
            raise
        self._idle = True
        return answer

    async def check(self) -> None:
        """Ask the server for a sign of life."""
        await self.ask("PING")

    async def cancel(self) -> None:
        """Hang up if a command runs, which ends it on the server; its caller gets `TimedOut`."""
        if not self._idle:
            self._stopped = True
            await self._socket.disconnect(nowait=True)

    async def close(self) -> None:
        """Hang up."""
        with self._errors():
            await self._socket.disconnect()
