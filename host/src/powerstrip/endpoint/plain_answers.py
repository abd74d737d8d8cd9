"""What the direct lane answers: the bytes for a plain request to call a tool or to list the tools."""

import re
from typing import Any

import anyio
import orjson
import structlog

from powerstrip.access import Grant, Principal
from powerstrip.catalog import View
from powerstrip.clock import current_clock, current_time
from powerstrip.endpoint.about import server_info
from powerstrip.endpoint.plain import SERVER_INFO, Head, PlainRequest, read_request
from powerstrip.endpoint.sdk import Sdk
from powerstrip.endpoint.strict_json import NotStrict, parse
from powerstrip.endpoint.tool_lists import tool_list
from powerstrip.errors import ClientGone, is_the_hosts_own
from powerstrip.host import Host
from powerstrip.render import Reply
from powerstrip.running_call import Caller, SilentClient
from powerstrip.scopes import SharedScope

__all__ = ["PlainAnswers"]

_ENDPOINT = "/mcp"
_PATHS = re.compile(r"/mcp/(?P<view>[^/]+)|/api/v1/sources/(?P<source>[^/]+)/mcp")
#: Of JSON-RPC.
_INTERNAL_ERROR = -32603
#: The only client that a plain request can have: it wants no progress, and nobody asks it anything.
_CLIENT = SilentClient()
log = structlog.get_logger("powerstrip.endpoint")


class PlainAnswers:
    """Answers plain requests, in the order of its methods.

    Args:
        host: the running host.
        sdk: knows whether lists depend on who asks.
    """

    def __init__(self, host: Host, sdk: Sdk) -> None:
        self._host = host
        self._sdk = sdk
        self._made_by = {SERVER_INFO: server_info()}

    def view(self, path: str, grant: Grant) -> View | None:
        """Return the view at a path, None if there is none.

        Args:
            path: of the URL.
            grant: of who asks.
        """
        if path == _ENDPOINT:
            return self._host.view("", grant)
        found = _PATHS.fullmatch(path)
        if found is None:
            return None
        if name := found["view"]:
            return self._host.view(name, grant)
        return self._host.view_of_source(found["source"], grant)

    def read(self, body: bytes, head: Head, view: View, principal: Principal) -> PlainRequest | None:
        """Return the request in a body, None if it is not plain or takes what the direct lane has not.

        Args:
            body: of the request.
            head: likewise.
            view: at its path.
            principal: who sends it.
        """
        try:
            request = read_request(parse(body), head)
        except NotStrict:
            return None
        if request is None:
            return None
        if request.name is None:
            return request if "tools:list" in principal.grant.scopes else None
        bound = view.tools.get(request.name)
        return request if bound is not None and bound.plain else None

    def list(self, request: PlainRequest, view: View, head: Head) -> tuple[bytes, ...]:
        """Return the parts of the answer to a request for the tools, of which the list itself is not copied."""
        started = current_time()
        ready = tool_list(view, modern=head.modern, private=self._sdk.private)
        self._host.metrics.count_operation("tools/list", "", "", current_time() - started)
        return b'{"jsonrpc":"2.0","id":%b,"result":' % orjson.dumps(request.id), ready, b"}"

    async def call(
        self, request: PlainRequest, caller: Caller, head: Head, scope: anyio.CancelScope | SharedScope
    ) -> bytes | None:
        """Call a tool and return the answer, None if the client has gone.

        Args:
            request: that names the tool.
            caller: who calls, through which view.
            head: of the request.
            scope: not yet entered, or shared; it is cancelled when the client has gone.
        """
        assert request.name is not None
        clock, error = current_clock(), ""
        started = clock()
        try:
            reply = await self._host.calls.call_tool(caller, request.name, request.arguments, _CLIENT, scope)
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
            self._host.metrics.count_operation("tools/call", request.name, error, clock() - started)

    def _render(self, request: PlainRequest, reply: Reply, head: Head) -> bytes:
        result = reply.wire()
        if head.modern:
            result["resultType"] = "complete"
            result["_meta"] = {**result["_meta"], **self._made_by} if "_meta" in result else self._made_by
        return orjson.dumps({"jsonrpc": "2.0", "id": request.id, "result": result})


def _internal_error(key: int | str) -> dict[str, Any]:
    message = "internal: the host's log says why"
    return {"jsonrpc": "2.0", "id": key, "error": {"code": _INTERNAL_ERROR, "message": message}}
