"""How much of a result goes into the answer, and what happens to the rest."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import anyio
import anyio.lowlevel

from powerstrip.errors import CallError
from powerstrip.handles import Handles
from powerstrip.render import Reply, encode_row, rows_text, sent_size
from powerstrip.settings import LimitSettings
from powerstrip.spool import Spool
from powerstrip_sdk import Column, Row, Rows, RowStream

__all__ = ["RowsSoFar", "collect"]

#: Part of a call's time that is kept for answering, when the rest goes into reading on.
_ANSWERING = 0.1
#: Rows that are encoded without letting others have a turn.
_SLICE = 500
RowsSoFar = Callable[[int], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class _Filling:
    """An answer that is being filled, then the spool behind it."""

    columns: tuple[Column, ...]
    owner: str
    limits: LimitSettings
    handles: Handles
    keep: bool = True
    plain: bool = False
    rows: list[bytes] = field(default_factory=list)
    size: int = 0
    truncated: bool = False
    spool: Spool | None = None

    async def take(self, batch: list[Row]) -> bool:
        """Take in some rows; returns whether more are wanted."""
        encoded = [encode_row(row, len(self.columns), is_plain=self.plain) for row in batch]
        fitting = 0
        while not self.truncated and fitting < len(encoded) and self._fits(encoded[fitting]):
            self.rows.append(encoded[fitting])
            self.size += sent_size(encoded[fitting]) + 1
            fitting += 1
        rest = encoded[fitting:]
        if not rest:
            return True
        self.truncated = True
        return await self._keep(rest)

    def _fits(self, row: bytes) -> bool:
        size = sent_size(row)
        if not self.rows and self.size + size > self.limits.max_bytes:
            raise CallError(
                "limit_exceeded",
                f"one row has {size} bytes, an answer has at most {self.limits.max_bytes}: select fewer columns",
            )
        return len(self.rows) < self.limits.max_rows and self.size + size < self.limits.max_bytes

    async def _keep(self, rest: list[bytes]) -> bool:
        if self.spool is None:
            if not self.keep or not self.limits.handle_rows or not self.limits.handle_bytes:
                return False
            self.spool = await self.handles.create(
                self.owner, self.columns, max_rows=self.limits.handle_rows, max_bytes=self.limits.handle_bytes
            )
            rest = [*self.rows, *rest]
        return self.spool is not None and await self.spool.add(rest)

    async def close(self, *, complete: bool) -> None:
        """Say whether everything was read; a spool that holds nothing beyond the answer is dropped."""
        if self.spool is not None:
            if self.spool.rows > len(self.rows):
                await self.handles.finish(self.spool, complete=complete)
            else:
                await self.handles.discard(self.spool)
                self.spool = None

    def reply(self) -> Reply:
        handle = self.spool.handle if self.spool else None
        text = rows_text(self.columns, self.rows, truncated=self.truncated, following=handle)
        return Reply(content=[{"type": "text", "text": text}], rows=len(self.rows))


async def collect(
    stream: RowStream | Rows,
    *,
    limits: LimitSettings,
    deadline: float,
    owner: str,
    handles: Handles,
    rows_so_far: RowsSoFar | None = None,
) -> Reply:
    """Fill an answer with rows, and keep what passes its limits under a handle.

    Args:
        stream: the rows, counted and measured here and nowhere else.
        limits: rows and bytes of the answer and of what is kept.
        deadline: of the call, in seconds on anyio's clock; reading on for the handle ends a little before it.
        owner: the principal who may read the handle.
        handles: where the rest is kept.
        rows_so_far: told the number of rows after each batch.

    Raises:
        CallError: `limit_exceeded` if a single row is larger than an answer may be.
    """
    filling = _Filling(columns=stream.columns, owner=owner, limits=limits, handles=handles)
    if isinstance(stream, Rows):
        filling.keep, filling.plain = stream.keep, stream.plain
    filling.size = filling.reply().size
    now = anyio.current_time()
    complete = False
    try:
        with anyio.CancelScope() as reading_on:
            wanted, count = True, 0
            async with aclosing(_batches(stream)) as batches:
                async for batch in batches:
                    count += len(batch)
                    wanted = await filling.take(batch)
                    if not wanted:
                        break
                    if filling.truncated:
                        reading_on.deadline = deadline - _ANSWERING * (deadline - now)
                    if rows_so_far is not None:
                        await rows_so_far(count)
            complete = wanted
    except BaseException:
        with anyio.CancelScope(shield=True):
            if filling.spool is not None:
                await handles.discard(filling.spool)
        raise
    await filling.close(complete=complete)
    return filling.reply()


async def _batches(stream: RowStream | Rows) -> AsyncGenerator[list[Row]]:
    """Yield rows in lists of a size that keeps the loop free; what yields them is closed with this generator."""
    if isinstance(stream, Rows):
        for start in range(0, len(stream.rows), _SLICE):
            yield stream.rows[start : start + _SLICE]
            await anyio.lowlevel.checkpoint()
        return
    batches = aiter(stream)
    try:
        async for batch in batches:
            yield batch
    finally:
        if isinstance(batches, AsyncGenerator):
            await batches.aclose()
