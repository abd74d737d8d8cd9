"""The audit on its way to the store: taken at once from calls, and written in batches beside them.

A call never waits for the store. What the store cannot take in time waits in memory, and when that is full, further
records are dropped: counted, and told to the log, where the line about each call stands in any case.
"""

from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import TracebackType
from typing import Self

import anyio
import structlog

from powerstrip.store import AuditRecord, StoreError, StoreOnDemand

__all__ = ["AuditWriter"]

#: Records in one transaction.
BATCH = 500
#: Seconds that a record waits for others at most.
PATIENCE = 1.0
#: What waits at most: records, and bytes of their arguments.
MOST_RECORDS = 10_000
MOST_BYTES = 64_000_000
#: Seconds between two attempts while the store cannot be written: at first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
#: Seconds between two looks for what is too old.
TIDYING = 3600.0
#: Seconds for a transaction, and to write what is left when the host stops.
LAST_WORDS = 5.0
log = structlog.get_logger("powerstrip.audit")


class AuditWriter:
    """Brings records to the store; an async context manager that writes what is left.

    Args:
        store: made when the first record is written.
        retention_days: that records are kept, 0 for ever.

    Attributes:
        stored: records that were written.
        dropped: records that were not, and never will be.
    """

    def __init__(self, store: StoreOnDemand, *, retention_days: int) -> None:
        self._store = store
        self._retention_days = retention_days
        self._waiting: deque[tuple[AuditRecord, int]] = deque()
        self._bytes = 0
        self._some, self._enough = anyio.Event(), anyio.Event()
        self._told = 0
        self._trouble: str | None = None
        self.stored = self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many records are not yet written."""
        return len(self._waiting)

    @property
    def trouble(self) -> str | None:
        """Why the store cannot be written, None if it can."""
        return self._trouble

    def put(self, record: AuditRecord, size: int) -> None:
        """See `Keeper`; a record is dropped when too much waits."""
        if len(self._waiting) >= MOST_RECORDS or self._bytes + size > MOST_BYTES:
            self._drop(1)
            return
        self._waiting.append((record, size))
        self._bytes += size
        self._some.set()
        if len(self._waiting) >= BATCH:
            self._enough.set()

    async def run(self) -> None:
        """Write what comes and delete what is too old, until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._write_regularly)
            if self._retention_days:
                tasks.start_soon(self._tidy_regularly)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with anyio.move_on_after(LAST_WORDS, shield=True):
            await self._write_waiting()
        if lost := len(self._waiting):
            self.dropped += lost
            log.error("the host stops before its last audit records are stored", records=lost, reason=self._trouble)

    async def _write_regularly(self) -> None:
        pause = FIRST_PAUSE
        while True:
            await self._some.wait()
            with anyio.move_on_after(PATIENCE):
                await self._enough.wait()
            if await self._write_waiting():
                pause = FIRST_PAUSE
            else:
                await anyio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            self._some, self._enough = anyio.Event(), anyio.Event()
            if self._waiting:
                self._some.set()
            if len(self._waiting) >= BATCH:
                self._enough.set()

    async def _write_waiting(self) -> bool:
        """Write what waits now, in batches; returns whether that was possible."""
        for _ in range(0, len(self._waiting), BATCH):
            batch = list(islice(self._waiting, BATCH))
            try:
                store = await self._store.get()
                await store.audit.add([record for record, _ in batch], seconds=LAST_WORDS)
            except StoreError as error:
                self._note_trouble(error)
                return False
            except Exception:
                log.exception("audit records were refused by the store")
                self.dropped += len(batch)
            else:
                self.stored += len(batch)
                self._note_success()
            # Only now: what is cancelled before is written again, which is harmless.
            for _, size in batch:
                self._waiting.popleft()
                self._bytes -= size
        return True

    async def _tidy_regularly(self) -> None:
        while True:
            try:
                if store := await self._store.if_exists():
                    oldest = datetime.now(UTC) - timedelta(days=self._retention_days)
                    if deleted := await store.audit.delete_before(oldest, seconds=LAST_WORDS):
                        log.info("old audit records deleted", records=deleted, days=self._retention_days)
            except (StoreError, OSError) as error:
                detail = error.detail if isinstance(error, StoreError) else None
                log.warning("old audit records cannot be deleted", reason=str(error), detail=detail)
            await anyio.sleep(TIDYING)

    def _drop(self, records: int) -> None:
        """Count what is dropped; that it has begun is said at once, how much it was when it is over."""
        if self.dropped == self._told:
            log.error("audit records are dropped from now on", waiting=len(self._waiting), reason=self._trouble)
        self.dropped += records

    def _note_trouble(self, error: StoreError) -> None:
        """Say it once for each reason."""
        if self._trouble != str(error):
            self._trouble = str(error)
            log.error("audit records wait for the store", reason=self._trouble, detail=error.detail)

    def _note_success(self) -> None:
        dropped = self.dropped - self._told
        if self._trouble is not None or dropped:
            log.warning("audit records are stored again", dropped=dropped)
        self._trouble, self._told = None, self.dropped
