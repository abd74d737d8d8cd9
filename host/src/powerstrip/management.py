"""What operators do to the sources of a running host: make, change, try and remove them. REST and others go here.

A change is checked whole, tried where something that works could break, stored, and served at once; where the last step
fails, store and host are as they were.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import structlog

from powerstrip.access import authorize
from powerstrip.errors import CallError, ConfigurationError
from powerstrip.host import Host, Plan, plan_again
from powerstrip.managed import Check, Draft, FileSource, InvalidSource, Managed, ManagedSources, StaleSource, tag_of
from powerstrip.operator_fields import check_operator_fields
from powerstrip.redaction import Redaction
from powerstrip.running_call import Caller
from powerstrip.sources import Source, SourcePlan
from powerstrip.store import NameTaken, NewSource, StoredSource
from powerstrip.stored import StoredEntry, entry_of, plan_entry
from powerstrip_sdk import Connection

if TYPE_CHECKING:
    from powerstrip.store.store import Store

__all__ = ["Management"]

#: What a source is called in log and metrics that is only tried.
TRIED = "new"
log = structlog.get_logger("powerstrip.management")


class Management:
    """Changes the sources of a running host.

    Args:
        host: that runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._look = ManagedSources(host)

    async def create(self, caller: Caller, draft: Draft) -> Managed:
        """Make a source; it is served at once if it is active.

        Args:
            caller: who makes it.
            draft: what it shall be.

        Raises:
            CallError, StoreError, SecretsError: nothing has changed then.
        """
        self._may_name(caller, draft.name)
        self._may_write(caller, draft.settings, {})
        config = self._look.unmasked(draft, {})
        check_operator_fields(caller.principal, self._look.model(draft.connector), config, {})
        self._check_name(draft.name)
        self._planned(StoredEntry(id="", **_as_entry(draft, config)))
        store = await self._host.store.get()
        new = NewSource(
            name=draft.name,
            connector=draft.connector,
            config=config,
            settings=draft.settings,
            owner=caller.principal.name,
            active=draft.active,
        )
        with anyio.CancelScope(shield=True):
            async with self._host.changing:
                row = await store.sources.create(new)
                await self._apply(entry_of(store, row), undo=lambda: store.sources.delete(row))
        return self._look.of_store(store, row)

    async def change(
        self, caller: Caller, key: str, change: Callable[[Draft], Draft], *, expected: Iterable[str] | None = None
    ) -> Managed:
        """Change a stored source; new options of one that works are tried before they are taken.

        Args:
            caller: who changes it.
            key: its id or name.
            change: returns what it shall be for what it is; masks stand for secrets in both.
            expected: `tag_of` each version that may be changed, None for any.

        Raises:
            CallError, StoreError, SecretsError: nothing has changed then.
        """
        store, found, row = await self._stored(caller, key)
        _check_version(row, expected)
        kept = {} if found.config is None else dict(found.config)
        before = Draft(
            name=row.name,
            connector=row.connector,
            config=self._look.shown_config(found) or {},
            settings=row.settings,
            active=row.active,
        )
        draft = change(before)
        self._may_name(caller, draft.name)
        self._may_write(caller, draft.settings, row.settings)
        same_kind = draft.connector == row.connector
        config = self._look.unmasked(draft, kept if same_kind else {})
        check_operator_fields(caller.principal, self._look.model(draft.connector), config, kept if same_kind else {})
        if draft.name != row.name:
            self._check_name(draft.name)
        if draft == before and config == kept:
            return found
        plan = self._planned(StoredEntry(id=row.id, **_as_entry(draft, config)), instead_of=row.id)
        renewed = not same_kind or config != kept
        if row.active and row.verified and draft.active and renewed:
            check = await self._try(caller, plan)
            if check.error is not None:
                raise check.error
        changed = replace(
            row, name=draft.name, connector=draft.connector, settings=dict(draft.settings), active=draft.active
        )
        with anyio.CancelScope(shield=True):
            async with self._host.changing:
                after = await store.sources.update(changed, config=config if renewed else None)
                await self._apply(entry_of(store, after), undo=lambda: store.sources.put_back(row, after))
            if row.active and row.verified and draft.active and renewed:
                await store.sources.record_check(row.id, at=datetime.now(UTC), version=after.version)
        return self._look.of_store(store, await store.sources.get(row.id) or after)

    async def switch(self, caller: Caller, key: str, *, active: bool) -> Managed:
        """Serve a stored source, or no longer.

        Args:
            caller: who switches.
            key: its id or name.
            active: whether it is to be served.

        Raises:
            CallError, StoreError, SecretsError: nothing has changed then.
        """
        store, found, row = await self._stored(caller, key)
        if row.active == active:
            return found
        if active:
            entry = replace(entry_of(store, row), active=True)
            self._planned(entry, instead_of=row.id)
        with anyio.CancelScope(shield=True):
            async with self._host.changing:
                after = await store.sources.update(replace(row, active=active))
                await self._apply(entry_of(store, after), undo=lambda: store.sources.put_back(row, after))
        return self._look.of_store(store, after)

    async def delete(self, caller: Caller, key: str, *, expected: Iterable[str] | None = None) -> None:
        """Remove a stored source; its running calls end as they began.

        Args:
            caller: who removes it.
            key: its id or name.
            expected: `tag_of` each version that may be removed, None for any.

        Raises:
            CallError, StoreError: nothing has changed then.
        """
        store, _, row = await self._stored(caller, key)
        _check_version(row, expected)
        with anyio.CancelScope(shield=True):
            async with self._host.changing:
                before = self._host.plan
                await self._host.apply(plan_again(before, stored=[each for each in before.stored if each.id != row.id]))
                try:
                    await store.sources.delete(row)
                except BaseException:
                    await self._host.apply(before)
                    raise

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
            _, found, row = await self._stored(caller, kept_of)
            kept = (found.config or {}) if row.connector == draft.connector else {}
            draft = replace(draft, name=row.name)
        config = self._look.unmasked(draft, kept)
        check_operator_fields(caller.principal, self._look.model(draft.connector), config, kept)
        plan = self._planned(StoredEntry(id="", **_as_entry(draft, config)), alone=True)
        return await self._try(caller, plan)

    async def verify(self, caller: Caller, key: str) -> Check:
        """Try a source as it is, and write down how that went.

        Args:
            caller: who tries it.
            key: its id or name.

        Raises:
            CallError: if it cannot be tried.
        """
        found = await self._look.find(caller, key, "sources:write")
        live = _live(found)
        check = await self._try(caller, live.plan)
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
        live = _live(found)
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
        found = await self._look.find(caller, key, "sources:write")
        _live(found).disconnect(f"disconnected by {caller.principal.name!r}, connects again when it is called")
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
        live = _live(found)
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

    def _may_name(self, caller: Caller, name: str) -> None:
        authorize(caller.principal, "sources:write")
        if not caller.principal.grant.sees_source(name):
            raise CallError("permission", f"{caller.principal.name!r} may not have a source {name!r}")

    def _may_write(self, caller: Caller, settings: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Who may only read does not open a source for writing either."""
        opened = [key for key in ("read_only", "writes", "accept_grade_c") if settings.get(key) != before.get(key)]
        if opened and (settings.get("read_only") is False or settings.get("accept_grade_c")):
            authorize(caller.principal, "sources:write", writes=True)

    def _check_name(self, name: str) -> None:
        if name in self._host.plan.configuration.settings.sources:
            raise NameTaken(f"the file has a source {name!r}, take another name")

    def _planned(self, entry: StoredEntry, *, instead_of: str | None = None, alone: bool = False) -> SourcePlan:
        """Check what a source would be, as if it were active."""
        plan = self._host.plan
        if plan.only is not None:
            raise CallError("unsupported", "this host serves one source alone, and none of the store")
        beside = [] if alone else [each for each in plan.sources if each.id != instead_of]
        checked = replace(entry, active=True)
        try:
            found = plan_entry(plan.configuration, plan.registry, checked, beside=beside, redact=Redaction())
        except ConfigurationError as error:
            raise InvalidSource(error) from None
        if found.connector is None:
            raise CallError("source_broken", f"source {entry.name!r} cannot be used: {found.reason}")
        return found

    async def _apply(self, entry: StoredEntry, *, undo: Callable[[], Any]) -> None:
        """Serve what was stored; if that fails, the host is as it was, and so is the store."""
        before = self._host.plan
        stored = {**{each.id: each for each in before.stored}, entry.id: entry}
        try:
            plan = plan_again(before, stored=stored.values())
            _check_served(plan, entry)
            await self._host.apply(plan)
        except BaseException as error:
            log.warning("a change of a source is undone", source=entry.name, error=repr(error))
            if self._host.plan is not before:
                await self._host.apply(before)
            await undo()
            if isinstance(error, ConfigurationError):
                message = f"the configuration has mistakes, nothing has changed: {error.problems[0]}"
                raise CallError("source_broken", message) from error
            raise

    async def _try(self, caller: Caller, plan: SourcePlan) -> Check:
        """Open one connection under the budget, ask for a sign of life, and close it."""
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

    async def _stored(self, caller: Caller, key: str) -> tuple["Store", Managed, StoredSource]:
        found = await self._look.find(caller, key, "sources:write")
        if found.row is None:
            raise FileSource(found.name)
        return await self._host.store.get(), found, found.row


def _check_served(plan: Plan, entry: StoredEntry) -> None:
    """Refuse a plan in which a source that is to be served cannot be."""
    served = next((each for each in plan.sources if each.id == entry.id), None)
    if entry.active and (served is None or served.connector is None):
        reason = served.reason if served else "the file has a source of its name"
        raise CallError("source_broken", f"source {entry.name!r} cannot be used, nothing has changed: {reason}")


def _as_entry(draft: Draft, config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": draft.name,
        "connector": draft.connector,
        "settings": draft.settings,
        "config": config,
        "active": draft.active,
    }


def _check_version(row: StoredSource, expected: Iterable[str] | None) -> None:
    if expected is not None and tag_of(row) not in expected:
        raise StaleSource(row.name)


def _live(found: Managed) -> Source:
    if found.live is None:
        raise CallError("source_broken", f"source {found.name!r} cannot be used: {found.reason}")
    found.live.usable_pool()
    return found.live


async def _check(connection: Connection) -> None:
    await connection.check()
