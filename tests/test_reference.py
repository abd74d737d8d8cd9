"""The reference is what the docstrings say, and no hook is without a heading or a test."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from powerstrip_sdk import hookspecs

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"
HOOKS = {name: hook for name, hook in vars(hookspecs).items() if hasattr(hook, "powerstrip_spec")}


def test_the_pages_are_what_the_command_writes(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "reference.py").write_text((ROOT / "docs" / "reference.py").read_text("utf-8"), "utf-8")
    for package in ("sdk", "host"):
        (tmp_path / package).symlink_to(ROOT / package)

    subprocess.run([sys.executable, "docs/reference.py"], cwd=tmp_path, check=True, capture_output=True)

    written = {page.name: page.read_text("utf-8") for page in (folder / "reference").iterdir()}
    assert {page.name: page.read_text("utf-8") for page in PAGES.iterdir()} == written, "run: python docs/reference.py"


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_every_hook_has_a_heading_with_its_signature(hook):
    page = (PAGES / "powerstrip_sdk.hookspecs.md").read_text("utf-8")
    (heading,) = re.findall(rf"^## `{hook}(.*)`$", page, re.MULTILINE)

    assert re.sub(r"[\w.]+\.", "", str(inspect.signature(HOOKS[hook]))) == heading


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_every_hook_has_a_test_that_is_named_for_it(hook):
    tests = [text.read_text("utf-8") for package in ("sdk", "host") for text in (ROOT / package / "tests").glob("*.py")]

    assert any(re.search(rf"def test_{hook}_\w+\(", text) for text in tests), f"no test is called test_{hook}_..."


def test_there_are_hooks():
    assert {"powerstrip_connectors", "powerstrip_templates", "powerstrip_tools"} <= set(HOOKS)
