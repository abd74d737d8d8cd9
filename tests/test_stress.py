"""Four hundred callers at twenty sources of one PostgreSQL server, counted by the server itself."""

import os
import random

import anyio
import httpx2
import pytest

from powerstrip.testing import running_host

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

CALLERS, SOURCES, SECONDS = 400, 20, 120 if "POWERSTRIP_LONG" in os.environ else 10
TOTAL, PER_SOURCE = 40, 5
#: Share of the calls whose client goes away, and after how many seconds at the latest.
LEAVING, PATIENCE = 0.1, 0.5
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


class Tally:
    """What the callers got, and what the server saw."""

    def __init__(self):
        self.answers = self.left = self.most_connections = 0
        self.errors = []
        self.random = random.Random(1)
        self.done = False

    async def call(self, http, url, caller):
        end = anyio.current_time() + SECONDS
        number = caller
        while anyio.current_time() < end:
            await self.call_once(http, url, number)
            number += CALLERS

    async def call_once(self, http, url, number):
        patience = self.random.uniform(0, PATIENCE) if self.random.random() < LEAVING else None
        with anyio.CancelScope() as scope:
            scope.deadline = anyio.current_time() + patience if patience else scope.deadline
            response = await http.post(url, json=request(f"s{number % SOURCES}", number))
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


async def test_four_hundred_callers_get_their_answers_within_the_budget_by_the_servers_own_count(postgres, admin):
    tally = Tally()
    source = {"connector": "postgres", **postgres.options(), "pool": {"size": PER_SOURCE, "max_overflow": 0}}
    config = {
        "budget": {"total": TOTAL, "per_source": PER_SOURCE},
        "sources": {f"s{number}": source for number in range(SOURCES)},
    }
    limits = httpx2.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS)
    async with running_host(config) as host, httpx2.AsyncClient(headers=HEADERS, limits=limits, timeout=60) as http:
        async with anyio.create_task_group() as watching:
            watching.start_soon(tally.watch, admin)
            async with anyio.create_task_group() as callers:
                for caller in range(CALLERS):
                    callers.start_soon(tally.call, http, host.url, caller)
            tally.done = True
        with anyio.fail_after(30):
            while any(each.pool.share.busy or each.pool.share.closing for each in host.host.sources):
                await anyio.lowlevel.checkpoint()
        idle = sum(len(each.pool.share.idle) for each in host.host.sources)
        open_now = await admin.fetchval(COUNTED)

    assert tally.errors == []
    assert tally.answers > CALLERS
    assert tally.left > 0
    assert 0 < tally.most_connections <= TOTAL
    assert open_now == idle
