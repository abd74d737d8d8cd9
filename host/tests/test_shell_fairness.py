"""Who gets how much, on virtual time: no source lives at the cost of another."""

import os
import random
from collections import Counter

import anyio
import pytest
from shell_model import World
from virtual_time import run

NAMES = [f"s{number}" for number in range(10)]
LONG = bool(os.environ.get("POWERSTRIP_LONG"))
SEEDS = range(6 if LONG else 2)
#: A long run lasts longer too, because the counts of a short one spread by chance.
LONGER = 3 if LONG else 1


class Market:
    """Callers that call again as soon as they are served, or after a pause.

    Args:
        seed: of how long they hold a connection.
        callers: how many each source has.
        total: of the budget.
        cap: of each source.
        pause: mean seconds between two calls of a caller.
        seconds: how long they call.
    """

    def __init__(self, seed, callers, *, total, cap, pause=0.0, seconds=20.0):
        self.seed = seed
        self.callers = callers
        self.total = total
        self.share = {"cap": cap, "floor": 0, "keep_idle": cap}
        self.pause = pause
        self.seconds = seconds * LONGER
        self.served = Counter()

    async def trade(self):
        """Let all of them call, and return how often each source was served."""
        async with anyio.create_task_group() as tasks:
            world = World(tasks, dict.fromkeys(self.callers, self.share), total=self.total)
            end = anyio.current_time() + self.seconds
            async with anyio.create_task_group() as callers:
                for name, number in self.callers.items():
                    for caller in range(number):
                        callers.start_soon(self.caller, world, name, f"{self.seed} {name} {caller}", end)
            await world.settle()
            for pool in world.pools.values():
                pool.shut()
        assert world.violations == []
        return self.served

    async def caller(self, world, name, key, end):
        chance = random.Random(key)
        while anyio.current_time() < end:
            if self.pause:
                await anyio.sleep(chance.expovariate(1 / self.pause))
            outcome = await world.call(name, hold=chance.uniform(0.05, 0.15), seconds=1000)
            self.served[name] += outcome == "served" and anyio.current_time() < end


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("total", "cap", "callers", "seconds"),
    [(5, 4, 4, 150), (20, 4, 4, 10), (20, 20, 10, 10)],
)
def test_under_equal_load_the_worst_source_gets_nearly_as_much_as_the_best(total, cap, callers, seconds, seed):
    market = Market(seed, dict.fromkeys(NAMES, callers), total=total, cap=cap, seconds=seconds)
    served = run(market.trade, seed=seed)

    assert min(served[name] for name in NAMES) >= 0.8 * max(served.values())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("total", "cap", "seconds"), [(20, 8, 20), (20, 20, 20), (10, 10, 60)])
def test_a_source_with_a_hundred_times_the_load_takes_little_from_the_others(total, cap, seconds, seed):
    modest = dict.fromkeys(NAMES[1:], 1)
    load = {"total": total, "cap": cap, "pause": 0.2, "seconds": seconds}
    alone = {name: run(Market(seed, {name: 1}, **load).trade, seed=seed)[name] for name in modest}
    together = run(Market(seed, {NAMES[0]: 100, **modest}, **load).trade, seed=seed)

    assert min(together[name] / alone[name] for name in modest) >= 0.9
