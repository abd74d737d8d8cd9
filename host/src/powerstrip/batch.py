"""What need not be done at once: gathered while the loop is busy, and done together."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Batch"]

#: Seconds that something waits for others at most.
PATIENCE = 0.05
#: What waits at most: things, which are done without a pause that calls would notice, and the bytes that they hold.
MOST = 100
MOST_BYTES = 1_000_000
Item = TypeVar("Item")


class Batch(Generic[Item]):
    """Gathers things while an event loop runs, for which each is done at once otherwise.

    What would take turns with the calls, and find the processor's caches full of them, is done in one go.

    Args:
        do: does what has been gathered, in the order in which it came.
    """

    def __init__(self, do: Callable[[list[Item]], None]) -> None:
        self._do = do
        self._waiting: list[Item] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._is_open = True

    def put(self, item: Item, size: int) -> None:
        """Take one thing, to be done soon.

        Args:
            item: the thing.
            size: about how many bytes it holds.
        """
        self._waiting.append(item)
        self._bytes += size
        if self._timer is None:
            self._timer = self._start_timer()
        if self._timer is None or len(self._waiting) >= MOST or self._bytes > MOST_BYTES:
            self.work_off()

    def work_off(self) -> None:
        """Do what waits."""
        if self._timer is not None:
            self._timer.cancel()
        waiting, self._waiting, self._bytes, self._timer = self._waiting, [], 0, None
        if waiting:
            self._do(waiting)

    def close(self) -> None:
        """Do what waits; what comes later waits for nothing."""
        self._is_open = False
        self.work_off()

    def _start_timer(self) -> asyncio.TimerHandle | None:
        try:
            return asyncio.get_running_loop().call_later(PATIENCE, self.work_off) if self._is_open else None
        except RuntimeError:
            return None
