"""The floor: one process of Python that reads a row with asyncpg and answers, and does nothing else.

No HTTP beyond the length of a body, no MCP beyond the id, no validation, limits, log or metrics. Templates are the two
that it knows; a statement of the caller's is not looked at, but what is sent around it is what powerstrip sends, in one
round trip more. What a server in one process of Python can be is between this and nothing.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import asyncpg
import orjson
import uvloop
from pools import Orders

from powerstrip_postgres.session import END, Session

_LENGTH = re.compile(rb"\ncontent-length: *(\d+)", re.IGNORECASE)
#: What opens a transaction of a call that may take half a minute.
_BEGIN = Session(
    search_path="public", statement_timeout=0, lock_timeout=0, idle_in_transaction_session_timeout=0, is_bounded=True
).begin(30.0, is_as_begun=True)
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"


#: By the names of the tools, what runs each and returns its rows.
Tools = dict[str, Callable[[Any], Awaitable[list[Any]]]]


class Connection(asyncio.Protocol):
    """One client, who waits for each answer before the next request.

    Args:
        free: for each source what runs tools on connections to it that nobody uses.
    """

    def __init__(self, free: "Sequence[asyncio.Queue[Tools]]") -> None:
        self._free = free
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._begun += data
        head, _, body = self._begun.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is None or len(body) < int(length[1]):
            return
        self._begun = b""
        task = self._loop.create_task(self._answer(body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, body: bytes) -> None:
        request = orjson.loads(body)
        params = request["params"]
        arguments = params["arguments"]
        free = self._free[arguments.pop("source", 0)]
        tools = await free.get()
        try:
            (argument,) = arguments.values()
            rows = await tools[params["name"]](argument)
        finally:
            free.put_nowait(tools)
        text = orjson.dumps([tuple(row) for row in rows], default=str).decode()
        result = {"content": [{"type": "text", "text": text}], "isError": False, "resultType": "complete"}
        answer = orjson.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result})
        self._transport.write(_ANSWER % (len(answer), answer))


async def _query(connection: Any, sql: str) -> list[Any]:
    await connection.execute(_BEGIN)
    try:
        rows: list[Any] = await connection.fetch(sql)
    finally:
        await connection.execute(END)
    return rows


async def _tools(orders: Orders) -> Tools:
    # Without a cache of statements a caller's is parsed in a round trip of its own, as each is new.
    connection = await asyncpg.connect(**orders.login, ssl=False, statement_cache_size=0)
    by_key, up_to = [await connection.prepare(sql) for sql in (orders.statement, orders.many_statement)]
    return {"item_by_key": by_key.fetch, "items_up_to": up_to.fetch, "execute_query": partial(_query, connection)}


async def serve(orders: Orders) -> None:
    """Serve until the process is ended.

    Args:
        orders: what it is to do.
    """
    # The connection that came back last is used next, as in powerstrip.
    free: list[asyncio.Queue[Tools]] = [asyncio.LifoQueue() for _ in range(orders.sources)]
    for each in free:
        for _ in range(orders.pool):
            each.put_nowait(await _tools(orders))
    server = await asyncio.get_running_loop().create_server(lambda: Connection(free), "127.0.0.1", orders.port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(Orders.given()))
