"""A call that nobody waits for any more is stopped, as far as the protocol's era allows."""

import anyio
import pytest
from raw import LEGACY, MODERN, PATIENCE, RawClient, eventually, open_session

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

SLEEP = {"name": "postgres_execute_query", "arguments": {"query": "SELECT pg_sleep(77)"}}
STREAM = {
    "name": "postgres_execute_query",
    "arguments": {"query": "SELECT i, pg_sleep(0.002) FROM (SELECT generate_series(1, 100000000) AS i) AS numbers"},
}
WAIT = {"name": "gate_wait", "arguments": {}}
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND state <> 'idle' AND pid <> pg_backend_pid()"


@pytest.fixture
async def orchard(sources):
    """A host with PostgreSQL alone."""
    async with running_host({"sources": {"orchard": sources["orchard"]}}) as running:
        yield running


@pytest.fixture
def sleeps(admin):
    """Waits until so many of the queries run on the server, by the server's own count."""

    async def sleeps(number, call=SLEEP):
        async def counted():
            return await admin.fetchval(RUNNING, call["arguments"]["query"]) == number

        await eventually(counted)

    return sleeps


async def works_again(client):
    call = {"name": "postgres_execute_query", "arguments": {"query": "SELECT 1 AS one"}}
    answer = await client.ask("tools/call", **call)
    return '"rows":[[1]]' in answer["result"]["content"][0]["text"]


@pytest.mark.parametrize("call", [SLEEP, STREAM], ids=["sleeps", "streams"])
@pytest.mark.parametrize("revision", [MODERN, LEGACY], ids=["2026-07-28", "sessionless"])
async def test_a_client_that_goes_away_stops_its_query_on_the_server(orchard, http, sleeps, revision, call):
    client = RawClient(http, orchard.url, revision)
    async with client.sending("tools/call", **call):
        await sleeps(1, call)
    await sleeps(0, call)

    assert await works_again(client)


async def test_in_a_session_a_notification_stops_a_query_that_streams(orchard, http, sleeps):
    client = await open_session(http, orchard.url)
    async with client.sending("tools/call", **STREAM):
        await sleeps(1, STREAM)
        await client.send("notifications/cancelled", key=None, requestId=1)
        await sleeps(0, STREAM)

    assert await works_again(client)


async def test_in_a_session_a_notification_stops_one_query_and_no_other(orchard, http, sleeps):
    client = await open_session(http, orchard.url)
    async with client.sending("tools/call", **SLEEP), client.sending("tools/call", key=2, **SLEEP):
        await sleeps(2)
        await client.send("notifications/cancelled", key=None, requestId=1, reason="enough")
        await sleeps(1)
        await client.send("notifications/cancelled", key=None, requestId=2)
        await sleeps(0)

    assert await works_again(client)


async def test_the_end_of_a_session_stops_its_queries(orchard, http, sleeps):
    client, other = await open_session(http, orchard.url), await open_session(http, orchard.url)
    async with client.sending("tools/call", **SLEEP), other.sending("tools/call", **SLEEP):
        await sleeps(2)
        deleted = await client.delete()
        await sleeps(1)
        await other.delete()
        await sleeps(0)

    assert deleted.status_code == 200


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_python_client_stops_a_query_by_not_waiting_for_it(orchard, sleeps, mode):
    async with orchard.client(mode=mode) as client:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, SLEEP["name"], SLEEP["arguments"])
            await sleeps(1)
            tasks.cancel_scope.cancel()
        await sleeps(0)
        result = await client.call_tool("postgres_execute_query", {"query": "SELECT 1 AS one"})

    assert '"rows":[[1]]' in result.content[0].text


async def test_in_a_session_a_lost_connection_stops_nothing(gate_host, gate, http):
    client = await open_session(http, gate_host.url)
    with anyio.fail_after(PATIENCE):
        async with client.sending("tools/call", **WAIT):
            await gate.entered.wait()
        await client.ask("tools/list")
        gate.opened.set()
        await eventually(lambda: gate.ended)

    assert gate.ended == ["through"]


@pytest.mark.parametrize("revision", [MODERN, LEGACY], ids=["2026-07-28", "sessionless"])
async def test_a_call_that_waits_for_a_connection_leaves_the_queue_when_its_client_goes_away(
    gate_host, gate, http, revision
):
    client = RawClient(http, gate_host.url, revision)
    budget = gate_host.host.sources.budget
    async with client.sending("tools/call", **WAIT):
        await gate.entered.wait()
        async with client.sending("tools/call", **WAIT):
            await eventually(lambda: budget.waiting == 1)
        await eventually(lambda: budget.waiting == 0)
        assert gate.ended == []
    await eventually(lambda: gate.ended)

    assert gate.ended == ["cancelled"]
