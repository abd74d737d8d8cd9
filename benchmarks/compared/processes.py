"""A server as a process: started, watched through /proc, stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compared.answers import ask
from compared.workload import Exchange

#: Seconds that a server may take to its first answer, and to end.
_START, _STOP = 60.0, 15.0
#: Seconds that a server may go on working after its clients have left, and for how long it then rests.
_SETTLE, _REST = 60.0, 0.1
_TICKS = os.sysconf("SC_CLK_TCK")


class NotStarted(Exception):
    """A server ended instead of answering, or took too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How to start a server.

    Args:
        arguments: program first.
        environment: variables beside those of this process.
    """

    arguments: list[str]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answers.

    Args:
        url: without a path.
        process: the first of its processes.
        start_up: seconds from its start to its first right answer.
    """

    url: str
    process: "subprocess.Popen[bytes]"
    start_up: float

    def processor_seconds(self) -> float:
        """Return the processor time of the server so far, user's and system's, ended children included."""
        return sum(_processor_ticks(process) for process in _tree(self.process.pid)) / _TICKS

    def resident_bytes(self) -> int:
        """Return the resident memory of the server; what two of its processes share counts twice."""
        return sum(_resident(process) for process in _tree(self.process.pid))

    def settle(self) -> None:
        """Wait until the server rests: what its clients no longer wait for must not slow down the next server."""
        until = time.perf_counter() + _SETTLE
        while time.perf_counter() < until:
            before = self.processor_seconds()
            time.sleep(_REST)
            if self.processor_seconds() - before <= 1 / _TICKS:
                return


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: Command, port: int, first: Exchange, log: Path) -> Iterator[Running]:
    """Start a server, wait for its first answer, and stop it at the end.

    Args:
        command: starts it.
        port: that it will listen on.
        first: request of the first answer.
        log: file for what it writes.

    Raises:
        NotStarted: it ended, or did not answer in time.
        WrongAnswer: it answered otherwise than it must.
    """
    url = f"http://127.0.0.1:{port}"
    with log.open("ab") as output:
        started = time.perf_counter()
        environment = {**os.environ, **command.environment}
        process = subprocess.Popen(
            command.arguments, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment, cwd=log.parent
        )
        try:
            _wait(process, url, first, log, started + _START)
            yield Running(url=url, process=process, start_up=time.perf_counter() - started)
        finally:
            _end(process)


def _wait(process: "subprocess.Popen[bytes]", url: str, first: Exchange, log: Path, until: float) -> None:
    while True:
        try:
            ask(url, first)
        except OSError as error:
            if process.poll() is not None or time.perf_counter() > until:
                said = log.read_text(encoding="ascii", errors="ignore")[-300:]
                raise NotStarted(f"it does not answer: {' '.join(said.split())}") from error
            time.sleep(0.01)
        else:
            return


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tree(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _tree(int(child))


def _processor_ticks(process: int) -> int:
    # The name of the program, in parentheses, may hold spaces; utime is the 12th field after it.
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))


def _resident(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
