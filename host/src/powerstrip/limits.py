"""How much of a result goes into the answer, and what happens to the rest."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass, field
from itertools import chain
from typing import Self

import anyio
import anyio.lowlevel

from powerstrip.clock import current_time
from powerstrip.errors import CallError
from powerstrip.handles import Handles
from powerstrip.render import Reply, encode_row, encode_rows, kept_rows_head, rows_head, rows_text, sent_size
from powerstrip.settings import LimitSettings
from powerstrip.spool import Spool
from powerstrip_sdk import Column, Row, Rows, RowStream

__all__ = ["RowsSoFar", "collect", "whole_rows"]

#: Part of a call's time that is kept for answering, when the rest goes into reading on.
_ANSWERING = 0.1
#: Rows that are encoded without letting others have a turn.
_SLICE = 500
#: The shortest end of an answer, and its bytes as they are sent.
_END = rows_text(b"", [], truncated=False, following=None).encode()
_SHORTEST_END = sent_size(_END)
RowsSoFar = Callable[[int], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class _Filling:
    """An answer that is being filled, then the spool behind it.

    What is taken in is encoded in pieces of many rows. Only a spool wants each row by itself, so the rows of the answer
    are remembered as they came until it is known that there is none.
    """

    columns: tuple[Column, ...]
    owner: str
    limits: LimitSettings
    handles: Handles
    keep: bool = True
    plain: bool = False
    head: bytes = b""
    pieces: list[bytes] = field(default_factory=list)
    taken: list[list[Row]] = field(default_factory=list)
    count: int = 0
    seen: int = 0
    size: int = 0
    truncated: bool = False
    spool: Spool | None = None

    def __post_init__(self) -> None:
        self.head = rows_head(self.columns)
        self.size = sent_size(self.head) + _SHORTEST_END
        self.keep = self.keep and bool(self.limits.handle_rows and self.limits.handle_bytes)

    def take_whole(self, batch: list[Row]) -> bool:
        """Take in rows if all of them fit; returns whether they do."""
        if self.truncated or self.count + len(batch) > self.limits.max_rows:
            return False
        piece = encode_rows(batch, len(self.columns), is_plain=self.plain)
        if self.size + sent_size(piece) >= self.limits.max_bytes:
            return False
        self._add(piece, batch)
        return True

    async def take(self, batch: list[Row]) -> bool:
        """Take in some rows; returns whether more are wanted."""
        self.seen += len(batch)
        if not batch or self.take_whole(batch):
            return True
        encoded = self._encode(batch)
        fitting = 0
        while not self.truncated and fitting < len(encoded) and self._fits(encoded[fitting]):
            self._add(encoded[fitting], batch[fitting : fitting + 1])
            fitting += 1
        rest = encoded[fitting:]
        if not rest:
            return True
        self.truncated = True
        return await self._keep(rest)

    def _add(self, piece: bytes, rows: list[Row]) -> None:
        self.pieces.append(piece)
        self.count += len(rows)
        self.size += sent_size(piece) + 1
        if self.keep:
            self.taken.append(rows)

    def _encode(self, rows: Iterable[Row]) -> list[bytes]:
        return [encode_row(row, len(self.columns), is_plain=self.plain) for row in rows]

    def _fits(self, row: bytes) -> bool:
        size = sent_size(row)
        if not self.count and self.size + size > self.limits.max_bytes:
            raise CallError(
                "limit_exceeded",
                f"one row has {size} bytes, an answer has at most {self.limits.max_bytes}: select fewer columns",
            )
        return self.count < self.limits.max_rows and self.size + size < self.limits.max_bytes

    async def _keep(self, rest: list[bytes]) -> bool:
        if self.spool is None:
            if not self.keep:
                return False
            self.spool = await self.handles.create(
                self.owner, self.columns, max_rows=self.limits.handle_rows, max_bytes=self.limits.handle_bytes
            )
            rest = [*self._encode(chain.from_iterable(self.taken)), *rest]
            self.taken.clear()
        return self.spool is not None and await self.spool.add(rest)

    async def close(self, *, complete: bool) -> None:
        """Say whether everything was read; a spool that holds nothing beyond the answer is dropped."""
        if self.spool is not None:
            if self.spool.rows > self.count:
                await self.handles.finish(self.spool, complete=complete)
            else:
                await self.handles.discard(self.spool)
                self.spool = None

    def reply(self) -> Reply:
        handle = self.spool.handle if self.spool else None
        text = rows_text(self.head, self.pieces, truncated=self.truncated, following=handle)
        return Reply(content=[{"type": "text", "text": text}], rows=self.count)


def whole_rows(rows: Rows, limits: LimitSettings) -> Reply | None:
    """Return the answer with all of some rows, None if they do not fit or would take the loop too long.

    Args:
        rows: that are there already.
        limits: rows and bytes of the answer.
    """
    if len(rows.rows) > min(limits.max_rows, _SLICE):
        return None
    head, head_size = kept_rows_head(rows.columns)
    piece = encode_rows(rows.rows, len(rows.columns), is_plain=rows.plain)
    size = head_size + sent_size(piece) + _SHORTEST_END
    if size >= limits.max_bytes:
        return None
    text = b"".join((head, piece, _END)).decode()
    return Reply(content=[{"type": "text", "text": text}], rows=len(rows.rows), measured=size)


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
    reading_until = deadline - _ANSWERING * (deadline - current_time())
    batches = _slices(stream) if isinstance(stream, Rows) else aiter(stream)
    ahead: list[list[Row]] = []
    if isinstance(stream, RowStream) and rows_so_far is None:
        whole = await _whole_stream(stream.columns, batches, limits, ahead)
        if whole is not None:
            return whole
    filling = _Filling(columns=stream.columns, owner=owner, limits=limits, handles=handles)
    if isinstance(stream, Rows):
        filling.keep, filling.plain = filling.keep and stream.keep, stream.plain
    try:
        async with _closing(batches):
            wanted = await _filled(filling, _Ahead(ahead, batches), reading_until, rows_so_far)
    except BaseException:
        with anyio.CancelScope(shield=True):
            if filling.spool is not None:
                await handles.discard(filling.spool)
        raise
    await filling.close(complete=wanted)
    return filling.reply()


async def _whole_stream(
    columns: tuple[Column, ...], batches: AsyncIterator[list[Row]], limits: LimitSettings, ahead: list[list[Row]]
) -> Reply | None:
    """Return the answer with all rows of a stream if they come in one batch and fit; what was read is ahead."""
    try:
        first = await anext(batches, None)
        whole = whole_rows(Rows(columns=columns, rows=first or []), limits)
        if first is None:
            return whole
        ahead.append(first)
        if whole is None or (second := await anext(batches, None)) is None:
            return whole
        ahead.append(second)
    except BaseException:
        async with _closing(batches):
            raise
    return None


def _closing(batches: AsyncIterator[list[Row]]) -> AbstractAsyncContextManager[object]:
    return aclosing(batches) if isinstance(batches, AsyncGenerator) else nullcontext()


class _Ahead:
    """Batches of which the first have been read.

    Args:
        ahead: that have been.
        others: that have not.
    """

    def __init__(self, ahead: list[list[Row]], others: AsyncIterator[list[Row]]) -> None:
        self._ahead, self._others = ahead, others

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Row]:
        return self._ahead.pop(0) if self._ahead else await anext(self._others)


async def _filled(filling: _Filling, batches: _Ahead, reading_until: float, rows_so_far: RowsSoFar | None) -> bool:
    """Fill the answer, and read on for the handle as long as there is time; returns whether all was read."""
    wanted = await _fill(filling, batches, rows_so_far)
    if not (wanted and filling.truncated):
        return wanted
    with anyio.CancelScope(deadline=reading_until) as reading_on:
        wanted = await _fill(filling, batches, rows_so_far)
    return wanted and not reading_on.cancelled_caught


async def _fill(filling: _Filling, batches: _Ahead, rows_so_far: RowsSoFar | None) -> bool:
    """Read until the answer is full or, if it is full already, to the end; returns whether more is wanted."""
    was_full = filling.truncated
    async for batch in batches:
        wanted = await filling.take(batch)
        if wanted and rows_so_far is not None:
            await rows_so_far(filling.seen)
        if not wanted or filling.truncated is not was_full:
            return wanted
    return True


async def _slices(rows: Rows) -> AsyncGenerator[list[Row]]:
    """Yield rows that are there in lists of a size that keeps the loop free."""
    for start in range(0, len(rows.rows), _SLICE):
        yield rows.rows[start : start + _SLICE]
        await anyio.lowlevel.checkpoint()
