"""What the benchmarks of the budget share: a host over the counting server of `tests/budget`, and its callers."""

import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import structlog

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "budget"))

from calling import call, outcome
from counting_server import CountingServer

from powerstrip.testing import running_host

__all__ = ["Load", "counted_host", "percentile", "run"]


class Load:
    """Callers who each call again as soon as they are answered, for some seconds.

    Args:
        running: the host.
        seconds: how long to call.
        hold: seconds that the server takes for an answer.
    """

    def __init__(self, running, seconds, hold):
        self.running, self.seconds, self.hold = running, seconds, hold
        self.latencies = {}
        self.failures = 0

    async def call_with(self, callers):
        """Call with this many callers of each source, by name; what comes after the time is not counted."""
        self.end = time.perf_counter() + self.seconds
        self.latencies = {source: [] for source in callers}
        async with anyio.create_task_group() as group:
            for source, number in callers.items():
                for caller in range(number):
                    group.start_soon(self.again_and_again, source, caller)

    async def again_and_again(self, source, number):
        while (started := time.perf_counter()) < self.end:
            code = outcome(await call(self.running, source, number, self.hold), number)
            ended = time.perf_counter()
            if code != "ok":
                self.failures += 1
                await anyio.sleep(0.01)
            elif ended < self.end:
                self.latencies[source].append(ended - started)

    def rates(self):
        """Answers in a second, by source."""
        return {source: len(seconds) / self.seconds for source, seconds in self.latencies.items()}


@asynccontextmanager
async def counted_host(sources, *, budget, pool, modes=None):
    """Run a host over a counting server."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    with CountingServer(sources, modes=modes) as server:
        tables = {f"s{number}": server.source(number, sslmode="disable", pool=pool) for number in range(sources)}
        async with running_host({"budget": budget, "limits": {"connect_timeout": 1}, "sources": tables}) as running:
            yield running


def percentile(values, share):
    """Return the value that this share of all values does not pass."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def run(main, *arguments):
    """Run an async function on the loop that `powerstrip serve` uses."""
    return anyio.run(main, *arguments, backend_options={"use_uvloop": True})
