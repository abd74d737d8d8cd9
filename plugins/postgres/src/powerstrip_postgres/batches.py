"""The rows of an open portal, in lists that stay small."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Self

from powerstrip_postgres.meter import Portion
from powerstrip_postgres.wire import Meter, Record
from powerstrip_sdk import Row

__all__ = ["FIRST_ROWS", "Batches"]

#: Rows that are asked for together with the start of the statement, to learn how large they are.
FIRST_ROWS = 4


class Batches:
    """Rows of an open portal, in lists of bounded length and size; an async iterator.

    Each list has as many rows as should fit into a portion, going by the rows before.

    Args:
        first: the records that came with the start of the statement.
        fetch: asks the portal for its next records; fewer than asked are the last.
        plain: turns records into rows.
        asked: how many records were asked for with the start; fewer are all.
        most: rows in one list.
        portion: how large a list may be.
        meter: has counted the bytes of the records that were fetched last.
    """

    def __init__(
        self,
        first: list[Record],
        fetch: Callable[[int], Awaitable[list[Record]]],
        plain: Callable[[Iterable[Record]], list[Row]],
        *,
        asked: int,
        most: int,
        portion: Portion,
        meter: Meter,
    ) -> None:
        self._records, self._fetch, self._plain = first, fetch, plain
        self._most, self._portion, self._meter = most, portion, meter
        self._asked = asked
        self._size = self._next_size(len(first))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Row]:
        records, self._records = self._records, []
        if not records:
            records = await self._more()
        if not records:
            raise StopAsyncIteration
        return self._plain(records)

    async def _more(self) -> list[Record]:
        if not self._size:
            return []
        self._asked = self._size
        records = await self._fetch(self._asked)
        self._size = self._next_size(len(records))
        return records

    def _next_size(self, fetched: int) -> int:
        """Return how many rows to ask for next, zero after the last."""
        if fetched < self._asked:
            return 0
        fitting = self._portion.aim * fetched // max(1, self._meter.received)
        return max(1, min(self._most, fitting, fetched * self._portion.growth))
