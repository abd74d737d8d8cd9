"""One kept result: rows in a file, and where each of them begins."""

import csv
import io
import math
from array import array
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread
import orjson

from powerstrip.column_names import unique_names
from powerstrip.errors import CallError
from powerstrip.render import sent_size
from powerstrip_sdk import Column

__all__ = ["Page", "Spool", "gone"]

Read = TypeVar("Read")


def gone(handle: str) -> CallError:
    """Return the error for a handle: the same whether it never was, is somebody else's, or is no longer kept."""
    return CallError(
        "not_found", f"there is no result {handle!r}: what is kept goes after a while, run the query again"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a kept result.

    Args:
        rows: encoded rows.
        offset: of the first one, from 0.
        total: rows that are kept.
        complete: whether these are all rows of the result.
    """

    rows: list[bytes]
    offset: int
    total: int
    complete: bool

    @property
    def is_last(self) -> bool:
        """Whether no kept row comes after this page."""
        return self.offset + len(self.rows) >= self.total


@dataclass(slots=True, kw_only=True, eq=False)
class Spool:
    """One result in a file, a row a line.

    Args:
        handle: names it to its owner.
        owner: the principal whose call made it.
        columns: of the rows.
        file: where it is.
        max_rows: rows that it may hold.
        max_bytes: bytes that it may hold.
        make_room: asked before bytes are written; says whether they may be.
        expires: when it may be deleted, in seconds on anyio's clock; never while it is being filled.
        complete: whether these are all rows of the result.
        discarded: whether it is deleted, or about to be.
    """

    handle: str
    owner: str
    columns: tuple[Column, ...]
    file: Path
    max_rows: int
    max_bytes: int
    make_room: Callable[[int], Awaitable[bool]]
    expires: float = math.inf
    size: int = 0
    complete: bool = False
    discarded: bool = False
    starts: "array[int]" = field(default_factory=lambda: array("Q"))

    @property
    def rows(self) -> int:
        """Rows that are kept."""
        return len(self.starts)

    async def add(self, rows: list[bytes]) -> bool:
        """Append rows.

        Returns:
            whether all of them fitted, and there was room.
        """
        starts: list[int] = []
        end = self.size
        for row in rows:
            if self.rows + len(starts) >= self.max_rows or end + len(row) + 1 > self.max_bytes:
                break
            starts.append(end)
            end += len(row) + 1
        if starts and not await self.make_room(end - self.size):
            return False
        if starts:
            lines = b"\n".join(rows[: len(starts)]) + b"\n"
            # Shielded, and counted only afterwards: the index never knows of a row that is not in the file.
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._append, lines)
            self.starts.extend(starts)
            self.size = end
        return len(starts) == len(rows)

    async def page(self, offset: int, limit: int, max_bytes: int) -> Page:
        """Read rows.

        Args:
            offset: of the first row, from 0.
            limit: the most rows.
            max_bytes: the most bytes, as they are sent.

        Raises:
            CallError: `limit_exceeded` if the first row alone has more, `not_found` if the file is gone.
        """
        first, end = min(offset, self.rows), min(offset + limit, self.rows)
        start = self.starts[first] if first < self.rows else self.size
        if end > first and self._end_of(end - 1) - start > max_bytes:
            end = max(first + 1, bisect_right(self.starts, start + max_bytes) - 1)
        text = await self._off_the_loop(lambda: self._read(start, self._end_of(end - 1) if end > first else start))
        rows = _fitting(text.splitlines(), max_bytes)
        if end > first and not rows:
            raise CallError("limit_exceeded", f"row {first} alone is larger than the {max_bytes} bytes of an answer")
        return Page(rows=rows, offset=first, total=self.rows, complete=self.complete)

    async def export(self, kind: str) -> str:
        """Return the whole result as text.

        Args:
            kind: `csv` with a header, or `jsonl` with an object a line.

        Raises:
            CallError: `not_found` if the file is gone.
        """
        return await self._off_the_loop(self._as_csv if kind == "csv" else self._as_json_lines)

    async def _off_the_loop(self, read: Callable[[], Read]) -> Read:
        """Read; a result that goes in the meantime is read to its end, or not found."""
        try:
            return await anyio.to_thread.run_sync(read)
        except FileNotFoundError:
            raise gone(self.handle) from None

    def _end_of(self, row: int) -> int:
        return self.starts[row + 1] if row + 1 < self.rows else self.size

    def _append(self, text: bytes) -> None:
        with self.file.open("ab") as file:
            file.write(text)

    def _read(self, start: int, end: int) -> bytes:
        with self.file.open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    def _lines(self) -> Iterator[list[object]]:
        with self.file.open("rb") as file:
            for line in file:
                yield orjson.loads(line)

    def _as_csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([column.name for column in self.columns])
        writer.writerows([_cell(value) for value in row] for row in self._lines())
        return text.getvalue()

    def _as_json_lines(self) -> str:
        names = unique_names(column.name for column in self.columns)
        return "".join(orjson.dumps(dict(zip(names, row, strict=True))).decode() + "\n" for row in self._lines())


def _fitting(rows: list[bytes], max_bytes: int) -> list[bytes]:
    """Return as many of the first rows as fit, with what separates them."""
    size = 0
    for number, row in enumerate(rows):
        size += sent_size(row) + 1
        if size > max_bytes:
            return rows[:number]
    return rows


def _cell(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, (list, dict, bool)) else value
