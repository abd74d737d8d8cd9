"""A server on the low-level API of the `mcp` SDK, with a pool of asyncpg."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import mcp_types as types
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from pools import Orders, Pools
from starlette.applications import Starlette
from starlette.routing import Route


def build(orders: Orders) -> Starlette:
    """Return the application.

    Args:
        orders: what it is to do.
    """
    pools = Pools(orders)
    tools = _tools(orders)
    listed = types.ListToolsResult(tools=tools)

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return listed

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        arguments = params.arguments or {}
        source = arguments.get("source", 0)
        if params.name == "execute_query":
            text = await pools.text(source, arguments["query"])
        elif params.name == "items_up_to":
            text = await pools.text(source, orders.many_statement, arguments["item"])
        else:
            text = await pools.text(source, orders.statement, arguments["item"])
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)])

    schemas = {tool.name: tool.input_schema for tool in tools}
    server: Server[Any] = Server(
        "low-level", on_list_tools=list_tools, on_call_tool=call_tool, get_tool_input_schema=schemas.get
    )
    manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with pools, manager.run():
            yield

    return Starlette(lifespan=lifespan, routes=[Route("/mcp", StreamableHTTPASGIApp(manager))])


def _tools(orders: Orders) -> list[types.Tool]:
    names = ["item_by_key", "items_up_to", *orders.fillers]
    by_key = [_tool(name, "Read items.", "item", {"type": "integer", "description": "Key."}) for name in names]
    query = _tool("execute_query", "Run SQL.", "query", {"type": "string", "description": "One statement."})
    return [*by_key, query]


def _tool(name: str, description: str, parameter: str, schema: dict[str, Any]) -> types.Tool:
    properties = {"source": {"type": "integer", "default": 0}, parameter: schema}
    input_schema = {"type": "object", "properties": properties, "required": [parameter]}
    return types.Tool(name=name, description=description, input_schema=input_schema)


if __name__ == "__main__":
    given = Orders.given()
    uvicorn.run(build(given), host="127.0.0.1", port=given.port, log_level="warning", access_log=False)
