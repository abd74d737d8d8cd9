"""Whatever a plugin does when it is called ends at most its own call."""

import json

import anyio
import pytest
from odd_connector import ODD, ORDER, Line, Odd, OddConfig, connect, echo, plugin, question
from pydantic import field_validator

from powerstrip.configuration import load
from powerstrip.errors import ConfigurationError
from powerstrip.host import plan_host
from powerstrip.plugins import load_plugins
from powerstrip.testing import ModulePlugin, running_host
from powerstrip_sdk import Connector, Prompt, PromptArgument, Resource, SourceConfig

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"


def odd_host(how="well", **config):
    sources = {"good": {"connector": "odd"}, "bad": {"connector": "odd", "how": how, "password": "hunter22"}}
    return running_host({"sources": sources, **config}, plugins={"odd": ODD})


@pytest.mark.parametrize("name", ["panic", "stray_cancel", "wrong_model", "wrong_image", "wrong_rows"])
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_tool_that_misbehaves_fails_its_own_call_and_no_other_of_the_session(name, mode):
    async with odd_host() as host, host.client(mode=mode) as client:
        result = await client.call_tool(f"odd_{name}", {"source": "bad"})
        after = await client.call_tool("odd_echo", {"source": "good", "value": 7})

    assert result.meta[ERROR]["code"] == "internal"
    assert after.content[0].text == "7"


@pytest.mark.parametrize("how", ["idle", "reset", "close", "stray cancel", "nothing", "connect"])
async def test_a_connection_that_misbehaves_leaks_nothing_and_leaves_the_host_alone(how):
    async with odd_host(how) as host:
        for _ in range(3):
            await host.call("odd_echo", {"source": "bad"})
        share = host.host.sources.get("bad").pool.share
        with anyio.fail_after(5):
            while share.closing:
                await anyio.lowlevel.checkpoint()
        held = share.busy
        after = await host.call("odd_echo", {"source": "good", "value": 7})

    assert (held, after.content[0].text) == (0, "7")


async def test_a_number_beyond_64_bits_is_an_argument_like_any_other():
    async with odd_host() as host:
        result = await host.call("odd_echo", {"source": "good", "value": 10**30})

    assert result.content[0].text == str(10**30)


async def test_an_error_that_does_not_call_its_parent_is_told_all_the_same():
    async with odd_host() as host:
        result = await host.call("odd_own_error", {"source": "good"})

    assert result.content[0].text == "not_found: no such thing"


async def test_every_block_of_an_answer_counts_against_its_limit():
    async with odd_host() as host:
        result = await host.call("odd_large_document", {"source": "good"})

    assert result.meta[ERROR]["code"] == "limit_exceeded"


async def test_text_that_is_no_unicode_is_shown_with_a_replacement():
    async with odd_host() as host:
        result = await host.call("odd_odd_text", {"source": "good"})

    assert json.loads(result.content[0].text)["rows"] == [[["\ufffd"]]]


async def test_a_value_that_is_nested_too_deeply_is_refused_with_what_to_do():
    async with odd_host() as host:
        result = await host.call("odd_odd_text", {"source": "good", "levels": 300})

    assert result.content[0].text == "unsupported: a value is nested more than 100 levels, cast it to text"


async def test_an_interrupted_connection_is_not_used_again_unless_it_knows_when_it_is_idle():
    async def open_line(config):
        return Line()

    lines = plugin([Connector(name="odd", config=OddConfig, connect=open_line)], [question])
    config = {"sources": {"one": {"connector": "odd"}}, "limits": {"call_timeout": 0.1}}
    async with running_host(config, plugins={"odd": lines}) as host:
        slow = await host.call("odd_question", {"text": "first", "slow": True})
        quick = await host.call("odd_question", {"text": "second"})

    assert slow.meta[ERROR]["code"] == "timeout"
    assert quick.content[0].text == "answer to second"


async def test_rows_that_are_not_read_to_their_end_are_closed_before_the_statement_is_left():
    ORDER.clear()
    async with odd_host(limits={"max_rows": 10, "handle_rows": 0}) as host:
        result = await host.call("odd_cut_short", {"source": "good"})

    assert json.loads(result.content[0].text)["truncated"]
    assert ORDER == ["rows closed", "statement left"]


async def test_a_secret_in_a_connectors_message_is_masked():
    async with odd_host("tells") as host:
        result = await host.call("odd_echo", {"source": "bad"})
        listed = await host.call("list_sources")

    assert result.content[0].text == "unreachable: no answer from db://user:**********@host"
    assert "hunter22" not in listed.model_dump_json()


async def test_a_call_with_little_time_left_does_not_condemn_a_healthy_source():
    gate = anyio.Event()

    async def slowly(config):
        await gate.wait()
        return Odd("well")

    slow = plugin([Connector(name="odd", config=OddConfig, connect=slowly)], [echo])
    config = {"sources": {"one": {"connector": "odd", "limits": {"call_timeout": 0.05}}}}
    async with running_host(config, plugins={"odd": slow}) as host:
        first = await host.call("odd_echo")
        state = host.host.sources.get("one").state
        gate.set()
        second = await host.call("odd_echo")

    assert first.meta[ERROR]["code"] == "timeout"
    assert state == "unknown"
    assert second.content[0].text == "0"


async def test_two_connectors_with_the_same_template_and_prompt_read_their_own():
    def one(name):
        async def read(connection, item):
            return f"{name} reads {item}"

        async def render(connection, source, arguments):
            return f"{name} introduces {source}"

        resource = Resource(path="items/{item}", title="Item", description="An item.", read=read)
        prompt = Prompt(name="introduce", title="Introduce", description="Say what it is.", render=render)
        return Connector(name=name, config=OddConfig, connect=connect, resources=(resource,), prompts=(prompt,))

    config = {"sources": {"first": {"connector": "aa"}, "second": {"connector": "bb"}}}
    both = {"aa": plugin([one("aa")]), "bb": plugin([one("bb")])}
    async with running_host(config, plugins=both) as host, host.client() as client:
        first = await client.read_resource("powerstrip://first/items/7")
        second = await client.read_resource("powerstrip://second/items/7")
        prompt = await client.get_prompt("introduce", {"source": "second"})

    assert [first.contents[0].text, second.contents[0].text] == ["aa reads 7", "bb reads 7"]
    assert prompt.messages[0].content.text == "bb introduces second"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"resources": (Resource(path="x", title=5, description="d", read=connect),)}, "resource 'x' does not fit"),
        ({"resources": (Resource(path="x", title="t", description="d", read=len),)}, "must be an async function"),
        ({"prompts": (Prompt(name="p", title="t", description=7, render=connect),)}, "prompt 'p' does not fit"),
    ],
)
def test_a_resource_or_prompt_that_would_break_a_list_gets_its_plugin_refused(broken, reason):
    module = plugin([Connector(name="odd", config=OddConfig, connect=connect, **broken)])

    registry = load_plugins([ModulePlugin(name="odd", module=module)])

    assert registry.plugins["odd"].status == "refused"
    assert reason in registry.plugins["odd"].reason


def test_a_prompt_of_the_same_name_with_other_arguments_is_refused():
    def prompt(name):
        arguments = (PromptArgument(name=name, description=name),)
        return Prompt(name="p", title="t", description="d", render=connect, arguments=arguments)

    first = plugin([Connector(name="aa", config=OddConfig, connect=connect, prompts=(prompt("x"),))])
    second = plugin([Connector(name="bb", config=OddConfig, connect=connect, prompts=(prompt("y"),))])

    registry = load_plugins([ModulePlugin(name="aa", module=first), ModulePlugin(name="bb", module=second)])

    assert registry.plugins["bb"].reason == "prompt 'p' has other arguments than that of connector 'aa'"


def test_a_config_model_that_fails_to_check_is_a_mistake_that_names_the_source(tmp_path):
    class Failing(SourceConfig):
        name: str

        @field_validator("name")
        @classmethod
        def look_up(cls, value):
            return {}[value]

    file = tmp_path / "powerstrip.toml"
    file.write_text('[sources.one]\nconnector = "odd"\nname = "x"\n', "utf-8")
    module = plugin([Connector(name="odd", config=Failing, connect=connect)])

    with pytest.raises(ConfigurationError) as caught:
        plan_host(load(file, {}), entry_points=[ModulePlugin(name="odd", module=module)])

    assert [str(problem) for problem in caught.value.problems] == [
        f"{file}: sources.one: cannot be checked, its connector failed: KeyError"
    ]
