"""Characters that readers do not see: refused where they are declared, made visible where they are told."""

import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from mcp import MCPError
from mcp.types import PromptReference
from planning import connect, plugin
from pydantic import BaseModel, Field, SecretStr

from powerstrip.configuration import load
from powerstrip.errors import CallError, ConfigurationError
from powerstrip.host import plan_host
from powerstrip.logs import configure_logs
from powerstrip.plugins import load_plugins
from powerstrip.testing import ModulePlugin, running_host
from powerstrip_sdk import (
    Call,
    Column,
    Connection,
    Connector,
    NotFound,
    Prompt,
    PromptArgument,
    Resource,
    Rows,
    SourceConfig,
    tool,
)
from powerstrip_sdk.text import find_hidden

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"
#: Turns the direction of writing, and what a reader is shown instead.
TURN, SHOWN = "\u202e", "\\u202e"
HIDING = f"Say{TURN} it."


class VeilConfig(SourceConfig):
    password: SecretStr = SecretStr("")


class Veil(Connection):
    """A connection whose source holds hidden characters wherever it can."""

    async def close(self):
        pass


class Named(BaseModel):
    name: str


@tool(connector="veil", read_only=True)
async def fail(connection: Veil, message: str, code: str = "") -> str:
    """Fail with an engine's words."""
    raise NotFound(message, engine_code=code or None)


@tool(connector="veil", read_only=True)
async def names(connection: Veil) -> list[Named]:
    """Return names out of a catalog."""
    return [Named(name=f"a{TURN}b"), Named(name="tag\U000e0041")]


@tool(connector="veil", read_only=True)
async def rows(connection: Veil) -> Rows:
    """Return rows."""
    return Rows(columns=(Column(name=f"n{TURN}"),), rows=[(f"x{TURN}",)])


@tool(connector="veil", read_only=True)
async def report(connection: Veil, call: Call) -> str:
    """Say how far it is."""
    await call.progress(f"reading a{TURN}b\nand more")
    return "done"


async def _connect(config):
    return Veil()


async def _read(connection):
    return Named(name=f"a{TURN}b")


async def _render(connection, source, arguments):
    return f"Look at a{TURN}b.\nThen say."


async def _scan(connection):
    return ["plain", f"a{TURN}b"]


CONNECTOR = Connector(
    name="veil",
    config=VeilConfig,
    connect=_connect,
    resources=(Resource(path="names", title="Names", description="All names.", read=_read),),
    prompts=(
        Prompt(
            name="introduce",
            title="Introduce",
            description="Say what it is.",
            render=_render,
            arguments=(PromptArgument(name="table", description="Of the table."),),
        ),
    ),
    scan=_scan,
    complete=lambda outline, argument, value, others: [name for name in outline if name.startswith(value)],
)


def veil_host(**source):
    module = plugin(connectors=[CONNECTOR], tools=[fail, names, rows, report])
    config = {"sources": {"one": {"connector": "veil", **source}}}
    return running_host(config, plugins={"veil": module})


async def failed(host, message, code=""):
    result = await host.call("veil_fail", {"message": message, "code": code})
    return result.content[0].text, result.meta[ERROR]


async def test_names_out_of_a_catalog_stay_as_they_are_and_their_text_shows_what_they_hide():
    async with veil_host() as host:
        result = await host.call("veil_names")

    exact = {"items": [{"name": f"a{TURN}b"}, {"name": "tag\U000e0041"}]}
    assert result.structured_content == exact
    assert result.content[0].text == '{"items":[{"name":"a\\u202eb"},{"name":"tag\\udb40\\udc41"}]}'
    assert json.loads(result.content[0].text) == exact


async def test_values_of_rows_are_data_and_only_the_names_of_columns_are_shown():
    async with veil_host() as host:
        text = (await host.call("veil_rows")).content[0].text

    assert text == f'{{"columns":[{{"name":"n\\u202e","type":""}}],"rows":[["x{TURN}"]],"truncated":false,"next":null}}'


async def test_documents_and_prompts_show_what_is_hidden_and_completion_leaves_it_out():
    async with veil_host() as host, host.client() as client:
        document = await client.read_resource("powerstrip://one/names")
        prompt = await client.get_prompt("introduce", {})
        completed = await client.complete(PromptReference(name="introduce"), {"name": "table", "value": ""})

    assert document.contents[0].text == '{"name":"a\\u202eb"}'
    assert prompt.messages[0].content.text == f"Look at a{SHOWN}b.\nThen say."
    assert completed.completion.values == ["plain"]


async def test_an_error_is_one_line_of_300_visible_characters_with_the_engines_code():
    async with veil_host() as host:
        short = await failed(host, f"no table a{TURN}b\n  at line 1", "42P01")
        long = await failed(host, "x" * 400, "42P01")
        said = await failed(host, "no such table (SQLITE_ERROR)", "SQLITE_ERROR")

    assert short[0] == f"not_found: no table a{SHOWN}b at line 1 (42P01)"
    assert long[0] == "not_found: " + "x" * 291 + "… (42P01)"
    assert len(long[0].removeprefix("not_found: ")) == 300
    assert long[1] == {"code": "not_found", "engine_code": "42P01"}
    assert said[0] == "not_found: no such table (SQLITE_ERROR)"


@given(st.text(st.characters(exclude_categories=())), st.text(max_size=80) | st.none(), st.booleans())
def test_whatever_an_engine_says_becomes_one_line_that_hides_nothing_and_is_not_too_long(message, code, masked):
    error = CallError("internal", message * 20, engine_code=code)
    if masked:
        error.hide(lambda text: text.replace("a", "***"))

    assert len(str(error)) <= 300
    assert find_hidden(str(error)) is None
    assert (error.facts.get("engine_code", "") in str(error)) or code in message * 20


async def test_a_secret_is_masked_before_the_sentence_is_cut():
    async with veil_host(password="correct-horse-battery") as host:
        text, _ = await failed(host, "x" * 285 + "correct-horse-battery")

    assert text == "not_found: " + "x" * 285 + "**********"


async def test_the_name_of_a_tool_that_is_not_there_is_told_visibly_and_cut():
    async with veil_host() as host, host.client() as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool(TURN + "x" * 400)

    assert caught.value.error.message == "unknown tool: " + SHOWN + "x" * 279 + "…"


async def test_progress_is_told_on_one_line_and_visibly():
    heard = []

    async def listen(done, total, message):
        heard.append(message)

    async with veil_host() as host, host.client() as client:
        await client.call_tool("veil_report", {}, progress_callback=listen)

    assert f"one: reading a{SHOWN}b and more" in heard


@pytest.mark.parametrize("colours", [True, False])
def test_a_log_line_hides_nothing_and_cannot_pretend_to_be_two(colours, monkeypatch, capsys):
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    before = structlog.get_config()
    try:
        configure_logs(colours=colours)
        structlog.get_logger("x").warning("call", reason=f"a{TURN}b\x1b[2J\nlater INFO all is well")
        written = capsys.readouterr().err
    finally:
        structlog.configure(**before)
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)

    assert written.count("\n") == 1
    assert TURN not in written
    assert "\x1b[2J" not in written
    assert "u202e" in written


def hidden_in(what):
    """A plugin that hides something in one of its declarations."""

    @tool(connector="veil", read_only=True, description=HIDING if what == "description" else "Say it.")
    async def say(connection: Veil, word: str) -> str:
        return word

    options = {"name": "veil", "config": VeilConfig, "connect": connect, "description": "Fine."}
    if what == "connector":
        options["description"] = HIDING
    elif what == "resource":
        options["resources"] = (Resource(path="a", title="Line\nbreak", description="Fine.", read=_read),)
    elif what == "argument":
        argument = PromptArgument(name="table", description=HIDING)
        prompt = Prompt(name="p", title="P", description="Fine.", render=_render, arguments=(argument,))
        options["prompts"] = (prompt,)
    elif what == "option":
        options["config"] = type(
            "Config", (SourceConfig,), {"__annotations__": {"a": str}, "a": Field("", description=HIDING)}
        )
    return plugin(connectors=[Connector(**options)], tools=[say])


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("description", "tool 'veil_say': description holds U+202E at character 4"),
        ("connector", "connector 'veil': description holds U+202E at character 4"),
        ("resource", "resource 'a': title holds U+000A at character 5"),
        ("argument", "prompt 'p': arguments: description holds U+202E at character 4"),
        ("option", "connector 'veil': config: properties: a: description holds U+202E at character 4"),
    ],
)
def test_a_plugin_that_hides_something_in_what_it_declares_is_refused(what, reason):
    registry = load_plugins([ModulePlugin(name="veil", module=hidden_in(what))])

    status = registry.plugins["veil"]
    assert (status.status, status.reason) == ("refused", f"{reason}, which readers cannot see, remove it")


def test_hidden_characters_in_the_operators_file_are_mistakes_with_their_place(tmp_path):
    file = tmp_path / "powerstrip.toml"
    file.write_text(
        r"""
[sources.one]
connector = "veil"
description = "Orders\u200b of all."
[templates.recent]
connector = "veil"
description = "Recent\u2066 orders."
title = "Recent"
sql = "SELECT 1"
params.day = { description = "\uFEFFDay." }
[views."a\u202Eb"]
""",
        "utf-8",
    )
    module = plugin(connectors=[CONNECTOR])
    with pytest.raises(ConfigurationError) as caught:
        plan_host(load(file, {}), entry_points=[ModulePlugin(name="veil", module=module)])

    unseen = "which readers cannot see, remove it"
    assert sorted(str(caught.value).replace(f"{file}: ", "").splitlines()) == [
        f"sources.one.description: holds U+200B at character 7, {unseen}",
        f"templates.recent.description: holds U+2066 at character 7, {unseen}",
        f"templates.recent.params.day.description: holds U+FEFF at character 1, {unseen}",
        f"views.a{SHOWN}b: a name has 1 to 32 lower-case letters, digits, - and _, and starts with a letter",
    ]
