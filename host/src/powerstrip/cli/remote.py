"""Ask a running host through its own MCP endpoint."""

import os
from http import HTTPStatus
from typing import Any

import anyio
import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from powerstrip.cli.output import ExitCode, fail

__all__ = ["call_remote_tool"]


def call_remote_tool(url: str, name: str) -> dict[str, Any]:
    """Return the structured result of a tool without arguments; ends the command if the host does not answer.

    Args:
        url: of the host's `/mcp`; `POWERSTRIP_TOKEN` goes with the request if it is set.
        name: of the tool.
    """
    return anyio.run(_call, url, name)


async def _call(url: str, name: str) -> dict[str, Any]:
    token = os.environ.get("POWERSTRIP_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    statuses: list[int] = []

    async def note(response: httpx2.Response) -> None:
        statuses.append(response.status_code)

    try:
        async with (
            httpx2.AsyncClient(headers=headers, timeout=10, event_hooks={"response": [note]}) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            result = await client.call_tool(name)
    except* (httpx2.HTTPError, OSError):
        fail(ExitCode.UNREACHABLE, f"no host answers at {url}")
    except* MCPError:
        # The client's error does not say what the status line said.
        fail(ExitCode.UNREACHABLE, f"the host at {url} {_complaint(statuses)}")
    if result.is_error or not isinstance(result.structured_content, dict):
        fail(ExitCode.FAILED, f"the host at {url} could not answer")
    return result.structured_content


def _complaint(statuses: list[int]) -> str:
    if HTTPStatus.UNAUTHORIZED in statuses:
        return "wants a token, set POWERSTRIP_TOKEN to the one it has"
    return f"is no powerstrip host, it answers with HTTP {statuses[-1]}" if statuses else "does not speak MCP"
