"""Streamable HTTP: who may come in, what may come in, and who answers."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from powerstrip.access import Access, Principal
from powerstrip.api import RestApi
from powerstrip.catalog import View
from powerstrip.endpoint.body import read_body, replay
from powerstrip.endpoint.direct_lane import DirectLane
from powerstrip.endpoint.guard import Gate, known_principal, permit, principal_of
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.endpoint.problem import refusal_for
from powerstrip.endpoint.readiness import readiness
from powerstrip.endpoint.sdk import CALLER, Sdk
from powerstrip.endpoint.streams import OpenStreams, serve_until
from powerstrip.endpoint.strict_json import PARSE_ERROR, NotStrict, parse
from powerstrip.host import Host
from powerstrip.metrics import METRICS_TYPE
from powerstrip.running_call import Caller

__all__ = ["MODERN_REVISIONS", "McpEndpoint", "build_app", "build_router"]

_SESSION = "mcp-session-id"
_REVISION = "mcp-protocol-version"
#: The revisions without sessions.
MODERN_REVISIONS = frozenset({"2026-07-28"})


class McpEndpoint:
    """The ASGI application at `/mcp` and `/mcp/<view>`, and for one source alone at `/api/v1/sources/<source>/mcp`.

    Args:
        host: the running host.
        sdk: answers.
        access: says who would still be let in.
    """

    def __init__(self, host: Host, sdk: Sdk, access: Access) -> None:
        self._host = host
        self._sdk = sdk
        self._streams = OpenStreams(access)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Take requests inside the block."""
        async with self._sdk.running(), anyio.create_task_group() as tasks:
            tasks.start_soon(self._streams.watch)
            yield
            tasks.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope = {**scope, "headers": [(name, value.strip()) for name, value in scope["headers"]]}
        request = Request(scope)
        principal = principal_of(scope)
        view = self._view(request, principal)
        if view is None:
            what = "source" if "source" in request.path_params else "view"
            refusal = PlainTextResponse(f"there is no such {what}", 404)
            await refusal_for(scope["path"], refusal)(scope, receive, send)
            return
        scope[CALLER] = Caller(principal=principal, view=view)
        message: Any = None
        if request.method == "POST":
            body = await read_body(request, receive)
            if isinstance(body, Response):
                await body(scope, receive, send)
                return
            try:
                message = parse(body)
            except NotStrict:
                await Response(PARSE_ERROR, 400, media_type="application/json")(scope, receive, send)
                return
            receive = replay([{"type": "http.request", "body": body, "more_body": False}], receive)
        answer = partial(self._sdk.handle, stateful=self._sdk.has_sessions and _belongs_to_session(request, message))
        if request.method != "GET" and not _subscribes(message):
            await answer(scope, receive, send)
            return
        with self._streams.opened(principal) as over:
            # A host that stops tells subscribers so itself.
            ends = (over, self._sdk.stopping) if request.method == "GET" else (over,)
            await serve_until(ends, answer, scope, receive, send)

    def _view(self, request: Request, principal: Principal) -> View | None:
        if (source := request.path_params.get("source")) is not None:
            return self._host.view_of_source(source, principal.grant)
        return self._host.view(request.path_params.get("view", ""), principal.grant)


def build_app(host: Host, sdk: Sdk, *, bound: str, access: Access) -> ASGIApp:
    """Return the host's ASGI application.

    Args:
        host: the running host.
        sdk: answers what the host does not answer itself.
        bound: address that is listened on.
        access: says who sends a request.
    """
    settings = host.plan.configuration.settings.host
    router = build_router(host, sdk, access)
    behind_gate = DirectLane(router, host, PlainAnswers(host, sdk)) if settings.direct_lane else router
    return Gate(behind_gate, settings=settings, bound=bound, access=access)


def build_router(host: Host, sdk: Sdk, access: Access) -> Starlette:
    """Return what is behind the gate, but for the direct lane.

    Args:
        host: the running host.
        sdk: answers what the host does not answer itself.
        access: says who would still be let in.
    """
    endpoint = McpEndpoint(host, sdk, access)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with endpoint.running():
            yield

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(request: Request) -> Response:
        return readiness(host, known_principal(request.scope), stopping=sdk.stopping.is_set())

    async def metrics(request: Request) -> Response:
        principal = principal_of(request.scope)
        if refusal := permit(principal, "metrics:read"):
            return refusal
        sees = principal.grant.sees_source
        exposition = host.metrics.exposition(sees)
        if others := await host.peers.ask("GET", "/metrics"):
            from powerstrip.workers.metrics import merge_metrics

            exposition = merge_metrics([exposition, *others], sees)
        return Response(exposition, media_type=METRICS_TYPE)

    async def nothing(request: Request, _error: Exception) -> Response:
        # A path with a line break in it fits no mounted application either.
        return refusal_for(request.scope["path"], PlainTextResponse("there is nothing here", HTTPStatus.NOT_FOUND))

    return Starlette(
        lifespan=lifespan,
        exception_handlers={HTTPStatus.NOT_FOUND: nothing},
        routes=[
            Route("/mcp", endpoint),
            Route("/mcp/{view}", endpoint),
            Route("/api/v1/sources/{source}/mcp", endpoint),
            Mount("/api/v1", RestApi(host)),
            Route("/healthz", healthz, methods=["GET"]),
            Route("/readyz", readyz, methods=["GET"]),
            Route("/metrics", metrics, methods=["GET"]),
        ],
    )


def _subscribes(message: Any) -> bool:
    return isinstance(message, Mapping) and message.get("method") == "subscriptions/listen"


def _belongs_to_session(request: Request, message: Any) -> bool:
    if request.headers.get(_REVISION) in MODERN_REVISIONS:
        return False
    opens = isinstance(message, Mapping) and message.get("method") == "initialize"
    return opens or _SESSION in request.headers or request.method != "POST"
