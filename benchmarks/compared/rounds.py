"""The measuring: rounds of turns."""

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
from compared.processes import NotStarted, Running, free_port, running
from compared.workload import SMALL, Case, Setting, first_exchange

#: Seconds of load before what is measured.
WARM_UP = 2
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
        rounds: turns of every server in every case.
        seconds: of load in one turn.
        connections: open at once, one after the other.
    """

    rounds: int
    seconds: int
    connections: Sequence[int]


class Rounds:
    """Measures servers in turns; a context manager, whose files go at its end.

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
                        self._load(contender, server, case, cell, Path(folder))

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

    def _load(self, contender: Contender, server: Running, case: Case, cell: Cell, folder: Path) -> None:
        """Load one server; another server than ours may try again after a wrong answer, and the page tells that."""
        exchanges = case.exchanges(contender, case.setting)
        plan = folder / "plan.lua"
        wrk.write_plan(plan, exchanges)
        for trial in range(_TRIALS):
            try:
                self.figures.sizes[cell.server, cell.case] = ask(server.url, exchanges[-1])
                self._measure_load(server, plan, cell)
            except wrk.WrongAnswer as error:
                told = f"{cell.server}, {case.title}, {cell.connections} connections: {error}"
                if cell.server.startswith(POWERSTRIP) or trial == _TRIALS - 1:
                    raise wrk.WrongAnswer(told) from error
                self.figures.wrong.append(told)
                server.settle()
            else:
                return

    def _measure_load(self, server: Running, plan: Path, cell: Cell) -> None:
        wrk.finish(wrk.start(server.url, plan, connections=cell.connections, seconds=WARM_UP))
        server.settle()
        before = server.processor_seconds()
        process = wrk.start(server.url, plan, connections=cell.connections, seconds=self._effort.seconds)
        time.sleep(self._effort.seconds * _LATE)
        resident = server.resident_bytes()
        load = wrk.finish(process)
        processor = server.processor_seconds() - before
        server.settle()
        if not load.calls:
            self.figures.silent.add(cell)
            return
        measurement = Measurement(
            rate=load.calls / load.seconds,
            p50=load.p50,
            p99=load.p99,
            processor=processor / load.calls * 1e6,
            resident=resident / 1e6,
        )
        self.figures.add(cell, measurement)
