"""The SDK's streamable HTTP: two of its session managers over one server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import lru_cache

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from powerstrip.access import Principal
from powerstrip.endpoint.guard import principal_of
from powerstrip.endpoint.server import McpServer

__all__ = ["Transport"]


class Transport:
    """Answers requests with the SDK.

    A request of an earlier revision that belongs to a session, or opens one, goes to the stateful manager; any other
    goes to the stateless one, where a disconnect cancels it. The SDK itself serves 2026-07-28 without state in either.

    Args:
        server: the MCP server.
    """

    def __init__(self, server: McpServer) -> None:
        self._stateful = StreamableHTTPSessionManager(server)
        self._stateless = StreamableHTTPSessionManager(server, stateless=True)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run both managers."""
        async with self._stateful.run(), self._stateless.run():
            yield

    async def handle(self, scope: Scope, receive: Receive, send: Send, *, stateful: bool) -> None:
        """Answer one request; see `Sdk.handle`."""
        scope["user"] = _session_owner(principal_of(scope))
        manager = self._stateful if stateful else self._stateless
        await manager.handle_request(scope, receive, send)


@lru_cache(1024)
def _session_owner(principal: Principal) -> AuthenticatedUser:
    """Return what the SDK binds a session to: to anybody else it answers as if there were no such session."""
    return AuthenticatedUser(AccessToken(token="", client_id=principal.id, scopes=[]))
