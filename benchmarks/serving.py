"""powerstrip beside other MCP servers for PostgreSQL: calls/s, latency, processor time, memory, start-up.

Usage::

    python benchmarks/serving.py [--quick] [--only CASE] [--connections N] [--rounds 3] [--seconds 2] [--turns 15]
                                 [--workers 2] [--legacy] [--superuser] [--cache FOLDER] [--write FILE]

Starts PostgreSQL, then powerstrip as it ships, MCP Toolbox, a server on the low-level API of the `mcp` SDK, one on
FastMCP, and dbhub, each with pools of the same size, and loads them one after the other with `wrk` (Debian: `apt-get
install wrk`). Every answer is checked. A wrong one of powerstrip ends the run; another server gets two more trials, and
the page tells of them. Figures are medians over the rounds. What powerstrip must reach beside another server is
measured at the end of the last round, in turns of one second that the compared servers take one after the other. The
others are installed into `--cache`, or into a folder that is removed again; one that cannot be had is reported as
missing. All of it takes about ten minutes a round, and one for each turn.
"""

import argparse
import asyncio
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from compared import wrk
from compared.contenders import POWERSTRIP
from compared.entrants import Entrants
from compared.figures import Figures
from compared.report import Page
from compared.rounds import Effort, Rounds
from compared.workload import CASES, LEGACY, READER, Case, fill

from powerstrip_postgres.testing import PostgresServer

#: The pools of all servers may be full at once, fifty of three each in the largest setting.
POSTGRES = {"max_connections": "1000"}
CONNECTIONS = (1, 16, 64)


def options() -> tuple[argparse.Namespace, str]:
    """Return what the command line says, and the command as the page tells it: without paths of this machine."""
    paths = argparse.ArgumentParser(add_help=False)
    paths.add_argument("--cache", type=Path, help="folder that the other servers are installed into and kept in")
    paths.add_argument("--write", type=Path, help="file for the page")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], parents=[paths])
    parser.add_argument("--quick", action="store_true", help="one round of a second and three turns, at 16 connections")
    parser.add_argument("--only", action="append", choices=[case.name for case in CASES], help="a case; repeatable")
    parser.add_argument(
        "--connections", action="append", type=int, choices=CONNECTIONS, help="open at once; repeatable"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of all servers in all cases")
    parser.add_argument("--seconds", type=int, default=2, help="of load in a round")
    parser.add_argument("--turns", type=int, default=15, help="of those that a gate compares, one second each")
    parser.add_argument("--workers", type=int, default=2, help="processes of a second powerstrip; 1 for none")
    parser.add_argument(
        "--legacy", action="store_true", help=f"ask every server in {LEGACY}, not only who knows no other"
    )
    parser.add_argument("--superuser", action="store_true", help="log in as a role that could write, as grade B is for")
    given = parser.parse_args()
    _, told = paths.parse_known_args()
    return given, shlex.join(["python", "benchmarks/serving.py", *told])


@contextmanager
def cache_of(given: Path | None) -> Iterator[Path]:
    """Make the folder of the other servers, or a temporary one."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def login_of(database: PostgresServer, *, superuser: bool) -> dict[str, Any]:
    login = database.options(host="127.0.0.1")
    return login if superuser else login | {"username": READER, "password": READER}


def chosen(only: Sequence[str] | None) -> list[Case]:
    return [case for case in CASES if only is None or case.name in only]


def time_help(figures: Figures, runs: int) -> None:
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "powerstrip", "--help"], check=True, capture_output=True)
        figures.add_start_up(f"{POWERSTRIP} --help", time.perf_counter() - started)


def main() -> None:
    given, command = options()
    wrk.program()
    connections = given.connections or CONNECTIONS
    effort = Effort(rounds=given.rounds, seconds=given.seconds, turns=given.turns, connections=connections)
    if given.quick:
        effort = Effort(rounds=1, seconds=1, turns=3, connections=(16,))
    cases = chosen(given.only)
    with cache_of(given.cache) as cache, PostgresServer(POSTGRES) as database:
        asyncio.run(fill(database))
        entrants = Entrants(cache, given.workers, legacy=given.legacy)
        rounds = Rounds(login_of(database, superuser=given.superuser), entrants, effort)
        time_help(rounds.figures, effort.rounds)
        rounds.measure(cases)
    role = "a superuser" if given.superuser else "one role that may only read"
    page = Page(
        figures=rounds.figures, entrants=entrants, effort=effort, cases=cases, command=command, role=role
    ).markdown()
    print(page)
    if given.write:
        given.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
