"""What was measured, and what it comes to."""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One load of one server.

    Args:
        rate: calls/s.
        p50: milliseconds of a call, median.
        p99: the same, of the slowest hundredth.
        processor: microseconds of the server's processor time per call.
        resident: megabytes of the server's memory under load.
    """

    rate: float
    p50: float
    p99: float
    processor: float
    resident: float


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What one measurement is of.

    Args:
        server: its name.
        case: its name.
        connections: open at once.
    """

    server: str
    case: str
    connections: int


class Figures:
    """All measurements of a run, round by round.

    Attributes:
        sizes: bytes of an answer, by server and case.
        wrong: what was answered wrongly in loads that were done again.
        silent: where a whole load ended without an answer.
    """

    def __init__(self) -> None:
        self._measurements: dict[Cell, list[Measurement]] = defaultdict(list)
        self._turns: dict[Cell, dict[int, Measurement]] = defaultdict(dict)
        self._start_ups: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[tuple[str, str], int] = {}
        self.wrong: list[str] = []
        self.silent: set[Cell] = set()

    def add(self, cell: Cell, measurement: Measurement) -> None:
        """Keep a measurement.

        Args:
            cell: what it is of.
            measurement: to keep.
        """
        self._measurements[cell].append(measurement)

    def add_turn(self, cell: Cell, turn: int, measurement: Measurement) -> None:
        """Keep a measurement that was made right before or after those of other servers; it counts as a round, too.

        Args:
            cell: what it is of.
            turn: number that these have in common.
            measurement: to keep.
        """
        self.add(cell, measurement)
        self._turns[cell][turn] = measurement

    def beside(self, cell: Cell, reference: Cell, *, field: str) -> float | None:
        """Return the median over the turns of one figure in units of another one, None if there is none.

        The two figures of a turn were made within seconds of each other, so that a machine which is fast in one minute
        and slow in the next changes both.

        Args:
            cell: whose figure it is.
            reference: whose it is divided by.
            field: of a measurement.
        """
        turns, others = self._turns.get(cell, {}), self._turns.get(reference, {})
        found = [ratio(getattr(turns[turn], field), getattr(others[turn], field)) for turn in turns.keys() & others]
        return _median(each for each in found if each is not None)

    def add_start_up(self, server: str, seconds: float) -> None:
        """Keep how long a server took to its first answer.

        Args:
            server: its name.
            seconds: from its start.
        """
        self._start_ups[server].append(seconds)

    def median(self, cell: Cell) -> Measurement | None:
        """Return the median of each figure over the rounds, None if there is none.

        Args:
            cell: what they are of.
        """
        if not (found := self._measurements.get(cell)):
            return None
        return Measurement(
            rate=statistics.median(each.rate for each in found),
            p50=statistics.median(each.p50 for each in found),
            p99=statistics.median(each.p99 for each in found),
            processor=statistics.median(each.processor for each in found),
            resident=statistics.median(each.resident for each in found),
        )

    def start_up(self, server: str) -> float | None:
        """Return the median of the seconds to the first answer, None if there is none.

        Args:
            server: its name.
        """
        return _median(self._start_ups.get(server, ()))


def ratio(value: float | None, reference: float | None) -> float | None:
    """Return one figure in units of another, None if one of the two is missing.

    Args:
        value: to divide.
        reference: to divide by.
    """
    return value / reference if value is not None and reference else None


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.median(found) if found else None
