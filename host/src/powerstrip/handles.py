"""Large results: what did not fit into an answer is kept in a file, under a handle, for a while."""

import csv
import io
import secrets
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import anyio.to_thread
import orjson
import structlog

from powerstrip.errors import CallError
from powerstrip_sdk import Column

__all__ = ["Handles", "Page", "Spool"]

SUFFIX = ".rows"
log = structlog.get_logger("powerstrip.handles")


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
        expires: when it is deleted, in seconds on anyio's clock.
    """

    handle: str
    owner: str
    columns: tuple[Column, ...]
    file: Path
    max_rows: int
    max_bytes: int
    expires: float
    size: int = 0
    complete: bool = False
    starts: "array[int]" = field(default_factory=lambda: array("Q"))

    @property
    def rows(self) -> int:
        """Rows that are kept."""
        return len(self.starts)

    async def add(self, rows: list[bytes]) -> bool:
        """Append rows.

        Returns:
            whether all of them fitted.
        """
        starts: list[int] = []
        end = self.size
        for row in rows:
            if self.rows + len(starts) >= self.max_rows or end + len(row) + 1 > self.max_bytes:
                break
            starts.append(end)
            end += len(row) + 1
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
            max_bytes: the most bytes.

        Raises:
            CallError: `limit_exceeded` if the first row alone has more.
        """
        first, end = min(offset, self.rows), min(offset + limit, self.rows)
        start = self.starts[first] if first < self.rows else self.size
        if end > first and (size := self._end_of(first) - start) > max_bytes:
            raise CallError("limit_exceeded", f"row {first} has {size} bytes, an answer has at most {max_bytes}")
        while end > first + 1 and self._end_of(end - 1) - start > max_bytes:
            end = first + max(1, (end - first) // 2)
        text = await anyio.to_thread.run_sync(self._read, start, self._end_of(end - 1) if end > first else start)
        return Page(rows=text.splitlines(), offset=first, total=self.rows, complete=self.complete)

    async def export(self, kind: str) -> str:
        """Return the whole result as text.

        Args:
            kind: `csv` with a header, or `jsonl` with an object a line.
        """
        return await anyio.to_thread.run_sync(self._as_csv if kind == "csv" else self._as_json_lines)

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
        names = _unique([column.name for column in self.columns])
        return "".join(orjson.dumps(dict(zip(names, row, strict=True))).decode() + "\n" for row in self._lines())


class Handles:
    """All kept results.

    Args:
        data_dir: under which the files are made, when the first is needed.
        ttl: seconds that a result is kept.
    """

    def __init__(self, data_dir: Path, ttl: float) -> None:
        self._folder = data_dir / "results"
        self._ttl = ttl
        self._spools: dict[str, Spool] = {}
        self._ready = False

    async def create(self, owner: str, columns: tuple[Column, ...], *, max_rows: int, max_bytes: int) -> Spool:
        """Begin to keep a result.

        Args:
            owner: who may read it.
            columns: of its rows.
            max_rows: rows that it may hold.
            max_bytes: bytes that it may hold.
        """
        handle = secrets.token_urlsafe(16)
        spool = Spool(
            handle=handle,
            owner=owner,
            columns=columns,
            file=self._folder / (handle + SUFFIX),
            max_rows=max_rows,
            max_bytes=max_bytes,
            expires=anyio.current_time() + self._ttl,
        )
        await anyio.to_thread.run_sync(self._make_file, spool.file)
        self._spools[handle] = spool
        return spool

    def get(self, handle: str, owner: str) -> Spool:
        """Return a kept result.

        Raises:
            CallError: `not_found` if there is none that this owner may read.
        """
        spool = self._spools.get(handle)
        if spool is None or spool.owner != owner or spool.expires < anyio.current_time():
            raise CallError(
                "not_found", f"there is no result {handle!r}: it is kept for {self._ttl:g} s, run the query again"
            )
        return spool

    async def discard(self, spool: Spool) -> None:
        """Delete one kept result."""
        self._spools.pop(spool.handle, None)
        await anyio.to_thread.run_sync(_delete, [spool.file])

    async def delete_expired(self) -> None:
        """Delete results whose time is over; runs until cancelled."""
        while True:
            await anyio.sleep(min(60.0, self._ttl))
            now = anyio.current_time()
            for spool in [each for each in self._spools.values() if each.expires < now]:
                await self.discard(spool)

    def close(self) -> None:
        """Delete everything; called when no event loop runs any more."""
        _delete([spool.file for spool in self._spools.values()])
        self._spools.clear()

    def _make_file(self, file: Path) -> None:
        if not self._ready:
            self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _delete(self._leftovers())
            self._ready = True
        file.touch(mode=0o600, exist_ok=False)

    def _leftovers(self) -> list[Path]:
        """Files of hosts that were killed; those of a host that runs are younger."""
        oldest = time.time() - self._ttl
        return [file for file in self._folder.glob("*" + SUFFIX) if file.stat().st_mtime < oldest]


def _delete(files: list[Path]) -> None:
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("kept result cannot be deleted", file=str(file), error=error.strerror)


def _cell(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, (list, dict, bool)) else value


def _unique(names: list[str]) -> list[str]:
    """Number the columns that share a name, since an object can hold it only once."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    counts: dict[str, int] = {}
    unique = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        unique.append(name if seen[name] == 1 or counts[name] == 1 else f"{name}_{counts[name]}")
    return unique
