"""Cancellation at every await point, and every hook ending in every way: nothing leaked, crossed or swallowed."""

import asyncio
import os
import random
from itertools import product

import anyio
import pytest
from shell_model import HOOKS, NOTHING, TIMES, World, always_ok
from virtual_time import run

LONG = bool(os.environ.get("POWERSTRIP_LONG"))
#: Cancel moments, chosen by seed, of each combination of hooks; all of them in a long run.
MOMENTS = 1
ONE = {"a": {"cap": 1, "floor": 0, "keep_idle": 1}}
TWO = {name: {"cap": 1, "floor": 0, "keep_idle": 1} for name in "ab"}


class Stepped:
    """Awaits a coroutine, counts its await points, and cancels in one of them.

    Args:
        coroutine: what is awaited.
        moment: the await point, counted from 1; none if 0.
        cancel: called soon after the await point was reached.
    """

    def __init__(self, coroutine, moment, cancel):
        self.coroutine = coroutine
        self.moment = moment
        self.cancel = cancel
        self.points = 0

    def __await__(self):
        inner = self.coroutine.__await__()
        resume, value = inner.send, None
        while True:
            try:
                waits_for = resume(value)
            except StopIteration as stop:
                return stop.value
            self.points += 1
            if self.points == self.moment:
                asyncio.get_running_loop().call_soon(self.cancel)
            try:
                resume, value = inner.send, (yield waits_for)
            except BaseException as error:  # noqa: BLE001 - goes on inside
                resume, value = inner.throw, error


class Victim:
    """One call that is cancelled at one of its await points.

    Args:
        moment: see `Stepped`.
        how: by the `scope` around the call, or as a `task`.

    Attributes:
        points: the await points that the call has reached.
        outcome: how it ended.
    """

    def __init__(self, moment, how):
        self.moment = moment
        self.how = how
        self.points = 0
        self.outcome = None

    async def suffer(self, call):
        """Let the call run to its end, and note how it ended."""
        task = asyncio.get_running_loop().create_task(self._scoped(call))
        await asyncio.wait([task])
        self.outcome = "cancelled" if task.cancelled() else task.result()

    async def _scoped(self, call):
        with anyio.CancelScope() as scope:
            cancel = scope.cancel if self.how == "scope" else asyncio.current_task().cancel
            stepped = Stepped(call, self.moment, cancel)
            try:
                outcome = await stepped
                await anyio.lowlevel.checkpoint()
            finally:
                self.points = stepped.points
        return "cancelled" if scope.cancelled_caught else outcome

    @property
    def is_well(self):
        """Whether the call ended cancelled if it was cancelled, and else by itself."""
        return (self.outcome == "cancelled") == (0 < self.moment <= self.points)


async def connecting(world, victim):
    world.behave = lambda source, hook: "slow" if hook == "connect" else "ok"
    await victim.suffer(world.call("a"))


async def waiting_for_the_connection_of_another(world, victim):
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.call, "a")
        await anyio.sleep(0.5)
        tasks.start_soon(victim.suffer, world.call("a"))


async def waiting_for_the_attempt_of_another(world, victim):
    world.behave = lambda source, hook: "slow" if hook == "connect" else "ok"
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.call, "a")
        await anyio.sleep(0.1)
        tasks.start_soon(victim.suffer, world.call("a"))


async def checking(world, victim):
    await world.call("a")
    await anyio.sleep(31)
    await victim.suffer(world.call("a"))


async def waiting_for_an_eviction(world, victim):
    await world.call("b")
    world.behave = lambda source, hook: "slow" if hook == "close" else "ok"
    await victim.suffer(world.call("a"))


async def resetting_slowly(world, victim):
    world.behave = lambda source, hook: "slow" if hook == "reset" else "ok"
    await victim.suffer(world.call("a"))


async def tried(situation, sources, victim):
    """Run one situation, then let the others call, and return everything that must be nothing."""
    async with anyio.create_task_group() as tasks:
        world = World(tasks, sources, total=1)
        await situation(world, victim)
        world.behave = always_ok
        others = [await world.call(name) for name in sources]
        await world.settle()
        state = world.state()
        for pool in world.pools.values():
            pool.shut()
    return others, state, world.violations, world.sockets


@pytest.mark.parametrize("how", ["scope", "task"])
@pytest.mark.parametrize(
    ("situation", "sources"),
    [
        (connecting, ONE),
        (waiting_for_the_connection_of_another, ONE),
        (waiting_for_the_attempt_of_another, ONE),
        (checking, ONE),
        (waiting_for_an_eviction, TWO),
        (resetting_slowly, ONE),
    ],
)
def test_a_call_cancelled_at_any_await_point_leaves_nothing_behind(situation, sources, how):
    undisturbed = Victim(0, how)
    assert run(tried, situation, sources, undisturbed) == (["served"] * len(sources), NOTHING, [], set())
    assert (undisturbed.outcome, undisturbed.points > 2) == ("served", True)
    for moment, seed in product(range(1, undisturbed.points + 1), range(5)):
        victim = Victim(moment, how)
        result = run(tried, situation, sources, victim, seed=seed)
        assert (moment, seed, victim.outcome) == (moment, seed, "cancelled")
        assert (moment, seed, *result) == (moment, seed, ["served"] * len(sources), NOTHING, [], set())


class StoppedTasks:
    """A task group that is cancelled at one await point of what runs in it, as a host's is after its grace.

    Args:
        moment: see `Stepped`, counted over all tasks.
    """

    def __init__(self, group, moment):
        self.group = group
        self.moment = moment
        self.points = 0

    def start_soon(self, function, *args):
        self.group.start_soon(self._run, function, *args)

    async def _run(self, function, *args):
        stepped = Stepped(function(*args), max(0, self.moment - self.points), self.group.cancel_scope.cancel)
        try:
            await stepped
        finally:
            self.points += stepped.points


async def evicting(world):
    await world.call("b")
    with anyio.move_on_after(1.5):
        await world.call("a")


async def reaping(world):
    await world.call("a")
    await anyio.sleep(TIMES.idle)
    world.pools["a"].close_expired(anyio.current_time())


async def shutting(world):
    await world.call("a")
    world.pools["a"].shut()


async def closing_what_is_dirty(world):
    await world.call("a", seconds=1, hold=10)


async def closing_with_every_place_of_the_reserve_taken(world):
    world.behave = lambda source, hook: "slow" if hook == "cancel" else "ok"
    async with anyio.create_task_group() as calls:
        calls.start_soon(lambda: world.call("a", seconds=1, hold=10))
        calls.start_soon(lambda: world.call("b", seconds=1, hold=10))


async def stopped(situation, total, moment):
    """Run a situation with closing stopped at a moment; return its await points and what must be nothing."""
    async with anyio.create_task_group() as outer, anyio.create_task_group() as group:
        tasks = StoppedTasks(group, moment)
        world = World(tasks, TWO, total=total, reserve=1)
        outer.start_soon(situation, world)
        await anyio.sleep(100)
    for pool in world.pools.values():
        with anyio.CancelScope(shield=True):
            await close_idle(pool)
    return tasks.points, world.state(), world.sockets


async def close_idle(pool):
    """Close what is idle at the end."""
    async with anyio.create_task_group() as pool._tasks:
        pool.invalidate()


@pytest.mark.parametrize(
    ("situation", "total"),
    [
        (evicting, 1),
        (reaping, 1),
        (shutting, 1),
        (closing_what_is_dirty, 1),
        (closing_with_every_place_of_the_reserve_taken, 2),
    ],
)
def test_closing_that_is_stopped_at_any_await_point_closes_all_the_same(situation, total):
    points, *left = run(stopped, situation, total, 0)
    assert (points > 0, *left) == (True, NOTHING, set())
    for moment, seed in product(range(1, points + 1), range(5)):
        _, *left = run(stopped, situation, total, moment, seed=seed)
        assert (moment, seed, *left) == (moment, seed, NOTHING, set())


class Grid:
    """One combination of hooks: a call, a later one that is cancelled, one that waits, and one that runs out of time.

    Args:
        ways: how each hook ends.
        victim: the call that is cancelled.
    """

    def __init__(self, ways, victim):
        self.ways = dict(zip(HOOKS, ways, strict=True))
        self.victim = victim
        self.late = []

    def behave(self, source, hook):
        return self.ways.get(hook, "ok")

    async def timed(self, call, seconds):
        """Note a call that went on after its deadline for longer than a check and a reset may take."""
        begun = anyio.current_time()
        try:
            return await call
        finally:
            if anyio.current_time() - begun > seconds + 2 * TIMES.close + 0.001:
                self.late.append(seconds)

    async def play(self):
        async with anyio.create_task_group() as tasks:
            world = World(tasks, ONE, total=1)
            await world.call("a")
            world.behave = self.behave
            await anyio.sleep(31)
            async with anyio.create_task_group() as calls:
                calls.start_soon(self.victim.suffer, self.timed(world.call("a", seconds=8), 8))
                await anyio.sleep(0.1)
                calls.start_soon(self.timed, world.call("a", seconds=9), 9)
            await self.timed(world.call("a", seconds=1, hold=10), 1)
            await world.settle()
            state = world.state()
            world.behave = always_ok
            await anyio.sleep(60)
            healed = await world.call("a")
            world.pools["a"].shut()
        return healed, self.late, state, world.sockets


@pytest.mark.parametrize(("connect", "check"), list(product(["ok", "error", "slow", "never"], repeat=2)))
def test_whatever_each_hook_does_and_whenever_a_call_is_cancelled_nothing_is_left_behind(connect, check):
    chance = random.Random(f"{connect} {check}")
    for rest in product(["ok", "error", "slow", "never"], repeat=3):
        ways = (connect, check, *rest)
        undisturbed = Victim(0, "task")
        assert (ways, run(Grid(ways, undisturbed).play)) == (ways, ("served", [], NOTHING, set()))
        moments = range(1, undisturbed.points + 1)
        chosen = moments if LONG else chance.sample(moments, min(MOMENTS, len(moments)))
        for moment, how in product(chosen, ["scope", "task"]):
            victim = Victim(moment, how)
            result = run(Grid(ways, victim).play, seed=chance.randrange(1000))
            assert (ways, moment, how, victim.is_well) == (ways, moment, how, True)
            assert (ways, moment, how, *result) == (ways, moment, how, "served", [], NOTHING, set())
