"""The driver's connection and its sockets, which must not outlive what the host counts. Imports the driver."""

import asyncio
import inspect
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Any

import anyio
import asyncpg  # type: ignore[import-untyped]
from anyio.lowlevel import cancel_shielded_checkpoint
from asyncpg.cursor import Cursor  # type: ignore[import-untyped]
from asyncpg.prepared_stmt import PreparedStatement  # type: ignore[import-untyped]
from asyncpg.protocol.protocol import BaseProtocol  # type: ignore[import-untyped]

from powerstrip_postgres.meter import Meter
from powerstrip_sdk import reserve

__all__ = ["CountedConnection", "MeteredPortal", "WatchedLoop", "takes_row_limit"]

_log = logging.getLogger(__name__)

#: The parameters of the protocol's method that binds and executes a statement.
_BIND_EXECUTE = ("self", "state", "args", "portal_name", "limit", "return_extra", "timeout")
#: How long a request to cancel may wait for a place in the reserve.
_RESERVE_SECONDS = 1.0


class MeteredPortal(Cursor):  # type: ignore[misc]
    """A portal that is bound and asked for its first rows in one round trip; the driver's takes two."""

    async def next_rows(self, number: int) -> list[Any]:
        """Return the next rows, fewer than asked for only at the end.

        Args:
            number: how many.
        """
        # Private in the driver, whose iterator over a cursor starts in this way.
        step = self._exec if self._portal_name else self._bind_exec
        rows: list[Any] = await step(number, None)
        return rows


class CountedConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose bytes are counted, and the second socket that a request to cancel needs.

    That socket takes a place in the host's reserve. Without a place in time the connection is ended instead; the server
    then stops the statement when it next writes, or at the time limit that came with the transaction.

    Attributes:
        meter: counts what arrives, from the end of the handshake on.
        limits_rows: whether `fetch_prepared` can be called.
    """

    def __init__(self, protocol: Any, transport: Any, loop: "WatchedLoop", *args: Any) -> None:
        super().__init__(protocol, transport, loop.running, *args)
        self._reserve = reserve()
        self.limits_rows = takes_row_limit()
        self.meter = Meter(protocol, transport)
        transport.set_protocol(self.meter)

    def portal(self, prepared: Any, values: Sequence[Any]) -> MeteredPortal:
        """Return what starts a statement and fetches its rows.

        Args:
            prepared: the statement.
            values: its parameters, as the driver wants them.
        """
        # Private in the driver, which makes its own cursors from the same parts.
        state = prepared._state  # noqa: SLF001
        return MeteredPortal(self, prepared.get_query(), state, values, state.record_class)

    def fetch_prepared(self, prepared: Any, values: Sequence[Any], rows: int) -> Awaitable[list[Any]]:
        """Run a prepared statement and return its first rows, in one round trip.

        Args:
            prepared: the statement, which has a name.
            values: its parameters, as the driver wants them.
            rows: the most that the server sends.
        """
        # Private in the driver, whose own methods limit rows to one or not at all; see `takes_row_limit`.
        fetched: Awaitable[list[Any]] = self._protocol.bind_execute(
            prepared._state,  # noqa: SLF001
            values,
            "",
            rows,
            False,
            None,
        )
        return fetched

    async def _cancel(
        self, waiter: "asyncio.Future[None]", cancel_waiter: "asyncio.Future[None] | None" = None
    ) -> None:
        # Private in the driver, which runs it in a task of its own whenever a wait for an answer is cancelled.
        try:
            with anyio.move_on_after(_RESERVE_SECONDS) as scope:
                async with self._reserve:
                    scope.deadline = math.inf
                    await super()._cancel(waiter, cancel_waiter)
            if scope.cancelled_caught:
                self.terminate()
        finally:
            # What the driver's own does at its end, for when it was not reached.
            self._cancellations.discard(asyncio.current_task())
            if not waiter.done():
                waiter.set_result(None)


@cache
def takes_row_limit() -> bool:
    """Return whether the installed driver has what `CountedConnection.fetch_prepared` calls, as version 0.32 has it.

    Without it templates are run as every other statement, and the log says so once.
    """
    try:
        parameters = tuple(inspect.signature(BaseProtocol.bind_execute).parameters)
    except (AttributeError, TypeError, ValueError):
        parameters = ()
    if parameters == _BIND_EXECUTE and hasattr(PreparedStatement, "_state"):
        return True
    _log.warning(
        "asyncpg %s has no known way to limit rows, so templates take several round trips", asyncpg.__version__
    )
    return False


class WatchedLoop:
    """The running loop, as one attempt to connect uses it, which remembers the sockets that the attempt opened.

    The driver only asks a socket to close when it fails. Over TLS that waits for the server's farewell, for up to half
    a minute, and all that time the socket would be one that nobody counts.

    Attributes:
        running: the loop itself.
    """

    def __init__(self) -> None:
        self.running = asyncio.get_running_loop()
        self._transports: list[asyncio.Transport] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.running, name)

    async def create_connection(
        self, factory: Callable[[], Any], *args: Any, **options: Any
    ) -> tuple[asyncio.Transport, Any]:
        """Open a socket; see `asyncio.loop.create_connection`."""
        made: list[Any] = []

        def make() -> Any:
            made.append(factory())
            return made[-1]

        try:
            transport, protocol = await self.running.create_connection(make, *args, **options)
        except BaseException:
            _expect_nothing(made)
            raise
        self._transports.append(transport)
        return transport, protocol

    async def close_sockets(self) -> None:
        """Close every socket at once, whatever is under way on it."""
        for transport in self._transports:
            transport.abort()
        # Aborted sockets close in the loop's next round.
        await cancel_shielded_checkpoint()


def _expect_nothing(made: Sequence[Any]) -> None:
    """Let nobody be told of a socket that is lost before anybody waits for it: the loop would log it as an error."""
    for protocol in made:
        # Private in the driver: what it waits for when it asks for TLS.
        if (answer := getattr(protocol, "on_data", None)) is not None:
            answer.cancel()
