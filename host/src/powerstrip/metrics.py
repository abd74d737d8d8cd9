"""Counters and gauges in Prometheus' format: calls, waits, and every connection of the budget."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import anyio
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from powerstrip.audit import Audit
from powerstrip.audit_writer import AuditWriter
from powerstrip.budget import Share, State
from powerstrip.sources import Source, Sources
from powerstrip.tallies import Tallies, Tally

__all__ = ["METRICS_TYPE", "Metrics"]

METRICS_TYPE = CONTENT_TYPE_PLAIN_0_0_4
#: Seconds: from a call that costs almost nothing to one that meets the default limit.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
#: Seconds, as the conventions for MCP have them.
_MCP_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class Metrics:
    """The metrics of one host.

    Args:
        sources: whose connections are shown.
        audit: writes what has ended before it is shown how much was written.
        writer: whose records are counted, None if the audit is not kept.
    """

    def __init__(self, sources: Sources, audit: Audit, writer: AuditWriter | None = None) -> None:
        self._calls: defaultdict[tuple[str, str, str], Tally] = defaultdict(_of_calls)
        self._waits = Tallies(
            "powerstrip_wait_seconds",
            "Seconds that calls waited for a connection, if they had to.",
            ("source",),
            _SECONDS,
        )
        self._operations = Tallies(
            "mcp_server_operation_duration_seconds",
            "Seconds that an MCP request or notification took.",
            ("mcp_method_name", "gen_ai_tool_name", "error_type"),
            _MCP_SECONDS,
        )
        self._sessions = Tally(_MCP_SECONDS)
        self._registry = CollectorRegistry()
        self._registry.register(_Collected(self._collect))
        self._registry.register(_Connections(sources))
        if writer is not None:
            self._registry.register(_Audit(audit, writer))

    def count_call(self, tool: str, source: str | None, outcome: str, seconds: float) -> None:
        """Count one call.

        Args:
            tool: exposed name, or the protocol's method.
            source: None for a tool without one.
            outcome: `ok` or an error's code.
            seconds: from the request to the answer.
        """
        self._calls[tool, source or "", outcome].add(seconds)

    def count_wait(self, source: str, seconds: float) -> None:
        """Count a call that had to wait for a connection.

        Args:
            source: whose connection.
            seconds: that it waited.
        """
        self._waits.add((source,), seconds)

    def count_operation(self, method: str, tool: str, error: str, seconds: float) -> None:
        """Count one MCP message.

        Args:
            method: one of few.
            tool: exposed name of a tool that exists, empty for none.
            error: `tool_error`, or the code of the JSON-RPC error; empty if all went well.
            seconds: from its arrival to the result.
        """
        self._operations.add((method, tool, error), seconds)

    def count_session(self, seconds: float) -> None:
        """Count a session that has ended.

        Args:
            seconds: that it lasted.
        """
        self._sessions.add(seconds)

    def _collect(self) -> Iterator[Metric]:
        yield from self._collect_calls()
        for tallies in (self._waits, self._operations):
            yield from tallies.collect()
        sessions = HistogramMetricFamily(
            "mcp_server_session_duration_seconds", "Seconds that an MCP session of an earlier revision lasted."
        )
        self._sessions.show(sessions)
        yield sessions

    def _collect_calls(self) -> Iterator[Metric]:
        calls = CounterMetricFamily("powerstrip_calls", "Calls by outcome.", labels=("tool", "source", "outcome"))
        seconds = HistogramMetricFamily(
            "powerstrip_call_seconds", "Seconds from the request to the answer.", labels=("source",)
        )
        by_source: defaultdict[str, Tally] = defaultdict(_of_calls)
        for labels, tally in self._calls.items():
            calls.add_metric(labels, tally.count)
            by_source[labels[1]].add_all(tally)
        for source, tally in by_source.items():
            tally.show(seconds, (source,))
        yield from (calls, seconds)

    def exposition(self, sees_source: Callable[[str], bool]) -> bytes:
        """Return the metrics in Prometheus' text format.

        Args:
            sees_source: whether the metrics of a source are shown; what is of no source always is.
        """
        shown = CollectorRegistry()
        shown.register(_Seen(self._registry, sees_source))
        return generate_latest(shown)


def _of_calls() -> Tally:
    return Tally(_SECONDS)


class _Collected(Collector):
    """What a function collects.

    Args:
        collect: yields the metrics.
    """

    def __init__(self, collect: Callable[[], Iterator[Metric]]) -> None:
        self._collect = collect

    def describe(self) -> Iterable[Metric]:
        """Say nothing before there is anything."""
        return ()

    def collect(self) -> Iterator[Metric]:
        return self._collect()


class _Seen(Collector):
    """The metrics of some sources.

    Args:
        everything: the metrics of all.
        sees_source: whether those of a source are among them.
    """

    def __init__(self, everything: CollectorRegistry, sees_source: Callable[[str], bool]) -> None:
        self._everything = everything
        self._sees_source = sees_source

    def describe(self) -> Iterable[Metric]:
        """Say nothing before anything is asked."""
        return ()

    def collect(self) -> Iterator[Metric]:
        for metric in self._everything.collect():
            seen = Metric(metric.name, metric.documentation, metric.type)
            seen.samples = [each for each in metric.samples if self._shows(each.labels.get("source", ""))]
            yield seen

    def _shows(self, source: str) -> bool:
        return not source or self._sees_source(source)


class _Audit(Collector):
    """Reads what the writer of the audit has counted, when it has been given what there is."""

    def __init__(self, audit: Audit, writer: AuditWriter) -> None:
        self._audit = audit
        self._writer = writer

    def describe(self) -> Iterable[Metric]:
        """Say nothing before there is anything."""
        return ()

    def collect(self) -> Iterator[Metric]:
        self._audit.work_off()
        writer = self._writer
        yield CounterMetricFamily("powerstrip_audit_stored", "Audit records that were stored.", value=writer.stored)
        yield CounterMetricFamily("powerstrip_audit_dropped", "Audit records that never were.", value=writer.dropped)
        yield GaugeMetricFamily("powerstrip_audit_waiting", "Audit records not yet stored.", value=writer.waiting)


class _Connections(Collector):
    """Reads the budget when it is asked, so that nothing is counted twice."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def describe(self) -> Iterable[Metric]:
        """Say nothing before the event loop runs."""
        return ()

    def collect(self) -> Iterator[Metric]:
        budget = self._sources.budget
        yield GaugeMetricFamily("powerstrip_budget_connections", "Connections over all sources.", value=budget.used)
        yield GaugeMetricFamily("powerstrip_budget_limit", "Connections that may exist at once.", value=budget.total)
        yield GaugeMetricFamily("powerstrip_budget_waiting", "Calls that wait for a connection.", value=budget.waiting)
        yield from self._by_source()

    def _by_source(self) -> Iterator[Metric]:
        by_state = GaugeMetricFamily("powerstrip_connections", "Connections by state.", labels=("source", "state"))
        limit = GaugeMetricFamily("powerstrip_connections_limit", "Most connections of a source.", labels=("source",))
        waiting = GaugeMetricFamily("powerstrip_waiting", "Calls that wait for a connection.", labels=("source",))
        oldest = GaugeMetricFamily(
            "powerstrip_oldest_lease_seconds", "How long the longest lease has lasted.", labels=("source",)
        )
        granted = CounterMetricFamily(
            "powerstrip_grants", "Connections given to calls, new or idle ones.", labels=("source", "connection")
        )
        evicted = CounterMetricFamily(
            "powerstrip_evictions", "Idle connections closed to make room for another source.", labels=("source",)
        )
        refused = CounterMetricFamily(
            "powerstrip_refusals", "Calls refused for want of a connection.", labels=("source",)
        )
        for source in self._sources:
            if source.pool is None:
                continue
            share, name = source.pool.share, source.name
            for state in State:
                by_state.add_metric((name, state.value), _in_state(share, state))
            limit.add_metric((name,), share.cap)
            waiting.add_metric((name,), len(share.waiting))
            oldest.add_metric((name,), _oldest_lease(source))
            granted.add_metric((name, "new"), share.granted_new)
            granted.add_metric((name, "idle"), share.granted_idle)
            evicted.add_metric((name,), share.evicted)
            refused.add_metric((name,), source.pool.refused)
        yield from (by_state, limit, waiting, oldest, granted, evicted, refused)


def _in_state(share: Share, state: State) -> int:
    numbers = {State.OPENING: share.opening, State.BUSY: share.busy, State.IDLE: len(share.idle)}
    return numbers.get(state, share.closing)


def _oldest_lease(source: Source) -> float:
    assert source.pool is not None
    since = [lease.since for lease in source.pool.leases]
    return anyio.current_time() - min(since) if since else 0.0
