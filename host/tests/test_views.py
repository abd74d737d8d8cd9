"""Views: a named subset of sources and tools, at an address of its own."""

import httpx2
import pytest
from connectors import Stage
from mcp import MCPError
from odd_connector import OddConfig, connect, echo, plugin
from planning import mistakes

from powerstrip.testing import running_host
from powerstrip_sdk import Connector

pytestmark = pytest.mark.anyio
OWN = ["budget_status", "fetch_result", "list_sources"]


def stage_host(views):
    stage = Stage()
    names = ("prod", "prod-copy", "staging")
    sources = {name: {"connector": "stage", "place": name} for name in names}
    return running_host({"sources": sources, "views": views}, plugins={"stage": stage.plugin()})


async def seen(host, view=""):
    """The tools, the values of `source`, and the sources of a view."""
    async with host.client(view=view) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        listed = await client.call_tool("list_sources") if "list_sources" in tools else None
    sources = [each["name"] for each in listed.structured_content["items"]] if listed else None
    enum = tools["stage_echo"].input_schema["properties"]["source"]["enum"] if "stage_echo" in tools else None
    return list(tools), enum, sources


async def test_without_a_view_everything_is_seen():
    async with stage_host({"reports": {"sources": ["staging"]}}) as host:
        tools, enum, sources = await seen(host)

    assert {"stage_echo", "stage_hold", *OWN} < set(tools)
    assert enum == sources == ["prod", "prod-copy", "staging"]


async def test_a_view_shows_the_sources_that_it_names_and_no_other():
    async with stage_host({"reports": {"sources": ["staging", "prod-*"]}}) as host:
        _, enum, sources = await seen(host, "reports")

    assert enum == sources == ["prod-copy", "staging"]


async def test_a_view_shows_the_tools_that_it_names_and_no_other():
    async with stage_host({"reports": {"tools": ["stage_e*", "list_sources"]}}) as host:
        tools, _, _ = await seen(host, "reports")

    assert tools == ["list_sources", "stage_echo"]


async def test_a_connector_without_a_source_in_the_view_has_no_tools_there():
    async with stage_host({"nothing": {"sources": ["elsewhere"]}}) as host:
        tools, _, sources = await seen(host, "nothing")

    assert tools == [*OWN, "stage_about"]
    assert sources == []


async def test_what_a_view_does_not_show_cannot_be_called_through_it():
    async with (
        stage_host({"reports": {"sources": ["staging"], "tools": ["stage_echo"]}}) as host,
        host.client(view="reports") as client,
    ):
        elsewhere = await client.call_tool("stage_echo", {"source": "prod", "text": "hi"})
        with pytest.raises(MCPError) as caught:
            await client.call_tool("stage_hold")

    assert elsewhere.content[0].text == "unknown_source: there is no source 'prod' here, there is: staging"
    assert caught.value.error.code == -32602


async def test_a_view_that_is_not_configured_is_not_found():
    async with stage_host({}) as host, httpx2.AsyncClient() as http:
        answer = await http.post(f"{host.url}/absent", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["Reports", "a b", "9th"])
async def test_a_view_has_a_name_that_fits_into_an_address(tmp_path, name):
    assert mistakes(tmp_path, f'[views."{name}"]\nsources = ["*"]\n') == [
        f"views.{name}: a name has 1 to 32 lower-case letters, digits, - and _, and starts with a letter"
    ]


async def test_an_unknown_key_of_a_view_is_a_mistake(tmp_path):
    assert mistakes(tmp_path, '[views.reports]\nsource = ["prod"]\n') == [
        "views.reports.source: unknown key, did you mean 'sources'?"
    ]


@pytest.mark.anyio
async def test_the_icon_of_a_connector_is_shown_with_its_tools_in_both_eras():
    pictured = Connector(name="odd", config=OddConfig, connect=connect, icon="https://example.com/odd.svg")
    config = {"sources": {"one": {"connector": "odd"}}}
    icons = []
    async with running_host(config, plugins={"odd": plugin([pictured], [echo])}) as host:
        for mode in ("auto", "legacy"):
            async with host.client(mode=mode) as client:
                tools = {each.name: each for each in (await client.list_tools()).tools}
                icons.append([icon.src for icon in tools["odd_echo"].icons])

    assert icons == [["https://example.com/odd.svg"]] * 2
