"""What is said on one connection to a PostgreSQL server, and the state that this leaves it in."""

import math
from asyncio import CancelledError, get_running_loop
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, TypeVar

import anyio
from anyio.lowlevel import cancel_shielded_checkpoint, checkpoint_if_cancelled

from powerstrip_postgres.errors import statement_error
from powerstrip_postgres.meter import CATALOG, FLAT, Portion
from powerstrip_postgres.session import CLEAN, END, Session
from powerstrip_postgres.standing import Standing
from powerstrip_postgres.waiting import Waiting
from powerstrip_postgres.wire import Driver, Record
from powerstrip_sdk import Connection, Grade, TimedOut, Unreachable

__all__ = ["Conversation"]

_Result = TypeVar("_Result")

#: How long the server may take to confirm that a statement is over, and that it has let go of the connection. A caller
#: whose time is up gets the answer after that, and a connection that is not free by then is closed.
_END_SECONDS = 0.6
_CLOSE_SECONDS = 1.5
#: Ways to open a transaction that are remembered.
_MOST_OPENINGS = 16


class Conversation(Connection):
    """A connection on which one question is asked after the other, in transactions that are rolled back.

    Args:
        driver: a connection of the driver's, which nobody else uses.
        session: how it began.
        standing: what is known of the role, shared with the other connections of the source.
    """

    def __init__(self, driver: Driver, session: Session, standing: Standing) -> None:
        self._driver, self._standing = driver, standing
        self._words = lru_cache(_MOST_OPENINGS)(session.begin)
        self._after_asking = session.after_asking
        self._busy = False
        self._dirty = False
        self._cancelled = False
        # Whether a wait was cancelled, after which the driver asks the server to cancel, too.
        self._cut_short = False
        self._fresh = True
        # Stricter than fresh: what ran alone is known to leave nothing behind, and was not followed by a reset.
        self._as_begun = True
        self._waiting = Waiting()

    @property
    def idle(self) -> bool:
        """Whether no statement is running and no transaction is open."""
        return not self._busy and not self._dirty and self._driver.rests()

    @property
    def fresh(self) -> bool:
        """Whether the session is idle and in the state in which it began."""
        return self._fresh and self.idle

    async def check(self) -> None:
        """Ask the server for a sign of life."""
        await self._ask(lambda: self._driver.execute("SELECT 1"))

    async def reset(self) -> None:
        """Bring the session into the state of a fresh one, which the end of every transaction has done already."""
        if self._dirty or self._driver.is_closed():
            raise Unreachable("the connection cannot be used again")
        if self._fresh and not self._driver.is_in_transaction():
            return
        await self._roll_back()
        if self._dirty:
            raise Unreachable("the session could not be brought into the state of a fresh one")

    async def cancel(self) -> None:
        """Stop the running statement on the server; who waits for it gets `TimedOut`."""
        if not self._busy:
            return
        self._cancelled = True
        # The driver asks the server to cancel when the wait for an answer is cancelled.
        self._waiting.end()

    async def close(self) -> None:
        """End the session and what runs in it; gives the server 1.5 seconds to confirm."""
        self._dirty = True
        try:
            with anyio.move_on_after(_CLOSE_SECONDS), suppress(Exception):
                await self._driver.close()
        finally:
            if not self._driver.is_closed():
                self._driver.terminate()
            # An aborted socket closes in the loop's next round.
            await cancel_shielded_checkpoint()

    @asynccontextmanager
    async def _transaction(
        self, seconds: float = math.inf, *, writes: bool = False, asks_catalog: bool = False
    ) -> AsyncIterator[None]:
        self._begin()
        try:
            words = self._opening(seconds, writes=writes, asks_catalog=asks_catalog)
            await self._ask(lambda: self._driver.execute(words))
            yield
        finally:
            await self._end()

    def _begin(self) -> None:
        self._busy, self._cancelled, self._cut_short, self._fresh = True, False, False, False

    def _opening(self, seconds: float = math.inf, *, writes: bool = False, asks_catalog: bool = False) -> str:
        # A cancelled scope has a deadline of minus infinity.
        left = min(anyio.current_effective_deadline() - get_running_loop().time(), seconds)
        if 1 < left < math.inf:
            # Limits need not be more exact, and then most calls are opened by the same words.
            left = int(left * 10) / 10
        # At other grades the catalog is asked what names lead to, by a search path that must not change until they are
        # used, not even because the server reads its configuration again.
        is_as_begun = self._as_begun and not writes and self._standing.grade is Grade.A
        return self._words(left, writes=writes, is_as_begun=is_as_begun, asks_catalog=asks_catalog)

    async def _end(self, *, regular: bool = False) -> None:
        is_over = regular and not self._cut_short
        try:
            await (self._roll_back_now() if is_over else self._roll_back())
        finally:
            self._busy = False

    async def _roll_back_now(self) -> None:
        """Roll back what ended by itself; who is cancelled meanwhile is told so when that is done."""
        late = get_running_loop().call_later(_END_SECONDS, self._driver.terminate)
        try:
            await self._undo()
        except CancelledError:
            await self._roll_back()
            raise
        finally:
            late.cancel()

    async def _roll_back(self) -> None:
        """Roll back, whoever is cancelled."""
        with anyio.CancelScope(deadline=get_running_loop().time() + _END_SECONDS, shield=True):
            await self._undo()

    async def _undo(self) -> None:
        self._dirty, self._as_begun = True, False
        with suppress(Exception):
            # After a cancelled wait the driver holds this back until the server has confirmed the end.
            self._fresh = self._as_begun = await self._driver.execute(END) == CLEAN
            self._dirty = not self._fresh

    async def _fetch(self, query: str, *arguments: Any) -> list[Record]:
        return await self._ask(lambda: self._look_up(query, *arguments))

    async def _look_up(self, query: str, *arguments: Any) -> list[Record]:
        """Ask the catalog; for whoever waits already."""
        self._driver.meter.begin(CATALOG)
        return await self._driver.fetch(query, *arguments)

    async def _ask(self, question: Callable[[], Awaitable[_Result]], portion: Portion = FLAT) -> _Result:
        """Wait for an answer of the server's, of a limited size, until `cancel` ends the wait."""
        self._driver.meter.begin(portion)
        if not self._cancelled:
            with self._waiting:
                try:
                    return await question()
                except CancelledError:
                    self._cut_short = True
                    raise
                except Exception as error:
                    raise self._told(error) from error
        raise await self._stopped()

    async def _stopped(self) -> TimedOut:
        """Return what to tell whom `cancel` stopped; if the host has stopped it too, that is what it is told."""
        await checkpoint_if_cancelled()
        return TimedOut("the statement was cancelled")

    def _told(self, error: Exception) -> Exception:
        """Return what a caller may read of what went wrong, and note if the connection is lost by it."""
        meter = self._driver.meter
        told = meter.error() if meter.exceeded else statement_error(error)
        self._dirty = self._dirty or meter.exceeded or isinstance(told, Unreachable)
        return told
