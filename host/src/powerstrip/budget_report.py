"""How full the budget is: of this process, and of all the workers that are one host."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Annotated

import anyio
from pydantic import BaseModel, Field

from powerstrip.budget import Budget
from powerstrip.pool import Pool
from powerstrip.workers.peers import Peers

__all__ = ["BudgetReport", "ShareReport", "report_budget", "report_pool", "with_peers"]

#: Leases that a report shows of one source.
_SHOWN_LEASES = 10
_SUMS = ("cap", "floor", "opening", "busy", "idle", "closing", "waiting", "evicted", "refused")


class LeaseReport(BaseModel):
    """A connection that a call holds."""

    call: str | None
    seconds: float


class ShareReport(BaseModel):
    """The connections of one source."""

    source: str
    cap: int
    floor: int
    opening: int
    busy: int
    idle: int
    closing: int
    waiting: int
    evicted: Annotated[int, Field(description="Idle connections closed to make room for another source.")]
    refused: Annotated[int, Field(description="Calls that got no connection in time.")]
    leases: Annotated[list[LeaseReport], Field(description="The longest first, at most ten.")]


class BudgetReport(BaseModel):
    """The connections of the whole host."""

    total: int
    used: int
    waiting: int
    sources: list[ShareReport]


def report_budget(budget: Budget, pools: Iterable[Pool]) -> BudgetReport:
    """Return how full the budget is, with the given pools in detail."""
    return BudgetReport(
        total=budget.total, used=budget.used, waiting=budget.waiting, sources=[report_pool(pool) for pool in pools]
    )


async def with_peers(own: BudgetReport, peers: Peers) -> BudgetReport:
    """Return how full the budget of the whole host is.

    Args:
        own: of this worker; says which sources are shown.
        peers: the other workers.
    """
    others = [BudgetReport.model_validate_json(answer) for answer in await peers.ask("GET", "/budget")]
    reports = [own, *others]
    by_source: dict[str, list[ShareReport]] = {share.source: [] for share in own.sources}
    for share in chain.from_iterable(report.sources for report in reports):
        by_source.get(share.source, []).append(share)
    return BudgetReport(
        total=sum(report.total for report in reports),
        used=sum(report.used for report in reports),
        waiting=sum(report.waiting for report in reports),
        sources=[_merge(shares) for shares in by_source.values()],
    )


def report_pool(pool: Pool) -> ShareReport:
    """Return the connections of one source."""
    share, now = pool.share, anyio.current_time()
    leases = [LeaseReport(call=lease.holder, seconds=round(now - lease.since, 3)) for lease in pool.leases]
    return ShareReport(
        source=pool.name,
        cap=share.cap,
        floor=share.floor,
        opening=share.opening,
        busy=share.busy,
        idle=len(share.idle),
        closing=share.closing,
        waiting=len(share.waiting),
        evicted=share.evicted,
        refused=pool.refused,
        leases=_longest(leases),
    )


def _longest(leases: Iterable[LeaseReport]) -> list[LeaseReport]:
    """Return the leases that a report shows."""
    return sorted(leases, key=lambda lease: -lease.seconds)[:_SHOWN_LEASES]


def _merge(shares: Sequence[ShareReport]) -> ShareReport:
    """Return the connections of one source in all workers."""
    sums = {name: sum(getattr(share, name) for share in shares) for name in _SUMS}
    leases = chain.from_iterable(share.leases for share in shares)
    return ShareReport(source=shares[0].source, leases=_longest(leases), **sums)
