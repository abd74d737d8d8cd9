"""Large results: what did not fit into an answer is kept in a file, under a handle, for a while."""

import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import anyio.to_thread
import structlog

from powerstrip.result_folder import ResultFolder
from powerstrip.settings import LimitSettings
from powerstrip.spool import Spool, gone
from powerstrip.workers.notices import read_notice, write_notice
from powerstrip_sdk import Column

__all__ = ["Handles"]

_HANDLE = re.compile(r"[A-Za-z0-9_-]{22}")
#: Seconds between two looks for results whose time is over.
_SWEEP = (1.0, 60.0)
log = structlog.get_logger("powerstrip.handles")


@dataclass(slots=True, kw_only=True)
class _Shelf:
    """What is kept for one principal, or for all: counted before it is written, and until it is deleted.

    Args:
        number: of results.
        size: of their files, in bytes.
        finished: results that a client may read, by handle, the oldest first.
    """

    number: int = 0
    size: int = 0
    finished: dict[str, Spool] = field(default_factory=dict)


class Handles:
    """All kept results.

    Each principal has a quota, in results and in bytes. Where a new result needs room, the oldest of the same principal
    go; nobody's result goes for somebody else's. What all principals keep together has a cap too: where it is met and
    the principal has nothing left that could go, the new result is kept no further.

    Args:
        data_dir: under which the files are made, when the first is needed.
        limits: how much is kept, and how long.
        group: names the workers that are one host, each of which reads what any of them keeps; None if it is alone.
    """

    def __init__(self, data_dir: Path, limits: LimitSettings, *, group: str | None = None) -> None:
        self._folder = ResultFolder(data_dir / "results")
        self._group = group
        self._limits = limits
        self._all = _Shelf()
        self._shelves: dict[str, _Shelf] = {}
        self._making = anyio.Lock()

    async def create(self, owner: str, columns: tuple[Column, ...], *, max_rows: int, max_bytes: int) -> Spool | None:
        """Begin to keep a result.

        Args:
            owner: who may read it.
            columns: of its rows.
            max_rows: rows that it may hold.
            max_bytes: bytes that it may hold.

        Returns:
            where to put its rows, None if there is no room for it.
        """
        if not await self._make_room(owner, number=1, size=0):
            return None
        handle = secrets.token_urlsafe(16)
        try:
            async with self._making:
                file = await anyio.to_thread.run_sync(self._folder.new_file, handle)
        except BaseException:
            self._count(owner, -1, 0)
            raise
        return Spool(
            handle=handle,
            owner=owner,
            columns=columns,
            file=file,
            max_rows=max_rows,
            max_bytes=max_bytes,
            make_room=lambda size: self._make_room(owner, number=0, size=size),
        )

    async def finish(self, spool: Spool, *, complete: bool) -> None:
        """Let the owner read a result, from now on until its time is over.

        Args:
            spool: to which nothing more is added.
            complete: whether it holds all rows.
        """
        spool.complete = complete
        spool.expires = anyio.current_time() + self._limits.handle_ttl
        self._shelves[spool.owner].finished[spool.handle] = spool
        if self._group is not None:
            await anyio.to_thread.run_sync(self._folder.post_notice, spool.file, write_notice(spool, self._group))

    async def get(self, handle: str, owner: str) -> Spool:
        """Return a kept result.

        Raises:
            CallError: `not_found` if there is none that this owner may read.
        """
        shelf = self._shelves.get(owner)
        spool = shelf.finished.get(handle) if shelf else None
        if spool is None and self._group is not None and _HANDLE.fullmatch(handle):
            spool = await anyio.to_thread.run_sync(self._find, handle, owner)
        if spool is None or spool.expires <= anyio.current_time():
            raise gone(handle)
        return spool

    def _find(self, handle: str, owner: str) -> Spool | None:
        """Return a result that another worker keeps."""
        found = self._folder.find_notice(handle)
        spool = read_notice(*found, group=self._group or "") if found else None
        return spool if spool is not None and spool.owner == owner else None

    async def discard(self, spool: Spool) -> None:
        """Delete one kept result; its room is free once its file is gone."""
        if spool.discarded:
            return
        spool.discarded = True
        self._shelves[spool.owner].finished.pop(spool.handle, None)
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self._folder.delete, spool.file)
        self._count(spool.owner, -1, -spool.size)

    async def delete_expired(self) -> None:
        """Delete what killed hosts left, then results whose time is over; runs until cancelled."""
        await anyio.to_thread.run_sync(self._folder.remove_leftovers)
        while True:
            await anyio.sleep(min(max(_SWEEP[0], self._limits.handle_ttl), _SWEEP[1]))
            await self._discard_expired()

    def close(self) -> None:
        """Delete everything; called when no event loop runs any more."""
        self._folder.close()
        self._shelves.clear()

    async def _make_room(self, owner: str, *, number: int, size: int) -> bool:
        """Count what is about to be kept, after deleting what must go for it; False if there is no room."""
        while not self._fits(owner, number, size, freed=[]):
            if await self._discard_expired():
                continue
            finished = list(self._shelf(owner).finished.values())
            if not finished or not self._fits(owner, number, size, freed=finished):
                log.info("no room to keep a large result", principal=owner, kept=self._all.number, bytes=self._all.size)
                return False
            await self.discard(finished[0])
        self._count(owner, number, size)
        return True

    def _fits(self, owner: str, number: int, size: int, *, freed: list[Spool]) -> bool:
        """Whether there would be room if these results of the owner were gone."""
        limits, shelf = self._limits, self._shelf(owner)
        number -= len(freed)
        size -= sum(spool.size for spool in freed)
        return (
            shelf.number + number <= limits.handle_quota
            and shelf.size + size <= limits.handle_quota_bytes
            and self._all.number + number <= limits.handle_total
            and self._all.size + size <= limits.handle_total_bytes
        )

    def _shelf(self, owner: str) -> _Shelf:
        return self._shelves.get(owner) or _Shelf()

    def _count(self, owner: str, number: int, size: int) -> None:
        shelf = self._shelves.setdefault(owner, _Shelf())
        for each in (shelf, self._all):
            each.number += number
            each.size += size
        if not shelf.number:
            del self._shelves[owner]

    async def _discard_expired(self) -> bool:
        """Delete results whose time is over; returns whether there were any."""
        now = anyio.current_time()
        shelves = list(self._shelves.values())
        expired = [spool for shelf in shelves for spool in shelf.finished.values() if spool.expires <= now]
        for spool in expired:
            await self.discard(spool)
        return bool(expired)
