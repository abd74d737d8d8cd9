"""The direct lane: plain requests to call a tool or list the tools, answered without the SDK's machinery.

It stands behind the gate and before everything else. What it answers, it answers as the SDK would: the status, the
message and the headers are the same, only that a client of an earlier revision gets one JSON text where the SDK would
send a stream with one event. What is not plain goes on to the SDK, with the same bytes.
"""

import re
from typing import Any

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from powerstrip.access import Grant, Principal
from powerstrip.catalog import View
from powerstrip.clock import current_time
from powerstrip.endpoint.about import server_info
from powerstrip.endpoint.body import read_messages, replay, whole_body
from powerstrip.endpoint.departure import Departure
from powerstrip.endpoint.guard import principal_of
from powerstrip.endpoint.plain import SERVER_INFO, Head, PlainRequest, read_head, read_request
from powerstrip.endpoint.sdk import Sdk
from powerstrip.endpoint.strict_json import NotStrict, parse
from powerstrip.endpoint.tool_lists import tool_list
from powerstrip.errors import ClientGone, is_the_hosts_own
from powerstrip.host import Host
from powerstrip.render import Reply
from powerstrip.running_call import Caller, SilentClient
from powerstrip.tracing import is_traced

__all__ = ["DirectLane"]

_ENDPOINT = "/mcp"
_PATHS = re.compile(r"/mcp/(?P<view>[^/]+)|/api/v1/sources/(?P<source>[^/]+)/mcp")
#: Bytes that are copied in less time than it takes to send a part of them on its own.
_WORTH_NO_COPY = 16 * 1024
#: Of JSON-RPC.
_INTERNAL_ERROR = -32603
_JSON = (b"content-type", b"application/json")
#: What the SDK sends with the stream that it makes for a client of an earlier revision.
_AS_STREAM = (
    (b"cache-control", b"no-cache, no-transform"),
    (b"connection", b"keep-alive"),
    (b"x-accel-buffering", b"no"),
)
#: The only client that a plain request can have: it wants no progress, and nobody asks it anything.
_CLIENT = SilentClient()
log = structlog.get_logger("powerstrip.endpoint")


class DirectLane:
    """The ASGI application that answers plain requests.

    Args:
        app: answers everything else.
        host: the running host.
        sdk: knows whether lists depend on who asks.
    """

    def __init__(self, app: ASGIApp, host: Host, sdk: Sdk) -> None:
        self._app = app
        self._host = host
        self._sdk = sdk
        self._made_by = {SERVER_INFO: server_info()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        head = self._head(scope)
        view = None if head is None else self._view(scope["path"], principal_of(scope).grant)
        if head is None or view is None:
            await self._app(scope, receive, send)
            return
        received = await read_messages(receive)
        request = _read(received, head)
        principal = principal_of(scope)
        if request is None or not self._is_for_us(request, view, principal):
            await self._app(scope, replay(received, receive), send)
            return
        if request.name is None:
            await _send(send, head, *self._list(request, view, head))
            return
        answer = await self._call(request, Caller(principal=principal, view=view), head, receive)
        if answer is not None:
            await _send(send, head, answer)

    def _head(self, scope: Scope) -> Head | None:
        # The SDK makes the span of a request, for whoever has configured traces.
        if scope["type"] != "http" or scope["method"] != "POST" or is_traced():
            return None
        return read_head(scope["headers"])

    def _view(self, path: str, grant: Grant) -> View | None:
        """Return the view at a path, None if there is none."""
        if path == _ENDPOINT:
            return self._host.view("", grant)
        found = _PATHS.fullmatch(path)
        if found is None:
            return None
        if name := found["view"]:
            return self._host.view(name, grant)
        return self._host.view_of_source(found["source"], grant)

    def _is_for_us(self, request: PlainRequest, view: View, principal: Principal) -> bool:
        if request.name is None:
            return "tools:list" in principal.grant.scopes
        bound = view.tools.get(request.name)
        return bound is not None and bound.plain

    def _list(self, request: PlainRequest, view: View, head: Head) -> tuple[bytes, ...]:
        """Return the parts of the answer, of which the list itself is not copied."""
        started = current_time()
        ready = tool_list(view, modern=head.modern, private=self._sdk.private)
        self._host.metrics.count_operation("tools/list", "", "", current_time() - started)
        return b'{"jsonrpc":"2.0","id":%b,"result":' % orjson.dumps(request.id), ready, b"}"

    async def _call(self, request: PlainRequest, caller: Caller, head: Head, receive: Receive) -> bytes | None:
        """Call a tool; None if the client has gone."""
        assert request.name is not None
        started, error = current_time(), ""
        call_tool = self._host.calls.call_tool
        try:
            with Departure(receive, self._host.tasks) as departure:
                reply = await call_tool(caller, request.name, request.arguments, _CLIENT, departure.scope)
            error = "tool_error" if reply.error else ""
            return self._render(request, reply, head)
        except ClientGone:
            error = "cancelled"
            return None
        except BaseException as raised:
            error = "cancelled" if is_the_hosts_own(raised) else "_OTHER"
            if error == "cancelled":
                raise
            log.exception("request failed unexpectedly", method="tools/call")
            return orjson.dumps(_internal_error(request.id))
        finally:
            self._host.metrics.count_operation("tools/call", request.name, error, current_time() - started)

    def _render(self, request: PlainRequest, reply: Reply, head: Head) -> bytes:
        result = reply.wire()
        if head.modern:
            result["resultType"] = "complete"
            result["_meta"] = {**result.get("_meta", {}), **self._made_by}
        return orjson.dumps({"jsonrpc": "2.0", "id": request.id, "result": result})


def _read(received: list[Message], head: Head) -> PlainRequest | None:
    body = whole_body(received)
    if body is None:
        return None
    try:
        return read_request(parse(body), head)
    except NotStrict:
        return None


def _internal_error(key: int | str) -> dict[str, Any]:
    message = "internal: the host's log says why"
    return {"jsonrpc": "2.0", "id": key, "error": {"code": _INTERNAL_ERROR, "message": message}}


async def _send(send: Send, head: Head, *parts: bytes) -> None:
    size = sum(map(len, parts))
    headers = [_JSON, (b"content-length", b"%d" % size)]
    if not head.modern:
        headers += _AS_STREAM
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if size < _WORTH_NO_COPY:
        parts = (b"".join(parts),)
    for part in parts[:-1]:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": parts[-1]})
