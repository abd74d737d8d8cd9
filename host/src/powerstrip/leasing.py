"""A call and its connection: leased, worked with before the deadline, and given back whatever happens."""

import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from anyio.abc import TaskGroup

from powerstrip.metrics import Metrics
from powerstrip.pool import Lease, Pool
from powerstrip.pool_queue import Waiting
from powerstrip.running_call import RunningCall
from powerstrip.scopes import SharedScope
from powerstrip.signs_of_life import signs_of_life
from powerstrip.sources import Source
from powerstrip.tracing import annotate, trace_run, trace_wait
from powerstrip_sdk import Connection, ConnectorError, Unreachable

__all__ = ["Leasing"]

Returned = TypeVar("Returned")


class Leasing:
    """Gives calls their connections.

    Args:
        metrics: counts who had to wait.
        tasks: in which signs of life are sent; it outlives every call.
    """

    def __init__(self, metrics: Metrics, tasks: TaskGroup) -> None:
        self._metrics = metrics
        self._tasks = tasks

    async def with_connection(
        self, call: RunningCall, source: Source, work: Callable[[Connection], Awaitable[Returned]]
    ) -> Returned:
        """Lease a connection, work with it before the deadline, and give it back whatever happens.

        Args:
            call: that works with it.
            source: whose connection.
            work: what to do with it.

        Raises:
            CallError: if there is no connection in time.
        """
        pool, lease = source.usable_pool(), None
        if not call.traced:
            lease = pool.take(call.clock(), call.deadline, call.id)
        if lease is None:
            lease = await self._wait(call, source, pool)
        call.holds_connection, interrupted = True, True
        call.scope.deadline = call.deadline
        try:
            if call.traced or call.client.wants_progress:
                with signs_of_life(call, self._tasks), trace_run(call, source):
                    returned = await work(lease.connection)
            else:
                returned = await work(lease.connection)
            interrupted = False
        except ConnectorError as error:
            interrupted = False
            if isinstance(error, Unreachable):
                pool.doubt()
            raise
        finally:
            call.scope.deadline = math.inf
            call.holds_connection = False
            if interrupted or not pool.take_back(lease, call.clock()):
                await _release(pool, lease, interrupted=interrupted)
        return returned

    async def _wait(self, call: RunningCall, source: Source, pool: Pool) -> Lease:
        """Lease a connection that is not there at once, or whose lease is to be seen in a trace."""
        if isinstance(call.scope, SharedScope):
            # What was left for the call before must not end this one's wait, which has an end of its own.
            call.scope.deadline = call.deadline
        begun = call.clock()
        waiting = _teller(call) if call.client.wants_progress else None
        if call.traced:
            with trace_wait(call, source) as traced:
                lease = await pool.acquire(call.deadline, waiting, call.id)
                annotate(traced, {"powerstrip.waited": lease.waited})
        else:
            lease = await pool.acquire(call.deadline, waiting, call.id)
        if lease.waited:
            self._metrics.count_wait(source.name, lease.since - begun)
        return lease


def _teller(call: RunningCall) -> Waiting:
    """Return what tells a client that its call waits."""

    async def tell(position: int) -> None:
        # A client that reads nothing must not keep what is granted to its call meanwhile.
        with anyio.move_on_at(call.deadline):
            await call.progress(f"{call.name} waiting for a connection, position {position}")

    return tell


async def _release(pool: Pool, lease: Lease, *, interrupted: bool) -> None:
    with anyio.CancelScope(shield=True):
        await pool.release(lease, interrupted=interrupted)
