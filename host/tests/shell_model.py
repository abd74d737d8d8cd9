"""Servers that exist only in the process, beside the pools under test, which count their own sockets.

Every hook of a connection does what the test says: it is `ok`, `slow` (but in time), an `error`, `never` done, or
`torn` (the driver raises a cancellation of its own making). What must never happen is noted in `World.violations` at
the moment when it happens, because nobody may raise inside of a pool's closing task.
"""

import asyncio
from collections import Counter, deque

import anyio

from powerstrip.budget import Budget
from powerstrip.credential import Credential
from powerstrip.errors import CallError
from powerstrip.pool import Pool, PoolTimes
from powerstrip_sdk import Connection, Unreachable

__all__ = ["HOOKS", "TIMES", "ModelConnection", "World", "always_ok"]

TIMES = PoolTimes(connect=5.0, close=2.0, idle=40.0)
#: The hooks that the host calls; `use` is the call's own work.
HOOKS = ("connect", "check", "reset", "cancel", "close")
SLOW = 0.5


def always_ok(source, hook):
    """Behave well."""
    return "ok"


class World:
    """Several sources, their pools under one budget, and what the servers see.

    Args:
        tasks: a task group, or something like it, in which connections are closed.
        sources: cap, floor and keep_idle of each, by name.
        total: of the budget.
        reserve: places for cancel requests.
        behave: says what a hook of a source does this time.

    Attributes:
        sockets: the sockets that are open, closing ones and attempts to connect included.
        cancelling: cancel requests that are under way.
        attempts: times of the attempts to connect, by source.
        violations: what happened though it must never happen.
    """

    def __init__(self, tasks, sources, *, total, reserve=2, behave=always_ok, queue=1000):
        self.behave = behave
        self.reserve = reserve
        self.sockets = set()
        self.most = self.cancelling = self.calls = 0
        self.attempts = {name: [] for name in sources}
        self.violations = []
        self.budget = Budget(
            total, queue=queue, queue_per_source=queue, evict=lambda unit: self.pools[unit.share.name].evict(unit)
        )
        places = anyio.CapacityLimiter(reserve)
        self.pools = {
            name: Pool(
                name,
                lambda name=name: self.connect(name),
                budget=self.budget,
                share=self.budget.add(name, **share),
                times=TIMES,
                reserve=places,
                credential=Credential(name, read_only_by=None),
                tasks=tasks,
            )
            for name, share in sources.items()
        }

    async def act(self, source, hook):
        """Do what a hook shall do this time."""
        kind = self.behave(source, hook)
        await anyio.sleep(SLOW) if kind.startswith("slow") else await anyio.lowlevel.checkpoint()
        if kind == "never":
            await anyio.Event().wait()
        if kind == "torn":
            raise asyncio.CancelledError
        if kind in ("error", "slow error"):
            raise Unreachable(f"{hook} fails")

    async def connect(self, source):
        """Open a connection; the server has a socket from the first packet on."""
        connection = ModelConnection(self, source)
        self.attempts[source].append(anyio.current_time())
        self.sockets.add(connection)
        self._count()
        try:
            await self.act(source, "connect")
        except BaseException:
            self.sockets.discard(connection)
            raise
        return connection

    async def call(self, source, *, seconds=60.0, hold=1.0):
        """Lease, use and give back a connection as a call does, and say how it ended."""
        pool, now = self.pools[source], anyio.current_time()
        self.calls += 1
        nonce, deadline = self.calls, now + seconds
        try:
            lease = pool.take(now, deadline, str(nonce)) or await pool.acquire(deadline, holder=str(nonce))
        except CallError as error:
            return error.code
        try:
            with anyio.CancelScope(deadline=deadline) as scope:
                await lease.connection.use(nonce, hold)
            outcome = "timeout" if scope.cancelled_caught else "served"
        except Unreachable:
            pool.doubt()
            return "lost"
        finally:
            with anyio.CancelScope(shield=True):
                await pool.release(lease)
        return outcome

    async def settle(self):
        """Wait until every close that was begun has ended."""
        with anyio.fail_after(100_000):
            while any(share.closing for share in self.budget.shares.values()):  # noqa: ASYNC110 - virtual time
                await anyio.sleep(TIMES.close)

    def state(self):
        """Return what must be nothing when nobody calls."""
        shares = self.budget.shares.values()
        idle = sum(len(share.idle) for share in shares)
        return {
            "violations": self.violations,
            "leased": sum(share.opening + share.busy for share in shares)
            + sum(len(pool.leases) for pool in self.pools.values()),
            "waiting": self.budget.waiting + sum(len(share.waiting) for share in shares),
            "closing": sum(share.closing for share in shares),
            "sockets that are not idle": len(self.sockets) - idle,
            "units that are not idle": self.budget.used - idle,
        }

    def expect(self, condition, what):
        """Note a violation unless the condition holds."""
        if not condition:
            self.violations.append(what)

    def _count(self):
        """Hold the servers' count of sockets against every limit, at the moment when it grows."""
        by_source = Counter(connection.source for connection in self.sockets)
        self.most = max(self.most, len(self.sockets))
        self.expect(len(self.sockets) <= self.budget.total, f"{len(self.sockets)} sockets pass the total")
        self.expect(len(self.sockets) <= self.budget.used, "there are more sockets than units")
        for name, share in self.budget.shares.items():
            self.expect(by_source[name] <= share.cap, f"{by_source[name]} sockets of {name} pass its cap")


#: What `World.state` is when nobody calls and nothing went wrong.
NOTHING = {
    "violations": [],
    "leased": 0,
    "waiting": 0,
    "closing": 0,
    "sockets that are not idle": 0,
    "units that are not idle": 0,
}


class ModelConnection(Connection):
    """One connection, to a server that answers in the order of the requests, each with the request's nonce."""

    def __init__(self, world, source):
        self.world = world
        self.source = source
        self.replies = deque()
        self.step = None
        self.closed = False

    @property
    def idle(self):
        return not self.replies

    async def use(self, nonce, seconds):
        """Ask and take the oldest answer, which is somebody else's if the connection was handed on dirty."""
        self._begin("use")
        try:
            self.replies.append(nonce)
            await anyio.sleep(seconds)
            await self.world.act(self.source, "use")
            self.world.expect(self.replies.popleft() == nonce, "a call got the answer to another")
        finally:
            self.step = None

    async def reset(self):
        self.world.expect(self.idle, "a dirty connection was reset instead of closed")
        await self._do("reset")

    async def check(self):
        self.world.expect(self.idle, "a dirty connection was kept")
        await self._do("check")

    async def cancel(self):
        world = self.world
        world.cancelling += 1
        world.expect(world.cancelling <= world.reserve, "cancel requests pass the reserve")
        try:
            await world.act(self.source, "cancel")
        finally:
            world.cancelling -= 1

    async def close(self):
        """End the connection; whatever happens, the socket is gone when this is."""
        self._begin("close")
        try:
            await self.world.act(self.source, "close")
        finally:
            self.closed = True
            self.world.sockets.discard(self)

    async def _do(self, step):
        self._begin(step)
        try:
            await self.world.act(self.source, step)
        finally:
            self.step = None

    def _begin(self, step):
        self.world.expect(not self.closed, f"{step} of a closed connection")
        self.world.expect(self.step is None, f"{step} during {self.step}")
        self.step = step
