"""Hundreds of callers at many sources of one PostgreSQL server, counted by the server itself."""

import os
import random
from dataclasses import dataclass

import anyio
import httpx2
import pytest

from powerstrip.testing import running_host

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

PER_SOURCE = 5
#: After how many seconds at the latest a client goes away that does not wait for its answer.
PATIENCE = 0.5
COUNTED = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'powerstrip'"
HEADERS = {
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "postgres_execute_query",
}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


def request(name, number):
    arguments = {"source": name, "query": "SELECT $1::int AS n FROM pg_sleep(0.005)", "params": [number]}
    params = {"name": "postgres_execute_query", "arguments": arguments, "_meta": META}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many callers, at how many sources, for how many seconds, and which share of their calls is abandoned."""

    callers: int
    sources: int
    total: int
    seconds: float
    leaving: float


STEADY = Load(callers=200, sources=10, total=20, seconds=30, leaving=0.0)
RESTLESS = Load(
    callers=400, sources=20, total=40, seconds=120 if os.environ.get("POWERSTRIP_LONG") else 10, leaving=0.1
)


class Tally:
    """What the callers got, and what the server saw."""

    def __init__(self, load):
        self.load = load
        self.answers = self.left = self.most_connections = 0
        self.errors = []
        self.random = random.Random(1)
        self.done = False

    async def call(self, http, url, caller):
        end = anyio.current_time() + self.load.seconds
        number = caller
        while anyio.current_time() < end:
            await self.call_once(http, url, number)
            number += self.load.callers

    async def call_once(self, http, url, number):
        patience = self.random.uniform(0, PATIENCE) if self.random.random() < self.load.leaving else None
        with anyio.CancelScope() as scope:
            scope.deadline = anyio.current_time() + patience if patience else scope.deadline
            response = await http.post(url, json=request(f"s{number % self.load.sources}", number))
        if scope.cancelled_caught:
            self.left += 1
            return
        answer = response.json()
        expected = f'"rows":[[{number}]]'
        if answer["id"] != number or expected not in answer["result"]["content"][0]["text"]:
            self.errors.append(answer)
        self.answers += 1

    async def watch(self, admin):
        while not self.done:
            self.most_connections = max(self.most_connections, await admin.fetchval(COUNTED))


@pytest.mark.parametrize("load", [STEADY, RESTLESS], ids=["steady", "restless"])
async def test_every_caller_gets_its_answer_within_the_budget_by_the_servers_own_count(load, postgres, admin):
    tally = Tally(load)
    source = {"connector": "postgres", **postgres.options(), "pool": {"size": PER_SOURCE, "max_overflow": 0}}
    config = {
        "budget": {"total": load.total, "per_source": PER_SOURCE},
        "sources": {f"s{number}": source for number in range(load.sources)},
    }
    limits = httpx2.Limits(max_connections=load.callers, max_keepalive_connections=load.callers)
    async with running_host(config) as host, httpx2.AsyncClient(headers=HEADERS, limits=limits, timeout=60) as http:
        async with anyio.create_task_group() as watching:
            watching.start_soon(tally.watch, admin)
            async with anyio.create_task_group() as callers:
                for caller in range(load.callers):
                    callers.start_soon(tally.call, http, host.url, caller)
            tally.done = True
        with anyio.fail_after(30):
            while any(each.pool.share.used > len(each.pool.share.idle) for each in host.host.sources):
                await anyio.lowlevel.checkpoint()
        idle = sum(len(each.pool.share.idle) for each in host.host.sources)
        open_now = await admin.fetchval(COUNTED)

    assert tally.errors == []
    assert tally.answers > load.callers
    assert (tally.left > 0) == (load.leaving > 0)
    assert 0 < tally.most_connections <= load.total
    assert open_now == idle
