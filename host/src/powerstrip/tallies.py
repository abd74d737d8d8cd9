"""What calls are counted in while they run: no lock, no look-up by label, one addition each."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import add

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.utils import floatToGoString

__all__ = ["Tallies", "Tally"]


class Tally:
    """How long something took, by how often it took how long.

    Args:
        bounds: seconds, ascending: the inclusive upper ends of the buckets but for the last, which has none.

    Attributes:
        counts: how often, by bucket.
        total: seconds that all of it took.
    """

    __slots__ = ("_bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count what took so long."""
        self.counts[bisect_left(self._bounds, seconds)] += 1
        self.total += seconds

    @property
    def count(self) -> int:
        """How often something has been counted."""
        return sum(self.counts)

    def add_all(self, other: "Tally") -> None:
        """Count what another tally with the same bounds has counted."""
        self.counts = list(map(add, self.counts, other.counts))
        self.total += other.total

    def show(self, family: HistogramMetricFamily, labels: Sequence[str] = ()) -> None:
        """Add to a family what has been counted.

        Args:
            family: of Prometheus.
            labels: values of its labels.
        """
        ends = [*map(floatToGoString, self._bounds), "+Inf"]
        family.add_metric(labels, list(zip(ends, accumulate(self.counts), strict=True)), self.total)


class Tallies:
    """Tallies by the values of some labels.

    Args:
        name: of the family.
        documentation: of the family.
        labels: of the family.
        bounds: see `Tally`.
    """

    def __init__(self, name: str, documentation: str, labels: Sequence[str], bounds: Sequence[float]) -> None:
        self._name = name
        self._documentation = documentation
        self._labels = labels
        self._tallies: defaultdict[tuple[str, ...], Tally] = defaultdict(lambda: Tally(bounds))

    def add(self, labels: tuple[str, ...], seconds: float) -> None:
        """Count what took so long.

        Args:
            labels: values of the labels.
            seconds: that it took.
        """
        self._tallies[labels].add(seconds)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Yield the family."""
        family = HistogramMetricFamily(self._name, self._documentation, labels=self._labels)
        for labels, tally in self._tallies.items():
            tally.show(family, labels)
        yield family
