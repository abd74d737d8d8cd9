"""What is measured of each MCP message, by the semantic conventions for MCP.

https://github.com/open-telemetry/semantic-conventions-genai, `docs/gen-ai/mcp.md`. The session's id is left out: it is
part of what lets a client act in the session.
"""

from collections.abc import Mapping
from typing import Any

import anyio
from mcp.server import ServerRequestContext
from mcp.server.context import CallNext, HandlerResult
from mcp.shared.exceptions import MCPError

from powerstrip.errors import is_the_hosts_own
from powerstrip.host import Host
from powerstrip.tracing import annotate_request

__all__ = ["Observation"]

#: Methods that become a label; whatever else a client makes up is counted together.
_METHODS = frozenset(
    {
        "completion/complete",
        "initialize",
        "logging/setLevel",
        "notifications/cancelled",
        "notifications/initialized",
        "notifications/progress",
        "notifications/roots/list_changed",
        "ping",
        "prompts/get",
        "prompts/list",
        "resources/list",
        "resources/read",
        "resources/subscribe",
        "resources/templates/list",
        "resources/unsubscribe",
        "server/discover",
        "subscriptions/listen",
        "tools/call",
        "tools/list",
    }
)
_OTHER = "_OTHER"


class Observation:
    """A middleware of the MCP server that measures, and changes nothing.

    Args:
        host: whose metrics count it.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Pass a message on, and count how long its handling took."""
        annotate_request(_transport(ctx.request))
        started, error = anyio.current_time(), ""
        try:
            result = await call_next(ctx)
        except BaseException as raised:
            error = _error_type(raised)
            raise
        else:
            if isinstance(result, Mapping) and result.get("isError"):
                error = "tool_error"
            return result
        finally:
            method = ctx.method if ctx.method in _METHODS else _OTHER
            self._host.metrics.count_operation(method, self._tool(ctx), error, anyio.current_time() - started)

    def _tool(self, ctx: ServerRequestContext[Any, Any]) -> str:
        """Return the name of a tool that there is: what a client makes up must not become a label."""
        name = ctx.params.get("name") if ctx.method == "tools/call" and ctx.params else None
        return name if isinstance(name, str) and name in self._host.catalog.views[""].tools else ""


def _error_type(error: BaseException) -> str:
    if isinstance(error, MCPError):
        return str(error.error.code)
    return "cancelled" if is_the_hosts_own(error) else _OTHER


def _transport(request: Any) -> dict[str, Any]:
    """Return what is known of the way that a message came, `request` being None on stdio."""
    if request is None:
        return {"network.transport": "pipe"}
    client = request.client
    return {
        "network.transport": "tcp",
        "network.protocol.name": "http",
        "network.protocol.version": request.scope.get("http_version"),
        "client.address": client.host if client else None,
        "client.port": client.port if client else None,
    }
