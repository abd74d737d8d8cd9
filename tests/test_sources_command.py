"""`powerstrip sources add` and its like without a running host, with the real connectors: what a host serves then."""

import json
import sqlite3
from contextlib import closing

import anyio
import pytest
from command_line import child
from terminal import Terminal

import powerstrip
from powerstrip.secrets import generate_key
from powerstrip.testing import running_host

SECRET = "hunter2-of-the-shop"
#: Nobody listens there.
FILE = '[host]\nbind = "127.0.0.1:1"\ndata_dir = "data"\n'
READS = "; a host that runs on this store reads it by powerstrip reload\n"


class Desk:
    """A folder with a configuration, a database and a key, and commands that run in it.

    Args:
        folder: that it is.
    """

    def __init__(self, folder):
        self.folder = folder
        self.key = generate_key()
        (folder / "powerstrip.toml").write_text(FILE, "utf-8")
        with closing(sqlite3.connect(folder / "shop.db")) as database:
            database.execute("CREATE TABLE sold AS SELECT 'fig' AS item")
            database.commit()

    def run(self, *arguments, **environment):
        return child("sources", *arguments, cwd=self.folder, **{"POWERSTRIP_KEY": self.key, **environment})

    def typed(self, *arguments, answers):
        """Run a command on a terminal; its exit code, and what it showed."""
        with Terminal("sources", *arguments, cwd=self.folder, POWERSTRIP_KEY=self.key) as terminal:
            for prompt, line in answers:
                terminal.answer(prompt, line)
                assert SECRET not in terminal.command_line
            return terminal.finish(), terminal.screen

    def listed(self):
        return [(each["name"], each["state"]) for each in json.loads(self.run("list", "--json").stdout)]

    def files_with_the_secret(self):
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        return [file for file in files if SECRET.encode() in file.read_bytes()]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def test_a_source_lives_in_the_store_while_no_host_runs(desk):
    added = desk.run("add", "shop", "--connector", "sqlite", "--set", "path=shop.db")
    tested = desk.run("test", "shop", "--json")
    ready = desk.listed()
    toggled = desk.run("toggle", "shop")
    off = desk.listed()
    edited = desk.run("edit", "shop", "--set", "description=What was sold.", "--rename", "sales", "--json")
    removed = desk.run("remove", "sales", "--yes")

    assert (added.returncode, added.stdout, added.stderr) == (0, f"shop is stored{READS}", "")
    assert (tested.returncode, json.loads(tested.stdout)["ok"]) == (0, True)
    assert (ready, off) == ([("shop", "unknown")], [("shop", "disabled")])
    assert toggled.stdout == f"shop is switched off{READS}"
    assert json.loads(edited.stdout)["description"] == "What was sold."
    assert (removed.returncode, removed.stdout, desk.listed()) == (0, f"sales is removed{READS}", [])


@pytest.mark.anyio
async def test_a_host_that_starts_later_serves_what_was_added(desk):
    path = f"path={desk.folder / 'shop.db'}"
    await anyio.to_thread.run_sync(desk.run, "add", "shop", "--connector", "sqlite", "--set", path)
    config = {"host": {"data_dir": str(desk.folder / "data")}}
    async with (
        running_host(config, environment={"POWERSTRIP_KEY": desk.key}) as host,
        powerstrip.connect(host.url) as strip,
    ):
        answer = await strip.query("shop", "SELECT item FROM sold")

    assert answer.rows == [["fig"]]


def test_a_terminal_is_asked_for_the_options_of_a_database_and_its_password_is_seen_nowhere(desk):
    first = [
        *(("host", "127.0.0.1"), ("port [5432]", "1"), ("database", "shop"), ("username", "reader")),
        *(("password (hidden)", SECRET), ("sslmode [prefer]", "disable")),
        *(("sslrootcert", ""), ("sslcert", ""), ("sslkey", "")),
    ]
    again = [
        *(("host [127.0.0.1]", ""), ("port [1]", "2"), ("database [shop]", ""), ("username [reader]", "")),
        *(("password (hidden; empty keeps it)", ""), ("sslmode [disable]", "")),
        *(("sslrootcert", ""), ("sslcert", ""), ("sslkey", "")),
    ]
    added = desk.typed("add", "prod", "--connector", "postgres", answers=first)
    edited = desk.typed("edit", "prod", answers=again)
    shown = json.loads(desk.run("edit", "prod", "--set", "description=Orders.", "--json").stdout)
    tried = desk.run("test", "prod")

    assert (added[0], edited[0]) == (0, 0), added[1] + edited[1]
    assert shown["config"] == {
        "host": "127.0.0.1",
        "port": 2,
        "database": "shop",
        "username": "reader",
        "password": "**********",
        "sslmode": "disable",
    }
    assert (tried.returncode, tried.stderr.split(":")[:3]) == (4, ["powerstrip", " prod", " unreachable"])
    assert SECRET not in added[1] + edited[1] + tried.stdout + tried.stderr
    assert desk.files_with_the_secret() == []


def test_without_a_terminal_every_option_that_is_missing_is_named(desk):
    done = desk.run("add", "prod", "--connector", "postgres", "--set", "database=shop")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("powerstrip: these options are missing: host, username; give them by --set KEY=VALUE")


def test_options_are_tried_without_a_store(desk):
    good = desk.run("test", "--connector", "sqlite", "--set", "path=shop.db", POWERSTRIP_KEY="")
    bad = desk.run("test", "--connector", "sqlite", "--set", "path=absent.db", "--json", POWERSTRIP_KEY="")

    assert (good.returncode, good.stdout[:16]) == (0, "the options: ok,"), good.stderr
    assert (bad.returncode, json.loads(bad.stdout)["code"]) == (1, "not_found")
    assert not (desk.folder / "data" / "powerstrip.db").exists()


def test_without_a_key_nothing_is_stored_and_the_command_says_how_to_make_one(desk):
    done = desk.run("add", "shop", "--connector", "sqlite", "--set", "path=shop.db", POWERSTRIP_KEY="")

    assert (done.returncode, done.stdout, desk.listed()) == (3, "", [])
    assert "there is no key: set POWERSTRIP_KEY" in done.stderr
    assert "powerstrip keys generate" in done.stderr


def test_a_kind_that_is_not_installed_is_a_usage_error(desk):
    done = desk.run("add", "shop", "--connector", "oracle")

    assert done.returncode == 2
    assert done.stderr.startswith("powerstrip: there is no connector 'oracle'")


def test_what_was_changed_is_in_the_audit_by_its_names_alone(desk):
    (desk.folder / "powerstrip.toml").write_text(FILE + "[audit]\nstore = true\n", "utf-8")
    desk.run("add", "shop", "--connector", "sqlite", "--set", "path=shop.db")
    desk.run("edit", "shop", "--set", "description=What was sold.")
    done = child("audit", "export", cwd=desk.folder, POWERSTRIP_KEY=desk.key)

    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["principal"], each["action"], each["source"], each["outcome"]) for each in records] == [
        ("local", "source.create", "shop", "ok"),
        ("local", "source.change", "shop", "ok"),
    ]
    assert "What was sold." not in done.stdout
