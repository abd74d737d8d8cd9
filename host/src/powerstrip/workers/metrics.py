"""The metrics of a host, from those of its workers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

__all__ = ["merge_metrics"]

#: Of this the largest is the host's; of any other metric the sum.
_LARGEST = "_lease_seconds"


def merge_metrics(texts: Sequence[bytes], sees_source: Callable[[str], bool]) -> bytes:
    """Return the metrics of a host, in Prometheus' text format.

    Args:
        texts: of its workers, in the same format.
        sees_source: whether the metrics of a source are shown; what is of no source always is.
    """
    merged: dict[str, Metric] = {}
    samples: dict[str, dict[tuple[str, frozenset[tuple[str, str]]], Sample]] = {}
    for family in chain.from_iterable(text_string_to_metric_families(text.decode()) for text in texts):
        merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
        known = samples.setdefault(family.name, {})
        for sample in family.samples:
            source = sample.labels.get("source", "")
            if not source or sees_source(source):
                key = sample.name, frozenset(sample.labels.items())
                known[key] = _together(known[key], sample) if key in known else sample
    for name, metric in merged.items():
        metric.samples = list(samples[name].values())
    registry = CollectorRegistry()
    registry.register(_Merged(merged.values()))
    return generate_latest(registry)


class _Merged(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def describe(self) -> Iterable[Metric]:
        """Say nothing before anything is asked."""
        return ()

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def _together(one: Sample, other: Sample) -> Sample:
    largest = one.name.endswith(_LARGEST)
    return one._replace(value=max(one.value, other.value) if largest else one.value + other.value)
