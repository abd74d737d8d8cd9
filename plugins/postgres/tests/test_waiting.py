"""Waits that are ended from outside: by whoever may end them, by the host, by both at once, and by neither."""

import asyncio
from contextlib import suppress

import anyio
import pytest

from powerstrip_postgres.waiting import Waiting

pytestmark = pytest.mark.anyio


class Wait:
    """A task that waits for an answer, and what became of it."""

    def __init__(self, scope=None):
        self.waiting, self.answer = Waiting(), asyncio.get_running_loop().create_future()
        self.outcome, self.counted, self.scope = None, None, scope or anyio.CancelScope()

    async def run(self):
        try:
            with self.scope:
                with self.waiting:
                    self.outcome = await self.answer
                    return
                self.outcome = "ended"
                await anyio.lowlevel.checkpoint_if_cancelled()
                self.outcome = "told"
        except asyncio.CancelledError:
            self.outcome = "cancelled"
            raise
        finally:
            self.counted = asyncio.current_task().cancelling()

    async def begun(self):
        task = asyncio.create_task(self.run())
        await asyncio.sleep(0)
        return task


async def finished(task):
    with suppress(asyncio.CancelledError):
        await task


async def test_who_waits_leaves_without_an_answer_and_is_not_cancelled_any_more():
    wait = Wait()
    task = await wait.begun()
    wait.waiting.end()
    wait.waiting.end()
    await finished(task)
    assert (wait.outcome, wait.counted, wait.answer.cancelled()) == ("told", 0, True)


async def test_nothing_happens_where_nobody_waits():
    waiting = Waiting()
    waiting.end()
    with waiting:
        await asyncio.sleep(0)
    waiting.end()
    await asyncio.sleep(0)
    assert asyncio.current_task().cancelling() == 0


async def test_a_wait_can_be_ended_again_and_again():
    waiting, ended = Waiting(), 0
    for _ in range(3):
        with waiting:
            asyncio.get_running_loop().call_soon(waiting.end)
            await asyncio.get_running_loop().create_future()
        ended += 1
    assert (ended, asyncio.current_task().cancelling()) == (3, 0)


async def test_an_end_that_comes_with_the_answer_still_ends_the_wait():
    wait = Wait()
    task = await wait.begun()
    wait.answer.set_result("answer")
    wait.waiting.end()
    await finished(task)
    assert (wait.outcome, wait.counted) == ("told", 0)


async def test_an_end_that_comes_with_an_error_is_no_cancellation_afterwards():
    waiting = Waiting()

    async def gives_up():
        with suppress(asyncio.CancelledError):
            await asyncio.get_running_loop().create_future()
        raise LookupError

    asyncio.get_running_loop().call_soon(waiting.end)
    with pytest.raises(LookupError), waiting:
        await gives_up()
    assert asyncio.current_task().cancelling() == 0


@pytest.mark.parametrize("order", ["end first", "task first"])
async def test_a_task_that_is_cancelled_at_the_same_time_stays_cancelled(order):
    wait = Wait()
    task = await wait.begun()
    for step in (wait.waiting.end, task.cancel) if order == "end first" else (task.cancel, wait.waiting.end):
        step()
    await finished(task)
    assert (wait.outcome, wait.counted, task.cancelled()) == ("cancelled", 1, True)


@pytest.mark.parametrize("is_answered", [False, True])
@pytest.mark.parametrize("order", ["end first", "scope first"])
async def test_a_scope_that_is_cancelled_at_the_same_time_is_heard(order, is_answered):
    wait = Wait()
    task = await wait.begun()
    if is_answered:
        wait.answer.set_result("answer")
    steps = (wait.waiting.end, wait.scope.cancel)
    for step in steps if order == "end first" else reversed(steps):
        step()
    await finished(task)
    assert wait.outcome != "told"
    assert (wait.scope.cancelled_caught, task.cancelling(), task.cancelled()) == (True, 0, False)


async def test_a_scope_that_is_cancelled_alone_is_heard():
    wait = Wait()
    task = await wait.begun()
    wait.scope.cancel()
    await finished(task)
    assert (wait.scope.cancelled_caught, task.cancelling(), task.cancelled()) == (True, 0, False)


async def test_a_task_that_was_cancelled_before_and_went_on_can_be_ended():
    async def work():
        with suppress(asyncio.CancelledError):
            await asyncio.get_running_loop().create_future()
        with waiting:
            await asyncio.get_running_loop().create_future()
        return asyncio.current_task().cancelling()

    waiting = Waiting()
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    waiting.end()
    assert await task == 1
