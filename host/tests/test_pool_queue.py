"""Waits for a connection on virtual time: one timer ends those whose time is up, each in its own time."""

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell_model import World
from virtual_time import START, VirtualLoop, run

from powerstrip import pool_queue

ONE = {"one": {"cap": 1, "floor": 0, "keep_idle": 1}}
#: Seconds; far enough apart that the order in which a test expects them is no chance.
SECONDS = st.integers(1, 50).map(float)


class Crowd:
    """Calls that wait for the only connection, each for its own time.

    Args:
        calls: when each comes and how long it has, in seconds.
        freed: when the connection comes back, in seconds.
    """

    def __init__(self, calls, *, freed):
        self.calls = calls
        self.freed = freed
        self.ended = {}

    async def gather(self):
        async with anyio.create_task_group() as tasks:
            world = self.world = World(tasks, ONE, total=1)
            tasks.start_soon(self._hold, world.pools["one"])
            # The one that has the connection was there before them.
            await anyio.sleep_until(START + 0.5)
            for number, (comes, seconds) in enumerate(self.calls):
                tasks.start_soon(self._call, world, number, START + comes, seconds)
        return self.ended, world.state()

    async def _hold(self, pool):
        lease = await pool.acquire(START + self.freed)
        await anyio.sleep_until(START + self.freed)
        await pool.release(lease)

    async def _call(self, world, number, comes, seconds):
        await anyio.sleep_until(comes)
        # The time that it holds the connection is nothing, so that all who still wait then have it at once.
        outcome = await world.call("one", seconds=seconds, hold=0.0)
        self.ended[number] = (outcome, round(anyio.current_time() - START, 2))


@given(st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=8), SECONDS)
def test_each_call_waits_as_long_as_it_has_time_and_no_longer(calls, half):
    freed = half + 0.5

    crowd = Crowd(calls, freed=freed)
    ended, left = run(crowd.gather)

    def expected(comes, seconds):
        if comes + seconds < freed:
            return "budget_exhausted", comes + seconds
        return "served", max(comes, freed)

    assert ended == {number: expected(*each) for number, each in enumerate(calls)}
    assert not any(left.values())
    assert crowd.world.pools["one"].refused == sum(outcome != "served" for outcome, _ in ended.values())


@pytest.mark.parametrize("calls", [[(1.0, 60.0), (2.0, 3.0)], [(1.0, 3.0), (2.0, 3.0)], [(1.0, 3.0), (9.0, 3.0)]])
def test_a_timer_that_was_set_for_another_call_ends_no_wait_too_late(calls):
    ended, _ = run(Crowd(calls, freed=50.5).gather)

    assert ended[1] == ("budget_exhausted", sum(calls[1]))


def test_one_timer_serves_all_waits_and_is_set_for_none_that_is_over(monkeypatch):
    set_by_the_queue, call_at = [], VirtualLoop.call_at

    def noted(loop, when, callback, *args, **named):
        timer = call_at(loop, when, callback, *args, **named)
        if callback.__module__ == pool_queue.__name__:
            set_by_the_queue.append((when - START, timer))
        return timer

    monkeypatch.setattr(VirtualLoop, "call_at", noted)
    ended, _ = run(Crowd([(1.0, 60.0), (2.0, 39.0), (3.0, 40.0), (4.0, 16.0)], freed=30.5).gather)

    assert [outcome for outcome, _ in ended.values()].count("served") == 3
    # The first waits longest. Of those that are set for less only one is due while somebody waits.
    assert [(when, timer.cancelled()) for when, timer in set_by_the_queue] == [
        (61.0, True),
        (41.0, True),
        (20.0, False),
        (41.0, False),
    ]
