"""A server on FastMCP, with a pool of asyncpg."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastmcp import FastMCP
from pools import Orders, Pools


def build(orders: Orders) -> Any:
    """Return the application.

    Args:
        orders: what it is to do.
    """
    pools = Pools(orders)

    @asynccontextmanager
    async def lifespan(_server: FastMCP) -> AsyncIterator[None]:
        async with pools:
            yield

    server: FastMCP = FastMCP("fastmcp", lifespan=lifespan)

    async def item_by_key(item: int, source: int = 0) -> str:
        """Read items."""
        return await pools.text(source, orders.statement, item)

    async def items_up_to(item: int, source: int = 0) -> str:
        """Read items."""
        return await pools.text(source, orders.many_statement, item)

    async def execute_query(query: str, source: int = 0) -> str:
        """Run SQL."""
        return await pools.text(source, query)

    # Without an output schema the text travels once.
    for function in (item_by_key, items_up_to, execute_query):
        server.tool(function, output_schema=None)
    for name in orders.fillers:
        server.tool(item_by_key, name=name, output_schema=None)
    return server.http_app(path="/mcp", json_response=True, stateless_http=True)


if __name__ == "__main__":
    given = Orders.given()
    uvicorn.run(build(given), host="127.0.0.1", port=given.port, log_level="warning", access_log=False)
