"""Sources of the store beside those of the file: what is wrong with one of them is its own matter and stops nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import structlog

from powerstrip.configuration import Configuration, Origins
from powerstrip.errors import ConfigurationError, Problem
from powerstrip.plugins import Registry
from powerstrip.redaction import Redaction
from powerstrip.secrets import SecretsError
from powerstrip.settings import SourceSettings
from powerstrip.sources import SourcePlan, check_shares, plan_source
from powerstrip_sdk.names import SOURCE_NAME

if TYPE_CHECKING:
    from powerstrip.store import StoredSource
    from powerstrip.store.store import Store

__all__ = ["StoredEntry", "entry_of", "plan_entry", "plan_stored", "read_entries"]

#: What messages call the place where the options of a stored source are written.
PLACE = "store"
OFF = "it is switched off"
_PAGE = 500
log = structlog.get_logger("powerstrip.stored")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """A stored source, opened.

    Args:
        id: never used again.
        name: of the source.
        connector: the kind.
        settings: what every source has.
        config: the connector's own options with their secrets, None if they cannot be opened.
        active: whether it is to be served.
        version: counts its changes, 0 for what is not stored yet.
        reason: why its options cannot be opened.
    """

    id: str
    name: str
    connector: str
    settings: Mapping[str, Any]
    config: Mapping[str, Any] | None = field(repr=False)
    active: bool
    version: int = 0
    reason: str | None = None


async def read_entries(store: "Store") -> tuple[StoredEntry, ...]:
    """Return every stored source, by name.

    Args:
        store: that is open.

    Raises:
        StoreError: if it cannot be read.
    """
    entries: list[StoredEntry] = []
    after = None
    while True:
        page = await store.sources.page(limit=_PAGE, after=after)
        entries += [entry_of(store, row) for row in page.items]
        if (after := page.next) is None:
            return tuple(entries)


def entry_of(store: "Store", row: "StoredSource") -> StoredEntry:
    """Return a stored source with its options; where they cannot be opened it says why.

    Args:
        store: that it is from.
        row: as it is stored.
    """
    config, reason = None, None
    try:
        config = store.sources.config_of(row)
    except SecretsError as error:
        reason = str(error)
    return StoredEntry(
        id=row.id,
        name=row.name,
        connector=row.connector,
        settings=row.settings,
        config=config,
        active=row.active,
        version=row.version,
        reason=reason,
    )


def plan_stored(
    configuration: Configuration, registry: Registry, entries: Iterable[StoredEntry], beside: Sequence[SourcePlan]
) -> list[SourcePlan]:
    """Plan the stored sources; one whose options are wrong is planned as broken, with its reason.

    Args:
        configuration: the settings of the file, whose names go first.
        registry: the loaded plugins.
        entries: the stored sources.
        beside: the sources of the file.
    """
    plans: list[SourcePlan] = []
    for entry in entries:
        if entry.name in configuration.settings.sources:
            log.warning("a stored source is not served, the file has one of its name", source=entry.name)
            continue
        try:
            plan = plan_entry(configuration, registry, entry, beside=[*beside, *plans])
        except ConfigurationError as error:
            plan = _unusable(configuration, entry, "; ".join(_sentence(each) for each in error.problems))
        if plan.reason and plan.active:
            log.warning("a stored source cannot be used", source=entry.name, reason=plan.reason)
        plans.append(plan)
    return plans


def plan_entry(
    configuration: Configuration,
    registry: Registry,
    entry: StoredEntry,
    *,
    beside: Sequence[SourcePlan] = (),
    redact: Redaction | None = None,
) -> SourcePlan:
    """Check one stored source against its connector.

    Args:
        configuration: the settings of the file.
        registry: the loaded plugins.
        entry: the stored source.
        beside: sources that share the budget with it.
        redact: learns its secrets; the configuration's if None.

    Raises:
        ConfigurationError: with every mistake in it.
    """
    if entry.config is None:
        return _unusable(configuration, entry, entry.reason or OFF)
    if problems := list(_slips(entry)):
        raise ConfigurationError(problems)
    table = {**entry.config, **entry.settings, "connector": entry.connector}
    alone = replace(
        configuration,
        settings=configuration.settings.model_copy(update={"sources": {entry.name: table}}),
        origins=Origins(file=configuration.origins.file, place=PLACE),
        redact=redact or configuration.redact,
    )
    plan, problems = plan_source(alone, registry, entry.name)
    if plan is None or problems:
        raise ConfigurationError(problems)
    plan = replace(plan, id=entry.id, origin="store", active=entry.active)
    if not entry.active:
        return replace(plan, connector=None, config=None, reason=OFF)
    if plan.connector is not None:
        # Only floors make sources depend on each other; and what is wrong without this one is not its mistake.
        others = beside if any(each.settings.pool.floor for each in [*beside, plan]) else ()
        wrong = set(map(str, check_shares(alone, others)))
        if starving := [each for each in check_shares(alone, [*others, plan]) if str(each) not in wrong]:
            raise ConfigurationError(starving)
    return plan


def _slips(entry: StoredEntry) -> Iterable[Problem]:
    path = f"sources.{entry.name}"
    if not SOURCE_NAME.fullmatch(entry.name):
        message = "a name has 1 to 32 lower-case letters, digits, - and _, and starts with a letter"
        yield Problem(origin=PLACE, path=path, message=message)
    for key in sorted((entry.config or {}).keys() & SourceSettings.model_fields.keys()):
        yield Problem(origin=PLACE, path=f"{path}.{key}", message="is no option of the connector, every source has it")


def _unusable(configuration: Configuration, entry: StoredEntry, reason: str) -> SourcePlan:
    common = SourceSettings(connector=entry.connector)
    return SourcePlan(
        id=entry.id,
        name=entry.name,
        settings=common,
        connector=None,
        config=None,
        limits=configuration.settings.limits,
        reason=reason if entry.active else OFF,
        origin="store",
        active=entry.active,
    )


def _sentence(problem: Problem) -> str:
    return f"{problem.path.split('.', 2)[-1]}: {problem.message}"
