"""A load of writes to be killed: each line on stdin starts one, in a process that is forked from this warm one.

A line is `{"location", "round", "log"}`. The answer is a line with the process's id, then `ready` from itself. Before
and after each change it writes a line to the log: what was begun, and what the store has acknowledged.
"""

import json
import os
import sys
from datetime import UTC, datetime

import anyio
import structlog
from stores import NEW_KEY, OLD_KEY, new_source, opened

import powerstrip.secrets.envelope
import powerstrip.store.migrations
import powerstrip.store.prepare
import powerstrip.store.store  # noqa: F401 - imported once, before anything is forked
from powerstrip.store import AuditRecord

BATCH = 20
#: Long enough to spread over several pages.
FILLER = "x" * 3000


class Load:
    def __init__(self, store, other, number, log):
        self.store, self.other, self.round, self.log = store, other, number, log

    async def run(self):
        async with anyio.create_task_group() as tasks:
            for lane in range(3):
                tasks.start_soon(self.sources, lane)
            tasks.start_soon(self.audit)
            tasks.start_soon(self.rotation)

    async def sources(self, lane):
        count = 0
        while True:
            name = f"r{self.round}-{lane}-{count}"
            count += 1
            source = await self.noted(name, 1, self.store.sources.create(new_source(name, config=self.config(name, 1))))
            for marker in (2, 3):
                changed = self.store.sources.update(source, config=self.config(name, marker))
                source = await self.noted(name, marker, changed)
            if count % 2:
                await self.noted(name, None, self.store.sources.delete(source))

    async def audit(self):
        count = 0
        while True:
            call = f"r{self.round}-{count}"
            count += 1
            now = datetime.now(UTC)
            batch = [
                AuditRecord(at=now, principal="ada", action="call", outcome="ok", call_id=call) for _ in range(BATCH)
            ]
            await self.noted(call, BATCH, self.store.audit.add(batch))

    async def rotation(self):
        while True:
            await self.other.rotate_keys()

    async def noted(self, name, state, change):
        self.note("begun", name, state)
        result = await change
        self.note("done", name, state)
        return result

    def note(self, *entry):
        os.write(self.log, json.dumps(entry).encode() + b"\n")

    @staticmethod
    def config(name, marker):
        return {"password": f"{name}:{marker}", "filler": FILLER}


async def run(order):
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    async with (
        await opened(order["location"], OLD_KEY, NEW_KEY) as store,
        await opened(order["location"], NEW_KEY, OLD_KEY) as other,
    ):
        os.write(1, b"ready\n")
        await Load(store, other, order["round"], log).run()


def main():
    # What is said on stdout is for the test alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        if child := os.fork():
            os.write(1, f"{child}\n".encode())
            os.waitpid(child, 0)
            os.write(1, b"dead\n")
        else:
            anyio.run(run, json.loads(line))


if __name__ == "__main__":
    main()
