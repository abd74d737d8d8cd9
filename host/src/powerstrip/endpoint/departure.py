"""A client that goes away ends its call; the call of one that is answered at once is never watched."""

import asyncio
from types import TracebackType
from typing import Self

import anyio
from anyio.abc import TaskGroup
from starlette.types import Receive

__all__ = ["WATCH_AFTER", "Departure"]

#: Seconds after which somebody looks whether the client is still there.
WATCH_AFTER = 0.1


class Departure:
    """Cancels a block when the client of a request goes away.

    Args:
        receive: of the request, whose body has been read.
        tasks: in which it is watched; they outlive the request.
    """

    __slots__ = ("_receive", "_scope", "_tasks", "_timer", "_watching")

    def __init__(self, receive: Receive, tasks: TaskGroup) -> None:
        self._receive = receive
        self._tasks = tasks
        self._scope = anyio.CancelScope()
        self._watching: anyio.CancelScope | None = None

    def __enter__(self) -> Self:
        self._scope.__enter__()
        self._timer = asyncio.get_running_loop().call_later(WATCH_AFTER, self._begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()
        return bool(self._scope.__exit__(kind, error, trace))

    def _begin(self) -> None:
        self._watching = anyio.CancelScope()
        self._tasks.start_soon(self._watch, self._watching)

    async def _watch(self, scope: anyio.CancelScope) -> None:
        with scope:
            while (await self._receive())["type"] != "http.disconnect":
                pass
            self._scope.cancel()
