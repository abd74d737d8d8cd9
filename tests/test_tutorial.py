"""The tutorials, followed to the letter: every file on a page is written, installed, run, tested and graded."""

import os
import re
import shlex
import socket
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
FILE = re.compile(r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)
CONSOLE = re.compile(r"<!-- run -->\n```console\n(?P<text>.*?)```", re.DOTALL)
GRADE = re.compile(r"<!-- grade -->\n```text\n(?P<text>.*?)```", re.DOTALL)
#: What the page of the tracker starts, and the port that it says.
TRACKER, PORT = "tests/tracker.py", "8765"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What somebody has who followed a page up to its first command.

    Args:
        plugin: its name.
        page: its text.
        folder: of the package.
        environment: in which it is installed.
    """

    plugin: str
    page: str
    folder: Path
    environment: dict[str, str]

    def run(self, command, **environment):
        """Run a module with arguments, and return how it ended."""
        return subprocess.run(
            [sys.executable, "-m", *shlex.split(command)],
            cwd=self.folder,
            env={**self.environment, **environment},
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )


def follow(plugin, page, folders):
    folder, site = folders.mktemp(f"powerstrip-{plugin}"), folders.mktemp("site")
    text = (DOCS / page).read_text("utf-8")
    for match in FILE.finditer(text):
        file = folder / match["name"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(match["text"], "utf-8")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site)]
    subprocess.run([*install, str(folder)], check=True)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("POWERSTRIP", "PYTEST"))}
    environment = {**clean, "PYTHONPATH": str(site), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return Followed(plugin=plugin, page=text, folder=folder, environment=environment)


@pytest.fixture(scope="module")
def mbox(tmp_path_factory):
    return follow("mbox", "tutorial.md", tmp_path_factory)


@pytest.fixture(scope="module")
def tickets(tmp_path_factory):
    return follow("tickets", "authors/http-api.md", tmp_path_factory)


@pytest.fixture(params=["mbox", "tickets"])
def followed(request):
    return request.getfixturevalue(request.param)


def shown(page):
    """Return the commands of a page, with what it says that they print."""
    (console,) = CONSOLE.findall(page)
    return re.findall(r"^\$ powerstrip (.*)\n(.*)\n", console, re.MULTILINE)


def check_commands(followed, **environment):
    printed = [followed.run(f"powerstrip {command}", **environment) for command, _ in shown(followed.page)]

    assert [(each.stdout + each.stderr).strip() for each in printed] == [output for _, output in shown(followed.page)]


@contextmanager
def running_tracker(tickets):
    """Start the tracker as the page does, on a port that is free, and let the configuration name it."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
    command = [sys.executable, TRACKER, port]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(command, cwd=tickets.folder, **pipes) as server:
        assert server.stdout.readline() == f"http://127.0.0.1:{port}\n"
        yield {"POWERSTRIP_SOURCES__LAMPS__URL": f"http://127.0.0.1:{port}", "TRACKER_TOKEN": "token-for-tests"}
        server.stdin.close()


def test_the_plugin_of_a_tutorial_is_loaded(followed):
    finished = followed.run("powerstrip plugins")

    name = followed.plugin
    assert re.search(rf"^{name} +loaded +powerstrip-{name} 0\.1\.0", finished.stdout, re.MULTILINE), finished


def test_every_command_about_mail_prints_what_the_page_says(mbox):
    assert len(shown(mbox.page)) == 2
    check_commands(mbox)


def test_every_command_about_tickets_prints_what_the_page_says(tickets):
    assert f"python {TRACKER} {PORT}" in tickets.page
    assert f'url = "http://127.0.0.1:{PORT}"' in tickets.page
    assert len(shown(tickets.page)) == 3
    with running_tracker(tickets) as environment:
        check_commands(tickets, **environment)


def test_the_tests_of_the_tutorial_about_mail_pass(mbox):
    finished = mbox.run("pytest -q -p anyio tests")

    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_package_of_the_tutorial_about_tickets_is_built_as_it_was_graded(tickets):
    accepted = tickets.run("pytest -q -p anyio -k accepted", POWERSTRIP_ACCEPT="1")
    graded = tickets.run("powerstrip grade . -- -q -p anyio")
    built = tickets.run("build --no-isolation")

    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert [graded.stdout.splitlines()[-1]] == GRADE.search(tickets.page)["text"].splitlines(), graded
    assert built.returncode == 0, built.stdout + built.stderr
    with zipfile.ZipFile(tickets.folder / "dist" / "powerstrip_tickets-0.1.0-py3-none-any.whl") as wheel:
        assert "powerstrip_tickets/powerstrip-tier.json" in wheel.namelist()
