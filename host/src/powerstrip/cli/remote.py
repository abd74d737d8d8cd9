"""Ask a running host through its own MCP endpoint."""

import os
from typing import Any

import anyio

from powerstrip.cli.output import ExitCode, fail
from powerstrip.client import AccessDenied, ClientError, HostUnreachable, connect

__all__ = ["call_remote_tool"]


def call_remote_tool(url: str, name: str) -> dict[str, Any]:
    """Return the structured result of a tool without arguments; ends the command if the host does not answer.

    Args:
        url: of the host; `POWERSTRIP_TOKEN` goes with the request if it is set.
        name: of the tool.
    """
    return anyio.run(_call, url, name)


async def _call(url: str, name: str) -> dict[str, Any]:
    try:
        async with connect(url, token=os.environ.get("POWERSTRIP_TOKEN") or None, timeout=10) as strip:
            answer = await strip.call(name)
    except AccessDenied as error:
        fail(ExitCode.UNREACHABLE, f"{error}: set POWERSTRIP_TOKEN to one that it knows")
    except HostUnreachable as error:
        fail(ExitCode.UNREACHABLE, str(error))
    except ClientError as error:
        fail(ExitCode.FAILED, f"the host at {url} could not answer: {error}")
    return answer.structured or {}
