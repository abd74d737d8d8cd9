"""The tutorial, followed to the letter: every file on the page is written, installed, run and tested."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial.md"
FILE = re.compile(r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)
CONSOLE = re.compile(r"<!-- run -->\n```console\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The package of the tutorial, and the environment in which it is installed."""
    folder = tmp_path_factory.mktemp("powerstrip-mbox")
    for match in FILE.finditer(TUTORIAL.read_text("utf-8")):
        file = folder / match["name"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(match["text"], "utf-8")
    site = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site)]
    subprocess.run([*install, str(folder)], check=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("POWERSTRIP", "PYTEST"))}
    return folder, {**environment, "PYTHONPATH": str(site)}


def run(command, package):
    folder, environment = package
    arguments = [sys.executable, "-m", *shlex.split(command)]
    return subprocess.run(
        arguments, cwd=folder, env=environment, check=False, capture_output=True, text=True, encoding="utf-8"
    )


def test_the_plugin_of_the_tutorial_is_loaded(package):
    finished = run("powerstrip plugins", package)

    assert re.search(r"^mbox +loaded +powerstrip-mbox 0\.1\.0", finished.stdout, re.MULTILINE), finished


def test_every_command_of_the_tutorial_prints_what_the_page_says(package):
    (console,) = CONSOLE.findall(TUTORIAL.read_text("utf-8"))
    shown = re.findall(r"^\$ (.*)\n(.*)\n", console, re.MULTILINE)

    printed = [run(command, package) for command, _ in shown]

    assert len(shown) == 2
    assert [(each.stdout + each.stderr).strip() for each in printed] == [output for _, output in shown]


def test_the_tests_of_the_tutorial_pass(package):
    finished = run("pytest -q -p anyio tests", package)

    assert finished.returncode == 0, finished.stdout + finished.stderr
