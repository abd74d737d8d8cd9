"""The load: `wrk`, with a script that checks every answer."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from compared.workload import Exchange

_SCRIPT = Path(__file__).with_name("wrk.lua")


class WrongAnswer(Exception):
    """A server did not answer as it must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one run of the load saw.

    Args:
        calls: answers, all of them right; 0 if none came in time.
        seconds: that the run took.
        p50: milliseconds from a request to its whole answer, median.
        p99: the same, of the slowest hundredth.
    """

    calls: int
    seconds: float
    p50: float
    p99: float

    @classmethod
    def parse(cls, output: str) -> Self:
        """Read what the script printed.

        Args:
            output: of `wrk`.

        Raises:
            WrongAnswer: an answer was wrong or was not checked, or a connection broke.
        """
        lines = output.splitlines()
        at = next((number for number, line in enumerate(lines) if line.startswith("load ")), None)
        if at is None:
            raise WrongAnswer(f"wrk printed no result: {output[-500:]}")
        calls, checked, wrong, broken, microseconds, p50, p99 = map(int, lines[at].split()[1:])
        if wrong or broken or checked < calls:
            seen = f"{calls} answers, {checked} checked, {wrong} wrong, {broken} broken connections"
            raise WrongAnswer(f"{seen}: {' '.join(lines[at + 1 :])}")
        return cls(calls=calls, seconds=microseconds / 1e6, p50=p50 / 1e3, p99=p99 / 1e3)


def program() -> str:
    """Return the path of the program.

    Raises:
        FileNotFoundError: there is none.
    """
    if path := shutil.which("wrk"):
        return path
    raise FileNotFoundError("wrk is missing: apt-get install wrk")


def write_plan(file: Path, exchanges: Sequence[Exchange]) -> None:
    """Write the requests as a Lua table.

    Args:
        file: to write.
        exchanges: in their order; their ids count from 1.
    """
    entries = [_lua(number, exchange) for number, exchange in enumerate(exchanges, 1)]
    file.write_text("return {\n" + ",\n".join(entries) + "\n}\n", encoding="ascii")


def start(url: str, plan: Path, *, connections: int, seconds: float) -> "subprocess.Popen[str]":
    """Start to load a server.

    Args:
        url: of the server, without a path.
        plan: as `write_plan` writes it.
        connections: open at once, each with one request under way.
        seconds: to go on for, whole ones.
    """
    command = [program(), "--threads", "1", "--connections", str(connections), "--duration", f"{round(seconds)}s"]
    # A server may be so slow that it answers nothing; what it then does is its own figure and no error.
    command += ["--timeout", f"{round(seconds) + 10}s", "--script", str(_SCRIPT), url, "--", str(plan)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process: "subprocess.Popen[str]") -> Load:
    """Wait for a load and return what it saw.

    Args:
        process: as `start` returned it.

    Raises:
        WrongAnswer: an answer was wrong or was not checked, or a connection broke.
    """
    output, _ = process.communicate()
    return Load.parse(output)


def _lua(number: int, exchange: Exchange) -> str:
    # A text of ASCII without control characters is the same in JSON and in Lua.
    headers = ", ".join(f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in exchange.headers().items())
    path, body, text = map(json.dumps, (exchange.path, exchange.body(number), exchange.text))
    return f"{{path = {path}, body = {body}, text = {text}, headers = {{{headers}}}}}"
