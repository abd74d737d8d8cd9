import asyncio
import decimal
from contextlib import suppress
from contextvars import ContextVar
from decimal import Decimal

import anyio
import pytest
from anyio.lowlevel import checkpoint
from structlog.testing import capture_logs

from powerstrip.endpoint.serial_calls import SerialCalls

pytestmark = pytest.mark.anyio
ENOUGH = 10
LEFT = ContextVar("left")
#: The variable, digits of the arithmetic, and whether it says that something was calculated.
NOTHING = (None, 28, False)


class Calls:
    """Calls that note what they do, and wait if they are told to."""

    def __init__(self):
        self.events, self.running, self.scopes, self.ran_in = [], set(), [], []
        self.left, self.then = [], None
        self.may_finish, self.waiting = anyio.Event(), anyio.Event()
        self.serial = SerialCalls(self._run, self.running)

    async def _run(self, call, scope):
        self.scopes.append(scope)
        self.ran_in.append(asyncio.current_task())
        self.events.append(("begins", call))
        with scope:
            if call == "waits":
                self.waiting.set()
                await self.may_finish.wait()
            self.events.append(("ends", call))
            self.left.append((LEFT.get(None), decimal.getcontext().prec, any(decimal.getcontext().flags.values())))
            if call == "leaves variable":
                LEFT.set("something")
            if call == "leaves arithmetic":
                decimal.getcontext().prec = 3
            if call == "calculates":
                Decimal(1) / 3
            if call == "leaves cancellation":
                await self._swallow_a_cancellation()
            if self.then is not None:
                call, self.then = self.then, None
                self.serial.start(call)
            return
        self.events.append(("is cancelled", call))

    async def _swallow_a_cancellation(self):
        asyncio.current_task().cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)

    async def rest(self):
        for _ in range(ENOUGH):
            await checkpoint()

    def time_is_up(self):
        self.scopes[-1].deadline = anyio.current_time() - 1


@pytest.fixture
async def calls():
    started = Calls()
    yield started
    started.serial.end()
    await started.rest()
    assert started.running == set()


async def test_calls_run_one_after_the_other_in_one_task_which_is_shown_while_they_run(calls):
    calls.serial.start("waits")
    await calls.waiting.wait()
    shown = set(calls.running)
    calls.may_finish.set()
    await calls.rest()
    between = set(calls.running)
    calls.serial.start("second")
    await calls.rest()

    assert calls.events == [("begins", "waits"), ("ends", "waits"), ("begins", "second"), ("ends", "second")]
    assert calls.ran_in == [*shown, *shown]
    assert between == set()


async def test_a_call_whose_time_is_up_is_cancelled_and_the_next_one_is_not(calls):
    calls.serial.start("waits")
    await calls.waiting.wait()
    calls.time_is_up()
    await calls.rest()
    calls.serial.start("next")
    await calls.rest()

    assert calls.events == [("begins", "waits"), ("is cancelled", "waits"), ("begins", "next"), ("ends", "next")]
    assert calls.ran_in[0] is calls.ran_in[1]


@pytest.mark.parametrize("rests", [True, False])
async def test_time_that_runs_out_between_two_calls_takes_none_of_them(calls, rests):
    calls.serial.start("first")
    await calls.rest()
    calls.time_is_up()
    if rests:
        await calls.rest()
    calls.serial.start("second")
    await calls.rest()

    assert calls.events == [("begins", "first"), ("ends", "first"), ("begins", "second"), ("ends", "second")]


async def test_the_end_cancels_the_call_that_runs_and_nothing_runs_after_it(calls):
    calls.serial.start("waits")
    await calls.waiting.wait()
    calls.serial.end()
    await calls.rest()
    calls.serial.start("late")
    await calls.rest()

    assert calls.events == [("begins", "waits"), ("is cancelled", "waits")]


async def test_a_call_that_has_not_begun_when_the_end_comes_never_does(calls):
    calls.serial.start("first")
    calls.serial.end()
    await calls.rest()

    assert calls.events == []


async def test_a_cancellation_of_the_task_ends_it_although_the_scopes_comes_with_it(calls):
    calls.serial.start("waits")
    await calls.waiting.wait()
    (task,) = calls.running
    calls.time_is_up()
    task.cancel()
    await calls.rest()

    assert calls.events == [("begins", "waits"), ("is cancelled", "waits")]
    assert task.done()


@pytest.mark.parametrize("leaves", ["variable", "arithmetic", "cancellation"])
@pytest.mark.parametrize("rests", [True, False])
async def test_what_a_call_leaves_in_its_task_does_not_reach_the_next_one(calls, leaves, rests):
    with capture_logs() as logged:
        calls.serial.start(f"leaves {leaves}")
        if rests:
            await calls.rest()
            calls.serial.start("next")
        else:
            calls.then = "next"
        await calls.rest()

    assert calls.events[1:] == [("ends", f"leaves {leaves}"), ("begins", "next"), ("ends", "next")]
    assert calls.ran_in[0] is not calls.ran_in[1]
    assert (calls.left, logged) == ([NOTHING, NOTHING], [])


async def test_a_call_that_calculates_leaves_its_task_to_the_next_one(calls):
    for call in ("calculates", "calculates", "next"):
        calls.serial.start(call)
        await calls.rest()

    assert len(set(calls.ran_in)) == 1
    assert calls.left == [NOTHING] * 3


async def test_calls_calculate_as_was_set_where_their_connection_was_made():
    with decimal.localcontext(prec=60):
        calls = Calls()
    for call in ("calculates", "next"):
        calls.serial.start(call)
        await calls.rest()
    calls.serial.end()

    assert len(set(calls.ran_in)) == 1
    assert calls.left == [(None, 60, False)] * 2


async def test_calls_run_although_the_usual_arithmetic_changes_after_their_connection_was_made(calls, monkeypatch):
    monkeypatch.setattr(decimal.DefaultContext, "prec", 60)
    calls.serial.start("first")
    await calls.rest()

    assert calls.left == [NOTHING]


async def test_a_group_of_nothing_but_cancellations_is_a_cancellation(calls):
    ends = []

    async def run(call, scope):
        with scope:
            try:
                await anyio.sleep_forever()
            except asyncio.CancelledError as error:
                raise BaseExceptionGroup("all of them", [error]) from None
        ends.append(call)

    serial = SerialCalls(run, set())
    serial.start("first")
    await calls.rest()
    serial.end()
    await calls.rest()

    assert ends == ["first"]


async def test_a_deadline_is_kept_to_a_hundredth_or_less_and_left_alone_when_it_serves_the_next_call(calls):
    calls.serial.start("waits")
    await calls.waiting.wait()
    scope, now = calls.scopes[-1], anyio.current_time()
    seen = []
    for deadline in (now + 100, now + 100.1, now + 100.2, now + 10):
        scope.deadline = deadline
        seen.append(scope.deadline - now)
    calls.may_finish.set()

    assert seen == pytest.approx([100.225, 100.225, 100.425, 10.075], abs=0.01)
