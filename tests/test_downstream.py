"""The command that runs the tests of plugins, also those of others, against this working copy."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "powerstrip-{name}"
version = "2.5"
dependencies = ["powerstrip-sdk{bound}"]

[project.optional-dependencies]
test = ["pytest>=8.4"]

[project.entry-points.powerstrip]
{name} = "powerstrip_{name}"

[tool.hatch.build.targets.wheel]
sources = ["src"]
only-include = ["src/powerstrip_{name}.py"]
"""
SOURCE = """\
from powerstrip_sdk import hookimpl, tool

@tool(read_only=True)
async def greet() -> str:
    '''Greet whoever asks.'''
    return "hello"

@hookimpl
def powerstrip_tools():
    return [greet]
"""
TEST = """\
from powerstrip_{name} import greet

def test_it_greets():
    assert greet.name == "greet"

def test_it_says_goodbye():
    assert greet.name == "goodbye", "nobody says goodbye"
"""


@pytest.fixture
def run(tmp_path):
    """Run the command with a list of plugins; how it ended."""

    def run(listed, *names):
        (tmp_path / "downstream.toml").write_text(listed, "utf-8")
        return subprocess.run(
            [sys.executable, TESTS / "downstream.py", "--offline", "--list", tmp_path / "downstream.toml", *names],
            env={name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")},
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=110,
            check=False,
        )

    return run


def plant(folder, name, bound):
    """Write the package of somebody else; the entry that lists it."""
    files = {"pyproject.toml": PROJECT, f"src/powerstrip_{name}.py": SOURCE, f"tests/test_{name}.py": TEST}
    for path, text in files.items():
        file = folder / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{name}", name).replace("{bound}", bound), "utf-8")
    return f'[[plugin]]\nname = "powerstrip-{name}"\nfolder = "{name}"\n'


def test_a_plugin_that_passes_and_others_that_do_not_are_told_with_the_reason(run, tmp_path):
    listed = plant(tmp_path, "rude", ">=0.1,<1") + plant(tmp_path, "ahead", ">=99")
    listed += '[[plugin]]\nname = "powerstrip-gone"\nfolder = "gone"\n'

    done = run(listed, "example", "rude", "powerstrip-ahead", "gone")
    head, example, rude, ahead, gone = [re.split(r"  +", line) for line in done.stdout.splitlines()]

    assert done.returncode == 1
    assert head == ["plugin", "version", "passed", "failed", "why"]
    assert (example[0], example[3:]) == ("powerstrip-example", ["0", "-"])
    assert int(example[2]) > 40
    assert rude[:4] == ["powerstrip-rude", "2.5", "1", "1"]
    assert rude[4].startswith("test_it_says_goodbye: AssertionError: nobody says goodbye")
    assert ahead[:4] == ["powerstrip-ahead", "-", "0", "0"]
    # Not every pip names the extra.
    assert ahead[4].replace("[test]", "") == "powerstrip-ahead 2.5 depends on powerstrip-sdk>=99"
    assert gone == ["powerstrip-gone", "-", "0", "0", f"there is no folder {tmp_path / 'gone'}"]


def test_the_entry_that_the_list_shows_in_a_comment_is_one(run):
    text = (TESTS / "downstream.toml").read_text("utf-8")
    entry = text[text.index("# [[plugin]]") :].replace("\n# ", "\n").removeprefix("# ")

    done = run(entry, "nobody")

    assert (done.returncode, done.stdout) == (2, "")
    assert re.match(r"there is no plugin 'nobody' \(plugins: .*powerstrip-example, .*powerstrip-weather\)", done.stderr)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('[[plugin]]\nname = "powerstrip-odd"\n', "give folder, git or requirement"),
        ('[[plugin]]\nname = "powerstrip-odd"\nfolder = "a"\ngit = "b"\n', "give folder or git, not both"),
        ('[[plugins]]\nname = "powerstrip-odd"\n', "Extra inputs are not permitted"),
        ("[[plugin", "downstream.toml cannot be used"),
    ],
)
def test_a_list_that_cannot_be_used_is_told(run, entry, problem):
    done = run(entry)

    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
