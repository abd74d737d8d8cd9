"""The stored audit of a running host, as those may read it who ask: REST and others go here."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import TYPE_CHECKING

from powerstrip.access import authorize
from powerstrip.errors import CallError
from powerstrip.host import Host
from powerstrip.running_call import Caller
from powerstrip.store import AuditFilter, AuditRecord, Page

if TYPE_CHECKING:
    from powerstrip.store.store import Store

__all__ = ["AuditNotKept", "KeptAudit"]


class AuditNotKept(CallError):
    """The audit was asked for, and the host keeps none."""

    def __init__(self) -> None:
        message = "this host only logs its audit: set [audit] store = true in powerstrip.toml, and start it again"
        super().__init__("unsupported", message)


class KeptAudit:
    """The audit of a running host.

    Args:
        host: that runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def page(self, caller: Caller, which: AuditFilter, *, limit: int, after: str | None) -> Page[AuditRecord]:
        """Return a part of the audit, the newest first; who may use certain sources sees what was done to these.

        Args:
            caller: who asks.
            which: only such records.
            limit: the most records.
            after: `next` of the page before, None for the first.

        Raises:
            AuditNotKept: if there is none.
            CallError: `permission` if the caller may not read it.
            StoreError: if it cannot be read.
        """
        store = await self._opened(caller)
        return await store.audit.page(await _seen_by(caller, which, store), limit=limit, after=after)

    async def export(self, caller: Caller, which: AuditFilter) -> AsyncGenerator[list[AuditRecord]]:
        """Return the audit in batches, the oldest first, for the same callers as `page`.

        Args:
            caller: who asks.
            which: only such records.

        Raises:
            AuditNotKept, CallError, StoreError: as for `page`.
        """
        store = await self._opened(caller)
        return store.audit.export(await _seen_by(caller, which, store))

    async def _opened(self, caller: Caller) -> "Store":
        authorize(caller.principal, "audit:read")
        if self._host.audit_writer is None:
            raise AuditNotKept
        return await self._host.store.get()


async def _seen_by(caller: Caller, which: AuditFilter, store: "Store") -> AuditFilter:
    grant = caller.principal.grant
    if grant.sources is None:
        return which
    return replace(which, sources=tuple(name for name in await store.audit.sources() if grant.sees_source(name)))
