"""What operators do to the sources of a running host: make, change, try and remove them. REST and others go here.

A change is checked whole, tried where something that works could break, stored, and served at once; where the last step
fails, store and host are as they were.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import anyio
import structlog

from powerstrip.access import authorize
from powerstrip.change_audit import written_down
from powerstrip.errors import CallError, ConfigurationError
from powerstrip.host import Host, Plan, plan_again
from powerstrip.managed import Draft, Managed, ManagedSources, StaleSource, tag_of
from powerstrip.running_call import Caller
from powerstrip.store import NameTaken, NewSource, StoredSource
from powerstrip.stored import StoredEntry, entry_of
from powerstrip.trials import Trials

__all__ = ["Management"]

log = structlog.get_logger("powerstrip.management")


class Management:
    """Changes the sources of a running host.

    Args:
        host: that runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._look = ManagedSources(host)
        self._trials = Trials(host)

    async def create(self, caller: Caller, draft: Draft) -> Managed:
        """Make a source; it is served at once if it is active.

        Args:
            caller: who makes it.
            draft: what it shall be.

        Raises:
            CallError, StoreError, SecretsError: nothing has changed then.
        """
        with written_down(self._host, caller, "source.create", draft.name):
            return await self._create(caller, draft)

    async def _create(self, caller: Caller, draft: Draft) -> Managed:
        self._may_name(caller, draft.name)
        self._may_write(caller, draft.settings, {})
        config = self._look.permitted(caller, draft, {})
        self._check_name(draft.name)
        self._look.planned(draft.entry(config))
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
        with written_down(self._host, caller, "source.change", key) as change_of:
            return await self._change(caller, key, change, expected, change_of)

    async def _change(
        self,
        caller: Caller,
        key: str,
        change: Callable[[Draft], Draft],
        expected: Iterable[str] | None,
        details: dict[str, Any],
    ) -> Managed:
        store, found, row = await self._look.stored(caller, key)
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
        config = self._look.permitted(caller, draft, kept if same_kind else {})
        if draft.name != row.name:
            self._check_name(draft.name)
        if draft == before and config == kept:
            return found
        details["changed"] = sorted(_differing(before, draft, kept, config))
        plan = self._look.planned(draft.entry(config, source_id=row.id), instead_of=row.id)
        renewed = not same_kind or config != kept
        if row.active and row.verified and draft.active and renewed:
            check = await self._trials.try_plan(caller, plan)
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
        with written_down(self._host, caller, "source.enable" if active else "source.disable", key):
            return await self._switch(caller, key, active=active)

    async def _switch(self, caller: Caller, key: str, *, active: bool) -> Managed:
        store, found, row = await self._look.stored(caller, key)
        if row.active == active:
            return found
        if active:
            entry = replace(entry_of(store, row), active=True)
            self._look.planned(entry, instead_of=row.id)
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
        with written_down(self._host, caller, "source.delete", key):
            await self._delete(caller, key, expected)

    async def _delete(self, caller: Caller, key: str, expected: Iterable[str] | None) -> None:
        store, _, row = await self._look.stored(caller, key)
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


def _differing(before: Draft, after: Draft, kept: Mapping[str, Any], config: Mapping[str, Any]) -> Iterable[str]:
    """Return the names of what changes, never its values."""
    for key in ("name", "connector", "active"):
        if getattr(before, key) != getattr(after, key):
            yield key
    for key in {*before.settings, *after.settings}:
        if before.settings.get(key) != after.settings.get(key):
            yield key
    for key in {*kept, *config}:
        if kept.get(key) != config.get(key):
            yield f"config.{key}"


def _check_served(plan: Plan, entry: StoredEntry) -> None:
    """Refuse a plan in which a source that is to be served cannot be."""
    served = next((each for each in plan.sources if each.id == entry.id), None)
    if entry.active and (served is None or served.connector is None):
        reason = served.reason if served else "the file has a source of its name"
        raise CallError("source_broken", f"source {entry.name!r} cannot be used, nothing has changed: {reason}")


def _check_version(row: StoredSource, expected: Iterable[str] | None) -> None:
    if expected is not None and tag_of(row) not in expected:
        raise StaleSource(row.name)
