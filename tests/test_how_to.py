"""The how-tos for authors: all code on their pages is written to files, type-checked and tested."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[1] / "docs" / "authors" / "how-to").glob("*.md"))
FILE = re.compile(r"<!-- file: (?P<name>\S+) -->\n```python\n(?P<text>.*?)```", re.DOTALL)
CODE = re.compile(r"```python\n")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder with the files of all pages, in a folder for each page."""
    folder = tmp_path_factory.mktemp("how-to")
    for page in PAGES:
        (folder / page.stem).mkdir()
        for match in FILE.finditer(page.read_text("utf-8")):
            (folder / page.stem / match["name"]).write_text(match["text"], "utf-8")
    return folder


def run(*arguments, folder):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("POWERSTRIP", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**clean, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_every_page_has_code_and_a_test_of_it():
    found = {page.stem: sorted(FILE.findall(page.read_text("utf-8"))) for page in PAGES}
    names = Counter(name for files in found.values() for name, _text in files)

    assert [page.stem for page in PAGES if len(CODE.findall(page.read_text("utf-8"))) != len(found[page.stem])] == []
    assert [stem for stem, files in found.items() if not any(name.startswith("test_") for name, _ in files)] == []
    assert [name for name, number in names.items() if number > 1] == []


def test_the_tests_on_the_pages_pass(written):
    done = run("pytest", "-q", "-p", "anyio", "-W", "error", ".", folder=written)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_code_on_the_pages_is_typed(written):
    modules = [str(each.relative_to(written)) for each in written.rglob("*.py") if not each.stem.startswith("test_")]

    done = run("mypy", "--strict", *sorted(modules), folder=written)

    assert done.returncode == 0, done.stdout + done.stderr
