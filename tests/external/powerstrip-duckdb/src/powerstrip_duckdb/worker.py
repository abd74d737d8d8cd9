"""The thread of one connection, and how its work is stopped."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from anyio import CancelScope, get_cancelled_exc_class, move_on_after, sleep

from powerstrip_sdk import Unreachable

__all__ = ["Worker"]

_Result = TypeVar("_Result")
#: Seconds that the thread gets to come back from a statement which is told to stop.
_STOP_SECONDS = 1.5
_AGAIN_SECONDS = 0.01


class Worker:
    """Runs one function at a time, in a thread of its own.

    Attributes:
        interrupt: ends what runs; it is called until the thread is back, as DuckDB forgets an interrupt that comes
            before its statement.
    """

    def __init__(self) -> None:
        self.interrupt: Callable[[], None] = lambda: None
        self._thread = ThreadPoolExecutor(1, "powerstrip-duckdb")
        self._work: Future[Any] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing runs."""
        return self._work is None or self._work.done()

    async def run(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """Run a function and wait for it; when that is cancelled, the function is interrupted first.

        Raises:
            Unreachable: if another one runs.
        """
        if not self.idle:
            raise Unreachable("the connection is still busy with another statement")
        work: Future[_Result] = self._thread.submit(function, *arguments)
        self._work = work
        try:
            return await asyncio.wrap_future(work)
        except get_cancelled_exc_class():
            with CancelScope(shield=True):
                await self.stop()
            raise

    async def stop(self) -> None:
        """Interrupt what runs, for a bounded time."""
        with move_on_after(_STOP_SECONDS):
            while not self.idle:
                self.interrupt()
                await sleep(_AGAIN_SECONDS)

    def end(self) -> None:
        """End the thread as soon as it is back."""
        self._thread.shutdown(wait=False)
