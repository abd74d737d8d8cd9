"""The floor: one process of Python that reads a row with asyncpg and answers, and does nothing else.

No HTTP beyond the length of a body, no MCP beyond the id, no validation, limits, log or metrics, and no statement but
the two that it knows. What a server in one process of Python can be is between this and nothing.
"""

import asyncio
import re
from typing import Any

import asyncpg
import orjson
import uvloop
from pools import Orders

_LENGTH = re.compile(rb"\ncontent-length: *(\d+)", re.IGNORECASE)
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"


class Connection(asyncio.Protocol):
    """One client, who waits for each answer before the next request.

    Args:
        free: connections to the database that nobody uses, with their prepared statements.
    """

    def __init__(self, free: "asyncio.Queue[dict[str, Any]]") -> None:
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
        statements = await self._free.get()
        try:
            rows = await statements[params["name"]].fetch(params["arguments"]["item"])
        finally:
            self._free.put_nowait(statements)
        text = orjson.dumps([tuple(row) for row in rows], default=str).decode()
        result = {"content": [{"type": "text", "text": text}], "isError": False, "resultType": "complete"}
        answer = orjson.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result})
        self._transport.write(_ANSWER % (len(answer), answer))


async def serve(orders: Orders) -> None:
    """Serve until the process is ended.

    Args:
        orders: what it is to do.
    """
    free: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for _ in range(orders.pool):
        connection = await asyncpg.connect(**orders.login, ssl=False)
        by_key, up_to = [await connection.prepare(sql) for sql in (orders.statement, orders.many_statement)]
        free.put_nowait({"item_by_key": by_key, "items_up_to": up_to})
    server = await asyncio.get_running_loop().create_server(lambda: Connection(free), "127.0.0.1", orders.port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(Orders.given()))
