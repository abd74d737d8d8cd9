"""The SDK of MCP, imported when the first request needs it.

It takes longer to import than all the rest of a host does, and a third of the host's memory. Nobody waits for it before
the host listens, and who never needs it does not pay for it.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from anyio.abc import TaskStatus
from starlette.types import Receive, Scope, Send

from powerstrip.host import Host
from powerstrip.workers.group import Group

if TYPE_CHECKING:
    from powerstrip.endpoint.server import McpServer
    from powerstrip.endpoint.transport import Transport

__all__ = ["CALLER", "Sdk"]

#: Key in the ASGI scope under which the HTTP layer says who calls.
CALLER = "powerstrip.caller"


class Sdk:
    """The SDK's server and its transport over HTTP, each built on first need.

    Args:
        host: the running host.
        private: whether lists depend on who asks, so that no cache may share them.
        group: the workers that are one host together; None if it is one process.

    Attributes:
        stopping: set when the host is about to stop.
        has_sessions: whether the earlier revisions have any; among workers each request may come to another one.
    """

    def __init__(self, host: Host, *, private: bool, group: Group | None = None) -> None:
        self.stopping = anyio.Event()
        self.has_sessions = group is None
        self._group = group
        self._host = host
        self._private = private
        self._building = anyio.Lock()
        self._server: McpServer | None = None
        self._transport: Transport | None = None

    @property
    def private(self) -> bool:
        """Whether lists depend on who asks, so that no cache may share them."""
        return self._private

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Take requests inside the block."""
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()

    async def handle(self, scope: Scope, receive: Receive, send: Send, *, stateful: bool) -> None:
        """Answer one request.

        Args:
            scope: of the request, with the `Caller` under `CALLER`.
            receive: likewise.
            send: likewise.
            stateful: whether it belongs to a session of an earlier revision, or opens one.
        """
        transport = self._transport or await self._started()
        await transport.handle(scope, receive, send, stateful=stateful)

    async def server(self) -> "McpServer":
        """Return the SDK's server."""
        async with self._building:
            return await self._built()

    def set_private(self, private: bool) -> None:
        """Say anew whether lists depend on who asks.

        Args:
            private: whether they do.
        """
        self._private = private
        if self._server is not None:
            self._server.set_private(private)

    def stop(self) -> None:
        """End the streams on which clients only listen: their clients never would, and the host would wait for them."""
        self.stopping.set()
        if self._server is not None:
            self._server.stop()

    async def _built(self) -> "McpServer":
        if self._server is None:
            server_class = await anyio.to_thread.run_sync(_import_server)
            self._server = server_class(self._host, private=self._private, group=self._group)
            if self.stopping.is_set():
                self._server.stop()
        return self._server

    async def _started(self) -> "Transport":
        async with self._building:
            if self._transport is None:
                self._transport = await self._tasks.start(self._run, await self._built())
            return self._transport

    async def _run(self, server: "McpServer", *, task_status: "TaskStatus[Transport]") -> None:
        from powerstrip.endpoint.transport import Transport

        transport = Transport(server)
        async with transport.running():
            task_status.started(transport)
            await anyio.sleep_forever()


def _import_server() -> "type[McpServer]":
    from powerstrip.endpoint.server import McpServer

    return McpServer
