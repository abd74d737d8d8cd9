"""The sources of a running host as operators see them: of the file and of the store, with what is known of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from powerstrip.access import authorize
from powerstrip.errors import CallError, ConfigurationError, in_one_sentence
from powerstrip.host import Host
from powerstrip.operator_fields import check_kept_secrets, check_operator_fields
from powerstrip.redaction import MASK, Redaction
from powerstrip.running_call import Caller
from powerstrip.secrets import mask, unmask
from powerstrip.sources import Source, SourcePlan
from powerstrip.store import StoredSource
from powerstrip.stored import StoredEntry, entry_of, plan_entry
from powerstrip_sdk import SourceConfig

if TYPE_CHECKING:
    from powerstrip.store.store import Store

__all__ = ["Check", "Draft", "FileSource", "InvalidSource", "Managed", "ManagedSources", "StaleSource", "tag_of"]

_RAW = "additional_params"
_PAGE = 500


class FileSource(CallError):
    """A source of the file was to be changed.

    Args:
        name: of the source.
    """

    def __init__(self, name: str) -> None:
        super().__init__("unsupported", f"source {name!r} is written in the file, change it there and reload")


class StaleSource(CallError):
    """A change was based on another version than is stored.

    Args:
        name: of the source.
    """

    def __init__(self, name: str) -> None:
        super().__init__("invalid_arguments", f"source {name!r} has changed since it was read, read it again")


class InvalidSource(CallError):
    """What was written is no source.

    Args:
        mistakes: of each the dotted path in the source, and a sentence.
    """

    def __init__(self, mistakes: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple({"path": in_one_sentence(path), "message": message} for path, message in mistakes)
        super().__init__("invalid_arguments", "; ".join(f"{path}: {message}" for path, message in mistakes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A source as somebody writes it.

    Args:
        name: of the source.
        connector: the kind.
        config: the connector's own options; a mask stands for a secret that is kept.
        settings: what every source has.
        active: whether it is to be served.
    """

    name: str
    connector: str
    config: Mapping[str, Any] = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    active: bool = True

    def entry(self, config: Mapping[str, Any], *, source_id: str = "") -> StoredEntry:
        """Return what would be stored.

        Args:
            config: the options with their secrets.
            source_id: of the source, empty for a new one.
        """
        return StoredEntry(
            id=source_id,
            name=self.name,
            connector=self.connector,
            settings=self.settings,
            config=config,
            active=self.active,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How trying a source went.

    Args:
        error: what went wrong, None if nothing did.
        milliseconds: that it took.
        source: that was tried.
    """

    error: CallError | None
    milliseconds: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """A source with everything that is known of it.

    Args:
        plan: what is served, None for a stored source that is not.
        live: the same.
        row: as it is stored, None for a source of the file.
        config: its own options with their secrets, None if they cannot be opened.
        reason: why it is not served, if it is not.
    """

    plan: SourcePlan | None
    live: Source | None
    row: StoredSource | None
    config: Mapping[str, Any] | None = field(repr=False)
    reason: str | None = None

    @property
    def name(self) -> str:
        """The operator's name for it."""
        return self.row.name if self.row else self._plan.name

    @property
    def usable(self) -> Source:
        """The live source.

        Raises:
            CallError: `source_broken` with the reason if it cannot be used.
        """
        if self.live is None:
            raise CallError("source_broken", f"source {self.name!r} cannot be used: {self.reason}")
        self.live.usable_pool()
        return self.live

    @property
    def _plan(self) -> SourcePlan:
        assert self.plan is not None
        return self.plan


class ManagedSources:
    """The sources of a running host, for those who look.

    Args:
        host: that runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def everything(self, caller: Caller) -> list[Managed]:
        """Return every source that the caller may see, by name; of one name the file's first.

        Args:
            caller: who asks.
        """
        authorize(caller.principal, "sources:read")
        found = [self._of_file(plan) for plan in self._host.plan.sources if plan.origin == "file"]
        if store := await self._host.store.if_exists():
            found += [self.of_store(store, row) for row in await _rows(store)]
        seen = [each for each in found if caller.principal.grant.sees_source(each.name)]
        return sorted(seen, key=lambda each: (each.name, each.row is not None))

    async def get(self, caller: Caller, key: str) -> Managed:
        """Return one source.

        Args:
            caller: who asks.
            key: its id or name.

        Raises:
            CallError: `unknown_source` if there is none that the caller may see.
        """
        return await self.find(caller, key, "sources:read")

    def tools_of(self, source: Source | None) -> list[dict[str, Any]]:
        """Return the tools that work on a source."""
        if source is None:
            return []
        bound = self._host.catalog.views[""].tools.values()
        return [
            {"name": tool.name, "title": tool.wire["title"]}
            for tool in bound
            if tool.sources.get(source.name) is source
        ]

    def shown_config(self, found: Managed) -> dict[str, Any] | None:
        """Return a source's own options with masks in place of secrets; None if they cannot be opened."""
        if found.config is None:
            return None
        kind = found.row.connector if found.row else found.plan.settings.connector if found.plan else ""
        shown = mask(self.model(kind), found.config)
        if isinstance(raw := shown.get(_RAW), Mapping):
            # What a driver makes of them is unknown, so any of them may be a secret.
            shown[_RAW] = dict.fromkeys(raw, MASK)
        return shown

    def permitted(self, caller: Caller, draft: Draft, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Return a draft's options with the kept value in place of every mask, if the caller may write them.

        Args:
            caller: who wrote it.
            draft: as it was written.
            kept: the options as they are, none if the source is of another kind.

        Raises:
            MaskRefused: if a mask stands where no secret is kept.
            CallError: see `check_operator_fields` and `check_kept_secrets`.
        """
        model = self.model(draft.connector)
        config = self._unmasked(draft, kept)
        check_operator_fields(caller.principal, model, config, kept)
        check_kept_secrets(caller.principal, model, draft.config, config, kept)
        return config

    def _unmasked(self, draft: Draft, kept: Mapping[str, Any]) -> dict[str, Any]:
        config = unmask(self.model(draft.connector), draft.config, kept)
        raw, old = config.get(_RAW), kept.get(_RAW)
        if isinstance(raw, Mapping) and isinstance(old, Mapping):
            config[_RAW] = {key: old[key] if value == MASK and key in old else value for key, value in raw.items()}
        return config

    def model(self, connector: str) -> type[SourceConfig] | None:
        """Return the config model of a connector, None if no loaded plugin declares it."""
        found = self._host.plan.registry.connectors.get(connector)
        return found.config if found else None

    async def find(self, caller: Caller, key: str, scope: str) -> Managed:
        """Return one source for a purpose.

        Args:
            caller: who asks.
            key: its id or name.
            scope: what the purpose takes.

        Raises:
            CallError: `unknown_source` if there is none that the caller may see.
        """
        authorize(caller.principal, scope)
        found = None
        plan = next((each for each in self._host.plan.sources if each.origin == "file" and each.name == key), None)
        if plan is not None:
            found = self._of_file(plan)
        elif store := await self._host.store.if_exists():
            row = await store.sources.get(key)
            found = self.of_store(store, row) if row else None
        if found is None or not caller.principal.grant.sees_source(found.name):
            raise CallError("unknown_source", f"there is no source {key!r} here")
        return found

    def planned(self, entry: StoredEntry, *, instead_of: str | None = None, alone: bool = False) -> SourcePlan:
        """Check what a source would be, as if it were active.

        Args:
            entry: as it would be stored.
            instead_of: id of the source that it would replace, None for a new one.
            alone: whether no connections are kept for it, as for others.

        Raises:
            InvalidSource: with every mistake.
            CallError: if it could not be served.
        """
        plan = self._host.plan
        if plan.only is not None:
            raise CallError("unsupported", "this host serves one source alone, and none of the store")
        beside = [] if alone else [each for each in plan.sources if each.id != instead_of]
        checked = replace(entry, active=True)
        try:
            found = plan_entry(plan.configuration, plan.registry, checked, beside=beside, redact=Redaction())
        except ConfigurationError as error:
            # Paths begin with `sources.NAME`, which nobody who writes one source has written.
            mistakes = [(".".join(each.path.split(".")[2:]) or "source", each.message) for each in error.problems]
            raise InvalidSource(mistakes) from None
        if found.connector is None:
            raise CallError("source_broken", f"source {entry.name!r} cannot be used: {found.reason}")
        return found

    async def stored(self, caller: Caller, key: str) -> tuple["Store", Managed, StoredSource]:
        """Return a source that may be changed.

        Args:
            caller: who changes it.
            key: its id or name.

        Raises:
            FileSource: if it is written in the file.
            CallError: if there is none that the caller may see.
        """
        found = await self.find(caller, key, "sources:write")
        if found.row is None:
            raise FileSource(found.name)
        return await self._host.store.get(), found, found.row

    def _of_file(self, plan: SourcePlan) -> Managed:
        table = self._host.plan.configuration.settings.sources[plan.name]
        known = type(plan.settings).model_fields.keys()
        own = {key: value for key, value in table.items() if key not in known}
        return Managed(plan=plan, live=self._host.sources.get(plan.name), row=None, config=own)

    def of_store(self, store: "Store", row: StoredSource) -> Managed:
        """Return what is known of a stored source.

        Args:
            store: that it is from.
            row: as it is stored.
        """
        entry = entry_of(store, row)
        live = self._host.sources.get(row.name)
        if live is None or live.plan.id != row.id:
            taken = row.name in self._host.plan.configuration.settings.sources
            reason = "the file has a source of its name" if taken else "this host has not read it yet"
            return Managed(plan=None, live=None, row=row, config=entry.config, reason=reason)
        return Managed(plan=live.plan, live=live, row=row, config=entry.config)


def tag_of(row: StoredSource) -> str:
    """Return what tells one version of a stored source from every other one."""
    return f"{row.id}.{row.version}"


async def _rows(store: "Store") -> list[StoredSource]:
    rows: list[StoredSource] = []
    after = None
    while True:
        page = await store.sources.page(limit=_PAGE, after=after)
        rows += page.items
        if (after := page.next) is None:
            return rows
