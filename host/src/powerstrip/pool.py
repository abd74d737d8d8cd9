"""The connections of one source, under the budget: opening, leasing, resetting and closing them."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import anyio
import structlog
from anyio.abc import TaskGroup

from powerstrip.budget import Budget, Share, State, Unit
from powerstrip.clock import current_time
from powerstrip.credential import Credential
from powerstrip.driver_steps import checked, is_fresh, is_idle, knows_when_idle, to_its_end
from powerstrip.errors import CallError, is_the_hosts_own
from powerstrip.health import Health
from powerstrip.lease import Lease, PoolTimes
from powerstrip.pool_queue import PoolQueue, Waiting
from powerstrip_sdk import Connection, ConnectorError

__all__ = ["LEAK_GRACE", "Lease", "Pool", "PoolTimes"]

#: Seconds of idleness after which a connection is asked for a sign of life before it is used.
CHECK_AFTER = 30.0
#: Seconds that an attempt to connect to a source which is not known to answer must have had to count as failed.
FAIR_TRIAL = 1.0
#: Seconds after which nobody counts any more on the place of a connection that is being closed.
SLOW_CLOSE = 0.05
#: Seconds beyond its call's deadline after which a lease is taken for lost.
LEAK_GRACE = 30.0

log = structlog.get_logger("powerstrip.pool")


class Pool:
    """The connections of one source.

    Args:
        name: of the source, for messages.
        connect: opens one connection.
        budget: decides who gets a connection.
        share: the source's share of it.
        times: how long the steps may take.
        reserve: the units on top of the budget, for cancel requests.
        credential: grades the source with its first connection, and after failures.
        redact: masks the sources' secrets in a text.
        tasks: in which connections are closed; it outlives every call.

    Attributes:
        health: what attempts to connect have shown.
        leases: what is busy now, with its call.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Awaitable[Connection]],
        *,
        budget: Budget,
        share: Share,
        times: PoolTimes,
        reserve: anyio.CapacityLimiter,
        tasks: TaskGroup,
        credential: Credential,
        redact: Callable[[str], str] = str,
    ) -> None:
        self.name = name
        self.health = Health()
        self.credential = credential
        self.share = share
        self.times = times
        self._connect = connect
        self._budget = budget
        self._reserve = reserve
        self._redact = redact
        self._tasks = tasks
        self.leases: set[Lease] = set()
        self._queue = PoolQueue(name, budget, share)
        self._attempt: anyio.Event | None = None
        self._suspect_before = 0.0
        self._generation = 0

    @property
    def refused(self) -> int:
        """How many calls got no connection in time."""
        return self._queue.refused

    def take(self, now: float, deadline: float, holder: str) -> Lease | None:
        """Lease an idle connection that is beyond doubt, at once: nothing is awaited and nothing is made.

        Args:
            now: in seconds on anyio's clock.
            deadline: of the call, in seconds on anyio's clock.
            holder: id of the call.

        Returns:
            None if there is none, and `acquire` must be asked.
        """
        idle = self.share.idle
        if not idle or self._is_doubtful(idle[-1], now):
            return None
        unit = self._budget.take(self.share)
        return None if unit is None else self._grant(unit, now, deadline, holder)

    async def acquire(self, deadline: float, waiting: Waiting | None = None, holder: str = "") -> Lease:
        """Lease a connection, waiting for it or opening it if need be.

        Args:
            deadline: when to give up, in seconds on anyio's clock.
            waiting: called with the position in the queue if there is none at once.
            holder: id of the call.

        Raises:
            BudgetExhausted: if no connection came free in time.
            CallError: if the source cannot be connected to.
        """
        waited = False
        while True:
            # Asked here too, because most calls need not wait for that, and a coroutine takes longer than the question.
            alone = not self._is_usable() and await self._admit(deadline)
            try:
                unit = self._budget.take(self.share)
                if unit is None:
                    waited, unit = True, await self._queue.wait(deadline, self._hand_on, waiting)
                if unit.state is State.OPENING:
                    if not (alone or self.health.ready):  # the source died while this call waited in the queue
                        self._hand_on(unit)
                        continue
                    await self._open(unit, deadline)
            finally:
                if alone:
                    self._attempt_is_over()
            now = current_time()
            if _lease(unit).generation != self._generation:  # the source was lost between the grant and now
                self._retire(unit)
                continue
            if unit.since and self._is_doubtful(unit, now) and not await self._is_alive(unit):
                continue
            return self._grant(unit, now, deadline, holder, waited=waited)

    async def release(self, lease: Lease, *, interrupted: bool = False) -> None:
        """Give a connection back: clean, or closed.

        A connection that was left in the middle of something is closed, because what it would say next belongs to a
        call that has ended.

        Args:
            lease: of the connection.
            interrupted: whether its work was stopped; only a connection that knows when it is idle survives that.
        """
        connection, clean = lease.connection, False
        try:
            if is_idle(connection) and not (interrupted and not knows_when_idle(connection)):
                clean = is_fresh(connection) or await self._bounded(connection.reset, "reset")
        finally:
            self.give_back(lease, current_time(), clean=clean)

    def take_back(self, lease: Lease, now: float) -> bool:
        """Give a connection back at once, if it says that it is as good as new.

        Args:
            lease: of the connection, whose work has ended by itself.
            now: in seconds on anyio's clock.

        Returns:
            False if it must be released instead.
        """
        if not is_fresh(lease.connection):
            return False
        self.give_back(lease, now, clean=True)
        return True

    def give_back(self, lease: Lease, now: float, *, clean: bool) -> None:
        """Give a connection back at once: nothing is awaited and nothing is made.

        Args:
            lease: of the connection.
            now: in seconds on anyio's clock.
            clean: whether the connection is as good as new; one that is not is closed.
        """
        if lease not in self.leases:
            return
        self.leases.discard(lease)
        lease.holder = None
        unit = lease.unit
        unit.since = now
        if not clean or now >= lease.expires or lease.generation != self._generation:
            self._retire(unit)
        elif not self._budget.give_back(unit, held=now - lease.since):
            self._close_soon(unit)

    def close_lost_leases(self, now: float) -> None:
        """Close connections whose calls are long over and never gave them back, which only a defect can bring about.

        Args:
            now: in seconds on anyio's clock.
        """
        for lease in [each for each in self.leases if now > each.deadline + LEAK_GRACE]:
            log.error("connection was not given back", source=self.name, call=lease.holder, held=now - lease.since)
            self.give_back(lease, now, clean=False)

    def doubt(self) -> None:
        """Check every connection that is idle now before its next use, because one of them was lost."""
        self._suspect_before = current_time()

    def invalidate(self) -> None:
        """Close every connection that is idle now, and each busy one on its return, because the server is another."""
        self._generation += 1
        self.credential.doubt()
        for unit in list(self.share.idle):
            self._budget.discard_idle(unit)
            self._close_soon(unit)

    def close_expired(self, now: float) -> float:
        """Close connections that were idle too long.

        Args:
            now: in seconds on anyio's clock.

        Returns:
            when the next one expires if nothing happens.
        """
        while self.share.idle and self.share.idle[0].since + self.times.idle <= now:
            unit = self.share.idle[0]
            self._budget.discard_idle(unit)
            self._close_soon(unit)
        return self.share.idle[0].since + self.times.idle if self.share.idle else now + self.times.idle

    def evict(self, unit: Unit) -> None:
        """Close an idle connection whose place another source needs."""
        log.debug("connection evicted", source=self.name)
        self._close_soon(unit)

    def shut(self) -> None:
        """Take the source out of the budget and close what is idle; what is busy closes on its return."""
        for unit in self._budget.remove(self.share):
            self._close_soon(unit)

    def _is_usable(self) -> bool:
        """Whether the source is known to answer, or was when it had its last call."""
        return self.health.ready or bool(self.share.idle)

    async def _admit(self, deadline: float) -> bool:
        """Let one call at a time try a source that is not known to answer, so that it is not knocked at by all.

        Returns:
            whether this call is the one that tries.
        """
        while not self._is_usable():
            self.health.check(current_time())
            if self._attempt is None:
                self._attempt = anyio.Event()
                return True
            with anyio.move_on_at(deadline):
                await self._attempt.wait()
            if current_time() >= deadline:
                raise CallError("timeout", f"source {self.name!r} did not answer in time")
        return False

    def _attempt_is_over(self) -> None:
        if self._attempt is not None:
            self._attempt.set()
            self._attempt = None

    def _grant(self, unit: Unit, now: float, deadline: float, holder: str, *, waited: bool = False) -> Lease:
        lease = _lease(unit)
        unit.since = lease.since = now
        lease.deadline, lease.holder, lease.waited = deadline, holder, waited
        self.leases.add(lease)
        return lease

    async def _open(self, unit: Unit, deadline: float) -> None:
        now = current_time()
        left = max(0.0, deadline - now)
        try:
            with anyio.fail_after(min(self.times.connect, left)):
                connection = await self._connect_and_examine()
        except BaseException as error:
            self._budget.closing(unit)
            self._budget.closed(unit)
            if is_the_hosts_own(error):
                raise
            if isinstance(error, TimeoutError) and left < (self.times.connect if self.health.ready else FAIR_TRIAL):
                # The call had too little time for an attempt, which says nothing about the source.
                raise CallError("timeout", f"no connection to source {self.name!r} in the time left") from error
            raise self._connect_failed(error, begun=now, limit=min(self.times.connect, left)) from error
        # The jitter keeps connections that were opened together from ending together.
        expires = current_time() + self.times.life * random.uniform(0.85, 1.0)  # noqa: S311
        lease = Lease(connection=connection, unit=unit, generation=self._generation, expires=expires)
        self._budget.opened(unit, lease)
        if not self.health.ready:
            log.info("source is ready", source=self.name)
        self.health.succeeded(begun=now)

    async def _connect_and_examine(self) -> Connection:
        connection = checked(await to_its_end(self._connect))
        try:
            await self.credential.examine(connection)
        except BaseException:
            await self._bounded(connection.close, "close")
            raise
        return connection

    def _connect_failed(self, error: BaseException, *, begun: float, limit: float) -> CallError:
        if isinstance(error, (ConnectorError, CallError)):
            failure = error if isinstance(error, CallError) else CallError.of(error)
            failure.hide(self._redact)
        elif isinstance(error, TimeoutError):
            failure = CallError("unreachable", f"no connection to source {self.name!r} within {limit:.3g} s")
        else:
            failure = CallError("internal", f"the connector of source {self.name!r} failed, see the host's log")
            log.error("connect failed unexpectedly", source=self.name, exc_info=error)
        if failure.code == "throttled" and self.share.used:
            # The server is full of our own connections among others: calls wait for one of them instead.
            return failure
        if not self.health.failed(failure, current_time(), begun=begun):
            return failure
        self.credential.doubt()
        if failure.code == "unreachable":
            self.invalidate()
        log.warning(
            "source cannot be used", source=self.name, code=failure.code, reason=str(failure), detail=failure.detail
        )
        return failure

    def _is_doubtful(self, unit: Unit, now: float) -> bool:
        return now - unit.since > CHECK_AFTER or unit.since <= self._suspect_before

    async def _is_alive(self, unit: Unit) -> bool:
        connection, alive = _lease(unit).connection, False
        try:
            alive = await self._bounded(connection.check, "check")
        finally:
            if not alive:
                self._retire(unit)
        if not alive:
            self.invalidate()
        return alive

    def _retire(self, unit: Unit) -> None:
        self._budget.closing(unit)
        self._close_soon(unit)

    def _hand_on(self, unit: Unit) -> None:
        """Pass on a unit that was granted to a call which cannot use it, mostly because it has just been cancelled."""
        if unit.state is State.OPENING:
            self._budget.closing(unit)
            self._budget.closed(unit)
        elif _lease(unit).generation != self._generation:
            self._retire(unit)
        elif not self._budget.give_back(unit, held=0.0):
            self._close_soon(unit)

    def _close_soon(self, unit: Unit) -> None:
        self._tasks.start_soon(self._close, unit)

    async def _close(self, unit: Unit) -> None:
        """Close a connection whatever state it is in; its unit is free only when that is done."""
        connection = _lease(unit).connection
        patience = asyncio.get_running_loop().call_later(SLOW_CLOSE, self._budget.closing_slowly, unit)

        async def cancel() -> None:
            async with self._reserve:
                await connection.cancel()

        try:
            if not is_idle(connection):
                await self._bounded(cancel, "cancel")
            await self._bounded(connection.close, "close")
        finally:
            patience.cancel()
            self._budget.closed(unit)

    async def _bounded(self, step: Callable[[], Awaitable[None]], what: str) -> bool:
        """Run a step of a connection's life to its end or its deadline, whatever happens to the call around it."""
        with anyio.move_on_after(self.times.close, shield=True):
            try:
                await to_its_end(step)
            except BaseException as error:
                if is_the_hosts_own(error):
                    raise
                log.debug("connection is given up", source=self.name, step=what, error=repr(error))
                return False
            return True
        log.warning("connection is given up", source=self.name, step=what, error="took too long")
        return False


def _lease(unit: Unit) -> Lease:
    assert isinstance(unit.connection, Lease)
    return unit.connection
