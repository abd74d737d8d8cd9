"""A source that is lost or found again while calls are on their way, on virtual time."""

import anyio
from shell_model import NOTHING, World
from virtual_time import run

ONE = {"a": {"cap": 1, "floor": 0, "keep_idle": 1}}
THREE = {"a": {"cap": 3, "floor": 0, "keep_idle": 3}}


def in_world(sources, program):
    """Run a program in a world of its own, and return what it returns and what must be nothing at the end."""

    async def live():
        async with anyio.create_task_group() as tasks:
            world = World(tasks, sources, total=10)
            returned = await program(world, world.pools["a"])
            await world.settle()
            state = world.state()
            world.pools["a"].shut()
        return returned, state

    return run(live)


async def granted_to_a_waiting_call(world, pool, tasks, **call):
    """Let a call wait for the only connection and get it; it has not noticed when this returns."""
    lease = await pool.acquire(anyio.current_time() + 100)
    tasks.start_soon(lambda: world.call("a", **call))
    await anyio.sleep(1)
    (ticket,) = pool.share.waiting
    pool.give_back(lease, anyio.current_time(), clean=True)
    assert ticket.unit is lease.unit
    return lease


def test_a_connection_that_was_granted_when_its_source_was_lost_is_not_used():
    async def program(world, pool):
        async with anyio.create_task_group() as tasks:
            lease = await granted_to_a_waiting_call(world, pool, tasks)
            pool.invalidate()
            await anyio.sleep(0.5)
            in_use = [each.connection for each in pool.leases]
        return lease.connection.closed, lease.connection in in_use, len(in_use), len(world.attempts["a"])

    assert in_world(ONE, program) == ((True, False, 1, 2), NOTHING)


def test_a_call_cancelled_in_the_moment_of_its_grant_hands_on_no_connection_of_a_lost_source():
    async def program(world, pool):
        async with anyio.create_task_group() as tasks:
            lease = await pool.acquire(anyio.current_time() + 100)
            tasks.start_soon(world.call, "a")
            await anyio.sleep(1)
            tasks.cancel_scope.cancel()
            pool.give_back(lease, anyio.current_time(), clean=True)
            pool.invalidate()
        await world.settle()
        return lease.connection.closed, len(pool.share.idle)

    assert in_world(ONE, program) == ((True, 0), NOTHING)


def test_an_attempt_that_fails_after_a_later_one_succeeded_does_not_condemn_the_source():
    async def program(world, pool):
        ends = iter(["ok", "slow error", "ok"])
        world.behave = lambda source, hook: next(ends) if hook == "connect" else "ok"
        outcomes = {}

        async def call(name):
            outcomes[name] = await world.call("a", hold=1.0)

        async with anyio.create_task_group() as tasks:
            for name in ("first", "older", "newer"):
                tasks.start_soon(call, name)
                await anyio.sleep(0.1)
        return outcomes, pool.health.state, len(pool.share.idle)

    outcomes = {"older": "unreachable", "first": "served", "newer": "served"}
    assert in_world(THREE, program) == ((outcomes, "ready", 2), NOTHING)


def test_an_attempt_that_fails_after_an_older_one_succeeded_condemns_the_source():
    async def program(world, pool):
        ends = iter(["ok", "error"])
        world.behave = lambda source, hook: next(ends) if hook == "connect" else "ok"
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(lambda: world.call("a", hold=1.0))
            await anyio.sleep(0.1)
            outcome = await world.call("a")
        await world.settle()
        return outcome, pool.health.state, len(pool.share.idle)

    assert in_world(THREE, program) == (("unreachable", "unreachable", 0), NOTHING)


def test_a_waiter_takes_the_place_of_another_idle_connection_when_the_close_it_waits_for_hangs():
    async def live():
        async with anyio.create_task_group() as tasks:
            sources = {name: {"cap": 2, "floor": 0, "keep_idle": 2} for name in ("dead", "well", "new")}
            world = World(tasks, sources, total=2)
            for name in ("dead", "well"):
                await world.call(name)
            world.behave = lambda source, hook: "never" if (source, hook) == ("dead", "close") else "ok"
            begun = anyio.current_time()
            await world.call("new", hold=0.0)
            waited = anyio.current_time() - begun
            await world.settle()
            state = world.state()
            for pool in world.pools.values():
                pool.shut()
        return waited, state

    waited, state = run(live)

    assert state == NOTHING
    assert waited < 0.1
