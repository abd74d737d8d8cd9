"""Running one tool as a host does, only without limits."""

from collections.abc import Mapping
from typing import Any

from powerstrip_sdk.call import Call
from powerstrip_sdk.result import Rows, Streamed
from powerstrip_sdk.template import Template
from powerstrip_sdk.testing.call import RecordingCall
from powerstrip_sdk.tool import Tool

__all__ = ["run_tool", "start_tool"]


async def run_tool(
    connection: Any, tool: Tool | Template, arguments: Mapping[str, Any] | None = None, *, call: Call | None = None
) -> Any:
    """Check the arguments, run the tool and return what a client would get of it.

    Args:
        connection: an idle connection, None for a tool that takes none.
        tool: a tool or template.
        arguments: as a client gives them, none if None.
        call: what the tool gets as `call`; a `RecordingCall` if None.

    Returns:
        `Rows` for a tool that returns rows, however they arrive; the blocks for one that returns content; else the
        structured content, a dict.

    Raises:
        pydantic.ValidationError: if the arguments do not fit.
        ConnectorError: what the tool raises.
    """
    if isinstance(tool, Template):
        tool = tool.as_tool()
    returned = await start_tool(connection, tool, arguments, call=call)
    if tool.result.kind == "rows":
        return returned if isinstance(returned, Rows) else await _read(returned)
    return returned if tool.result.kind == "content" else tool.result.structured(returned)


async def start_tool(
    connection: Any, tool: Tool, arguments: Mapping[str, Any] | None = None, *, call: Call | None = None
) -> Any:
    """Check the arguments, run the tool and return what it returns: also a stream that nobody has entered yet.

    Args:
        connection: an idle connection, None for a tool that takes none.
        tool: the tool.
        arguments: as a client gives them, none if None.
        call: what the tool gets as `call`; a `RecordingCall` if None.

    Raises:
        pydantic.ValidationError: if the arguments do not fit.
        ConnectorError: what the tool raises.
    """
    params = tool.params.model_validate(dict(arguments or {}))
    return await tool.run(connection, call or RecordingCall(), params)


async def _read(streamed: Streamed) -> Rows:
    async with streamed as stream:
        return Rows(columns=stream.columns, rows=[row async for batch in stream for row in batch])
