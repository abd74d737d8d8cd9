"""Trying sources, and their connections: what operators do to a source without changing how it is written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import anyio

from powerstrip.access import authorize
from powerstrip.change_audit import written_down
from powerstrip.errors import CallError
from powerstrip.host import Host
from powerstrip.managed import Check, Draft, Managed, ManagedSources
from powerstrip.running_call import Caller
from powerstrip.sources import SourcePlan
from powerstrip_sdk import Connection

__all__ = ["Trials"]

#: What a source is called in log and metrics that is only tried.
TRIED = "new"


class Trials:
    """Tries the sources of a running host.

    Args:
        host: that runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._look = ManagedSources(host)

    async def test(self, caller: Caller, draft: Draft, *, kept_of: str | None = None) -> Check:
        """Try a source without keeping it.

        Args:
            caller: who tries it.
            draft: what it would be.
            kept_of: id or name of the stored source whose secrets the masks stand for.

        Raises:
            CallError: if it is no source that could be tried.
        """
        authorize(caller.principal, "sources:write")
        kept: Mapping[str, Any] = {}
        draft = replace(draft, name=TRIED, active=True)
        if kept_of is not None:
            _, found, row = await self._look.stored(caller, kept_of)
            kept = (found.config or {}) if row.connector == draft.connector else {}
            draft = replace(draft, name=row.name)
        config = self._look.permitted(caller, draft, kept)
        plan = self._look.planned(draft.entry(config), alone=True)
        return await self.try_plan(caller, plan)

    async def verify(self, caller: Caller, key: str) -> Check:
        """Try a source as it is, and write down how that went.

        Args:
            caller: who tries it.
            key: its id or name.

        Raises:
            CallError: if it cannot be tried.
        """
        found = await self._look.find(caller, key, "sources:write")
        live = found.usable
        check = await self.try_plan(caller, live.plan)
        if check.error is None and not live.usable_pool().health.ready:
            # A source that was given up for a while need not wait any longer.
            live.usable_pool().health.forget()
        await self._note(found, check.error)
        return check

    async def connect(self, caller: Caller, key: str) -> Managed:
        """Open a connection now, whatever the last attempt has shown, or see that there is one.

        Args:
            caller: who asks.
            key: its id or name.

        Raises:
            CallError: why there is none.
        """
        found = await self._look.find(caller, key, "sources:write")
        live = found.usable
        if not live.usable_pool().health.ready:
            live.usable_pool().health.forget()
        await self._host.calls.use_source(live, caller, "sources/connect", {}, _check, scope="sources:write")
        live.disconnected = None
        return await self._look.find(caller, key, "sources:write")

    async def disconnect(self, caller: Caller, key: str) -> Managed:
        """Close the connections, a busy one when its call ends; the next call connects again.

        Args:
            caller: who asks.
            key: its id or name.
        """
        with written_down(self._host, caller, "source.disconnect", key):
            found = await self._look.find(caller, key, "sources:write")
            found.usable.disconnect(f"disconnected by {caller.principal.name!r}, connects again when it is called")
        return found

    async def refresh(self, caller: Caller, key: str) -> Managed:
        """Look into the source again, and tell clients that lists may have changed.

        Args:
            caller: who asks.
            key: its id or name.

        Raises:
            CallError: if the source cannot be looked into.
        """
        found = await self._look.find(caller, key, "sources:write")
        live = found.usable
        scan = live.plan.connector.scan if live.plan.connector else None
        outline = await self._host.calls.use_source(
            live, caller, "sources/refresh", {}, scan or _check, scope="sources:write"
        )
        if scan is not None:
            live.outline, live.scanned = outline, anyio.current_time()
        await self._note(found, None, tools=tuple(self._look.tools_of(live)))
        async with self._host.changing:
            await self._host.show(self._host.catalog)
        return await self._look.find(caller, key, "sources:write")

    async def try_plan(self, caller: Caller, plan: SourcePlan) -> Check:
        """Open one connection under the budget, ask for a sign of life, and close it.

        Args:
            caller: who tries it.
            plan: with its connector and options.
        """
        assert plan.config is not None
        started = anyio.current_time()
        error = None
        with self._host.sources.on_trial(plan) as trial, self._host.plan.configuration.redact.knowing(plan.config):
            try:
                await self._host.calls.use_source(trial, caller, "sources/test", {}, _check, scope="sources:write")
            except CallError as caught:
                error = caught
        return Check(error=error, milliseconds=round((anyio.current_time() - started) * 1000, 1), source=trial)

    async def _note(
        self, found: Managed, error: CallError | None, tools: tuple[Mapping[str, Any], ...] | None = None
    ) -> None:
        """Write down how a check of a stored source went."""
        if found.row is not None and (store := await self._host.store.if_exists()):
            await store.sources.record_check(
                found.row.id,
                at=datetime.now(UTC),
                error=None if error is None else f"{error.code}: {error}",
                tools=tools,
                version=found.row.version,
            )


async def _check(connection: Connection) -> None:
    await connection.check()
