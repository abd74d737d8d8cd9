"""Hosts that share a store: what one of them changes, the others serve, and whom one shuts out, they all do."""

from contextlib import asynccontextmanager

import anyio
import pytest
import structlog
from connectors import Stage
from people import ALL, let_in
from rest import ANY, TOKEN, api, draft, managed_host

from powerstrip import store_watch
from powerstrip.store import StoreUnavailable

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def looks_often(monkeypatch):
    monkeypatch.setattr(store_watch, "LOOK", 0.02)


class News:
    """Waits until a host has another catalog, or knows other tokens."""

    def __init__(self, host):
        self._heard = anyio.Event()
        host.host.tokens.listeners.append(self._hear)
        host.host.listeners.append(self._hear_later)

    def _hear(self):
        self._heard.set()

    async def _hear_later(self):
        self._hear()

    @asynccontextmanager
    async def expected(self):
        """What happens in the block is heard before its end."""
        self._heard = anyio.Event()
        yield
        with anyio.fail_after(30):
            await self._heard.wait()


@asynccontextmanager
async def two_hosts(state, **options):
    """Two hosts over one store, with a client of each, and the news that come to the second."""
    place = {"host": {"state": state}, "token": TOKEN}
    async with managed_host(**place) as first, managed_host(**place, **options) as second:
        yield *first, *second, News(second[0])


async def echo(host, source):
    return (await host.call("stage_echo", {"source": source})).content[0].text


async def tools_of(host):
    async with host.client() as mcp:
        return [tool.name for tool in (await mcp.list_tools()).tools]


async def test_a_source_that_one_host_makes_changes_and_removes_is_the_others_too(state):
    async with two_hosts(state) as (_, here, other, there, news):
        async with news.expected():
            made = await here.post("/sources", json=draft("one", place="first"))
        texts = [await echo(other, "one")]
        async with news.expected():
            await here.patch("/sources/one", json={"config": {"place": "second"}}, headers=ANY)
        texts.append(await echo(other, "one"))
        async with news.expected():
            await here.post("/sources/one/toggle", json={"active": False})
        state_when_off = (await there.get("/sources/one")).json()["state"]
        async with news.expected():
            await here.post("/sources/one/toggle", json={"active": True})
        texts.append(await echo(other, "one"))
        async with news.expected():
            await here.delete("/sources/one", headers=ANY)
        gone = await there.get(f"/sources/{made.json()['id']}")
        tools = await tools_of(other)

    assert texts == ["first: hello", "second: hello", "second: hello"]
    assert state_when_off == "disabled"
    assert gone.status_code == 404
    assert "stage_echo" not in tools


async def test_what_others_change_leaves_running_calls_and_other_sources_alone(state):
    stage = Stage()
    async with two_hosts(state, stage=stage) as (_, here, other, _, news), anyio.create_task_group() as tasks:
        async with news.expected():
            await here.post("/sources", json=draft("same", place="same"))
        async with news.expected():
            await here.post("/sources", json=draft("one", place="before"))
        await echo(other, "same")
        answers = []

        async def hold():
            answers.append(await other.call("stage_hold", {"source": "one"}))

        tasks.start_soon(hold)
        await stage.holding.wait()
        async with news.expected():
            await here.patch("/sources/one", json={"config": {"place": "after"}}, headers=ANY)
        text = await echo(other, "one")
        await echo(other, "same")
        stage.may_finish.set()

    assert (text, answers[0].content[0].text) == ("after: hello", "held")
    assert [event for event in stage.events if event.startswith("open")] == ["open same", "open before", "open after"]


async def test_a_token_that_one_host_makes_and_revokes_is_good_and_bad_at_the_other(state):
    async with two_hosts(state) as (first, here, other, _, news):
        async with news.expected():
            ada = await let_in(first, "ada", ALL)
        async with api(other, ada) as mine:
            good = await mine.get("/sources")
            async with news.expected():
                await here.delete("/tokens/ada")
            bad = await mine.get("/sources")

    assert (good.status_code, bad.status_code) == (200, 401)


async def test_what_cannot_be_read_is_said_once_and_served_when_it_can(state, monkeypatch):
    async with two_hosts(state) as (_, here, other, _, news):
        store = await other.host.store.get()
        looked, versions = [], store.sources.versions

        async def fail():
            looked.append(None)
            if len(looked) < 5:
                raise StoreUnavailable("nobody answers")
            return await versions()

        with structlog.testing.capture_logs() as logs:
            async with news.expected():
                monkeypatch.setattr(store.sources, "versions", fail)
                await here.post("/sources", json=draft("one"))
        text = await echo(other, "one")

    assert text == "here: hello"
    assert [each["reason"] for each in logs if each["log_level"] == "warning"] == ["nobody answers"]
