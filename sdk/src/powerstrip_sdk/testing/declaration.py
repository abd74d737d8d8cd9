"""Tests that need no server: what a plugin declares, and that declaring it does nothing."""

import inspect
import json
import re
import subprocess
import sys
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from powerstrip_sdk import hookspecs
from powerstrip_sdk.connector import Connector
from powerstrip_sdk.hookspecs import NAME
from powerstrip_sdk.names import MAX_EXPOSED_NAME
from powerstrip_sdk.template import Template
from powerstrip_sdk.testing import fresh
from powerstrip_sdk.testing.secrecy import is_secret
from powerstrip_sdk.testing.subject import Subject, replaced
from powerstrip_sdk.testing.tiers import suite_tests, tier
from powerstrip_sdk.tool import Tool

__all__ = ["DeclarationTests"]

_HOOKS = frozenset(name for name in vars(hookspecs) if name.startswith("powerstrip_"))
_HOST_TOOLS = frozenset({"budget_status", "fetch_result", "list_sources"})
_SOUNDS_SECRET = re.compile(r"pass(word|wd|phrase)|secret|token|credential|api_?key|private_?key")
_CANARY = "canary-b7f3"
#: Seconds for a fresh interpreter to import the plugin.
_IMPORT_SECONDS = 60


class DeclarationTests(Subject):
    """What a host checks before it uses a plugin, and what it cannot check."""

    @tier("bronze")
    def test_the_entry_point_leads_to_the_plugin(self) -> None:
        """An installed plugin is found by its entry point."""
        values = {point.value for point in entry_points(group=NAME)}
        assert self.plugin.__name__ in values, (
            f"no entry point of the group {NAME!r} names {self.plugin.__name__!r}; is the package installed?"
        )

    @tier("bronze")
    def test_what_is_overridden_says_why(self) -> None:
        """A test of the suite is not left out by mistake, nor without a reason."""
        tests = suite_tests(type(self))
        unknown = sorted(self.overridden.keys() - tests.keys())
        assert not unknown, f"overridden names tests that the suite does not have: {unknown}"
        silent = [name for name, reason in self.overridden.items() if not reason.strip()]
        silent += [name for name in tests if replaced(type(self), name) == ""]
        assert not silent, f"overridden without a reason, in `overridden` or a docstring: {sorted(silent)}"

    @tier("bronze")
    def test_only_known_hooks_are_implemented(self) -> None:
        """A misspelt hook, or one without `@hookimpl`, would never be called."""
        named = {
            name for name in vars(self.plugin) if name.startswith(f"{NAME}_") and callable(vars(self.plugin)[name])
        }
        assert named <= _HOOKS, f"unknown hooks: {sorted(named - _HOOKS)}"
        forgotten = sorted(name for name in named if not hasattr(vars(self.plugin)[name], f"{NAME}_impl"))
        assert not forgotten, f"hooks without @hookimpl: {forgotten}"
        assert named, "the plugin implements no hook"

    @tier("bronze")
    def test_hooks_are_plain_functions(self) -> None:
        """A host refuses async, wrapping and ordered implementations."""
        for name in sorted(_HOOKS & set(vars(self.plugin))):
            function = vars(self.plugin)[name]
            assert not inspect.iscoroutinefunction(function), f"{name} is async"
            assert not inspect.isasyncgenfunction(function), f"{name} is async"
            options = getattr(function, f"{NAME}_impl", {})
            used = sorted(key for key in ("wrapper", "hookwrapper", "tryfirst", "trylast") if options.get(key))
            assert not used, f"{name} uses {used}"

    @tier("bronze")
    def test_hooks_return_records(self) -> None:
        """Each hook returns records of its own kind."""
        found = self.declared
        for kind, records in ((Connector, found.connectors), (Tool, found.tools), (Template, found.templates)):
            strangers = [record for record in records if not isinstance(record, kind)]
            assert not strangers, f"expected {kind.__name__} records, got {strangers}"

    @tier("bronze")
    def test_the_connector_is_declared(self) -> None:
        """The suite tests a connector of this plugin, and every connector is declared once."""
        names = [connector.name for connector in self.declared.connectors]
        assert self.connector in names
        assert len(names) == len(set(names)), f"connectors are declared twice: {names}"

    @tier("bronze")
    def test_names_are_unique(self) -> None:
        """Tools and templates share their names, and the host has tools of its own."""
        names = [_exposed_name(tool) for tool in self.declared.callable]
        repeated = sorted({name for name in names if names.count(name) > 1} | (_HOST_TOOLS & set(names)))
        assert not repeated, f"names are taken twice: {repeated}"

    @tier("bronze")
    def test_exposed_names_fit_every_client(self) -> None:
        """Clients allow 64 characters together with a prefix of their own."""
        long = [name for tool in self.declared.callable if len(name := _exposed_name(tool)) > MAX_EXPOSED_NAME]
        assert not long, f"longer than {MAX_EXPOSED_NAME} characters: {long}"

    @tier("bronze")
    def test_secrets_are_secret_types(self) -> None:
        """A plain string shows up in logs and answers."""
        fields = self.record.config.model_fields
        plain = sorted(
            name
            for name, field in fields.items()
            if _SOUNDS_SECRET.search(name) and not is_secret(field.annotation) and name not in self.public_fields
        )
        assert not plain, f"use SecretStr, or name them in public_fields: {plain}"

    @tier("bronze")
    def test_secrets_are_masked(self) -> None:
        """A config is logged, shown and dumped without its secrets."""
        fields = self.record.config.model_fields
        secrets: dict[str, Any] = {
            name: SecretStr(_CANARY) for name, field in fields.items() if is_secret(field.annotation)
        }
        config = self.record.config.model_construct(None, **secrets)
        dumped = config.model_dump_json(include=set(secrets))
        for shown in (repr(config), str(config), dumped, str(config.model_dump(include=set(secrets)))):
            assert _CANARY not in shown, "a secret of the config can be read"

    @tier("bronze")
    def test_drivers_are_imported_late(self) -> None:
        """Installing a plugin costs nothing at start-up."""
        loaded = set(_in_fresh_interpreter(self.plugin.__name__)["modules"])
        early = sorted(set(self.drivers) & loaded)
        assert not early, f"imported together with the plugin: {early}"

    @tier("bronze")
    def test_importing_is_light(self) -> None:
        """A host imports every plugin when it starts; modules are counted, as seconds differ between machines."""
        added = _in_fresh_interpreter(self.plugin.__name__)["added"]
        assert len(added) <= self.most_modules, (
            f"importing the plugin loads {len(added)} modules beside the SDK's, more than {self.most_modules}; "
            f"import drivers where they are used. They are of: {', '.join(_packages(added))}"
        )

    @tier("bronze")
    def test_nothing_is_opened_by_declaring(self) -> None:
        """Neither importing nor declaring connects, starts or writes anything."""
        report = _in_fresh_interpreter(self.plugin.__name__)
        assert not report["import"], f"importing the plugin did: {report['import']}"
        assert not report["declaration"], f"declaring did: {report['declaration']}"


def _exposed_name(tool: Tool) -> str:
    return f"{tool.connector}_{tool.name}" if tool.connector else tool.name


def _packages(modules: list[str]) -> list[str]:
    return sorted({module.partition(".")[0] for module in modules})


@lru_cache(maxsize=8)
def _in_fresh_interpreter(plugin: str) -> dict[str, Any]:
    """Import and declare in an interpreter of its own, which writes no bytecode and knows no tests."""
    done = subprocess.run(  # noqa: S603 - the module under test, named by its own tests
        [sys.executable, "-B", "-P", str(Path(fresh.__file__)), plugin],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_IMPORT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"the plugin does not load alone:\n{done.stderr}"
    report: dict[str, Any] = json.loads(done.stdout)
    return report
