"""Calls of one connection, which come one after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import anyio
import structlog

from powerstrip.endpoint.task_context import TaskContext
from powerstrip.scopes import SharedScope, new_scope

__all__ = ["SerialCalls"]

Call = TypeVar("Call")
log = structlog.get_logger("powerstrip.endpoint")


class SerialCalls(Generic[Call]):
    """Runs calls one after the other in one task, inside of one cancel scope until one of them is cancelled.

    A task, a scope and a timer for each would be a good part of a small call. A task is not used again in
    which a call has left something: a context variable, another arithmetic of `decimal`, or a request to be cancelled
    that nobody took back.

    Args:
        run: runs a call in the scope that it is given. When the scope is cancelled it ends without waiting for
            anything, and whatever it raises ends the task.
        tasks: where the task is found while a call runs in it.
    """

    def __init__(self, run: Callable[[Call, SharedScope], Awaitable[None]], tasks: "set[asyncio.Task[None]]") -> None:
        self._run = run
        self._tasks = tasks
        self._context = TaskContext()
        self._next: Call | None = None
        self._scope: anyio.CancelScope | None = None
        self._wake: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._has_ended = False

    def start(self, call: Call) -> None:
        """Run a call; the one before has ended."""
        self._next = call
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._serve(), context=self._context.begin())
            self._task.add_done_callback(self._task_ends)
        elif self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
        self._tasks.add(self._task)

    def end(self) -> None:
        """Cancel the call that runs, if one does, and run no more."""
        self._has_ended = True
        if self._scope is not None:
            self._scope.cancel()

    def _task_ends(self, task: "asyncio.Task[None]") -> None:
        """Run the next call in another task, if one has come while this one ended."""
        self._tasks.discard(task)
        self._task = self._scope = self._wake = None
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            log.error("a call ended the task of its connection", exc_info=error)
        if self._next is not None and not self._has_ended:
            self.start(self._next)

    async def _serve(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        while not (self._has_ended or self._is_used_up(task)):
            with new_scope() as self._scope:
                await self._serve_in(self._scope, task)

    async def _serve_in(self, scope: anyio.CancelScope, task: "asyncio.Task[None]") -> None:
        shared, loop = SharedScope(scope), asyncio.get_running_loop()
        while not scope.cancel_called:
            if self._next is None:
                self._tasks.discard(task)
                self._wake = loop.create_future()
                await self._wake
                continue
            call, self._next = self._next, None
            await self._run(call, shared)
            # Who is idle keeps neither arguments nor a view.
            del call
            if self._is_used_up(task):
                return

    def _is_used_up(self, task: "asyncio.Task[None]") -> bool:
        return task.cancelling() > 0 or not self._context.is_as_begun()
