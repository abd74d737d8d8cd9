"""The parts of a running host, put together once and closed in order."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field

import anyio
import structlog
from anyio.abc import TaskGroup

from powerstrip.access import Grant
from powerstrip.audit import Audit
from powerstrip.audit_writer import AuditWriter
from powerstrip.call import Calls
from powerstrip.catalog import Catalog, Offer, OfferedTool, View, build_catalog, offer_plugin_tools
from powerstrip.configuration import Configuration
from powerstrip.errors import ConfigurationError, Problem
from powerstrip.handles import Handles
from powerstrip.metrics import Metrics
from powerstrip.operator_templates import plan_templates
from powerstrip.own_tools import own_tools
from powerstrip.plugins import Found, Registry, find_entry_points, load_plugins
from powerstrip.rate_limits import warn_of_idle_rates
from powerstrip.secrets import KeyRefused, Vault, open_vault
from powerstrip.settings import HostSettings, LimitSettings
from powerstrip.sources import Changes, Source, SourcePlan, Sources, plan_sources
from powerstrip.store import Location, StoreError, StoreOnDemand
from powerstrip.stored import StoredEntry, plan_stored, read_entries
from powerstrip.tokens import Tokens
from powerstrip.visibility import Visibility
from powerstrip.workers.group import Group
from powerstrip.workers.peers import Peers

__all__ = ["Host", "Plan", "plan_again", "plan_host", "running"]

#: Seconds that connections get to close when the host stops.
GRACE = 5.0
log = structlog.get_logger("powerstrip.host")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A host that could start: everything is checked and nothing is open.

    Args:
        configuration: the settings.
        registry: the plugins.
        sources: checked against their connectors, those of the file and then those of the store.
        templates: of the operator's file.
        only: the one source that is served, None for all.
        strict: whether a plugin that is not loaded, or a source without its connector, is a mistake.
        stored: what the sources of the store were planned from.
    """

    configuration: Configuration
    registry: Registry
    sources: tuple[SourcePlan, ...]
    templates: tuple[OfferedTool, ...]
    only: str | None
    strict: bool
    stored: tuple[StoredEntry, ...] = field(default=(), repr=False)

    @property
    def limits(self) -> LimitSettings:
        """What calls without a source may take, and what this process keeps."""
        return self.configuration.worker.limits(self.configuration.settings.limits)


@dataclass(slots=True, kw_only=True, eq=False)
class Host:
    """A running host.

    Args:
        plan: what it was made from.
        sources: live.
        handles: kept results.
        calls: runs calls.
        audit: gets each call and each change.
        audit_writer: brings them to the store, None if they are only logged.
        metrics: counts them.
        catalog: what clients see; replaced as a whole, with `show`.
        store: what is made at run time; there is none before it is needed.
        tokens: that are stored.
        peers: the other workers of this host.
        tasks: what runs beside the calls; cancelled when the host stops.
        listeners: called after the catalog was replaced.
        changing: held by whoever works out another plan from the one that is, until it is applied.
    """

    plan: Plan
    sources: Sources
    handles: Handles
    calls: Calls
    audit: Audit
    audit_writer: AuditWriter | None
    metrics: Metrics
    catalog: Catalog
    store: StoreOnDemand
    tokens: Tokens
    peers: Peers
    tasks: TaskGroup
    listeners: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    changing: anyio.Lock = field(default_factory=anyio.Lock)
    _visible: Visibility = field(init=False)

    def __post_init__(self) -> None:
        self._visible = Visibility(self.catalog)

    def view(self, name: str, grant: Grant) -> View | None:
        """Return a view as principals of a grant see it, None if they see none of this name.

        Args:
            name: `""` for the one at `/mcp`.
            grant: what the principal may do.
        """
        return self._visible.view(name, grant)

    def view_of_source(self, key: str, grant: Grant) -> View | None:
        """Return what principals of a grant see of one source alone, None if they do not see it.

        Args:
            key: id or name of the source.
            grant: what the principal may do.
        """
        plan = next((each for each in self.plan.sources if key in (each.id, each.name)), None)
        return self._visible.of_source(plan.name, grant) if plan else None

    async def apply(self, plan: Plan) -> Changes:
        """Become what is planned, source by source; calls that have begun end as they began.

        A source that did not change keeps its connections. Clients see the new catalog at once and are told that
        lists have changed. If the catalog cannot be compiled, everything stays as it was.

        Args:
            plan: made by `plan_again`, with the plugins of this host, while `changing` is held.
        """
        drafted = self.sources.draft(plan.sources)
        catalog = compile_catalog(plan, self.sources, self.handles, self.peers, drafted.values())
        changes = self.sources.take(drafted)
        self.plan = plan
        self.calls.set_limits(plan.limits)
        await self.show(catalog)
        return changes

    async def show(self, catalog: Catalog) -> None:
        """Show clients another catalog, and tell those who want to know that lists have changed.

        Args:
            catalog: the new one, compiled as a whole.
        """
        self.catalog, self._visible = catalog, Visibility(catalog)
        for listener in self.listeners:
            await listener()


def plan_host(
    configuration: Configuration,
    *,
    only: str | None = None,
    strict: bool = False,
    entry_points: Iterable[Found] | None = None,
) -> Plan:
    """Load the plugins and check the configuration against them.

    Args:
        configuration: the settings.
        only: if given, the one source that is served.
        strict: whether a plugin that is not loaded, or a source without its connector, is a mistake.
        entry_points: the plugins; if None, all that are installed.

    Raises:
        ConfigurationError: with every mistake.
    """
    settings = configuration.settings.plugins
    found = find_entry_points() if entry_points is None else entry_points
    registry = load_plugins(found, disabled=settings.disabled, enabled=settings.enabled)
    return _plan(configuration, registry, only=only, strict=strict)


def plan_again(
    plan: Plan, configuration: Configuration | None = None, *, stored: Iterable[StoredEntry] | None = None
) -> Plan:
    """Check another configuration, or other stored sources, against the plugins that are loaded already.

    Args:
        plan: that the host was made from.
        configuration: the new settings; those of the plan if None.
        stored: the sources of the store; those of the plan if None.

    Raises:
        ConfigurationError: with every mistake in the configuration; a stored source with one is planned as broken.
    """
    return _plan(
        configuration or plan.configuration,
        plan.registry,
        only=plan.only,
        strict=plan.strict,
        stored=plan.stored if stored is None else stored,
    )


def _plan(
    configuration: Configuration,
    registry: Registry,
    *,
    only: str | None,
    strict: bool,
    stored: Iterable[StoredEntry] = (),
) -> Plan:
    sources, problems = plan_sources(configuration, registry, only=only)
    templates, more = plan_templates(configuration, registry, only=only)
    problems = [*configuration.problems_for(only), *problems, *more]
    if strict:
        problems += _strict_problems(registry, sources)
    if problems:
        raise ConfigurationError(problems)
    # Who serves one source alone has named it in the file.
    entries = sorted(stored, key=lambda entry: entry.name) if only is None else []
    return Plan(
        configuration=configuration,
        registry=registry,
        sources=(*sources, *plan_stored(configuration, registry, entries, sources)),
        templates=tuple(templates),
        only=only,
        strict=strict,
        stored=tuple(entries),
    )


@asynccontextmanager
async def running(plan: Plan, group: Group | None = None) -> AsyncGenerator[Host]:
    """Run a host: no connection is opened before the first call needs one, and none is left at the end.

    Args:
        plan: the checked configuration.
        group: the workers that are one host together; None if it is one process.
    """
    settings = plan.configuration.settings
    handles = Handles(settings.host.data_dir, plan.limits, group=group.name if group else None)
    peers = Peers(group)
    store = StoreOnDemand(_store_location(settings.host), await _open_vault(plan.configuration))
    failure: Exception | None = None
    try:
        async with store, _auditing(store, plan) as (audit, writer), anyio.create_task_group() as tasks:
            plan = await _with_stored(plan, store)
            sources = Sources(plan.configuration, plan.sources, tasks)
            metrics = Metrics(sources, audit, writer)
            calls = Calls(
                limits=plan.limits,
                handles=handles,
                audit=audit,
                metrics=metrics,
                redact=plan.configuration.redact,
                tasks=tasks,
            )
            host = Host(
                plan=plan,
                sources=sources,
                handles=handles,
                calls=calls,
                audit=audit,
                audit_writer=writer,
                metrics=metrics,
                catalog=compile_catalog(plan, sources, handles, peers),
                store=store,
                tokens=Tokens(store),
                peers=peers,
                tasks=tasks,
            )
            housekeeping = anyio.CancelScope()
            tasks.start_soon(_housekeeping, host, housekeeping)
            try:
                yield host
            except Exception as error:  # noqa: BLE001 - raised again as it is, instead of inside the task group's group
                failure = error
            finally:
                housekeeping.cancel()
                await sources.close()
                tasks.cancel_scope.deadline = anyio.current_time() + GRACE
    finally:
        handles.close()
    if failure is not None:
        raise failure


def compile_catalog(
    plan: Plan, sources: Sources, handles: Handles, peers: Peers, shown: Iterable[Source] | None = None
) -> Catalog:
    """Return what clients see.

    Args:
        plan: plugins, templates and views.
        sources: live.
        handles: for the host's own tools.
        peers: likewise.
        shown: the sources that clients see, those that are live if None.
    """
    settings = plan.configuration.settings
    tools = [*own_tools(sources, handles, peers), *offer_plugin_tools(plan.registry.tools), *plan.templates]
    warn_of_idle_rates(settings.limits, plan.sources, {tool.name for tool in tools})
    return build_catalog(
        Offer(
            tools=tools,
            sources=list(sources if shown is None else shown),
            views=settings.views,
            warn_tokens=settings.tools.warn_tokens,
        )
    )


def _store_location(settings: HostSettings) -> Location:
    try:
        return Location.of(settings.state_location)
    except StoreError as error:
        raise ConfigurationError([Problem(origin="configuration", path="host.state", message=str(error))]) from error


@asynccontextmanager
async def _auditing(store: StoreOnDemand, plan: Plan) -> AsyncGenerator[tuple[Audit, AuditWriter | None]]:
    """Write the audit of a block, also to the store if it is kept: when the block has ended, all of it is written."""
    settings, redact = plan.configuration.settings.audit, plan.configuration.redact
    async with AsyncExitStack() as stack:
        writer = None
        if settings.store:
            writer = await stack.enter_async_context(AuditWriter(store, retention_days=settings.retention_days))
        with closing(Audit(arguments=settings.arguments, redact=redact, keeper=writer)) as audit:
            yield audit, writer


async def _open_vault(configuration: Configuration) -> Vault:
    try:
        return await open_vault(configuration.environment, configuration.settings.host.key_file)
    except KeyRefused as error:
        raise ConfigurationError([Problem(origin="key", path="", message=str(error))]) from error


async def _with_stored(plan: Plan, store: StoreOnDemand) -> Plan:
    """Add the sources of the store, if there is one; a store that cannot be read costs its own sources alone."""
    try:
        opened = await store.if_exists()
        return plan_again(plan, stored=await read_entries(opened)) if opened else plan
    except StoreError as error:
        log.warning("stored sources are not served", reason=str(error), detail=error.detail)
        return plan


def _strict_problems(registry: Registry, sources: Iterable[SourcePlan]) -> list[Problem]:
    problems = [
        Problem(origin=f"plugin {each.name!r}", path="", message=f"{each.status}: {each.reason}")
        for each in registry.broken
    ]
    return problems + [
        Problem(origin=f"source {each.name!r}", path="", message=each.reason) for each in sources if each.reason
    ]


async def _housekeeping(host: Host, scope: anyio.CancelScope) -> None:
    with scope:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(host.sources.close_expired_connections)
            tasks.start_soon(host.handles.delete_expired)
            if host.audit_writer is not None:
                tasks.start_soon(host.audit_writer.run)
