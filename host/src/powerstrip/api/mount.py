"""What stands before the REST interface: the same strictness about bodies as at `/mcp`, and the import on first need.

FastAPI and the models of every route take long to import, and who speaks only MCP shall not pay for them: they are
imported and built in a worker thread when the first request comes.
"""

from http import HTTPStatus

import anyio
import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from powerstrip.endpoint.body import read_body, replay
from powerstrip.endpoint.problem import problem, refusal_for
from powerstrip.endpoint.strict_json import NotStrict, parse
from powerstrip.host import Host

__all__ = ["RestApi"]

log = structlog.get_logger("powerstrip.api")


class RestApi:
    """The ASGI application at `/api/v1`, behind the gate.

    Args:
        host: the running host.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._app: ASGIApp | None = None
        self._building = anyio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        body = await read_body(request, receive)
        if isinstance(body, Response):
            await refusal_for(scope["path"], body)(scope, receive, send)
            return
        if body:
            try:
                parse(body)
            except NotStrict:
                detail = "the body is no JSON, or not as strict as it must be: no duplicate key, NaN or invalid UTF-8"
                await problem(HTTPStatus.BAD_REQUEST, "invalid_arguments", detail)(scope, receive, send)
                return
        app = await self._built()
        try:
            await app(scope, replay([{"type": "http.request", "body": body, "more_body": False}], receive), send)
        except Exception:
            # The client has its answer; the framework raises what it has answered to, for whoever logs it.
            log.exception("request failed unexpectedly", method=request.method, path=request.url.path)

    async def _built(self) -> ASGIApp:
        async with self._building:
            if self._app is None:
                self._app = await anyio.to_thread.run_sync(self._build)
        return self._app

    def _build(self) -> ASGIApp:
        from powerstrip.api.application import build_api

        return build_api(self._host)
