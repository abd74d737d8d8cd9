"""Streamable HTTP: who may come in, what may come in, and which of the SDK's session managers answers."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import anyio
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from powerstrip.endpoint.guard import Guard
from powerstrip.endpoint.server import CALLER, McpServer
from powerstrip.endpoint.strict_json import MAX_BODY, PARSE_ERROR, NotStrict, parse
from powerstrip.host import Host
from powerstrip.metrics import METRICS_TYPE
from powerstrip.running_call import Caller

__all__ = ["McpEndpoint", "build_app"]

_SESSION = "mcp-session-id"
_REVISION = "mcp-protocol-version"


class McpEndpoint:
    """The ASGI application at `/mcp` and `/mcp/<view>`.

    Two of the SDK's managers stand over one server. A request of an earlier revision that belongs to a session, or
    opens one, goes to the stateful one; any other goes to the stateless one, where a disconnect cancels it. The SDK
    itself serves 2026-07-28 without state in either.

    Args:
        host: the running host.
        server: its MCP server.
        guard: decides who may come in.
    """

    def __init__(self, host: Host, server: McpServer, guard: Guard) -> None:
        self._host = host
        self._server = server
        self._guard = guard
        self._stateful = StreamableHTTPSessionManager(server)
        self._stateless = StreamableHTTPSessionManager(server, stateless=True)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run both managers."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._stateful.run())
            await stack.enter_async_context(self._stateless.run())
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope = {**scope, "headers": [(name, value.strip()) for name, value in scope["headers"]]}
        request = Request(scope)
        caller = await self._admit(request)
        if isinstance(caller, Response):
            await caller(scope, receive, send)
            return
        scope[CALLER] = caller
        message: Any = None
        if request.method == "POST":
            body = await _read(request, receive)
            if isinstance(body, Response):
                await body(scope, receive, send)
                return
            try:
                message = parse(body)
            except NotStrict:
                await Response(PARSE_ERROR, 400, media_type="application/json")(scope, receive, send)
                return
            receive = _replay(body, receive)
        manager = self._stateful if _belongs_to_session(request, message) else self._stateless
        if request.method == "GET":
            await _until(self._server.stopping, manager.handle_request, scope, receive, send)
        else:
            await manager.handle_request(scope, receive, send)

    async def _admit(self, request: Request) -> Caller | Response:
        """Return who calls through which view, or the refusal."""
        principal = await self._guard.admit(request)
        if isinstance(principal, Response):
            return principal
        view = self._host.catalog.views.get(request.path_params.get("view", ""))
        if view is None:
            return PlainTextResponse("there is no such view", 404)
        return Caller(principal=principal, view=view)


def build_app(host: Host, server: McpServer, *, bound: str, token: str | None) -> Starlette:
    """Return the host's ASGI application.

    Args:
        host: the running host.
        server: its MCP server.
        bound: address that is listened on.
        token: that every request must carry, None if none is needed.
    """
    guard = Guard(host.plan.configuration.settings.host, bound=bound, token=token)
    endpoint = McpEndpoint(host, server, guard)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with endpoint.running():
            yield

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def metrics(request: Request) -> Response:
        principal = await guard.admit(request)
        if isinstance(principal, Response):
            return principal
        return Response(host.metrics.exposition(), media_type=METRICS_TYPE)

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/mcp", endpoint),
            Route("/mcp/{view}", endpoint),
            Route("/healthz", healthz, methods=["GET"]),
            Route("/metrics", metrics, methods=["GET"]),
        ],
    )


def _belongs_to_session(request: Request, message: Any) -> bool:
    if request.headers.get(_REVISION) in MODERN_PROTOCOL_VERSIONS:
        return False
    opens = isinstance(message, Mapping) and message.get("method") == "initialize"
    return opens or _SESSION in request.headers or request.method != "POST"


async def _read(request: Request, receive: Receive) -> bytes | Response:
    """Read a body up to the limit, and not a byte further."""
    too_large = PlainTextResponse(f"a message has at most {MAX_BODY} bytes", 413, headers={"Connection": "close"})
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY:
        return too_large
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Response(status_code=400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            return too_large
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body to the next application, then whatever the server says next (a disconnect)."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


async def _until(stopping: anyio.Event, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a stream that has no end of its own: to the application, the host's end is its client's going away."""
    unfinished = False

    async def received() -> Message:
        message: Message = {"type": "http.disconnect"}

        async def listen() -> None:
            nonlocal message
            message = await receive()
            tasks.cancel_scope.cancel()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(listen)
            await stopping.wait()
            tasks.cancel_scope.cancel()
        return message

    async def sent(message: Message) -> None:
        nonlocal unfinished
        unfinished = message["type"] == "http.response.start" or message.get("more_body", False)
        await send(message)

    await app(scope, received, sent)
    if unfinished:
        await send({"type": "http.response.body", "body": b""})
