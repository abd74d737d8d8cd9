"""How many instructions of the processor a call takes in the whole host, over PostgreSQL.

Usage::

    python benchmarks/instructions.py [--clients 16] [--calls 20000]

Runs a host in this process, with PostgreSQL beside it and clients that are bytes in memory, each of which asks again as
soon as it is answered. The processor counts the instructions of this process, not the kernel's: what else runs on the
machine changes times by half, and these by a hundredth. So they tell whether a change of the call path brings anything,
and nothing of what that is in seconds: misses of the caches, shown beside them, cost most of those. Linux alone. A
machine may not count (`/proc/sys/kernel/perf_event_paranoid` above 2, or a virtual one): there valgrind runs the host
and counts, if it is installed, what the calls take and no misses. It finds a few hundredths more, and among few calls
what it takes to begin and to end counting shows: figures compare with those of as many calls.
"""

import argparse
import asyncio
import ctypes
import gc
import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import anyio
from call_path import MODERN, Wired, protocols, request
from compared.workload import READER, ROWS, STATEMENT, fill

import powerstrip_postgres.plugin as postgres
from powerstrip.log_lines import PATIENCE
from powerstrip.logs import configure_logs
from powerstrip_postgres.testing import PostgresServer

#: Of perf_event_open(2), by machine.
_SYSCALLS = {"x86_64": 298, "aarch64": 241}
#: `PERF_COUNT_HW_INSTRUCTIONS` and `PERF_COUNT_HW_CACHE_MISSES`; not the kernel's and not the hypervisor's.
_INSTRUCTIONS, _MISSES = 1, 3
_ATTRIBUTES = 112
_USER_ONLY = 1 << 5 | 1 << 6
#: Calls before what is counted.
_WARM_UP = 3000
Request = tuple[list[tuple[bytes, bytes]], bytes]


@dataclass(kw_only=True)
class Count:
    """What has been counted.

    Args:
        instructions: of this process.
        misses: of the processor's caches, None where they are not counted.
    """

    instructions: int = 0
    misses: int | None = None


class Processor:
    """Counts by the processor, in this thread.

    Raises:
        OSError: if this machine does not count.
    """

    def __init__(self) -> None:
        self._files = [self._open(_INSTRUCTIONS), self._open(_MISSES)]

    def _open(self, what: int) -> int:
        attributes = struct.pack("<IIQQQQQ", 0, _ATTRIBUTES, what, 0, 0, 0, _USER_ONLY).ljust(_ATTRIBUTES, b"\0")
        library = ctypes.CDLL(None, use_errno=True)
        number = _SYSCALLS.get(platform.machine(), -1)
        file: int = library.syscall(number, ctypes.create_string_buffer(attributes, _ATTRIBUTES), 0, -1, -1, 0)
        if file < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return file

    @contextmanager
    def counting(self) -> Iterator[Count]:
        """Count what happens in the block."""
        count, before = Count(), self._read()
        yield count
        count.instructions, count.misses = (now - then for now, then in zip(self._read(), before, strict=True))

    def _read(self) -> list[int]:
        return [int.from_bytes(os.read(file, 8), "little") for file in self._files]


class Valgrind:
    """Counts by valgrind's callgrind, in which this process runs.

    Args:
        folder: where it writes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def run_in_it(cls) -> None:
        """Begin again inside of it, and end when that ends.

        Raises:
            SystemExit: always, with the status.
        """
        with tempfile.TemporaryDirectory() as folder:
            tool = ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no"]
            here = [sys.executable, *sys.argv, "--valgrind", folder]
            command = [*tool, f"--callgrind-out-file={folder}/count", *here]
            raise SystemExit(subprocess.run(command, check=False).returncode)

    @contextmanager
    def counting(self) -> Iterator[Count]:
        """Count what happens in the block."""
        count = Count()
        self._tell("-z")
        self._tell("-i", "on")
        yield count
        self._tell("-d")
        self._tell("-i", "off")
        newest = max(self._folder.glob("count.*"), key=lambda path: path.stat().st_mtime_ns)
        totals = next(line for line in newest.read_text().splitlines() if line.startswith("totals:"))
        count.instructions = int(totals.split()[1])

    def _tell(self, *words: str) -> None:
        subprocess.run(["callgrind_control", *words, str(os.getpid())], check=True, stdout=subprocess.DEVNULL)


def config_of(database: PostgresServer, sources: int) -> dict[str, Any]:
    """Return the configuration of a host whose sources are all on one database."""
    login = database.options(host="127.0.0.1") | {"username": READER, "password": READER, "sslmode": "disable"}
    source = {**login, "connector": "postgres", "pool": {"size": 16 if sources == 1 else 3, "max_overflow": 0}}
    item = {"type": "integer", "description": "Key."}
    template = {"connector": "postgres", "description": "Read items.", "sql": STATEMENT.format(":item")}
    return {
        "sources": {f"source{number:02}": source for number in range(sources)},
        "templates": {"item_by_key": template | {"params": {"item": item}}},
    }


def templates(sources: int) -> list[Request]:
    """Return requests for one row after the other, each of the next source."""

    def asked(key: int) -> Request:
        named = {"source": f"source{key % sources:02}"} if sources > 1 else {}
        return request(MODERN, "tools/call", name="postgres_item_by_key", arguments={"item": key, **named})

    return [asked(key) for key in range(1, ROWS + 1)]


def statements() -> list[Request]:
    """Return requests for the same rows by statements of the caller's."""
    return [
        request(MODERN, "tools/call", name="postgres_execute_query", arguments={"query": STATEMENT.format(key)})
        for key in range(1, ROWS + 1)
    ]


async def measure(
    counter: Processor | Valgrind, config: dict[str, Any], asked: Sequence[Request], clients: int, calls: int
) -> Count:
    """Return what `calls` calls take, which must be so many for each client."""
    async with protocols(config, {"postgres": postgres}) as (_, short):
        wires = [Wired(short()) for _ in range(clients)]
        requests = cycle(asked)

        async def ask(wire: Wired, share: int) -> None:
            for each in islice(requests, share):
                await wire(*each)
                if b"label" not in wire.answer:
                    raise SystemExit(f"answered {wire.answer[-600:]!r}")

        async def all_ask(number: int) -> None:
            await asyncio.gather(*(ask(wire, number // clients) for wire in wires))

        await all_ask(_WARM_UP)
        gc.collect()
        gc.freeze()
        with counter.counting() as count:
            await all_ask(calls)
        return count


def counter_of(folder: Path | None) -> Processor | Valgrind:
    """Return what counts here.

    Args:
        folder: of valgrind, if this process runs in it.

    Raises:
        SystemExit: if nothing does.
    """
    if folder is not None:
        return Valgrind(folder)
    try:
        return Processor()
    except OSError as error:
        if shutil.which("valgrind"):
            Valgrind.run_in_it()
        raise SystemExit(f"this machine does not count ({error.strerror}), and valgrind is not installed") from None


@asynccontextmanager
async def unread_log() -> AsyncIterator[None]:
    """Let the host write its log to nowhere: what it says is not what is to be read here, but what it costs is."""
    told, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
        # Lines wait for others before they are written.
        await anyio.sleep(2 * PATIENCE)
    finally:
        os.dup2(told, 2)
        os.close(told)
        os.close(nowhere)


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16, help="that ask at once")
    parser.add_argument("--calls", type=int, help="that are counted in each case; 20000, in valgrind 4000")
    parser.add_argument("--valgrind", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    counter = counter_of(given.valgrind)
    configure_logs(colours=False)
    share = max(1, (given.calls or (4000 if given.valgrind else 20_000)) // given.clients)
    print(f"| a call, {given.clients} at once | thousand instructions | cache misses |", flush=True)
    print("| --- | --- | --- |", flush=True)
    with PostgresServer({"max_connections": "300"}) as database:
        await fill(database)
        for name, sources, asked in (
            ("a template, one row by key", 1, templates(1)),
            ("the same over 50 sources", 50, templates(50)),
            ("the caller's own SQL, one row by key", 1, statements()),
        ):
            calls = share * given.clients
            async with unread_log():
                count = await measure(counter, config_of(database, sources), asked, given.clients, calls)
            misses = "" if count.misses is None else f"{count.misses / calls:,.0f}"
            print(f"| {name} | {count.instructions / calls / 1000:.0f} | {misses} |", flush=True)


if __name__ == "__main__":
    anyio.run(main, backend_options={"use_uvloop": True})
