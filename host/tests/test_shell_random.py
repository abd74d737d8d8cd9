"""Many callers of several sources on virtual time: whatever happens in whatever order, nothing is leaked or crossed."""

import asyncio
import os
import random
from functools import partial

import anyio
import pytest
from shell_model import HOOKS, NOTHING, World, always_ok
from virtual_time import run

SEEDS = 3000 if os.environ.get("POWERSTRIP_LONG") else 100
#: Runs in one test.
CHUNK = 25
#: Sources, their limits, and the total of the budget: with room for all, with too little, with floors.
PLANS = [
    ({name: {"cap": 4, "floor": 0, "keep_idle": 2} for name in "abc"}, 12),
    ({name: {"cap": 4, "floor": 0, "keep_idle": 4} for name in "abc"}, 5),
    (
        {
            "a": {"cap": 4, "floor": 2, "keep_idle": 3},
            "b": {"cap": 3, "floor": 1, "keep_idle": 1},
            "c": {"cap": 2, "floor": 0, "keep_idle": 2},
        },
        7,
    ),
    ({"a": {"cap": 1, "floor": 0, "keep_idle": 1}, "b": {"cap": 1, "floor": 0, "keep_idle": 1}}, 1),
]


class Storm:
    """One random run: who calls when, what fails, who is cancelled how, and when.

    Args:
        seed: of everything in it.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.sources, self.total = self.random.choice(PLANS)
        self.misbehave = self.random.choice([0.0, 0.05, 0.3])
        self.swallowed = 0
        self.outcomes = []

    def behave(self, source, hook):
        if self.random.random() >= self.misbehave:
            return "ok"
        return self.random.choice(["slow", "error", "never", "torn"] if hook in HOOKS else ["slow", "error", "never"])

    async def rage(self):
        """Let everybody call, and return the state after it."""
        async with anyio.create_task_group() as tasks:
            world = World(tasks, self.sources, total=self.total, behave=self.behave)
            await asyncio.gather(self.housekeeping(world), *(self.caller(world) for _ in range(30)))
            world.behave = always_ok
            await world.settle()
            state = world.state()
            await self.acquire_all(world)
            for pool in world.pools.values():
                pool.shut()
        return world, state

    async def housekeeping(self, world):
        """Reap, doubt and invalidate now and then while the others call."""
        for _ in range(20):
            await anyio.sleep(self.random.uniform(0, 10))
            pool = world.pools[self.random.choice(list(world.pools))]
            reap = partial(pool.close_expired, anyio.current_time())
            self.random.choice([reap, pool.doubt, pool.invalidate])()

    async def caller(self, world):
        """Call a few times, with pauses; some calls are cancelled, by a scope or as a task."""
        for _ in range(self.random.randint(1, 4)):
            await anyio.sleep(self.random.choice([0, 0, self.random.expovariate(0.1), 50]))
            how = self.random.choice(["not", "not", "scope", "task"])
            call = asyncio.get_running_loop().create_task(self.one_call(world, how))
            if how == "task":
                await anyio.sleep(self.random.choice([0, self.random.expovariate(1.0)]))
                asked = call.cancel()
                await asyncio.wait([call])
                self.swallowed += asked and not call.cancelled()
            else:
                await call

    async def one_call(self, world, how):
        seconds = self.random.choice([0.5, 5, 60])
        hold = self.random.choice([0, self.random.expovariate(1.0)])
        source = self.random.choice(list(world.pools))
        with anyio.CancelScope() as scope:
            if how == "scope":
                scope.deadline = anyio.current_time() + self.random.choice([0, self.random.expovariate(1.0)])
            self.outcomes.append(await world.call(source, seconds=seconds, hold=hold))
            await anyio.lowlevel.checkpoint()
        self.swallowed += scope.cancel_called and not scope.cancelled_caught

    async def acquire_all(self, world):
        """Take every connection that there may be, of each source and then over all, and give them back."""
        await anyio.sleep(60)
        for names in [[name] * share["cap"] for name, share in self.sources.items()]:
            await self.hold_together(world, names[: self.total])
        names = [name for name, share in self.sources.items() for _ in range(share["floor"])]
        more = [name for name, share in self.sources.items() for _ in range(share["cap"] - share["floor"])]
        await self.hold_together(world, (names + more)[: self.total])

    async def hold_together(self, world, names):
        leases = [await world.pools[name].acquire(anyio.current_time() + 30) for name in names]
        for lease in leases:
            await world.pools[lease.connection.source].release(lease)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_whatever_happens_nothing_is_leaked_crossed_or_swallowed(first):
    for seed in range(first, first + CHUNK):
        storm = Storm(seed)
        world, state = run(storm.rage, seed=seed)
        assert (seed, state, storm.swallowed) == (seed, NOTHING, 0)
        assert (seed, world.violations, world.sockets, world.budget.used) == (seed, [], set(), 0)


def test_the_random_runs_reach_every_kind_of_end():
    outcomes = set()
    for seed in range(30):
        storm = Storm(seed)
        run(storm.rage, seed=seed)
        outcomes |= set(storm.outcomes)

    assert outcomes >= {"served", "timeout", "lost", "unreachable", "budget_exhausted"}
