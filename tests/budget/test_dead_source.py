"""Sources that are dead, each in its own way, beside healthy ones on the counting server."""

from collections import Counter

import anyio
import pytest
import structlog
from calling import call, outcome, settled
from counting_server import CountingServer

from powerstrip.health import FIRST_PAUSE
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

#: How each dead source is dead, after the healthy ones; a number is the byte of the handshake after which it resets.
WAYS = ["refused", "black_hole", "silent", 0, 1, 5, 9, 40, 100, 160]
HEALTHY, CALLERS, CALLS = 4, 4, 60
SECONDS, CONNECT_TIMEOUT = 0.04, 1.0
#: For what a call takes beyond the connect timeout on a busy machine; a call that hangs takes longer.
GRACE = 15
PATHS = {f"s{HEALTHY + position}": way for position, way in enumerate(WAYS)}


class Callers:
    """Who calls the healthy sources, and who also tries a dead one before each of those calls."""

    def __init__(self, running):
        self.running, self.outcomes, self.working = running, {}, 0

    async def run(self):
        async with anyio.create_task_group() as group:
            for number in range(HEALTHY * CALLERS):
                self.working += 1
                group.start_soon(self.healthy, f"s{number % HEALTHY}", number)
            for source in PATHS:
                for number in range(2):
                    group.start_soon(self.dead, source, number)

    async def healthy(self, source, number):
        for _ in range(CALLS):
            await self.call(source, number, SECONDS)
        self.working -= 1

    async def dead(self, source, number):
        while self.working:
            await self.call(source, number, SECONDS)
            # Otherwise nothing would keep it from asking again in the same moment.
            await self.call(f"s{number % HEALTHY}", number, SECONDS)

    async def call(self, source, number, seconds):
        with anyio.fail_after(CONNECT_TIMEOUT + GRACE):
            reply = await call(self.running, source, number, seconds)
        self.outcomes.setdefault(source, Counter())[outcome(reply, number)] += 1


def attempts_by_log(logs):
    failures = Counter(each["source"] for each in logs if each["event"] == "source cannot be used")
    return {way: failures[source] for source, way in PATHS.items()}


async def test_dead_sources_cost_one_attempt_for_each_pause_and_the_others_nothing():
    modes = {HEALTHY + position: way for position, way in enumerate(WAYS)}
    with CountingServer(HEALTHY + len(WAYS), modes=modes) as server:
        sources = {f"s{number}": server.source(number, sslmode="disable") for number in range(HEALTHY + len(WAYS))}
        config = {"limits": {"connect_timeout": CONNECT_TIMEOUT}, "sources": sources}
        with structlog.testing.capture_logs() as logs:
            async with running_host(config) as running:
                started = anyio.current_time()
                callers = Callers(running)
                await callers.run()
                pauses = (anyio.current_time() - started) / FIRST_PAUSE
                left = await settled(running)
        accepted = server.census().accepted

    codes = {source: set(counted) for source, counted in callers.outcomes.items()}
    assert codes == {
        **{f"s{number}": {"ok"} for number in range(HEALTHY)},
        **{source: {"unreachable"} for source in PATHS},
    }
    attempts = attempts_by_log(logs)
    # What is refused by the kernel is seen by nobody else.
    assert {**attempts, "refused": 0} == dict(zip(WAYS, accepted[HEALTHY:], strict=True))
    assert {way: 1 < tried <= 1 + pauses for way, tried in attempts.items()} == dict.fromkeys(WAYS, True)
    assert left.idle[HEALTHY:] == [0] * len(WAYS)
