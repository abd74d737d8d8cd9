"""What powerstrip must reach beside the others, and what it reached."""

from collections.abc import Callable
from dataclasses import dataclass

from compared.contenders import BARE, LOW_LEVEL, POWERSTRIP, SMALL_BARE, SMALL_POWERSTRIP, TOOLBOX, TWO_WORKERS
from compared.figures import Cell, Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One server's figure in units of another's, in the turns that both had one after the other.

    Args:
        field: of a measurement.
        case: its name.
        connections: open at once.
        server: whose figure it is.
        reference: whose it is divided by.
        floor: two servers to be divided likewise, which do nothing but ask the database; None where none says anything.
    """

    field: str
    case: str
    connections: int
    server: str = POWERSTRIP
    reference: str = TOOLBOX
    floor: tuple[str, str] | None = None

    def __call__(self, figures: Figures) -> float | None:
        """Return the median of the turns, None without any."""
        return self._of(figures, self.server, self.reference)

    def of_floor(self, figures: Figures) -> float | None:
        """Return the same of the floor."""
        return None if self.floor is None else self._of(figures, *self.floor)

    def cells(self) -> list[Cell]:
        """Return what is to be measured in turns."""
        servers = dict.fromkeys([self.server, self.reference, *(self.floor or ())])
        return [Cell(server, self.case, self.connections) for server in servers]

    def _of(self, figures: Figures, server: str, reference: str) -> float | None:
        cells = (Cell(name, self.case, self.connections) for name in (server, reference))
        return figures.beside(*cells, field=self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One demand.

    Args:
        what: for the table.
        gate: what must be reached.
        moonshot: what would be better still, None for nothing.
        at_least: whether more is better.
        measured: takes the figure from a run, None if it was not measured.
        unit: of the three figures.
    """

    what: str
    gate: float
    moonshot: float | None
    at_least: bool
    measured: Beside | Callable[[Figures], float | None]
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


def _start_up(figures: Figures) -> float | None:
    return figures.start_up(POWERSTRIP)


def _help(figures: Figures) -> float | None:
    return figures.start_up(f"{POWERSTRIP} --help")


def _beside_toolbox(field: str, case: str, connections: int, *, server: str = POWERSTRIP) -> Beside:
    return Beside(field=field, case=case, connections=connections, server=server, floor=(BARE, TOOLBOX))


def _beside_small(case: str, floor: tuple[str, str] | None = None) -> Beside:
    return Beside(field="rate", case=case, connections=16, reference=SMALL_POWERSTRIP, floor=floor)


#: Ratios are to MCP Toolbox unless `what` says otherwise.
GATES = [
    Gate(
        what="processor time per call, template, 16 connections",
        gate=0.9,
        moonshot=0.6,
        at_least=False,
        measured=_beside_toolbox("processor", "template", 16),
    ),
    Gate(
        what="processor time per call, template, 64 connections",
        gate=0.9,
        moonshot=0.6,
        at_least=False,
        measured=_beside_toolbox("processor", "template", 64),
    ),
    Gate(
        what="calls/s, template, 16 connections",
        gate=1.1,
        moonshot=1.5,
        at_least=True,
        measured=_beside_toolbox("rate", "template", 16),
    ),
    Gate(
        what="calls/s, template, 64 connections",
        gate=0.9,
        moonshot=1.2,
        at_least=True,
        measured=_beside_toolbox("rate", "template", 64),
    ),
    Gate(
        what="calls/s, template, 64 connections, two workers",
        gate=1.0,
        moonshot=1.2,
        at_least=True,
        measured=_beside_toolbox("rate", "template", 64, server=TWO_WORKERS),
    ),
    Gate(
        what="calls/s, 500 rows, 16 connections",
        gate=1.6,
        moonshot=2.5,
        at_least=True,
        measured=_beside_toolbox("rate", "rows", 16),
    ),
    Gate(
        what="p99, template, 16 connections",
        gate=1.0,
        moonshot=0.5,
        at_least=False,
        measured=_beside_toolbox("p99", "template", 16),
    ),
    Gate(
        what="calls/s, the caller's own SQL, 16 connections",
        gate=0.6,
        moonshot=0.9,
        at_least=True,
        measured=_beside_toolbox("rate", "query", 16),
    ),
    Gate(
        what="calls/s, template, 16 connections, beside the low-level server",
        gate=4.0,
        moonshot=6.0,
        at_least=True,
        measured=Beside(field="rate", case="template", connections=16, reference=LOW_LEVEL),
    ),
    Gate(
        what="calls/s, template, 16 connections, 50 sources beside one",
        gate=0.95,
        moonshot=None,
        at_least=True,
        measured=_beside_small("template-50-sources", (BARE, SMALL_BARE)),
    ),
    Gate(
        what="calls/s, template, 16 connections, 1,000 tools beside 10",
        gate=0.95,
        moonshot=None,
        at_least=True,
        measured=_beside_small("template-1000-tools"),
    ),
    Gate(
        what="resident memory, template, 64 connections",
        gate=1.0,
        moonshot=0.7,
        at_least=False,
        measured=Beside(field="resident", case="template", connections=64),
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


def contests() -> list[list[Cell]]:
    """Return what the gates compare: for each case and number of connections all cells that a gate looks at."""
    found: dict[tuple[str, int], dict[Cell, None]] = {}
    for gate in GATES:
        if isinstance(gate.measured, Beside):
            cells = gate.measured.cells()
            found.setdefault((cells[0].case, cells[0].connections), {}).update(dict.fromkeys(cells))
    return [list(cells) for cells in found.values()]
