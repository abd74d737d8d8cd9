"""Which rates a call must keep to: its principal's, its source's and its tool's, each held on its own."""

from collections.abc import Iterable, Iterator

import structlog

from powerstrip.errors import RateLimited
from powerstrip.rates import Demand, Rates, Refusal
from powerstrip.running_call import RunningCall
from powerstrip.settings import LimitSettings
from powerstrip.sources import SourcePlan

__all__ = ["RateLimits", "warn_of_idle_rates"]

log = structlog.get_logger("powerstrip.rate_limits")


class RateLimits:
    """Counts calls against the rates of the configuration.

    Args:
        general: the limits of `[limits]`, which hold for principals; a source has its own, or these.
    """

    def __init__(self, general: LimitSettings) -> None:
        self._general = general
        self._rates = Rates()

    def set_general(self, general: LimitSettings) -> None:
        """Take other limits for the calls that begin from now on; what was counted stays counted."""
        self._general = general

    def count(self, call: RunningCall) -> None:
        """Count one call that is about to begin; one that is refused is not counted.

        Args:
            call: with its source's limits, where it has a source.

        Raises:
            RateLimited: if the call comes too early.
        """
        if not (self._general.calls_per_minute or call.limits.calls_per_minute or call.limits.tool_calls_per_minute):
            return
        refusal = self._rates.take(self._demands(call), call.started)
        if refusal is not None:
            raise RateLimited(
                f"{_in_words(refusal)}, try again in {refusal.milliseconds / 1000:g} s",
                limited=refusal.demand.kind,
                calls_per_minute=refusal.demand.calls_per_minute,
                retry_after=refusal.milliseconds / 1000,
            )

    def _demands(self, call: RunningCall) -> Iterator[Demand]:
        if rate := self._general.calls_per_minute:
            yield Demand(
                kind="principal",
                names=(call.caller.principal.id, call.caller.principal.name),
                calls_per_minute=rate,
                burst=self._general.burst,
            )
        limits, source = call.limits, call.source
        if source is not None and limits.calls_per_minute:
            yield Demand(kind="source", names=(source,), calls_per_minute=limits.calls_per_minute, burst=limits.burst)
        if call.name in limits.tool_calls_per_minute:
            yield Demand(
                kind="tool",
                names=(call.name, source or ""),
                calls_per_minute=limits.tool_calls_per_minute[call.name],
                burst=limits.burst,
            )


def warn_of_idle_rates(general: LimitSettings, sources: Iterable[SourcePlan], tools: Iterable[str]) -> None:
    """Warn of rates that hold nothing back, because no tool has the name.

    Args:
        general: the limits of `[limits]`.
        sources: with limits of their own.
        tools: exposed names of all tools.
    """
    known = set(tools)
    written = {"limits": general.tool_calls_per_minute}
    for source in sources:
        written[f"sources.{source.name}.limits"] = source.settings.limits.tool_calls_per_minute or {}
    for path, rates in written.items():
        for name in sorted(rates.keys() - known):
            log.warning("a rate names a tool that is not there", path=path, tool=name)


def _in_words(refusal: Refusal) -> str:
    demand = refusal.demand
    if demand.kind == "principal":
        return f"{demand.names[1]!r} may make {demand.calls_per_minute} calls per minute"
    if demand.kind == "source":
        return f"source {demand.names[0]!r} takes {demand.calls_per_minute} calls per minute"
    tool, source = demand.names
    where = f" on source {source!r}" if source else ""
    return f"{tool!r} may be called {demand.calls_per_minute} times per minute{where}"
