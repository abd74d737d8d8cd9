"""What each hook declares reaches a client. `tests/test_reference.py` asks for a test of every hook, by its name."""

from types import SimpleNamespace

import pytest
from pydantic import BaseModel, Field

from powerstrip.testing import running_host
from powerstrip_sdk import Connection, Connector, HostInfo, SourceConfig, hookimpl, template, tool

pytestmark = pytest.mark.anyio
CONFIG = {"sources": {"kitchen": {"connector": "shelf", "things": ["cup", "plate"]}}}


class ShelfConfig(SourceConfig):
    things: list[str] = Field(description="What is on it.")


class Shelf(Connection):
    def __init__(self, things):
        self.things = things

    async def close(self):
        pass


async def connect(config):
    return Shelf(config.things)


class Place(BaseModel):
    number: int = Field(description="Counted from the left.")


@tool(connector="shelf", read_only=True)
async def count_things(connection: Shelf) -> int:
    """Count what is on the shelf."""
    return len(connection.things)


@template(connector="shelf", params=Place)
async def find_thing(connection: Shelf, params: Place) -> str:
    """Find one thing by its place."""
    return connection.things[params.number]


@hookimpl
def powerstrip_connectors():
    return [Connector(name="shelf", config=ShelfConfig, connect=connect)]


@hookimpl
def powerstrip_tools():
    return [count_things]


@hookimpl
def powerstrip_templates():
    return [find_thing]


SHELF = SimpleNamespace(powerstrip_connectors=powerstrip_connectors)
COUNTING = SimpleNamespace(powerstrip_tools=powerstrip_tools)
FINDING = SimpleNamespace(powerstrip_templates=powerstrip_templates)


async def listed(**plugins):
    """The sources and the tools of the connector that a client sees."""
    async with running_host(CONFIG, plugins=plugins) as host, host.client() as client:
        sources = (await host.call("list_sources")).structured_content["items"]
        tools = [each.name for each in (await client.list_tools()).tools if each.name.startswith("shelf_")]
        return [(each["name"], each["connector"], each["state"]) for each in sources], tools


async def test_powerstrip_connectors_gives_an_operator_a_kind_of_source():
    assert await listed(shelf=SHELF) == ([("kitchen", "shelf", "unknown")], [])


async def test_powerstrip_tools_gives_a_client_a_tool_for_a_connector_of_any_package():
    assert (await listed(counting=COUNTING, shelf=SHELF))[1] == ["shelf_count_things"]
    async with running_host(CONFIG, plugins={"counting": COUNTING, "shelf": SHELF}) as host:
        answer = await host.call("shelf_count_things")

    assert answer.structured_content == {"value": 2}


async def test_powerstrip_templates_gives_a_client_a_tool_with_the_parameters_of_its_model():
    async with running_host(CONFIG, plugins={"finding": FINDING, "shelf": SHELF}) as host, host.client() as client:
        (found,) = [each for each in (await client.list_tools()).tools if each.name == "shelf_find_thing"]
        answer = await client.call_tool("shelf_find_thing", {"number": 1})

    assert found.input_schema["properties"]["number"] == {"type": "integer", "description": "Counted from the left."}
    assert answer.content[0].text == "plate"


@pytest.mark.parametrize("hook", ["powerstrip_connectors", "powerstrip_tools", "powerstrip_templates"])
async def test_a_hook_may_ask_about_the_host(hook):
    heard = []

    def asking(host):
        heard.append(host)
        return []

    asking.__name__ = hook
    await listed(asking=SimpleNamespace(**{hook: hookimpl(asking)}), shelf=SHELF)

    assert [type(each) for each in heard] == [HostInfo]
