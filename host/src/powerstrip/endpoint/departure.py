"""A client that goes away ends its call; that of a call which is answered at once is never watched."""

import asyncio
from typing import Self

import anyio
from anyio.abc import TaskGroup
from starlette.types import Receive

from powerstrip.scopes import new_scope

__all__ = ["WATCH_AFTER", "Departure"]

#: Seconds after which somebody looks whether the client is still there.
WATCH_AFTER = 0.1


class Departure:
    """Cancels a scope when the client of a request goes away while a block runs.

    Args:
        receive: of the request, whose body has been read.
        tasks: in which it is watched; they outlive the request.

    Attributes:
        scope: to run the request in.
    """

    __slots__ = ("_receive", "_tasks", "_timer", "_watching", "scope")

    def __init__(self, receive: Receive, tasks: TaskGroup) -> None:
        self.scope = new_scope()
        self._receive = receive
        self._tasks = tasks
        self._watching: anyio.CancelScope | None = None

    def __enter__(self) -> Self:
        self._timer = asyncio.get_running_loop().call_later(WATCH_AFTER, self._begin)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()

    def _begin(self) -> None:
        self._watching = anyio.CancelScope()
        self._tasks.start_soon(self._watch, self._watching)

    async def _watch(self, watching: anyio.CancelScope) -> None:
        with watching:
            while (await self._receive())["type"] != "http.disconnect":
                pass
            self.scope.cancel()
