"""What powerstrip must reach beside the others, and what it reached."""

from collections.abc import Callable
from dataclasses import dataclass

from compared.contenders import LOW_LEVEL, POWERSTRIP, SMALL_POWERSTRIP, TOOLBOX, TWO_WORKERS
from compared.figures import Cell, Figures, Measurement, ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One demand.

    Args:
        what: for the table.
        gate: what must be reached.
        moonshot: what would be better still, None for nothing.
        at_least: whether more is better.
        measured: returns the figure from a run, None if it was not measured.
        unit: of the three figures.
    """

    what: str
    gate: float
    moonshot: float | None
    at_least: bool
    measured: Callable[[Figures], float | None]
    unit: str = "x"

    def reached(self, value: float) -> str:
        """Say what a figure reaches.

        Args:
            value: as measured.
        """
        if self.moonshot is not None and self._passes(value, self.moonshot):
            return "moonshot"
        return "yes" if self._passes(value, self.gate) else "no"

    def _passes(self, value: float, mark: float) -> bool:
        return value >= mark if self.at_least else value <= mark


def _beside(
    field: str,
    case: str,
    connections: int,
    *,
    server: str = POWERSTRIP,
    reference: str = TOOLBOX,
) -> Callable[[Figures], float | None]:
    def measured(figures: Figures) -> float | None:
        of = figures.median(Cell(server, case, connections))
        beside = figures.median(Cell(reference, case, connections))
        return ratio(_field(of, field), _field(beside, field))

    return measured


def _field(measurement: Measurement | None, field: str) -> float | None:
    return None if measurement is None else getattr(measurement, field)


def _start_up(figures: Figures) -> float | None:
    return figures.start_up(POWERSTRIP)


def _help(figures: Figures) -> float | None:
    return figures.start_up(f"{POWERSTRIP} --help")


def _beside_small(case: str, connections: int) -> Callable[[Figures], float | None]:
    return _beside("rate", case, connections, reference=SMALL_POWERSTRIP)


#: Ratios are to MCP Toolbox unless `what` says otherwise.
GATES = [
    Gate(
        what="processor time per call, template, 16 connections",
        gate=0.9,
        moonshot=0.6,
        at_least=False,
        measured=_beside("processor", "template", 16),
    ),
    Gate(
        what="processor time per call, template, 64 connections",
        gate=0.9,
        moonshot=0.6,
        at_least=False,
        measured=_beside("processor", "template", 64),
    ),
    Gate(
        what="calls/s, template, 16 connections",
        gate=1.1,
        moonshot=1.5,
        at_least=True,
        measured=_beside("rate", "template", 16),
    ),
    Gate(
        what="calls/s, template, 64 connections",
        gate=0.9,
        moonshot=1.2,
        at_least=True,
        measured=_beside("rate", "template", 64),
    ),
    Gate(
        what="calls/s, template, 64 connections, two workers",
        gate=1.0,
        moonshot=1.2,
        at_least=True,
        measured=_beside("rate", "template", 64, server=TWO_WORKERS),
    ),
    Gate(
        what="calls/s, 500 rows, 16 connections",
        gate=1.6,
        moonshot=2.5,
        at_least=True,
        measured=_beside("rate", "rows", 16),
    ),
    Gate(
        what="p99, template, 16 connections",
        gate=1.0,
        moonshot=0.5,
        at_least=False,
        measured=_beside("p99", "template", 16),
    ),
    Gate(
        what="calls/s, the caller's own SQL, 16 connections",
        gate=0.6,
        moonshot=0.9,
        at_least=True,
        measured=_beside("rate", "query", 16),
    ),
    Gate(
        what="calls/s, template, 16 connections, beside the low-level server",
        gate=4.0,
        moonshot=6.0,
        at_least=True,
        measured=_beside("rate", "template", 16, reference=LOW_LEVEL),
    ),
    Gate(
        what="calls/s, template, 16 connections, 50 sources beside one",
        gate=0.95,
        moonshot=None,
        at_least=True,
        measured=_beside_small("template-50-sources", 16),
    ),
    Gate(
        what="calls/s, template, 16 connections, 1,000 tools beside 10",
        gate=0.95,
        moonshot=None,
        at_least=True,
        measured=_beside_small("template-1000-tools", 16),
    ),
    Gate(
        what="resident memory, template, 64 connections",
        gate=1.0,
        moonshot=0.7,
        at_least=False,
        measured=_beside("resident", "template", 64),
    ),
    Gate(what="`powerstrip --help`", gate=0.3, moonshot=0.1, at_least=False, measured=_help, unit="s"),
    Gate(
        what="start-up to first answer, 10 plugins",
        gate=1.2,
        moonshot=0.6,
        at_least=False,
        measured=_start_up,
        unit="s",
    ),
]
