"""The figures as Markdown."""

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from compared.contenders import BARE, POWERSTRIP, TOOLBOX
from compared.entrants import Entrants
from compared.figures import Cell, Figures, Measurement, ratio
from compared.gates import GATES, Beside
from compared.rounds import TURN, Effort
from compared.workload import TEMPLATE, Case

_INTRODUCTION = """# powerstrip beside other servers

One load generator, one PostgreSQL and all servers share the machine; one server is loaded at a time. Every answer is
checked, and one before each load row by row. All log in as {role}, over TCP without TLS, and
have pools of 16 connections, or of 3 for each of 50 sources. powerstrip runs as it ships, with ten plugins: limits,
budget, metrics, log and audit are on. The low-level server and the one on FastMCP do nothing but run the statement and
write its rows as JSON. "asyncpg behind a socket" is no server but the floor: one process of Python that runs two
prepared statements, and the caller's own SQL in a transaction and with a reset, as powerstrip does, and reads of HTTP
and MCP only what that takes. It does with asyncpg what asyncpg is made for: the caller's own SQL takes four round trips
then, where powerstrip takes three.

CPU is the processor time of the server's processes, user's and system's, without PostgreSQL's; memory is theirs under
load, and what two processes share counts twice."""
_GATES = f"""\
What is compared here, but for the start, was loaded in turns: within seconds one after the other, in changing order and
again and again, by the servers of the last round. A machine that is fast in one minute and slow in the next so changes
both figures of a turn. Shown are the medians of the turns' ratios, to {TOOLBOX} unless something else is named. The
floor is "{BARE}", beside the same server as powerstrip or, for 50 sources, beside itself with one. In the
tables below each turn counts as a round, and ratios are those of the medians, which were made in different minutes."""
_ABSENT = "-"
_HEAD = ["server", "connections", "calls/s", "p50 ms", "p99 ms", "CPU us/call", "resident MB"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a run comes to, for people.

    Args:
        figures: of the run.
        entrants: who took part, and who did not.
        effort: how long was measured.
        cases: that were measured, in order.
        command: that makes such a page.
        role: who the servers log in as.
    """

    figures: Figures
    entrants: Entrants
    effort: Effort
    cases: Sequence[Case]
    command: str
    role: str

    def markdown(self) -> str:
        """Return the page."""
        parts = [
            _INTRODUCTION.format(role=self.role),
            self._facts(),
            "## What is to be reached",
            _GATES,
            gate_table(self.figures),
        ]
        for case in self.cases:
            parts += [f"## {case.title[0].upper()}{case.title[1:]}", self._notes(case)]
            parts += [case_table(self.figures, case, self.entrants.names(case), self.effort.connections)]
        started = self.entrants.names(TEMPLATE)
        parts += ["## Start-up", start_table(self.figures, [f"{POWERSTRIP} --help", *started])]
        return "\n\n".join(parts) + "\n"

    def _facts(self) -> str:
        asked = [f"{each.name} {self.entrants.versions[each.name]} ({each.revision})" for each in self.entrants.present]
        missing = [f"Missing: {name} ({reason})." for name, reason in self.entrants.missing.items()]
        wrong = [f"Done again after a wrong answer: `{told}`" for told in self.figures.wrong]
        rounds = "one round" if self.effort.rounds == 1 else f"medians of {self.effort.rounds} rounds"
        effort = f"{rounds}, {self.effort.seconds} s of load in each cell, and {self.effort.turns} turns of {TURN} s"
        facts = f"Made on {today()} by `{self.command}`: {effort}, on {machine()}."
        return "\n\n".join(
            [
                facts,
                f"Compared, with the protocol revision that each is asked in: {', '.join(asked)}.",
                *missing,
                *wrong,
            ]
        )

    def _notes(self, case: Case) -> str:
        sizes = {name: self.figures.sizes.get((name, case.name)) for name in self.entrants.names(case)}
        shown = [f"{name} {size:,}" for name, size in sizes.items() if size is not None]
        silent = sorted(cell for cell in self.figures.silent if cell.case == case.name)
        late = [f"No answer in time: {cell.server} at {cell.connections} connections." for cell in silent]
        return "\n".join([f"Bytes of an answer: {', '.join(shown)}.", *late])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Args:
        head: titles of the columns.
        rows: of as many cells.
    """
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def case_table(figures: Figures, case: Case, servers: Sequence[str], connections: Sequence[int]) -> str:
    """Return what was measured of one case.

    Args:
        figures: of the run.
        case: to show.
        servers: names, in order.
        connections: how many were open at once, in order.
    """
    rows = []
    for open_at_once in connections:
        beside = figures.median(Cell(TOOLBOX, case.name, open_at_once))
        for server in servers:
            found = figures.median(Cell(server, case.name, open_at_once))
            rows.append([server, str(open_at_once), *_cells(found), *_ratios(found, beside)])
    return table([*_HEAD, f"calls/s to {TOOLBOX}", f"CPU to {TOOLBOX}"], rows)


def start_table(figures: Figures, names: Sequence[str]) -> str:
    """Return how long everything took to start.

    Args:
        figures: of the run.
        names: of servers and commands, in order.
    """
    reference = figures.start_up(TOOLBOX)
    rows = []
    for name in names:
        seconds = figures.start_up(name)
        rows.append([name, _shown(seconds, 2), _shown(ratio(seconds, reference), 2)])
    return table(["server", "start-up to first answer, s", f"to {TOOLBOX}"], rows)


def gate_table(figures: Figures) -> str:
    """Return the gates, what was reached, and what of that the floor reaches.

    Args:
        figures: of the run.
    """
    rows = []
    for gate in GATES:
        value, sign = gate.measured(figures), ">=" if gate.at_least else "<="
        moonshot = _ABSENT if gate.moonshot is None else f"{sign} {gate.moonshot:g} {gate.unit}"
        measured = "not measured" if value is None else f"{value:.2f} {gate.unit}"
        reached = _ABSENT if value is None else gate.reached(value)
        floor = gate.measured.of_floor(figures) if isinstance(gate.measured, Beside) else None
        floors = _ABSENT if floor is None else f"{floor:.2f} {gate.unit}"
        rows.append([gate.what, f"{sign} {gate.gate:g} {gate.unit}", moonshot, measured, reached, floors])
    return table(["what", "gate", "moonshot", "measured", "reached", "floor"], rows)


def machine() -> str:
    """Return what matters of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GiB, {platform.system()} {platform.release()}"
    return f"{cores}, Python {platform.python_version()}"


def today() -> str:
    """Return the date."""
    return datetime.now(UTC).date().isoformat()


def _cells(found: Measurement | None) -> list[str]:
    if found is None:
        return [_ABSENT] * 5
    figures = [(found.rate, 0), (found.p50, 2), (found.p99, 2), (found.processor, 0), (found.resident, 0)]
    return [_shown(value, digits) for value, digits in figures]


def _ratios(found: Measurement | None, beside: Measurement | None) -> list[str]:
    fields: list[Callable[[Measurement], float]] = [lambda each: each.rate, lambda each: each.processor]
    if found is None or beside is None:
        return [_ABSENT] * len(fields)
    return [_shown(ratio(field(found), field(beside)), 2) for field in fields]


def _shown(value: float | None, digits: int) -> str:
    return _ABSENT if value is None else f"{value:,.{digits}f}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
