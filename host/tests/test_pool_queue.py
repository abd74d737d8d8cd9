"""Waits for a connection on virtual time: one timer ends those whose time is up, each in its own time."""

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell_model import World
from virtual_time import START, run

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
            world = World(tasks, ONE, total=1)
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

    ended, left = run(Crowd(calls, freed=freed).gather)

    def expected(comes, seconds):
        if comes + seconds < freed:
            return "budget_exhausted", comes + seconds
        return "served", max(comes, freed)

    assert ended == {number: expected(*each) for number, each in enumerate(calls)}
    assert not any(left.values())


@pytest.mark.parametrize("calls", [[(1.0, 60.0), (2.0, 3.0)], [(1.0, 3.0), (2.0, 3.0)], [(1.0, 3.0), (9.0, 3.0)]])
def test_a_timer_that_was_set_for_another_call_ends_no_wait_too_late(calls):
    ended, _ = run(Crowd(calls, freed=50.5).gather)

    assert ended[1] == ("budget_exhausted", sum(calls[1]))
