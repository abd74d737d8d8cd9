"""What the two small Python servers share: their orders, their pools, and rows as text.

They are written as one would without powerstrip: a pool of asyncpg for each source, statements as they stand, rows as
JSON. Nothing limits, counts, checks or writes down a call.
"""

import json
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import asyncpg


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a server is to do.

    Args:
        port: of 127.0.0.1, to listen on.
        login: arguments of asyncpg.
        sources: number of pools.
        pool: the most connections of each.
        statement: of the tool `item_by_key`.
        many_statement: of the tool `items_up_to`.
        fillers: names of further tools like `item_by_key`.
    """

    port: int
    login: dict[str, Any]
    sources: int
    pool: int
    statement: str
    many_statement: str
    fillers: list[str]

    @classmethod
    def given(cls) -> Self:
        """Read the file that the command line names."""
        return cls(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))


class Pools:
    """One pool for each source; an async context manager.

    Args:
        orders: how many, how large, where to.
    """

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._stack = AsyncExitStack()
        self._pools: list[asyncpg.Pool] = []

    async def __aenter__(self) -> Self:
        for _ in range(self._orders.sources):
            pool = asyncpg.create_pool(**self._orders.login, ssl=False, min_size=1, max_size=self._orders.pool)
            self._pools.append(await self._stack.enter_async_context(pool))
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._stack.aclose()

    async def text(self, source: int, sql: str, *values: Any) -> str:
        """Run a statement and return its rows as JSON.

        Args:
            source: number of the pool.
            sql: with `$1`.
            values: of the parameters.
        """
        rows = await self._pools[source].fetch(sql, *values)
        return json.dumps([dict(row) for row in rows], default=str, separators=(",", ":"))
