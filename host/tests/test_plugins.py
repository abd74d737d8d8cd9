"""Loading plugins: what one plugin does to itself, and never to another."""

from importlib.metadata import PathDistribution, version
from types import SimpleNamespace

import pytest
from planning import VAULT, VaultConfig, connect, plugin

import powerstrip.plugins
from powerstrip.inspection import OWN_TOOLS
from powerstrip.plugins import find_entry_points, load_plugins
from powerstrip.testing import ModulePlugin, running_host
from powerstrip_sdk import Connector, SourceConfig, hookimpl, template, tool


@tool(connector="vault", read_only=True)
async def look(connection) -> str:
    """Look at it."""
    return "looked"


def load(plugins, **options):
    """Load objects as plugins; the registry, and how each plugin ended."""
    found = [ModulePlugin(name=name, module=module) for name, module in plugins.items()]
    registry = load_plugins(found, **options)
    return registry, {name: (status.status, status.reason) for name, status in registry.plugins.items()}


def a_connector(name, config=SourceConfig):
    return Connector(name=name, config=config, connect=connect)


def named(name, **options):
    """A tool of this name."""

    async def run() -> str:
        """Answer."""
        return "answer"

    return tool(name=name, read_only=True, **options)(run)


def test_a_plugin_declares_connectors_tools_and_templates():
    @template(connector="vault", params=VaultConfig)
    async def report(connection, params) -> str:
        """Report."""
        return ""

    registry, ends = load({"vault": VAULT, "more": plugin(tools=[look], templates=[report])})

    assert ends == {"more": ("loaded", None), "vault": ("loaded", None)}
    assert registry.connectors["vault"].config is VaultConfig
    assert [each.name for owner, each in registry.tools if owner == "more"] == ["look", "report"]
    assert registry.plugins["vault"].connectors == ("vault",)


def test_the_hooks_are_told_about_the_host():
    heard = []

    @hookimpl
    def powerstrip_tools(host):
        heard.append(host)
        return []

    load({"curious": SimpleNamespace(powerstrip_tools=powerstrip_tools)})

    (host,) = heard
    assert (host.host_version, host.sdk_version) == (version("powerstrip"), version("powerstrip-sdk"))


def test_a_hook_of_a_newer_host_may_be_optional():
    @hookimpl(optionalhook=True)
    def powerstrip_pages():
        return []

    module = plugin()
    module.powerstrip_pages = powerstrip_pages

    assert load({"modern": module})[1] == {"modern": ("loaded", None)}


def test_a_plugin_may_be_an_object_of_a_class():
    class Plugin:
        @hookimpl
        def powerstrip_tools(self):
            return [named("hello")]

    class Wrapping:
        @hookimpl(hookwrapper=True)
        def powerstrip_tools(self):
            yield

    registry, ends = load({"object": Plugin(), "wrapping": Wrapping()})

    assert [owner for owner, _ in registry.tools] == ["object"]
    assert ends["wrapping"] == (
        "refused",
        "hook 'powerstrip_tools' is a wrapper, which could change what other plugins declare",
    )


def test_one_object_cannot_be_two_plugins():
    assert load({"one": VAULT, "two": VAULT})[1] == {
        "one": ("loaded", None),
        "two": ("refused", "its entry point names the same object as that of plugin 'one'"),
    }


def test_a_connector_belongs_to_the_plugin_of_its_name_whatever_the_order():
    thief = plugin(connectors=[a_connector("vault")])

    registry, ends = load({"a-thief": thief, "vault": VAULT, "z-thief": plugin(connectors=[a_connector("vault")])})

    reason = "connector 'vault' is declared by plugin 'vault' of powerstrip already"
    assert ends == {"a-thief": ("refused", reason), "vault": ("loaded", None), "z-thief": ("refused", reason)}
    assert registry.connectors["vault"].config is VaultConfig


def test_the_tools_of_a_connector_belong_to_its_own_plugin_whatever_the_order():
    @tool(connector="vault", read_only=True, name="list_tables")
    async def again(connection) -> str:
        """List nothing."""
        return ""

    registry, ends = load({"a-guest": plugin(tools=[again]), "vault": VAULT})

    assert ends == {
        "a-guest": ("refused", "tool 'vault_list_tables' is declared by plugin 'vault' of powerstrip already"),
        "vault": ("loaded", None),
    }
    assert {owner for owner, _ in registry.tools} == {"vault"}


def test_a_plugin_cannot_declare_a_connector_or_a_tool_twice():
    _, ends = load(
        {
            "twice": plugin(connectors=[a_connector("twice"), a_connector("twice")]),
            "again": plugin(tools=[named("go"), named("go")]),
        }
    )

    assert ends == {
        "again": ("refused", "tool 'again_go' is declared by plugin 'again' of powerstrip already"),
        "twice": ("refused", "connector 'twice' is declared by plugin 'twice' of powerstrip already"),
    }


def test_names_that_meet_only_where_they_are_exposed_meet_all_the_same():
    _, ends = load({"a": plugin(tools=[named("b_c")]), "a_b": plugin(tools=[named("c")])})

    assert ends == {
        "a": ("loaded", None),
        "a_b": ("refused", "tool 'a_b_c' is declared by plugin 'a' of powerstrip already"),
    }


def test_the_hosts_own_tools_cannot_be_replaced():
    assert load({"list": plugin(tools=[named("sources")])})[1] == {
        "list": ("refused", "tool 'list_sources' is the host's own, rename it")
    }


@pytest.mark.anyio
async def test_the_names_that_are_kept_free_are_those_of_the_hosts_own_tools():
    async with running_host(plugins={}) as host, host.client() as client:
        listed = await client.list_tools()

    assert {each.name for each in listed.tools} == OWN_TOOLS


def test_of_a_plugin_that_fails_late_nothing_is_left():
    module = plugin(connectors=[a_connector("half")], tools=[named("good"), named("x" * 32), named("y" * 32)])

    registry, ends = load({"half-a-plugin-of-16": module, "vault": VAULT})

    assert ends["half-a-plugin-of-16"] == (
        "refused",
        f"tool 'half-a-plugin-of-16_{'x' * 32}' has 52 characters, clients take at most 48",
    )
    assert list(registry.connectors) == ["vault"]
    assert {owner for owner, _ in registry.tools} == {"vault"}


def test_with_a_plugin_fall_those_that_add_to_it_whatever_the_order():
    broken = plugin(connectors=[a_connector("broken")], tools=[named("x"), named("x")])

    @tool(connector="broken", read_only=True)
    async def early(connection) -> str:
        """Look."""
        return ""

    registry, ends = load({"a-guest": plugin(tools=[early]), "broken": broken, "z-guest": plugin(tools=[early])})

    reason = "plugin 'broken' is refused: tool 'broken_x' is declared by plugin 'broken' of powerstrip already"
    assert {name: end[1] for name, end in ends.items() if name != "broken"} == {
        "a-guest": f"tool 'early' is for connector 'broken': {reason}",
        "z-guest": f"tool 'early' is for connector 'broken': {reason}",
    }
    assert (registry.connectors, registry.tools) == ({}, [])


def test_why_a_connector_is_missing_is_known_by_what_its_plugin_declared():
    registry, _ = load({"company": plugin(connectors=[a_connector("erp")], tools=[named("x"), named("x")])})

    assert registry.why_missing("erp") == (
        "plugin 'company' is refused: tool 'company_x' is declared by plugin 'company' of powerstrip already"
    )
    assert registry.why_missing("other") is None


@pytest.mark.parametrize(
    "error", [ValueError("oh\nno"), SystemExit(3), GeneratorExit(), BaseExceptionGroup("g", [KeyError()])]
)
def test_whatever_a_hook_raises_ends_that_plugin_alone(error):
    def powerstrip_tools():
        raise error

    registry, ends = load({"bad": SimpleNamespace(powerstrip_tools=hookimpl(powerstrip_tools)), "vault": VAULT})

    assert ends["vault"] == ("loaded", None)
    assert ends["bad"][0] == "failed"
    assert "\n" not in ends["bad"][1]
    assert [each.name for each in registry.broken] == ["bad"]


def test_an_error_that_cannot_even_be_shown_ends_that_plugin_alone():
    class Unspeakable(Exception):
        def __str__(self):
            raise RuntimeError("not even this")

    def powerstrip_tools():
        raise Unspeakable

    module = SimpleNamespace(powerstrip_tools=hookimpl(powerstrip_tools))

    line = powerstrip_tools.__code__.co_firstlineno + 1
    assert load({"bad": module})[1] == {"bad": ("failed", f"Unspeakable (test_plugins.py, line {line})")}


def test_a_person_who_interrupts_is_obeyed():
    def powerstrip_tools():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load({"bad": SimpleNamespace(powerstrip_tools=hookimpl(powerstrip_tools))})


def test_what_a_plugin_prints_is_kept_out_of_our_answers(capsys):
    def powerstrip_tools():
        print("hello")  # noqa: T201
        return []

    load({"chatty": SimpleNamespace(powerstrip_tools=hookimpl(powerstrip_tools))})

    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "hello\n")


def test_a_slow_import_is_reported_and_the_plugin_works(monkeypatch):
    clock = iter([0.0, 1.25])
    monkeypatch.setattr(powerstrip.plugins.time, "perf_counter", lambda: next(clock))

    registry, ends = load({"slow": VAULT})

    assert ends == {"slow": ("loaded", "its import took 1.2 s, which every start waits for")}
    assert registry.plugins["slow"].seconds == 1.25
    assert "vault" in registry.connectors


def test_names_that_are_disabled_or_not_enabled_are_not_loaded():
    class Bomb(ModulePlugin):
        def load(self):
            raise AssertionError("it must not be imported")

    bomb = Bomb(name="bomb", module=None)

    for options in ({"disabled": frozenset({"bomb", "bmob"})}, {"enabled": frozenset({"bmob"})}):
        registry = load_plugins([bomb], **options)
        status = registry.plugins["bomb"]
        assert (status.status, status.reason) == ("disabled", "switched off in the configuration")
        assert registry.unknown == ("bmob",)


def test_a_damaged_package_hurts_no_plugin(tmp_path, monkeypatch):
    for name, entry_points in (("damaged", "[powerstrip]\nno equals sign\n"), ("good", "[powerstrip]\ngood = json\n")):
        folder = tmp_path / f"{name}-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
        (folder / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    found = [PathDistribution(path) for path in sorted(tmp_path.iterdir())]
    monkeypatch.setattr(powerstrip.plugins, "distributions", lambda: found)

    assert [each.name for each in find_entry_points()] == ["good"]
