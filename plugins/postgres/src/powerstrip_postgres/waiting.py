"""A wait for the server that somebody else may end."""

from asyncio import CancelledError, Task, current_task
from typing import Any

__all__ = ["Waiting"]


class Waiting:
    """A block in which a task waits and which another task may end, again and again, one task at a time.

    It does what a cancel scope does that has no deadline, for a tenth of the price. Who ends the block is not the only
    one who may cancel its task: every other cancellation leaves the block as it came.
    """

    __slots__ = ("_asked", "_before", "_task")

    def __init__(self) -> None:
        self._task: Task[Any] | None = None
        self._before = 0
        self._asked = False

    def __enter__(self) -> None:
        self._task = task = current_task()
        assert task is not None
        self._before = task.cancelling()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        task, self._task = self._task, None
        if not self._asked:
            return False
        self._asked = False
        assert task is not None
        # Of two who cancel a task before it runs again only one is heard by it: whoever is not counted here.
        return task.uncancel() <= self._before and kind is not None and issubclass(kind, CancelledError)

    def end(self) -> None:
        """Let the task that is inside leave the block without what it waits for; without one nothing happens."""
        task = self._task
        # A task that is being cancelled leaves the block anyway, and for another reason.
        if task is not None and not self._asked and task.cancelling() == self._before:
            self._asked = task.cancel()
