"""The event loop of the tests: virtual time, and interleavings by a seed."""

import asyncio
import contextvars

import anyio
import pytest
from virtual_time import START, Deadlock, run


async def three_tasks():
    """Return the order in which three tasks took their steps."""
    order = []

    async def task(name):
        for _ in range(3):
            order.append(name)
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        for name in "abc":
            tasks.start_soon(task, name)
    return "".join(order)


async def cancelled_together():
    """Return the order in which twenty waiting tasks heard that their scope was cancelled."""
    order = []

    async def task(number):
        try:
            await anyio.sleep_forever()
        finally:
            order.append(number)

    async with anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(task, number)
        await anyio.sleep(1)
        tasks.cancel_scope.cancel()
    return order


@pytest.mark.parametrize("program", [three_tasks, cancelled_together])
def test_equal_seeds_make_equal_interleavings(program):
    assert [run(program, seed=seed) for seed in range(20)] == [run(program, seed=seed) for seed in range(20)]


@pytest.mark.parametrize("program", [three_tasks, cancelled_together])
def test_different_seeds_make_different_interleavings(program):
    assert len({str(run(program, seed=seed)) for seed in range(20)}) > 15


def test_tasks_take_turns_in_every_possible_order():
    async def program():
        order = []

        async def task(name):
            order.append(name)

        async with anyio.create_task_group() as tasks:
            for name in "abc":
                tasks.start_soon(task, name)
        return "".join(order)

    assert {run(program, seed=seed) for seed in range(100)} == {"abc", "acb", "bac", "bca", "cab", "cba"}


def test_callbacks_run_in_their_order_and_no_task_overtakes_one():
    async def program():
        order, loop = [], asyncio.get_running_loop()

        async def task(name):
            order.append(name)

        async with anyio.create_task_group() as tasks:
            for number in range(5):
                loop.call_soon(order.append, number)
            tasks.start_soon(task, "a")
            tasks.start_soon(task, "b")
        return order

    for seed in range(20):
        order = run(program, seed=seed)
        assert (order[:5], set(order[5:])) == ([0, 1, 2, 3, 4], {"a", "b"})


def test_timers_fire_in_the_order_of_their_times_at_their_times():
    async def program():
        fired = []

        async def sleeper(seconds):
            await anyio.sleep(seconds)
            fired.append((seconds, anyio.current_time() - START))

        async with anyio.create_task_group() as tasks:
            for seconds in (3.0, 1.0, 2.0, 0.5):
                tasks.start_soon(sleeper, seconds)
        return fired

    assert run(program) == [(0.5, 0.5), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]


def test_a_sleep_of_a_day_takes_no_time_but_virtual_time():
    async def program():
        await anyio.sleep(86400)
        return anyio.current_time() - START

    assert run(program) == 86400


def test_a_timeout_ends_what_waits_longer():
    async def program():
        with anyio.move_on_after(60) as scope:
            await anyio.sleep_forever()
        return scope.cancelled_caught, anyio.current_time() - START

    assert run(program) == (True, 60)


def test_waiting_for_what_never_comes_is_a_deadlock():
    async def program():
        await anyio.Event().wait()

    with pytest.raises(Deadlock, match="nothing is ready and no timer is set"):
        run(program)


def test_a_deadlocked_program_is_cancelled_before_the_error_is_seen():
    ended = []

    async def program():
        try:
            await anyio.sleep_forever()
        finally:
            ended.append(True)

    with pytest.raises(Deadlock):
        run(program)
    assert ended == [True]


def test_context_variables_belong_to_their_tasks():
    variable = contextvars.ContextVar("variable")

    async def program():
        seen = {}

        async def task(name):
            token = variable.set(name)
            for _ in range(3):
                await anyio.lowlevel.checkpoint()
            seen[name] = variable.get()
            variable.reset(token)

        async with anyio.create_task_group() as tasks:
            for name in "abc":
                tasks.start_soon(task, name)
        return seen

    assert run(program, seed=3) == {"a": "a", "b": "b", "c": "c"}
