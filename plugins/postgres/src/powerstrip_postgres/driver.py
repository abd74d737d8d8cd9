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
from asyncpg.prepared_stmt import PreparedStatement  # type: ignore[import-untyped]
from asyncpg.protocol.protocol import BaseProtocol  # type: ignore[import-untyped]

from powerstrip_postgres.ahead import Ahead
from powerstrip_postgres.gathering import Gathering, Introduction, sends_ahead
from powerstrip_postgres.meter import Meter
from powerstrip_sdk import Unreachable, reserve

__all__ = ["CountedConnection", "MeteredPortal", "ParsedStatement", "WatchedLoop", "takes_row_limit"]

_log = logging.getLogger(__name__)

#: The parameters of the protocol's method that binds and executes a statement.
_BIND_EXECUTE = ("self", "state", "args", "portal_name", "limit", "return_extra", "timeout")
#: How long a request to cancel may wait for a place in the reserve.
_RESERVE_SECONDS = 1.0


class ParsedStatement:
    """A statement without a name, which is gone with the next one and need not be closed.

    The driver's own asks the connection who uses it, and leaves a note for whoever cleans up, at each step.

    Args:
        state: the driver's record of it.

    Attributes:
        is_in_transaction: whether the server has said that a transaction is open where the driver did not listen.
    """

    __slots__ = ("_state", "get_attributes", "get_parameters", "is_in_transaction")

    def __init__(self, state: Any) -> None:
        self._state = state
        self.is_in_transaction = False
        # Private in the driver, whose own statements are described by the same methods.
        self.get_attributes = state._get_attributes  # noqa: SLF001
        self.get_parameters = state._get_parameters  # noqa: SLF001


class MeteredPortal:
    """A statement with its values, which is bound and asked for its first rows in one round trip.

    Args:
        protocol: the driver's.
        state: its record of the statement.
        values: of the parameters, as the driver wants them.
        is_in_transaction: whether the server has said that a transaction is open where the driver did not listen.
    """

    __slots__ = ("_is_bound", "_is_in_transaction", "_protocol", "_state", "_values")

    def __init__(self, protocol: Any, state: Any, values: Sequence[Any], *, is_in_transaction: bool) -> None:
        self._protocol, self._state, self._values = protocol, state, values
        self._is_in_transaction = is_in_transaction
        self._is_bound = False

    async def next_rows(self, number: int) -> list[Any]:
        """Return the next rows, fewer than asked for only at the end.

        Args:
            number: how many.

        Raises:
            Unreachable: if the server's last word was that no transaction is open: nothing runs without one.
        """
        protocol, was_bound = self._protocol, self._is_bound
        if not (self._is_in_transaction or protocol.is_in_transaction()):
            raise Unreachable("the transaction of a statement is over before the statement is")
        self._is_bound, self._is_in_transaction = True, False
        # Private in the driver, whose own cursor takes a round trip more. Without a name the portal ends with the
        # transaction.
        if was_bound:
            rows, _, _ = await protocol.execute(self._state, "", number, True, None)
        else:
            rows, _, _ = await protocol.bind_execute(self._state, self._values, "", number, True, None)
        found: list[Any] = rows
        return found


class CountedConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose bytes are counted, and the second socket that a request to cancel needs.

    That socket takes a place in the host's reserve. Without a place in time the connection is ended instead; the server
    then stops the statement when it next writes, or at the time limit that came with the transaction.

    Attributes:
        meter: counts what arrives, from the end of the handshake on.
        limits_rows: whether `fetching` can be asked for.
        sends_ahead: whether `say_and_parse` can be asked for.
    """

    def __init__(self, protocol: Any, transport: Any, loop: "WatchedLoop", *args: Any) -> None:
        super().__init__(protocol, transport, loop.running, *args)
        self._reserve = reserve()
        self.limits_rows = takes_row_limit()
        self._gathering = transport if isinstance(transport, Gathering) else None
        self.sends_ahead = self._gathering is not None and sends_ahead()
        self.meter = Meter(protocol, transport)
        # What `getattr` comes to, but only after it has looked among the object's own attributes.
        self._told = protocol.get_settings().__getattr__
        transport.set_protocol(self.meter)

    async def parse(self, query: str) -> ParsedStatement:
        """Let the server parse one statement, and remember it until the next.

        Args:
            query: its text.
        """
        self._check_open()
        # Private in the driver, whose own `prepare` does the same; types that it does not know are asked for here.
        return ParsedStatement(await self._get_statement(query, None, named="", use_cache=False))

    async def say_and_parse(self, ahead: Ahead, query: str) -> ParsedStatement:
        """Say something and let the server parse one statement, in one round trip, after which a transaction is open.

        Args:
            ahead: what is said.
            query: text of the statement.

        Raises:
            asyncpg.PostgresError: whatever the server refuses; if that is what was said, the connection is ended.
        """
        assert self._gathering is not None
        self.meter.expect(ahead.answer)
        self._gathering.send_with_next(ahead.message)
        try:
            parsed = await self.parse(query)
        except BaseException:
            if not self.meter.is_answered:
                # Nobody knows which of the two an answer is to, or what will still come.
                self.terminate()
            raise
        finally:
            self._gathering.forget()
        if self.meter.is_answered:
            parsed.is_in_transaction = True
            return parsed
        # It came in pieces, or with a notice, but as it was no error the transaction is open. The driver is to know
        # that from the server, and hears of it in any answer, after which the statement is gone. With such a server it
        # would be so each time.
        self.sends_ahead = False
        await self.execute("SELECT 1")
        return await self.parse(query)

    def portal(self, prepared: Any, values: Sequence[Any]) -> MeteredPortal:
        """Return what starts a statement and fetches its rows.

        Args:
            prepared: the statement.
            values: its parameters, as the driver wants them.
        """
        told = isinstance(prepared, ParsedStatement) and prepared.is_in_transaction
        if told:
            # It holds for what follows at once.
            prepared.is_in_transaction = False
        return MeteredPortal(self._protocol, prepared._state, values, is_in_transaction=told)  # noqa: SLF001

    def fetching(self, prepared: Any, rows: int) -> Callable[[Sequence[Any]], Awaitable[list[Any]]]:
        """Return what runs a prepared statement and returns its first rows, in one round trip.

        It is called with the statement's parameters, as the driver wants them.

        Args:
            prepared: the statement, which has a name.
            rows: the most that the server sends.
        """
        # Private in the driver, whose own methods limit rows to one or not at all; see `takes_row_limit`.
        run = self._protocol.bind_execute

        def fetch(values: Sequence[Any]) -> Awaitable[list[Any]]:
            # The driver lets the server forget a statement that nobody holds any more, so not its state alone is held.
            fetched: Awaitable[list[Any]] = run(prepared._state, values, "", rows, False, None)  # noqa: SLF001
            return fetched

        return fetch

    def rests(self) -> bool:
        """Return whether the connection is open and in no transaction, as far as the server has told; asks nothing."""
        # Gone after a termination. The driver's own methods are a call more for each of the two questions.
        protocol = self._protocol
        return protocol is not None and protocol.is_connected() and not protocol.is_in_transaction()

    def setting(self, name: str) -> str | None:
        """Return the server's last word on one of the settings that it reports by itself; asks nothing.

        Args:
            name: of the setting.

        Returns:
            None if it has said nothing.
        """
        try:
            told: str = self._told(name)
        except AttributeError:
            return None
        return told

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
    """Return whether the installed driver has what `CountedConnection.fetching` calls, as version 0.32 has it.

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

    async def create_connection(self, factory: Callable[[], Any], *args: Any, **options: Any) -> tuple[Any, Any]:
        """Open a socket; see `asyncio.loop.create_connection`."""
        return await self._connected(self.running.create_connection, factory, *args, **options)

    async def create_unix_connection(self, factory: Callable[[], Any], *args: Any, **options: Any) -> tuple[Any, Any]:
        """Open a socket of this machine's; see `asyncio.loop.create_unix_connection`."""
        return await self._connected(self.running.create_unix_connection, factory, *args, **options)

    async def _connected(
        self, connects: Callable[..., Awaitable[Any]], factory: Callable[[], Any], *args: Any, **options: Any
    ) -> tuple[Any, Any]:
        made: list[Any] = []

        def make() -> Any:
            made.append(factory())
            return Introduction(made[-1]) if isinstance(made[-1], BaseProtocol) else made[-1]

        try:
            transport, protocol = await connects(make, *args, **options)
        except BaseException:
            _expect_nothing(made)
            raise
        self._transports.append(transport)
        if isinstance(protocol, Introduction):
            return protocol.transport, made[-1]
        return transport, protocol

    async def start_tls(self, *args: Any, **options: Any) -> Any:
        """Encrypt what a socket carries; see `asyncio.loop.start_tls`."""
        transport = await self.running.start_tls(*args, **options)
        return None if transport is None else Gathering(transport)

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
