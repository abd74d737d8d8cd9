import types
from dataclasses import replace
from typing import Annotated, Any

import pytest
from pydantic import Field, SecretStr

from powerstrip_sdk import Connection, Connector, Rows, SourceConfig, Tool, hookimpl, tool
from powerstrip_sdk.testing import ConnectorSuite

Word = Annotated[str, Field(description="A word.")]


class Config(SourceConfig):
    host: str = Field(default="localhost", description="The server.")
    password: SecretStr = Field(default=SecretStr(""), description="The password.")


async def connect(config: Config) -> Connection:
    raise NotImplementedError


@tool(connector="planted", read_only=True)
async def say(connection: Any, word: Word) -> Rows:
    """Say a word."""
    raise NotImplementedError


CONNECTOR = Connector(name="planted", config=Config, connect=connect)


def plugin(*, connectors: list[Any] | None = None, tools: list[Any] | None = None, **more: Any) -> types.ModuleType:
    module = types.ModuleType("planted_plugin")

    @hookimpl
    def powerstrip_connectors():
        return [CONNECTOR] if connectors is None else connectors

    @hookimpl
    def powerstrip_tools():
        return [say] if tools is None else tools

    vars(module).update({"powerstrip_connectors": powerstrip_connectors, "powerstrip_tools": powerstrip_tools, **more})
    return module


def suite(module: types.ModuleType, **attributes: Any) -> ConnectorSuite:
    planted = type("Planted", (ConnectorSuite,), {"plugin": module, "connector": "planted", **attributes})
    return planted()


def with_config(**fields: Any) -> types.ModuleType:
    """Return a plugin whose config has fields given as (type, Field)."""
    namespace: dict[str, Any] = {"__annotations__": {name: kind for name, (kind, _field) in fields.items()}}
    namespace |= {name: field for name, (_kind, field) in fields.items()}
    return plugin(connectors=[replace(CONNECTOR, config=type("Planted", (SourceConfig,), namespace))])


@hookimpl
async def async_hook():
    return []


@hookimpl(tryfirst=True)
def ordered_hook():
    return []


@hookimpl(wrapper=True)
def wrapping_hook():
    return (yield)


def unmarked_hook():
    return []


@tool(connector="planted", read_only=True)
async def undescribed(connection: Any, word: str) -> str:
    """Say a word."""
    return word


def with_schema(schema: dict[str, Any]) -> Tool:
    return replace(say, result=replace(say.result, kind="object", schema=schema))


LONG = replace(say, name="a" * 32).on("abcdefghijklmnop")
RECURSIVE = {"type": "object", "properties": {"x": {"$ref": "#"}}}

FAULTS = [
    ("test_only_known_hooks_are_implemented", plugin(powerstrip_tool=unmarked_hook), "unknown hooks"),
    ("test_only_known_hooks_are_implemented", plugin(powerstrip_templates=unmarked_hook), "hooks without @hookimpl"),
    ("test_only_known_hooks_are_implemented", types.ModuleType("empty"), "implements no hook"),
    ("test_hooks_are_plain_functions", plugin(powerstrip_templates=async_hook), "powerstrip_templates is async"),
    ("test_hooks_are_plain_functions", plugin(powerstrip_templates=ordered_hook), "uses ['tryfirst']"),
    ("test_hooks_are_plain_functions", plugin(powerstrip_templates=wrapping_hook), "uses ['wrapper']"),
    ("test_hooks_return_records", plugin(tools=["say"]), "expected Tool records"),
    ("test_hooks_return_records", plugin(connectors=[say]), "expected Connector records"),
    ("test_the_connector_is_declared", plugin(connectors=[]), "planted"),
    (
        "test_names_and_descriptions_hide_nothing",
        plugin(tools=[replace(say, description="Say\u200b it.")]),
        "tool 'say' holds U+200B at character 4",
    ),
    (
        "test_names_and_descriptions_hide_nothing",
        plugin(connectors=[replace(CONNECTOR, description="\u202eA place.")]),
        "connector 'planted' holds U+202E at character 1",
    ),
    ("test_the_connector_is_declared", plugin(connectors=[CONNECTOR, CONNECTOR]), "declared twice"),
    ("test_names_are_unique", plugin(tools=[say, say]), "planted_say"),
    (
        "test_names_are_unique",
        plugin(tools=[replace(say, name="list_sources", connector=None, takes_connection=False)]),
        "list_sources",
    ),
    ("test_exposed_names_fit_every_client", plugin(tools=[LONG]), "longer than 48 characters"),
    (
        "test_tools_and_parameters_are_described",
        plugin(tools=[undescribed]),
        "parameters without a description: ['word']",
    ),
    ("test_tools_and_parameters_are_described", plugin(tools=[replace(say, description=" ")]), "has no description"),
    (
        "test_options_are_described",
        with_config(host=(str, Field(default=""))),
        "options without a description: ['host']",
    ),
    ("test_schemas_are_plain_objects", plugin(tools=[with_schema({"type": "array"})]), "root of a schema is no object"),
    ("test_schemas_are_portable", plugin(tools=[with_schema(RECURSIVE)]), "say, result: '$ref' is used"),
    ("test_secrets_are_secret_types", with_config(api_key=(str, Field(default=""))), "use SecretStr"),
    ("test_secrets_are_secret_types", with_config(db_password=(str | None, Field(default=None))), "use SecretStr"),
]


@pytest.mark.parametrize(("check", "module", "message"), FAULTS)
def test_a_planted_fault_is_found_and_named(check, module, message):
    with pytest.raises(AssertionError) as caught:
        getattr(suite(module), check)()
    assert message in str(caught.value)


@pytest.mark.parametrize("check", sorted({check for check, _module, _message in FAULTS}))
def test_a_good_plugin_passes(check):
    getattr(suite(plugin()), check)()


def test_a_schema_that_is_none_is_found():
    with pytest.raises(Exception, match="is not valid under any of the given schemas"):
        suite(plugin(tools=[with_schema({"type": "nonsense"})])).test_schemas_are_plain_objects()


def test_a_secret_that_a_config_tells_is_found():
    class Telling(Config):
        def __repr__(self) -> str:
            return f"Telling({self.password.get_secret_value()})"

    module = plugin(connectors=[replace(CONNECTOR, config=Telling)])
    with pytest.raises(AssertionError, match="a secret of the config can be read"):
        suite(module).test_secrets_are_masked()
    suite(plugin()).test_secrets_are_masked()


def test_a_field_that_only_sounds_secret_can_be_named():
    module = with_config(token_address=(str, Field(default="", description="Where tokens are made.")))
    suite(module, public_fields=("token_address",)).test_secrets_are_secret_types()


def test_a_plugin_without_an_entry_point_is_found():
    with pytest.raises(AssertionError, match="is the package installed"):
        suite(plugin()).test_the_entry_point_leads_to_the_plugin()


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a plugin that a fresh interpreter can import, and return a suite for it."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(name, source, **attributes):
        tmp_path.joinpath(f"{name}.py").write_text(source, "utf-8")
        return suite(types.ModuleType(name), **attributes)

    return write


def test_a_driver_that_is_imported_early_is_found(written):
    found = written("early_plugin", "import sqlite3", drivers=("sqlite3", "asyncio"))
    with pytest.raises(AssertionError, match=r"imported together with the plugin: .*'sqlite3'"):
        found.test_drivers_are_imported_late()
    written("late_plugin", "", drivers=("sqlite3",)).test_drivers_are_imported_late()


@pytest.mark.parametrize(
    ("source", "event"),
    [
        ("import sqlite3; sqlite3.connect(':memory:').close()", "sqlite3.connect"),
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", "subprocess.Popen"),
        (
            "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
            "thread 'Thread-1",
        ),
        ("import socket; socket.socket().connect_ex(('127.0.0.1', 9))", "socket.connect"),
        ("import os; open(os.path.join(os.path.dirname(__file__), 'made'), 'w').close()", "for writing"),
    ],
)
def test_what_importing_or_declaring_does_is_found(written, source, event):
    with pytest.raises(AssertionError, match="importing the plugin did") as caught:
        written(f"busy_{abs(hash(source))}", source).test_nothing_is_opened_by_declaring()
    assert event in str(caught.value)
    hook = f"def powerstrip_tools():\n    {source}\n    return []"
    with pytest.raises(AssertionError, match="declaring did") as caught:
        written(f"declaring_{abs(hash(source))}", hook).test_nothing_is_opened_by_declaring()
    assert event in str(caught.value)


def test_a_plugin_that_does_nothing_early_passes(written):
    written("quiet_plugin", "def powerstrip_tools(host):\n    return []").test_nothing_is_opened_by_declaring()


def test_a_plugin_that_cannot_be_imported_is_found(written):
    with pytest.raises(AssertionError, match="the plugin does not load alone"):
        written("broken_plugin", "import not_installed_anywhere").test_drivers_are_imported_late()
