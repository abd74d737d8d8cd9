"""`/healthz` and `/readyz`: who may ask, and what they are told."""

import httpx2
import pytest
from connectors import Stage
from people import bearing, let_in

from powerstrip.testing import running_host
from powerstrip_sdk import Unreachable

pytestmark = pytest.mark.anyio
READY = {"status": "ready"}


def stage_host(stage=None, audit=None, **options):
    config = {"sources": {name: {"connector": "stage"} for name in ("book", "diary")}}
    config |= {"audit": audit} if audit else {}
    return running_host(config, plugins={"stage": (stage or Stage()).plugin()}, **options)


async def ask(host, path="/readyz", headers=None):
    async with httpx2.AsyncClient() as http:
        return await http.get(host.url.removesuffix("/mcp") + path, headers=headers)


async def test_whoever_asks_is_told_that_the_host_serves_and_no_more():
    async with stage_host(token="correct-horse-battery") as host:
        ready, alive = await ask(host), await ask(host, "/healthz")
        elsewhere = await ask(host, headers={"Host": "10.1.2.3:8321"})

    assert (ready.status_code, ready.json(), ready.headers["cache-control"]) == (200, READY, "no-store")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (elsewhere.status_code, elsewhere.json()) == (200, READY)


async def test_a_wrong_token_is_refused():
    async with stage_host(token="correct-horse-battery") as host:
        assert (await ask(host, headers=bearing("ps_wrong"))).status_code == 401


async def test_who_may_see_sources_is_told_how_each_of_their_own_is():
    stage = Stage()
    stage.fail_connect = Unreachable("nobody answers")
    async with stage_host(stage) as host:
        reader = await let_in(host, "ada", scopes=("sources:read",), sources=("book",))
        caller = await let_in(host, "bob", scopes=("tools:call",))
        everyone = await let_in(host, "eve", scopes=("sources:read", "tools:call"))
        async with host.client(token=everyone) as client:
            await client.call_tool("stage_echo", {"source": "book"})
        some, nothing, everything = [
            (await ask(host, headers=bearing(token))).json() for token in (reader, caller, everyone)
        ]

    book = {"name": "book", "connector": "stage", "state": "unreachable", "reason": some["sources"][0]["reason"]}
    assert "nobody answers" in book["reason"]
    assert some == {**READY, "sources": [book]}
    assert nothing == READY
    assert everything["sources"] == [
        book,
        {"name": "diary", "connector": "stage", "state": "unknown", "reason": None},
    ]


async def test_a_page_in_a_browser_is_told_no_more_than_anybody():
    async with stage_host() as host:
        local = await ask(host)
        page = await ask(host, headers={"Host": "evil.example"})

    assert [each["name"] for each in local.json()["sources"]] == ["book", "diary"]
    assert page.json() == READY


async def test_a_host_that_keeps_its_audit_says_how_far_it_is():
    async with stage_host(audit={"store": True}) as host:
        assert (await ask(host)).json()["audit"] == {"stored": 0, "waiting": 0, "dropped": 0}


async def test_a_host_that_stops_takes_no_more_calls():
    async with stage_host() as host:
        host.sdk.stop()
        response = await ask(host)

    assert (response.status_code, response.json()["status"]) == (503, "stopping")
