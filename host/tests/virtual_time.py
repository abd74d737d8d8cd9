"""An event loop for tests on which time is virtual, and on which a seed decides which task goes next.

What is permuted: the steps of tasks. A task that is ready takes its next step when the seed picks it among all tasks
that are ready, so that hundreds of seeds show hundreds of interleavings of the same program.

What is not permuted: everything else that is called soon, that is the callbacks of transports, protocols, futures and
timers. They run in the order in which they were scheduled, because asyncio promises that and libraries rely on it. For
the same reason no task overtakes a callback that was scheduled before the task became ready; it may only be late.

Time stands still while anything is ready, and then jumps to the next timer. When there is neither, nothing can ever
happen again: `Deadlock` is raised instead of hanging.

The loop does no I/O and knows no threads.
"""

import asyncio
import contextvars
import math
import random
import selectors
from itertools import count
from weakref import WeakKeyDictionary

import anyio

__all__ = ["Deadlock", "VirtualLoop", "run"]

#: Where virtual time begins: not at zero, which some code takes for "never".
START = 1000.0


class Deadlock(Exception):
    """Nothing is ready and no timer is set."""


class _Clock(selectors.SelectSelector):
    """Waits for I/O as a real selector does, except that there is none: waiting only moves the time on."""

    def __init__(self):
        super().__init__()
        self.now = START

    def select(self, timeout=None):
        if timeout is None:
            raise Deadlock("nothing is ready and no timer is set")
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """See the module.

    Args:
        seed: equal seeds make equal interleavings.

    Attributes:
        steps: how many steps tasks have taken.
    """

    def __init__(self, seed=0):
        self.steps = 0
        self._clock = _Clock()
        self._choose = random.Random(seed)
        self._ready_steps = []
        self._numbers = WeakKeyDictionary()
        self._ages = count()
        self._neutral = contextvars.Context()
        super().__init__(self._clock)

    def time(self):
        return self._clock.now

    def call_soon(self, callback, *args, context=None):
        """Schedule a callback at its place in the queue; a task's step only becomes ready at that place."""
        task = getattr(callback, "__self__", None)
        if not isinstance(task, asyncio.Task):
            return super().call_soon(callback, *args, context=context)
        step = (self._number(task), context or contextvars.copy_context(), callback, args)
        return super().call_soon(self._becomes_ready, step, context=self._neutral)

    def call_at(self, when, callback, *args, context=None):
        """Schedule a callback; one that is due in all eternity, as in a sleep without end, is no timer."""
        if when == math.inf:
            return asyncio.TimerHandle(when, callback, args, self, context)
        return super().call_at(when, callback, *args, context=context)

    def _number(self, task):
        """Number tasks by age: sets of tasks, which cancel scopes walk through, have an order of chance."""
        if task not in self._numbers:
            self._numbers[task] = next(self._ages)
        return self._numbers[task]

    def _becomes_ready(self, step):
        self._ready_steps.append(step)
        super().call_soon(self._take_a_step, context=self._neutral)

    def _take_a_step(self):
        """Take one of the steps that are ready; there is one call of this for each of them."""
        self.steps += 1
        steps = self._ready_steps
        steps.sort(key=lambda step: step[0])
        _, context, callback, args = steps.pop(self._choose.randrange(len(steps)))
        context.run(callback, *args)


def run(program, *args, seed=0):
    """Run an async function to its end on a `VirtualLoop` and return its result.

    The module `random` is seeded too, for the code under test that asks it.
    """
    state = random.getstate()
    random.seed(seed)
    try:
        return anyio.run(program, *args, backend_options={"loop_factory": lambda: VirtualLoop(seed)})
    finally:
        random.setstate(state)
