"""The pages say what is true: their configuration loads, their quotes are the code, their figures can be made."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from powerstrip.access import SCOPES
from powerstrip.configuration import load
from powerstrip.errors import CODES
from powerstrip.host import plan_host
from powerstrip.secrets import KeyRefused, generate_key, parse_keys
from powerstrip.settings import ParameterSettings, Settings, SourceSettings, TemplateSettings, ViewSettings
from powerstrip_sdk.testing import TIERS, ConnectorSuite, suite_tests

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: Their configurations are for connectors that their readers write.
TUTORIALS = {ROOT / "docs" / "tutorial.md", ROOT / "docs" / "authors" / "http-api.md"}
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def configurations():
    for page in sorted(set(PAGES) - TUTORIALS):
        for number, text in enumerate(TOML.findall(page.read_text("utf-8")), 1):
            if "[sources." in text or "[host]" in text:
                yield pytest.param(text, id=f"{page.name}-{number}")


@pytest.mark.parametrize("text", list(configurations()))
def test_every_configuration_on_the_pages_is_accepted(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("shop.db", "notes.db"):
        (tmp_path / name).touch()
    (tmp_path / "powerstrip.key").touch(mode=0o600)
    (tmp_path / "powerstrip.key").write_text(generate_key(), "utf-8")
    file = tmp_path / "powerstrip.toml"
    file.write_text(text, "utf-8")

    plan = plan_host(load(file, {"SHOP_PASSWORD": "secret"}))

    assert [source.reason for source in plan.sources] == [None] * len(plan.sources)


def keys(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)


def test_every_key_of_the_configuration_is_on_its_page():
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    wanted = [
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        for key in keys(field.annotation)
    ]
    wanted += [*keys(SourceSettings), *keys(ViewSettings), *keys(TemplateSettings), *keys(ParameterSettings)]

    assert [key for key in wanted if key not in page] == []


def test_every_error_code_is_on_its_page():
    page = (ROOT / "docs" / "tools.md").read_text("utf-8")

    assert [code for code in CODES if f"`{code}`" not in page] == []


def test_every_tool_of_the_host_and_the_standard_is_on_its_page():
    from powerstrip_sdk.sql import standard_templates, standard_tools

    page = (ROOT / "docs" / "tools.md").read_text("utf-8")
    names = [each.name for each in (*standard_tools("x"), *standard_templates("x"))]
    names += ["list_sources", "fetch_result", "budget_status"]

    assert [name for name in names if f"`{name}`" not in page] == []


def test_a_key_that_is_printed_on_a_page_is_refused_as_a_key():
    keys = [
        key for page in PAGES for key in re.findall(r"(?<![\w-])(?!test_)[\w-]{43}(?![\w-])", page.read_text("utf-8"))
    ]

    assert keys != []
    for key in keys:
        with pytest.raises(KeyRefused, match="stands in the documentation"):
            parse_keys(key, "the page")


def test_links_between_pages_lead_somewhere():
    broken = [
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not target.startswith("http") and not (page.parent / target).exists()
    ]

    assert broken == []


def test_the_sdk_is_installed_before_what_requires_it():
    """Else pip looks for it in the index: what stands later with an extra does not count for what stands before."""
    commands = [
        re.findall(r"\./(sdk|host|plugins)\b", line)
        for page in [*PAGES, ROOT / "CONTRIBUTING.md"]
        for line in page.read_text("utf-8").splitlines()
        if "pip install" in line
    ]

    assert len([names for names in commands if names]) > 3
    assert [names for names in commands if "host" in names and names[0] != "sdk"] == []


def test_every_page_is_linked_from_another():
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    }

    assert [page.name for page in PAGES if page.name != "README.md" and page.resolve() not in linked] == []


def test_the_readme_quotes_the_example_as_it_is():
    readme = (ROOT / "README.md").read_text("utf-8")
    source = (ROOT / "plugins/example/src/powerstrip_example/plugin.py").read_text("utf-8")

    assert f"```python\n{source}```" in readme


def test_the_statements_on_the_page_about_reading_are_what_the_command_prints(tmp_path):
    page = (ROOT / "docs" / "read-only.md").read_text("utf-8")
    (command, printed), *others = re.findall(r"<!-- run -->\n```console\n\$ ([^\n]*)\n(.*?)```", page, re.DOTALL)
    (tmp_path / "powerstrip.toml").write_text(TOML.findall(page)[0], "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP")}

    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=tmp_path,
        env={**clean, "SHOP_PASSWORD": "hunter2"},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")
    assert others == []


def test_the_page_of_access_says_what_every_scope_allows():
    page = (ROOT / "docs" / "access.md").read_text("utf-8")

    assert re.findall(r"^\| `([a-z]+:[a-z]+)` \|", page, re.MULTILINE) == list(SCOPES)


def test_the_page_of_the_suite_lists_every_test_under_its_tier():
    page = (ROOT / "docs" / "connector-suite.md").read_text("utf-8")
    sections = re.findall(r"^### (\w+): .*?\n\n(.*?)\n\n", page, re.DOTALL | re.MULTILINE)
    shown = {
        (tier.lower(), *re.match(r"\| `(\w+)` \| (.*?) \|", line).groups())
        for tier, table in sections
        for line in table.splitlines()[2:]
    }

    assert [tier.lower() for tier, _table in sections] == list(TIERS)
    assert shown == {
        (tier, name, getattr(ConnectorSuite, name).__doc__.partition("\n")[0])
        for name, tier in suite_tests(ConnectorSuite).items()
    }


def test_the_page_of_versions_names_every_public_module_hook_and_bound():
    page = (ROOT / "docs" / "sdk-versions.md").read_text("utf-8")
    api = json.loads((ROOT / "sdk" / "tests" / "public_api.json").read_text("utf-8"))
    hooks = [name for names in api.values() for name, entry in names.items() if entry["kind"] == "hook"]
    example = tomllib.loads((ROOT / "plugins/example/pyproject.toml").read_text("utf-8"))["project"]["dependencies"]

    assert re.findall(r"`(powerstrip_sdk[\w.]*)`", page.split("| docstrings,")[0]) == list(api)
    assert [hook for hook in hooks if f"`{hook}`" not in page] == []
    assert [f'dependencies = ["{each}"]' in page for each in example if each.startswith("powerstrip-sdk")] == [True]
