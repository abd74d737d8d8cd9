"""The configured sources, live: their settings, their pool, and what is known of them."""

import difflib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import anyio
from anyio.abc import TaskGroup

from powerstrip.budget import Budget, Unit
from powerstrip.configuration import Configuration, read_source
from powerstrip.credential import Credential
from powerstrip.errors import CallError, Problem
from powerstrip.own_files import own_file_field
from powerstrip.plugins import Registry
from powerstrip.pool import LEAK_GRACE, Pool, PoolTimes
from powerstrip.settings import BudgetSettings, LimitSettings, PoolSettings, SourceSettings
from powerstrip.workers import Worker
from powerstrip_sdk import Connection, Connector, SourceConfig
from powerstrip_sdk.reserve import lend_reserve

__all__ = ["Changes", "Source", "SourcePlan", "Sources", "check_shares", "plan_source", "plan_sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlan:
    """One source as the file or the store describes it, before anything is opened.

    Args:
        id: of the store; for a source of the file its name.
        name: given by the operator.
        settings: what every source has.
        connector: None if its plugin is not loaded; `reason` says why.
        config: the connector's own options, None without the connector.
        limits: for its calls.
        reason: why the source cannot be used.
        origin: where it is written.
        active: whether it is to be served.
    """

    id: str
    name: str
    settings: SourceSettings
    connector: Connector | None
    config: SourceConfig | None = field(repr=False)
    limits: LimitSettings
    reason: str | None = None
    origin: Literal["file", "store"] = "file"
    active: bool = True


def plan_sources(
    configuration: Configuration, registry: Registry, *, only: str | None = None
) -> tuple[list[SourcePlan], list[Problem]]:
    """Check every source against its connector.

    A source whose plugin is installed but not loaded is planned without a connector; a connector that nobody declares
    is a mistake.

    Args:
        configuration: the settings.
        registry: the loaded plugins.
        only: if given, the one source that is planned.
    """
    names = list(configuration.settings.sources)
    if only is not None and only not in names:
        known = ", ".join(names) or "none is configured"
        return [], [Problem(origin="--only", path="", message=f"there is no source {only!r} (known: {known})")]
    plans, problems = [], []
    for name in names:
        if only not in (None, name):
            continue
        plan, found = plan_source(configuration, registry, name)
        problems += found
        if plan is not None:
            plans.append(plan)
    if not any(problem.path.split(".")[0] == "budget" for problem in configuration.problems):
        problems += check_shares(configuration, plans)
    return plans, problems


def plan_source(configuration: Configuration, registry: Registry, name: str) -> tuple[SourcePlan | None, list[Problem]]:
    """Check one source against its connector; None if it cannot be planned, with the mistakes.

    Args:
        configuration: the settings that hold the source.
        registry: the loaded plugins.
        name: of the source.
    """

    def config_of(connector: str) -> type[SourceConfig] | None:
        return registry.connectors[connector].config if connector in registry.connectors else None

    settings, config, problems = read_source(configuration, name, config_of)
    if settings is None:
        return None, problems
    connector = registry.connectors.get(settings.connector)
    reason = None
    if connector is None:
        reason = registry.why_missing(settings.connector)
        if reason is None:
            problems.append(_unknown_connector(configuration, registry, name, settings.connector))
    elif config is None:
        return None, problems
    elif field := own_file_field(config, configuration.settings.host):
        message = "leads to a file that the host keeps for itself, which no source may read"
        return None, [*problems, configuration.origins.problem(("sources", name, field), message)]
    general = configuration.settings.limits
    return SourcePlan(
        id=name,
        name=name,
        settings=settings,
        connector=connector,
        config=config,
        limits=configuration.worker.limits(settings.limits.over(general)),
        reason=reason,
    ), problems


def _unknown_connector(configuration: Configuration, registry: Registry, name: str, connector: str) -> Problem:
    known = ", ".join(sorted(registry.connectors)) or "none is installed"
    near = difflib.get_close_matches(connector, registry.connectors, n=1)
    advice = f"did you mean {near[0]!r}?" if near else "install the plugin that declares it"
    return configuration.origins.problem(
        ("sources", name, "connector"), f"connector {connector!r} is unknown (known: {known}), {advice}"
    )


def _cap(pool: PoolSettings, per_source: int) -> int:
    return min(pool.size + pool.max_overflow, per_source)


def check_shares(configuration: Configuration, plans: Iterable[SourcePlan]) -> list[Problem]:
    """Refuse caps and floors with which a source could starve, with the numbers.

    Args:
        configuration: the settings of the budget.
        plans: that are served together.
    """
    budget, workers, plans = configuration.settings.budget, configuration.worker.everyone, list(plans)
    if budget.total < len(workers):
        message = f"{budget.total} connections are too few for {len(workers)} workers with one each"
        return [configuration.origins.problem(("budget", "total"), message)]
    floors = {worker: sum(worker.share_of(plan.settings.pool.floor) for plan in plans) for worker in workers}
    wrong = [(plan.name, _wrong_share(plan.settings.pool, budget, floors)) for plan in plans]
    return [configuration.origins.problem(("sources", name, "pool"), message) for name, message in wrong if message]


def _wrong_share(pool: PoolSettings, budget: BudgetSettings, floors: Mapping[Worker, int]) -> str | None:
    """Say what is wrong with a source's part of the budget.

    Args:
        pool: of the source.
        budget: of the whole host.
        floors: of all sources together, in each worker.
    """
    written, cap = pool.size + pool.max_overflow, _cap(pool, budget.per_source)
    if written > budget.per_source and pool.model_fields_set & {"size", "max_overflow"}:
        return f"size + max_overflow is {written}, more than budget.per_source = {budget.per_source}"
    if pool.floor > cap:
        return f"floor is {pool.floor}, more than the {cap} connections that the source may have"
    if cap < len(floors):
        return f"the source may have {cap} connections, too few for {len(floors)} workers with one each"
    return _starvation(pool, budget, floors) if any(floors.values()) else None


def _starvation(pool: PoolSettings, budget: BudgetSettings, floors: Mapping[Worker, int]) -> str | None:
    """Say how the floors of others keep a source from what it may have, in the first worker in which they do."""
    for worker, all_floors in floors.items():
        cap = worker.share_of(_cap(pool, budget.per_source))
        total = worker.share_of(budget.total)
        left = total - (all_floors - worker.share_of(pool.floor))
        if cap > left:
            part = "budget.total" if worker.count == 1 else "one worker's part of budget.total"
            return (
                f"the source may have {cap} connections, but the floors of the others leave {left} of {part} = {total}"
            )
    return None


@dataclass(slots=True, kw_only=True, eq=False)
class Source:
    """One source of a running host.

    Args:
        plan: what the configuration says.
        pool: its connections, None if its plugin is not loaded.
        outline: what the connector's `scan` found last, for completion.
        scanned: when that was, in seconds on anyio's clock.
        scanning: held by the one who scans.
        disconnected: why its connections were given up on purpose, None if they were not.
    """

    plan: SourcePlan
    pool: Pool | None
    outline: Any = None
    scanned: float = 0.0
    scanning: anyio.Lock = field(default_factory=anyio.Lock)
    disconnected: str | None = None

    @property
    def name(self) -> str:
        """The operator's name for it."""
        return self.plan.name

    @property
    def state(self) -> str:
        """Unknown, ready, unreachable, broken or disabled."""
        if not self.plan.active:
            return "disabled"
        return self.pool.health.state if self.pool else "broken"

    @property
    def reason(self) -> str | None:
        """Why it cannot be used, None if it can or nobody has tried."""
        return self.pool.health.reason if self.pool else self.plan.reason

    @property
    def grade(self) -> str | None:
        """How surely it is only read, `unknown` before the first probe, None where there is nothing to grade."""
        return self.pool.credential.grade if self.pool else None

    @property
    def grade_reason(self) -> str | None:
        """What the probe found, None before the first."""
        return self.pool.credential.grading.reason if self.pool and self.pool.credential.grading else None

    @property
    def disconnect_reason(self) -> str | None:
        """Why it has no connections although it had some, None if nothing took them away."""
        if self.state == "unreachable":
            return self.reason
        return self.disconnected if self.state == "unknown" else None

    def disconnect(self, why: str) -> None:
        """Close every connection, a busy one when its call ends; the next call connects again.

        Args:
            why: shown until then.
        """
        pool = self.usable_pool()
        pool.invalidate()
        pool.health.forget()
        self.disconnected = why

    def usable_pool(self) -> Pool:
        """Return the pool.

        Raises:
            CallError: `source_broken` with the reason if there is none.
        """
        if self.pool is None:
            raise CallError("source_broken", f"source {self.name!r} cannot be used: {self.plan.reason}")
        return self.pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of the sources; names in alphabetical order.

    Args:
        added: were not there before.
        changed: are opened anew, with other options.
        removed: are gone.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Sources:
    """The sources of a running host, by name, under one budget.

    Args:
        configuration: the settings of the budget.
        plans: the sources.
        tasks: in which connections are closed.
    """

    def __init__(self, configuration: Configuration, plans: Iterable[SourcePlan], tasks: TaskGroup) -> None:
        settings = configuration.worker.budget(configuration.settings.budget)
        self._settings = settings
        self._worker = configuration.worker
        self._redact = configuration.redact
        self._tasks = tasks
        self._reserve = anyio.CapacityLimiter(settings.reserve)
        self.budget = Budget(
            settings.total, queue=settings.queue, queue_per_source=settings.queue_per_source, evict=self._evict
        )
        self._sources: dict[str, Source] = {}
        self._leaving: list[Pool] = []
        self.apply(plans)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def get(self, name: str) -> Source | None:
        """Return the source of this name, None if there is none."""
        return self._sources.get(name)

    def apply(self, plans: Iterable[SourcePlan]) -> Changes:
        """Become the sources that are planned: what did not change keeps its connections.

        Args:
            plans: checked together, so that their floors fit the budget.
        """
        return self.take(self.draft(plans))

    def draft(self, plans: Iterable[SourcePlan]) -> dict[str, Source]:
        """Return the sources that are planned, by name: what did not change as it is, the rest without connections.

        Args:
            plans: checked together, so that their floors fit the budget.
        """
        before = self._sources
        return {
            plan.name: before[plan.name]
            if plan.name in before and before[plan.name].plan == plan
            else Source(plan=plan, pool=None)
            for plan in plans
        }

    def take(self, drafted: dict[str, Source]) -> Changes:
        """Become the sources that were drafted.

        A source that goes or changes closes its idle connections now and each busy one when its call gives it back.

        Args:
            drafted: by name, from these sources as they are now.
        """
        before = self._sources
        gone = {name for name, source in before.items() if drafted.get(name) is not source}
        for name in gone:
            if pool := before[name].pool:
                pool.shut()
                self._leaving.append(pool)
        self._sources = drafted
        for name, source in drafted.items():
            if (name not in before or name in gone) and source.plan.connector:
                source.pool = self._pool(source.plan)
        return Changes(
            added=tuple(sorted(drafted.keys() - before.keys())),
            changed=tuple(sorted(drafted.keys() & gone)),
            removed=tuple(sorted(before.keys() - drafted.keys())),
        )

    @contextmanager
    def on_trial(self, plan: SourcePlan) -> Generator[Source]:
        """Make a source that nobody else sees, to try its options with one connection under the budget.

        Args:
            plan: with its connector.
        """
        trial = Source(plan=plan, pool=self._pool(plan, trial=True))
        try:
            yield trial
        finally:
            pool = trial.usable_pool()
            pool.shut()
            self._leaving.append(pool)

    async def close_expired_connections(self) -> None:
        """Close connections that were idle too long or never given back; runs until cancelled."""
        while True:
            now = anyio.current_time()
            pools = [source.pool for source in self if source.pool]
            due = [pool.close_expired(now) for pool in pools]
            self._leaving = [pool for pool in self._leaving if pool.leases]
            for pool in (*pools, *self._leaving):
                pool.close_lost_leases(now)
            await anyio.sleep(max(0.1, min(LEAK_GRACE, min(due, default=now + self._settings.idle_ttl) - now)))

    async def close(self) -> None:
        """Close every idle connection, and every other one on its return."""
        for source in self:
            if source.pool:
                source.pool.shut()

    def _pool(self, plan: SourcePlan, *, trial: bool = False) -> Pool:
        pool, limits = plan.settings.pool, plan.limits
        assert plan.connector is not None
        connector, config = plan.connector, plan.config
        if trial:
            share = self.budget.add(object(), cap=1, keep_idle=0)
        else:
            worker = self._worker
            share = self.budget.add(
                plan.name,
                cap=worker.share_of(_cap(pool, self._settings.per_source)),
                floor=worker.share_of(pool.floor),
                keep_idle=worker.at_least(pool.size),
            )

        async def open_connection() -> Connection:
            with lend_reserve(self._reserve):
                return await connector.connect(config)

        return Pool(
            plan.name,
            open_connection,
            budget=self.budget,
            share=share,
            times=PoolTimes(
                connect=limits.connect_timeout,
                close=limits.close_timeout,
                idle=pool.idle_ttl or self._settings.idle_ttl,
                life=self._settings.max_lifetime,
            ),
            reserve=self._reserve,
            credential=Credential(
                plan.name, read_only_by=connector.read_only_by, accept_c=plan.settings.accept_grade_c
            ),
            redact=self._redact,
            tasks=self._tasks,
        )

    def _evict(self, unit: Unit) -> None:
        source = self._sources[str(unit.share.name)]
        assert source.pool is not None
        source.pool.evict(unit)
