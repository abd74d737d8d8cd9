"""Five thousand callers at two hundred sources, counted by the server's own count of its sockets."""

import asyncio
import os
import random
from collections import Counter

import anyio
import pytest
from calling import Standing, call, once_open, outcome, settled
from counting_server import CountingServer

from powerstrip.testing import running_host

LONG = "POWERSTRIP_LONG" in os.environ
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900 if LONG else 300)]

SOURCES, CALLERS = 200, 5000
TOTAL, PER_SOURCE, RESERVE, QUEUE = 500, 20, 8, 3000
#: How often each caller calls, how long the server takes for one answer, and how long a call may take: long enough
#: that a busy machine serves most of them, too.
ROUNDS, SECONDS, DEADLINE = (5 if LONG else 1), 0.2, 60
#: For what a caller does after its deadline on a busy machine; a caller that hangs takes longer.
GRACE = 20
#: Callers at a few sources that could use more than their cap, and what else may happen to a caller.
BUSY_SOURCES, AT_BUSY_SOURCES = 10, 0.3
CANCELLED, FLAKY = 0.1, 0.02
#: The server refuses TLS, so that `prefer` takes two sockets for a connection, one after the other.
LOOPS_AND_MODES = [("asyncio", "prefer"), ("uvloop", "disable")]
LOOPS_AND_MODES += [("uvloop", "prefer"), ("asyncio", "disable")] if LONG else []


def ignore_what_the_driver_forgets():
    """Let asyncpg 0.32 leave an error unread when its upgrade to TLS is cancelled; everything else still fails."""
    loop = asyncio.get_running_loop()
    strict = loop.get_exception_handler()

    def handle(loop, context):
        if str(context.get("exception")) != "unexpected connection_lost() call":
            strict(loop, context)

    loop.set_exception_handler(handle)


class Callers:
    """Everybody who calls, and what became of each call."""

    def __init__(self, running, seed):
        self.running, self.random, self.outcomes = running, random.Random(seed), Counter()

    async def run(self):
        async with anyio.create_task_group() as group:
            for number in range(CALLERS):
                group.start_soon(self.one, number)

    async def one(self, number):
        for turn in range(ROUNDS):
            busy = self.random.random() < AT_BUSY_SOURCES
            source = self.random.randrange(BUSY_SOURCES if busy else SOURCES)
            # On a logarithmic scale, so that some are cancelled in mid-statement however fast the machine is.
            patience = DEADLINE / 1000 ** self.random.random()
            patience = patience if self.random.random() < CANCELLED else DEADLINE + GRACE
            self.outcomes[await self.call(f"s{source}", number + CALLERS * turn, patience)] += 1

    async def call(self, source, number, patience):
        with anyio.move_on_after(patience) as scope:
            return outcome(await call(self.running, source, number, SECONDS), number)
        assert scope.cancelled_caught
        return "cancelled" if patience < DEADLINE else "hung"


@pytest.mark.parametrize(("anyio_backend", "sslmode"), LOOPS_AND_MODES, indirect=["anyio_backend"])
async def test_the_budget_holds_by_the_servers_own_count_and_every_caller_is_served_or_refused(sslmode):
    ignore_what_the_driver_forgets()
    with CountingServer(SOURCES, flaky=FLAKY) as server:
        pool = {"size": 5, "max_overflow": PER_SOURCE - 5}
        sources = {f"s{number}": server.source(number, sslmode=sslmode, pool=pool) for number in range(SOURCES)}
        config = {
            "budget": {"total": TOTAL, "per_source": PER_SOURCE, "reserve": RESERVE, "queue": QUEUE},
            "limits": {"call_timeout": DEADLINE, "connect_timeout": DEADLINE / 2},
            "sources": sources,
        }
        async with running_host(config) as running:
            callers = Callers(running, seed=1)
            await callers.run()
            left = await settled(running)
            await once_open(server, left.idle)
        census = await once_open(server, [0] * SOURCES)

    # A call whose connection came shortly before its deadline ends in `timeout`; `hung` and `crossed` must not occur.
    assert set(callers.outcomes) <= {"ok", "budget_exhausted", "timeout", "unreachable", "throttled", "cancelled"}
    assert callers.outcomes["ok"] > 0.3 * CALLERS * ROUNDS
    assert callers.outcomes["budget_exhausted"] > 0, callers.outcomes
    assert census.most <= TOTAL
    assert max(census.most_of_source) <= PER_SOURCE
    assert census.most_cancels <= RESERVE
    # The limits were reached, or else they would prove nothing.
    assert census.most > 0.95 * TOTAL
    assert max(census.most_of_source) == PER_SOURCE
    assert census.most_cancels > 0, census.cancels
    assert left == Standing(busy=0, closing=0, waiting=0, idle=left.idle)
