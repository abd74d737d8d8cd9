"""One source that is dead, on virtual time: the others do not notice, and it is knocked at by one call at a time."""

import math
import random
from itertools import pairwise

import anyio
import pytest
import structlog
from shell_model import SLOW, TIMES, World
from virtual_time import run

from powerstrip.health import FIRST_PAUSE, LONGEST_PAUSE

ALIVE = [f"s{number}" for number in range(9)]
SOURCES = {name: {"cap": 4, "floor": 0, "keep_idle": 4} for name in [*ALIVE, "dead"]}
#: Ways to be dead (refused, a black hole, failing after a while), and the seconds that an attempt to connect takes.
DEATHS = {"error": 0.0, "never": TIMES.connect, "slow error": SLOW}

#: Seconds within which one of thirty visitors comes by.
A_VISIT = 1.0


class Town:
    """Callers of nine sources that are well and of one that is not, from when it dies.

    Args:
        seed: of their comings and goings; equal for a run with the dead source and one without.
        death: how the source is dead.
        alive: how many call the sources that are well.
        visitors: how many call the dead source.
        dies_at: seconds after the start, until when it is well.
        seconds: how long they call.
        patience: seconds until the deadline of a visitor's call.
        open_ones: what the hooks of connections do that were open when it died.
        well_at: seconds after the start from when it is well again.
    """

    def __init__(self, seed, death, *, alive, visitors, dies_at=0.0, seconds=20.0, patience=10.0, open_ones="never"):
        self.seed = seed
        self.death = death
        self.alive = alive
        self.visitors = visitors
        self.dies_at = dies_at
        self.seconds = seconds
        self.patience = patience
        self.open_ones = open_ones
        self.well_at = math.inf
        self.waits = []
        self.outcomes = []

    def behave(self, source, hook):
        if source != "dead" or not self.dies_at <= anyio.current_time() - self.begun < self.well_at:
            return "ok"
        return self.death if hook == "connect" else self.open_ones

    async def live(self):
        async with anyio.create_task_group() as tasks:
            self.begun = anyio.current_time()
            world = World(tasks, SOURCES, total=20, behave=self.behave)
            async with anyio.create_task_group() as callers:
                for number in range(self.alive):
                    callers.start_soon(self.caller, world, ALIVE[number % 9], number)
                for number in range(self.visitors):
                    callers.start_soon(self.visitor, world, number)
            world.behave = lambda source, hook: "ok"
            await world.settle()
            for pool in world.pools.values():
                pool.shut()
        return world

    async def caller(self, world, source, number):
        chance = random.Random(f"{self.seed} {number}")
        while anyio.current_time() < self.begun + self.seconds:
            hold, begun = chance.uniform(0.05, 0.2), anyio.current_time()
            assert await world.call(source, hold=hold) == "served"
            self.waits.append(anyio.current_time() - begun)
            await anyio.sleep(chance.expovariate(4))

    async def visitor(self, world, number):
        chance = random.Random(f"{self.seed} visitor {number}")
        while anyio.current_time() < self.begun + self.seconds:
            self.outcomes.append(await world.call("dead", seconds=self.patience, hold=0.1))
            await anyio.sleep(chance.expovariate(1))


@pytest.fixture(autouse=True)
def nothing_is_logged():
    """A dead source is logged thousands of times here."""
    with structlog.testing.capture_logs():
        yield


def p99(values):
    return sorted(values)[int(len(values) * 0.99)]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("death", DEATHS)
def test_a_source_that_is_dead_from_the_start_does_not_slow_the_others_down(death, seed):
    without, beside = Town(seed, death, alive=27, visitors=0), Town(seed, death, alive=27, visitors=30)
    run(without.live, seed=seed)
    world = run(beside.live, seed=seed)

    assert p99(beside.waits) <= 1.1 * p99(without.waits)
    assert world.violations == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("death", DEATHS)
def test_a_source_that_dies_slows_the_others_no_more_than_when_it_was_well(death, seed):
    well = Town(seed, death, alive=27, visitors=30, dies_at=math.inf)
    dying = Town(seed, death, alive=27, visitors=30, dies_at=5.0)
    run(well.live, seed=seed)
    world = run(dying.live, seed=seed)

    assert p99(dying.waits) <= 1.1 * p99(well.waits)
    assert world.violations == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("dies_at", [0.0, 5.0])
@pytest.mark.parametrize("death", DEATHS)
def test_a_dead_source_costs_one_attempt_for_each_pause(death, dies_at, seed):
    town = Town(seed, death, alive=0, visitors=30, dies_at=dies_at, seconds=200, patience=60, open_ones="error")
    attempts, took = run(town.live, seed=seed).attempts["dead"], DEATHS[death]
    attempts = [at - town.begun for at in attempts if at >= town.begun + dies_at]
    failed = attempts[0] + took
    later = [at for at in attempts if at > failed]
    pauses = [begin - end for end, begin in pairwise([failed - took, *later])]

    assert len(attempts) - len(later) <= (1 if dies_at == 0 else SOURCES["dead"]["cap"])
    assert min(pauses) >= took + FIRST_PAUSE
    assert pauses[0] <= took + FIRST_PAUSE + A_VISIT
    assert max(pauses) <= took + LONGEST_PAUSE + A_VISIT


def test_a_source_that_is_well_again_serves_at_the_next_attempt():
    async def program():
        town = Town(0, "error", alive=0, visitors=30, seconds=100)
        town.well_at = 50.0
        await town.live()
        return town.outcomes

    outcomes = run(program)

    assert set(outcomes) == {"unreachable", "served"}
    assert outcomes[outcomes.index("served") :].count("unreachable") == 0
