"""The measuring: rounds of everything, and turns of what is compared."""

import itertools
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compared import wrk
from compared.answers import ask
from compared.contenders import POWERSTRIP, Contender, Place
from compared.entrants import Entrants
from compared.figures import Cell, Figures, Measurement
from compared.gates import contests
from compared.processes import NotStarted, Running, free_port, running
from compared.workload import SMALL, Case, Setting, first_exchange

#: Seconds of load before what is measured, and before a turn, whose server has been measured before.
WARM_UP, _WARM_UP_TURN = 2, 1
#: Seconds of load in a turn: the shorter, the closer together are the figures that are compared.
TURN = 1
#: Sources whose connections are open after one second of load, on a slow machine.
_OPENED = 10
#: Share of a load after which the memory is looked at.
_LATE = 0.7
#: Loads that a server gets to do one without a wrong answer.
_TRIALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to measure.

    Args:
        rounds: in each of which every server starts and is loaded in every case.
        seconds: of load in a round.
        turns: of those that a gate compares, with a second of load each.
        connections: open at once, one after the other.
    """

    rounds: int
    seconds: int
    turns: int
    connections: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """What one server is to be loaded with.

    Args:
        case: what is asked.
        cell: what the measurement is of.
        seconds: to measure for.
        warm_up: seconds of the same load before.
    """

    case: Case
    cell: Cell
    seconds: int
    warm_up: int


class Rounds:
    """Measures servers, one after the other.

    Args:
        login: of what all of them serve, as `Place` has it.
        entrants: the servers; one that does not start is dropped.
        effort: how long.
    """

    def __init__(self, login: Mapping[str, Any], entrants: Entrants, effort: Effort) -> None:
        self._login = login
        self._entrants = entrants
        self._effort = effort
        self.figures = Figures()

    def measure(self, cases: Sequence[Case]) -> None:
        """Measure cases in all rounds.

        Args:
            cases: those of one setting stand together.

        Raises:
            WrongAnswer: a server answered otherwise than it must.
            NotStarted: powerstrip does not start.
        """
        for number in range(self._effort.rounds):
            for setting, together in itertools.groupby(cases, lambda case: case.setting):
                self._measure_setting(number, setting, list(together))

    def _measure_setting(self, number: int, setting: Setting, cases: Sequence[Case]) -> None:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            servers = {}
            for contender in self._in_turn(number):
                if any(map(contender.can, cases)) and (server := self._start(contender, setting, Path(folder), stack)):
                    servers[contender] = server
            for contender, server in servers.items():
                self._open_connections(contender, server, cases[0], Path(folder))
            for case, connections in itertools.product(cases, self._effort.connections):
                for contender, server in servers.items():
                    if contender.can(case):
                        cell = Cell(contender.name, case.name, connections)
                        stint = Stint(case=case, cell=cell, seconds=self._effort.seconds, warm_up=WARM_UP)
                        self._keep(cell, self._load(contender, server, stint, Path(folder)))
            if number == self._effort.rounds - 1:
                self._take_turns(servers, cases, Path(folder))

    def _keep(self, cell: Cell, measurement: Measurement | None, turn: int | None = None) -> None:
        if measurement is None:
            self.figures.silent.add(cell)
        elif turn is None:
            self.figures.add(cell, measurement)
        else:
            self.figures.add_turn(cell, turn, measurement)

    def _take_turns(self, servers: Mapping[Contender, Running], cases: Sequence[Case], folder: Path) -> None:
        """Load those that a gate compares one right after the other, again and again."""
        named, known = {contender.name: contender for contender in servers}, {case.name: case for case in cases}
        chosen = [
            [cell for cell in cells if cell.server in named]
            for cells in contests()
            if cells[0].case in known and cells[0].connections in self._effort.connections
        ]
        for turn, cells in itertools.product(range(self._effort.turns), chosen):
            for cell in in_order(cells, turn):
                contender = named[cell.server]
                stint = Stint(case=known[cell.case], cell=cell, seconds=TURN, warm_up=_WARM_UP_TURN)
                self._keep(cell, self._load(contender, servers[contender], stint, folder), turn)

    def _open_connections(self, contender: Contender, server: Running, case: Case, folder: Path) -> None:
        """Let a server open what it keeps open of many sources, which takes longer than a load is measured."""
        if case.setting.sources > 1:
            plan, seconds = folder / "plan.lua", case.setting.sources / _OPENED
            wrk.write_plan(plan, case.exchanges(contender, case.setting))
            wrk.start(server.url, plan, connections=max(self._effort.connections), seconds=seconds).communicate()
            server.settle()

    def _in_turn(self, number: int) -> list[Contender]:
        """Return the servers in an order that begins with another one in each round."""
        present = self._entrants.present
        first = number % len(present)
        return present[first:] + present[:first]

    def _start(self, contender: Contender, setting: Setting, folder: Path, stack: ExitStack) -> Running | None:
        own = Path(tempfile.mkdtemp(dir=folder))
        place = Place(login=self._login, port=free_port(), folder=own)
        first = first_exchange(contender, setting)
        try:
            server = stack.enter_context(running(contender.command(setting, place), place.port, first, own / "log"))
        except NotStarted as error:
            if contender.name == POWERSTRIP:
                raise
            self._entrants.drop(contender, str(error))
            return None
        except wrk.WrongAnswer as error:
            raise wrk.WrongAnswer(f"{contender.name}, first answer: {error}") from error
        if setting == SMALL:
            self.figures.add_start_up(contender.name, server.start_up)
        return server

    def _load(self, contender: Contender, server: Running, stint: Stint, folder: Path) -> Measurement | None:
        """Load one server; another server than ours may try again after a wrong answer, and the page tells that."""
        case, cell = stint.case, stint.cell
        exchanges = case.exchanges(contender, case.setting)
        plan = folder / "plan.lua"
        wrk.write_plan(plan, exchanges)
        trial = 0
        while True:
            trial += 1
            try:
                self.figures.sizes[cell.server, cell.case] = ask(server.url, exchanges[-1])
                return _measure(server, plan, stint)
            except wrk.WrongAnswer as error:
                told = f"{cell.server}, {case.title}, {cell.connections} connections: {error}"
                if cell.server.startswith(POWERSTRIP) or trial == _TRIALS:
                    raise wrk.WrongAnswer(told) from error
                self.figures.wrong.append(told)
                server.settle()


def in_order(cells: Sequence[Cell], turn: int) -> list[Cell]:
    """Return cells in the order of one turn: each begins once before one begins again, and then they go backwards.

    Args:
        cells: to take a turn.
        turn: its number, from 0.
    """
    first = turn % max(1, len(cells))
    rotated = [*cells[first:], *cells[:first]]
    return rotated if turn // max(1, len(cells)) % 2 == 0 else rotated[::-1]


def _measure(server: Running, plan: Path, stint: Stint) -> Measurement | None:
    """Return what a server does under one load, None if it answers nothing in time."""
    connections = stint.cell.connections
    wrk.finish(wrk.start(server.url, plan, connections=connections, seconds=stint.warm_up))
    server.settle()
    before = server.processor_seconds()
    process = wrk.start(server.url, plan, connections=connections, seconds=stint.seconds)
    time.sleep(stint.seconds * _LATE)
    resident = server.resident_bytes()
    load = wrk.finish(process)
    processor = server.processor_seconds() - before
    server.settle()
    if not load.calls:
        return None
    return Measurement(
        rate=load.calls / load.seconds,
        p50=load.p50,
        p99=load.p99,
        processor=processor / load.calls * 1e6,
        resident=resident / 1e6,
    )
