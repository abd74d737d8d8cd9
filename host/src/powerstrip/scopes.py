"""Cancel scopes for calls: one for each, or one for many that come one after the other."""

import asyncio
import math
from functools import lru_cache
from types import TracebackType
from typing import Self

import anyio

__all__ = ["SharedScope", "new_scope"]

#: How much longer a call may take in a shared scope, whose deadline is set so much less often: a part of its time, and
#: seconds.
_LATE, _LATEST = 0.01, 0.3


def new_scope() -> anyio.CancelScope:
    """Return a cancel scope that is not entered.

    anyio asks for each which event loop is running, which takes longer than making it; here there is one kind.
    """
    return _scope_class()()


@lru_cache(1)
def _scope_class() -> type[anyio.CancelScope]:
    return type(anyio.CancelScope())


class SharedScope:
    """What a call takes for its own cancel scope, in a task whose scope serves many calls, one after the other.

    Once cancelled it is so for good: the task must leave its scope when the call that is ended has its answer, before
    it waits for anything, and enter another one.

    Args:
        scope: that the task is in, and whoever has the task cancels.
    """

    __slots__ = ("_clock", "_scope")

    def __init__(self, scope: anyio.CancelScope) -> None:
        self._scope = scope
        self._clock = asyncio.get_running_loop().time

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """End the call if it was cancelled with the scope, and nothing else went wrong."""
        if error is None:
            return False
        if isinstance(error, BaseExceptionGroup):
            _, others = error.split(asyncio.CancelledError)
            return self._scope.cancel_called and others is None
        return self._scope.cancel_called and isinstance(error, asyncio.CancelledError)

    @property
    def deadline(self) -> float:
        """When the scope is cancelled, in seconds on anyio's clock: a little later than what was set.

        None at all leaves the one before as it is: the next call sets its own, which is mostly so little later that
        the same serves. That next call has to set one before it waits for anything.
        """
        return self._scope.deadline

    @deadline.setter
    def deadline(self, value: float) -> None:
        if value == math.inf:
            return
        latest = min((value - self._clock()) * _LATE, _LATEST)
        # Timers are not exact: one that is hardly late might come before those that this value was given.
        if not latest / 4 <= self._scope.deadline - value <= latest:
            self._scope.deadline = value + latest * 3 / 4
