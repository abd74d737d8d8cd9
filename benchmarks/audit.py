"""What keeping the audit costs a call, beside what a call costs without it, and how long one batch holds up the loop.

Usage::

    python benchmarks/audit.py [--rounds 7] [--calls 400] [--json]

Two hosts serve the same SQLite file, one with `[audit] store = true`. Calls go in turns to one and the other, in this
process and without the wire, so that the ratio is of the call path alone; processor time counts, the writer's too. The
log is off: it is the same for both.
"""

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import anyio
import structlog

from powerstrip.access import LOCAL
from powerstrip.audit import Audit, Record
from powerstrip.audit_writer import BATCH
from powerstrip.redaction import Redaction
from powerstrip.running_call import Caller, SilentClient
from powerstrip.store import AuditRecord
from powerstrip.testing import running_host

#: Seconds between two looks at the loop.
PAUSE = 0.0005
RECORD = Record(
    call_id="0123456789abcdef",
    principal=LOCAL,
    tool="sqlite_execute_query",
    source="lite",
    arguments={"query": "SELECT a FROM t WHERE a = 1"},
    outcome="ok",
    milliseconds=1.0,
    rows=1,
    bytes=100,
)


def config(database, **audit):
    return {"sources": {"lite": {"connector": "sqlite", "path": str(database)}}, "audit": audit}


async def seconds_of_calls(host, calls):
    caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
    started = time.process_time()
    for _ in range(calls):
        reply = await host.host.calls.call_tool(caller, "sqlite_execute_query", {"query": "SELECT 1"}, SilentClient())
        assert reply.error is None
    host.host.audit.work_off()
    if writer := host.host.audit_writer:
        while writer.waiting:  # noqa: ASYNC110 - the writer tells nobody, for nobody else would listen
            await anyio.sleep(0.01)
    return time.process_time() - started


async def longest_pause(store, batches):
    """The longest time that one batch kept the loop from anything else, for each of some batches, in milliseconds."""
    pauses = []
    for _ in range(batches):
        worst, batch = (
            0.0,
            [
                AuditRecord(
                    at=datetime.now(UTC),
                    principal="local",
                    principal_id="local",
                    action="call",
                    outcome="ok",
                    call_id=str(number),
                )
                for number in range(BATCH)
            ],
        )

        async def tick():
            nonlocal worst
            while True:
                before = time.perf_counter()
                await anyio.sleep(PAUSE)
                worst = max(worst, time.perf_counter() - before - PAUSE)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(tick)
            await store.audit.add(batch)
            tasks.cancel_scope.cancel()
        pauses.append(worst * 1000)
    return pauses


async def microseconds_of_writes(keeper, count=20_000):
    audit = Audit(arguments=False, redact=Redaction(), keeper=keeper)
    started = time.perf_counter()
    for _ in range(count):
        audit.write(RECORD)
    audit.work_off()
    return (time.perf_counter() - started) / count * 1e6


class Nothing:
    def put(self, record, size):
        pass


async def measure(rounds, calls):
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "small.db"
        sqlite3.connect(database).close()
        async with AsyncExitStack() as stack:
            plain = await stack.enter_async_context(running_host(config(database)))
            keeping = await stack.enter_async_context(running_host(config(database, store=True)))
            for host in (plain, keeping):
                await seconds_of_calls(host, calls)
            ratios = []
            for _ in range(rounds):
                base = await seconds_of_calls(plain, calls)
                ratios.append(await seconds_of_calls(keeping, calls) / base)
            pauses = await longest_pause(await keeping.host.store.get(), 10)
    without = statistics.median([await microseconds_of_writes(None) for _ in range(5)])
    kept = statistics.median([await microseconds_of_writes(Nothing()) for _ in range(5)])
    return {
        "processor time of a call, store on / off": statistics.median(ratios),
        "the same, range": [min(ratios), max(ratios)],
        "write(), microseconds, store off": without,
        "write(), microseconds, store on": kept,
        f"longest pause of the loop for a batch of {BATCH}, ms": statistics.median(pauses),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    found = anyio.run(measure, options.rounds, options.calls)
    if options.json:
        print(json.dumps(found))
        return
    for what, value in found.items():
        print(f"{what}: {' to '.join(f'{each:.2f}' for each in value) if isinstance(value, list) else f'{value:.2f}'}")


if __name__ == "__main__":
    main()
