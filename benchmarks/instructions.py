"""How many instructions of the processor a call takes in the whole host, over PostgreSQL.

Usage::

    python benchmarks/instructions.py [--clients 16] [--calls 20000]

Runs a host in this process, with PostgreSQL beside it and clients that are bytes in memory, each of which asks again as
soon as it is answered. The processor counts the instructions of this process, not the kernel's: what else runs on the
machine changes times by half, and these by a hundredth. So they tell whether a change of the call path brings anything,
and nothing of what that is in seconds: misses of the caches, shown beside them, cost most of those. Linux alone; a
machine may not count (`/proc/sys/kernel/perf_event_paranoid` above 2, or a virtual one).
"""

import argparse
import asyncio
import ctypes
import gc
import os
import platform
import struct
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any, Self

import anyio
from call_path import MODERN, Wired, protocols, request
from compared.workload import READER, ROWS, STATEMENT, fill

import powerstrip_postgres.plugin as postgres
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


class Counted:
    """Something that the processor counts in this thread; a context manager, as it counts few things at once.

    Args:
        what: its number.

    Raises:
        SystemExit: if this machine does not count it.
    """

    def __init__(self, what: int) -> None:
        attributes = struct.pack("<IIQQQQQ", 0, _ATTRIBUTES, what, 0, 0, 0, _USER_ONLY).ljust(_ATTRIBUTES, b"\0")
        library = ctypes.CDLL(None, use_errno=True)
        number = _SYSCALLS.get(platform.machine(), -1)
        self._file: int = library.syscall(number, ctypes.create_string_buffer(attributes, _ATTRIBUTES), 0, -1, -1, 0)
        if self._file < 0:
            raise SystemExit(f"this machine does not count instructions: {os.strerror(ctypes.get_errno())}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def read(self) -> int:
        """Return how often it has happened so far."""
        return int.from_bytes(os.read(self._file, 8), "little")


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


async def measure(config: dict[str, Any], asked: Sequence[Request], clients: int, calls: int) -> tuple[float, float]:
    """Return the instructions and the misses of one call."""
    plugins: dict[str, object] = {"postgres": postgres}
    with Counted(_INSTRUCTIONS) as instructions, Counted(_MISSES) as misses:
        async with protocols(config, plugins) as (_, short):
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
            before = instructions.read(), misses.read()
            await all_ask(calls)
            asked_for = calls // clients * clients
            return (instructions.read() - before[0]) / asked_for, (misses.read() - before[1]) / asked_for


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16, help="that ask at once")
    parser.add_argument("--calls", type=int, default=20_000, help="that are counted in each case")
    given = parser.parse_args()
    configure_logs(colours=False)
    print("| a call | thousand instructions | cache misses |\n| --- | --- | --- |")
    with PostgresServer({"max_connections": "300"}) as database:
        await fill(database)
        for name, sources, asked in (
            ("a template, one row by key", 1, templates(1)),
            ("the same over 50 sources", 50, templates(50)),
            ("the caller's own SQL, one row by key", 1, statements()),
        ):
            instructions, misses = await measure(config_of(database, sources), asked, given.clients, given.calls)
            print(f"| {name} | {instructions / 1000:.0f} | {misses:,.0f} |", flush=True)


if __name__ == "__main__":
    # The host's own log is not what is to be read here, but what it costs is.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    anyio.run(main, backend_options={"use_uvloop": True})
