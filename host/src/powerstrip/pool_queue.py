"""The calls that wait for a connection of one source, each until its deadline."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from functools import partial

from powerstrip.budget import Budget, Hopeless, QueueFull, Share, Unit
from powerstrip.errors import BudgetExhausted

__all__ = ["PoolQueue", "Waiting"]

#: Called with the position in the queue.
Waiting = Callable[[int], Awaitable[None]]
#: Seconds by which a timer may be early: event loops count in milliseconds.
_EARLY = 0.001


class PoolQueue:
    """Lets calls wait for what the budget grants them.

    One timer ends the waits whose time is up. Calls have the same time mostly, so that the one that was set for the
    oldest serves those that came after it; a timer for each would be a good part of a short wait.

    Args:
        name: of the source, for messages.
        budget: decides who gets a connection.
        share: the source's share of it.

    Attributes:
        refused: calls that got no connection in time.
    """

    def __init__(self, name: str, budget: Budget, share: Share) -> None:
        self._name = name
        self._budget = budget
        self._share = share
        self._deadlines: dict[asyncio.Future[None], float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due = math.inf
        self.refused = 0

    async def wait(self, deadline: float, hand_on: Callable[[Unit], None], waiting: Waiting | None) -> Unit:
        """Wait for a unit, which is the caller's.

        Args:
            deadline: when to give up, in seconds on anyio's clock.
            hand_on: passes on a unit that is granted in the moment in which the call ends.
            waiting: called with the position in the queue, None if nobody wants to know.

        Raises:
            BudgetExhausted: if none came free in time, or none would.
        """
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        try:
            ticket = self._budget.wait(self._share, partial(_end, over), patience_seconds=deadline - loop.time())
        except QueueFull:
            raise self._exhausted(0, "too many calls wait already") from None
        except Hopeless:
            raise self._exhausted(0, "the wait would be longer than the call has time") from None
        self._deadlines[over] = deadline
        if deadline < self._due:
            self._set_timer(deadline)
        try:
            if waiting is not None:
                await waiting(self._budget.position(ticket))
            await over
        except BaseException:
            self._budget.cancel(ticket)
            if ticket.unit is not None:
                hand_on(ticket.unit)
            raise
        finally:
            del self._deadlines[over]
        unit = ticket.unit
        if unit is None:
            position = self._budget.position(ticket)
            self._budget.cancel(ticket)
            raise self._exhausted(position, "none came free in time")
        return unit

    def _set_timer(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._timer = asyncio.get_running_loop().call_at(due, self._end_overdue)

    def _end_overdue(self) -> None:
        """End the waits whose time is up, and come back for the next."""
        self._timer, self._due = None, math.inf
        now = asyncio.get_running_loop().time() + _EARLY
        following = math.inf
        for wait, deadline in self._deadlines.items():
            if deadline <= now:
                _end(wait)
            else:
                following = min(following, deadline)
        if following < math.inf:
            self._set_timer(following)

    def _exhausted(self, position: int, why: str) -> BudgetExhausted:
        share = self._share
        self.refused += 1
        return BudgetExhausted(
            f"no connection for source {self._name!r}: {share.used} of {share.cap} in use, {why}",
            limit=share.cap,
            in_use=share.used,
            position=position,
            expected_wait=self._budget.expected_wait(share),
        )


def _end(wait: "asyncio.Future[None]") -> None:
    if not wait.done():
        wait.set_result(None)
