"""A host that has every bad plugin of `bad_plugins` installed beside the good ones. Takes hatchling to build them."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager, closing
from importlib.metadata import version
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from powerstrip_sdk.tier import TIER_FILE, TierRecord, contents_digest

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("bad_plugins/*/pyproject.toml"))

NO_RESULT = "tool 'halfway_decide': outputSchema has alternatives at its root, which some clients refuse"
REFUSED = {
    "Odd Name": "its entry point's name must be 1 to 32 lower-case letters, digits, - and _, a letter first",
    "a-plugin-with-a-long-name": (
        "tool 'a-plugin-with-a-long-name_a_name_that_says_far_too_much' has 55 characters, clients take at most 48"
    ),
    "async-hook": "hook 'powerstrip_connectors' is async, hooks are synchronous and return records",
    "blocking-connect": "connector 'blockingconnect': connect must be an async function of the config",
    "duplicate": (
        "the name 'duplicate' is used by powerstrip-duplicate-one and powerstrip-duplicate-two: "
        "uninstall or disable one of them"
    ),
    "duplicate-connector": "connector 'sqlite' is declared by plugin 'sqlite' of powerstrip-sqlite already",
    "duplicate-tool": "tool 'sqlite_list_tables' is declared by plugin 'sqlite' of powerstrip-sqlite already",
    "guest": f"tool 'look' is for connector 'halfway': plugin 'halfway' is refused: {NO_RESULT}",
    "halfway": NO_RESULT,
    "misspelt-hook": "hook 'powerstrip_conectors' is unknown, did you mean 'powerstrip_connectors'?",
    "new-sdk": f"it requires powerstrip-sdk>=99, this host has {version('powerstrip-sdk')}",
    "no-hook": "it implements no hook, is @hookimpl missing?",
    "no-list": "hook 'powerstrip_connectors' returned int, not a list of Connector records",
    "no-records": "hook 'powerstrip_connectors' returned a dict among its Connector records",
    "no-sdk": "its package does not require powerstrip-sdk, so nobody knows whether it fits",
    "odd-argument": "hook 'powerstrip_tools' takes 'hosst', which it is never given",
    "ordered-hook": "hook 'powerstrip_tools' asks for an order, which must not matter",
    "own-source": "tool 'look' declares the parameter 'source', which the host adds itself",
    "reserved-field": ("connector 'reservedfield': config field 'pool' is an option that every source has, rename it"),
    "unknown-connector": (
        "tool 'look' is for connector 'nowhere': no installed plugin declares it, install the one that does"
    ),
    "wrapper-hook": "hook 'powerstrip_tools' is a wrapper, which could change what other plugins declare",
}
FAILED = {
    "base-exception": "Nasty: not even an Exception (powerstrip_base_exception.py, line 8)",
    "exits": "it called sys.exit('go away') while it was loaded (powerstrip_exits.py, line 5)",
    "import-error": (
        "ModuleNotFoundError: No module named 'a_module_that_nobody_has' (powerstrip_import_error.py, line 3)"
    ),
    "late-error": "LookupError: it was going so well (powerstrip_late_error.py, line 9)",
}
LOADED = {"chatty": None, "slow": "its import took N s, which every start waits for", "sqlite": None}
SOURCES = {
    "shop": (None, "sqlite"),
    "left": (
        "plugin 'exits' failed: it called sys.exit('go away') while it was loaded (powerstrip_exits.py, line 5)",
        "exits",
    ),
    "undecided": (f"plugin 'halfway' is refused: {NO_RESULT}", "halfway"),
}


@pytest.fixture(scope="session")
def environment(installed):
    return installed(*FOLDERS)


@pytest.fixture
def folder(tmp_path):
    """A folder with a database, and sources of good and of bad connectors."""
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.execute("CREATE TABLE products AS SELECT 1 AS id, 'lamp' AS name")
        database.commit()
    write_config(tmp_path)
    return tmp_path


@pytest.fixture
def run(environment, folder):
    """Run a command to its end."""

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "powerstrip", *arguments],
            env=environment,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run


def write_config(folder, more=""):
    sources = "".join(f'[sources.{name}]\nconnector = "{connector}"\n' for name, (_, connector) in SOURCES.items())
    sources = sources.replace('"sqlite"\n', '"sqlite"\npath = "shop.db"\n')
    (folder / "powerstrip.toml").write_text(sources + more, encoding="utf-8")


def reports(done):
    """What `plugins --json` says: status and reason by name, of which seconds are no part."""
    return {
        each["name"]: (each["status"], each["reason"] and re.sub(r"\d+\.\d s", "N s", each["reason"]))
        for each in json.loads(done.stdout)
    }


@asynccontextmanager
async def serving(environment, folder):
    """A host on a free port; its address."""
    command = [sys.executable, "-m", "powerstrip", "serve", "--bind", "127.0.0.1:0"]
    with (folder / "log").open("wb") as log:
        async with await anyio.open_process(command, env=environment, cwd=folder, stderr=log) as process:
            try:
                with anyio.fail_after(60):
                    announcement = (await process.stdout.receive()).decode()
                yield re.search(r"http://\S+", announcement).group()
            finally:
                process.terminate()
                with anyio.fail_after(20):
                    await process.wait()


@asynccontextmanager
async def connected(url):
    async with (
        httpx2.AsyncClient(timeout=30) as http,
        Client(streamable_http_client(url, http_client=http), cache=None) as client,
    ):
        yield client


async def check_good_plugins(client):
    """List and call the tools of the good connectors, and nothing of a bad one is among them."""
    names = {tool.name for tool in (await client.list_tools()).tools}
    assert {"sqlite_execute_query", "sqlite_list_tables", "slow_yawn", "chatty_chat"} <= names
    assert not [name for name in names if name.startswith(("halfway", "a-plugin", "look", "exits"))]
    yawn = await client.call_tool("slow_yawn")
    assert yawn.content[0].text == "good morning"
    talk = await client.call_tool("chatty_chat")
    assert talk.content[0].text == "talk"
    rows = await client.call_tool("sqlite_execute_query", {"source": "shop", "query": "SELECT name FROM products"})
    assert json.loads(rows.content[0].text)["rows"] == [["lamp"]]
    tables = await client.call_tool("sqlite_list_tables")
    assert not tables.is_error


def test_there_is_a_reason_for_every_bad_plugin():
    good = {"chatty", "slow_import"}
    assert len(FOLDERS) - len(good) - 1 == len(REFUSED) + len(FAILED), "two packages share the name 'duplicate'"


def test_each_plugin_is_reported_with_a_reason_of_its_own(run):
    done = run("plugins", "--json")

    assert done.returncode == 0
    found = reports(done)
    assert {name: reason for name, (status, reason) in found.items() if status == "refused"} == REFUSED
    assert {name: reason for name, (status, reason) in found.items() if status == "failed"} == FAILED
    assert {name: found[name] for name in LOADED} == {name: ("loaded", reason) for name, reason in LOADED.items()}
    assert "hello from a plugin" in done.stderr


def test_the_table_of_plugins_holds_every_reason_whole(run):
    done = run("plugins")

    assert [reason for reason in (*REFUSED.values(), *FAILED.values()) if reason not in done.stdout] == []


@pytest.mark.anyio
async def test_the_good_connectors_are_served_and_the_bad_plugins_are_shown(environment, folder):
    async with serving(environment, folder) as url, connected(url) as client:
        await check_good_plugins(client)
        listed = await client.call_tool("list_sources")

    states = {each["name"]: (each["state"], each["reason"]) for each in listed.structured_content["items"]}
    broken = {name: ("broken", reason) for name, (reason, _) in SOURCES.items() if reason}
    assert states == {"shop": ("ready", None), **broken}
    lines = (folder / "log").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    logged = {each["plugin"]: each["reason"] for each in events if each["event"] in ("plugin failed", "plugin refused")}
    assert logged == REFUSED | FAILED


@pytest.mark.anyio
async def test_the_good_connectors_are_served_over_stdio_whatever_a_plugin_prints(environment, folder):
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "powerstrip", "serve", "--stdio"], env=environment, cwd=folder
    )
    with anyio.fail_after(60):
        async with Client(server, cache=None) as client:
            await check_good_plugins(client)


def test_a_source_of_a_broken_plugin_is_listed_with_its_reason(run):
    done = run("sources", "list", "--json")

    assert done.returncode == 0
    assert {each["name"]: (each["state"], each["reason"]) for each in json.loads(done.stdout)} == {
        name: ("broken" if reason else "unknown", reason) for name, (reason, _) in SOURCES.items()
    }


def test_strict_is_fatal_and_names_all_of_them(run):
    done = run("serve", "--strict", "--bind", "127.0.0.1:0")

    assert done.returncode == 3
    said = [line for line in done.stderr.splitlines() if line.startswith(("plugin ", "source "))]
    assert said == [
        *(
            f"plugin {name!r}: {status}: {reason}"
            for name, (status, reason) in sorted(
                {
                    **{name: ("refused", reason) for name, reason in REFUSED.items()},
                    **{name: ("failed", reason) for name, reason in FAILED.items()},
                }.items()
            )
        ),
        *(f"source {name!r}: {reason}" for name, (reason, _) in SOURCES.items() if reason),
    ]
    assert done.stderr.splitlines()[-1] == f"powerstrip: {len(said)} mistakes in the configuration"


def test_what_the_operator_disables_is_not_imported(run, folder):
    write_config(folder, '[plugins]\ndisabled = ["chatty", "exits", "duplicate", "sqlte"]\n')

    done = run("plugins", "--json")

    found = reports(done)
    off = ("disabled", "switched off in the configuration")
    assert [found[name] for name in ("chatty", "exits", "duplicate")] == [off, off, off]
    assert "hello from a plugin" not in done.stderr
    assert json.loads(run("sources", "list", "--json").stdout)[1]["reason"] == (
        "plugin 'exits' is disabled: switched off in the configuration"
    )


def test_with_a_list_of_enabled_plugins_nothing_else_is_imported(run, folder):
    write_config(folder, '[plugins]\nenabled = ["sqlite"]\n')

    found = reports(done := run("plugins", "--json"))

    assert found.pop("sqlite") == ("loaded", None)
    assert set(found.values()) == {("disabled", "switched off in the configuration")}
    assert "hello from a plugin" not in done.stderr


def test_a_name_that_matches_no_plugin_is_a_warning(run, folder):
    write_config(folder, '[plugins]\ndisabled = ["sqlte"]\nenabled = ["sqlite", "postgrse"]\n')

    done = run("plugins")

    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "no plugin 'postgrse' is installed, check plugins.disabled and plugins.enabled",
        "no plugin 'sqlte' is installed, check plugins.disabled and plugins.enabled",
    ]


def test_the_doctor_has_an_advice_for_every_plugin_that_cannot_be_used(run):
    done = run("plugins", "doctor", "--json")

    assert done.returncode == 1
    errors = {each["plugin"]: each for each in json.loads(done.stdout) if each["severity"] == "error"}
    assert errors.keys() == REFUSED.keys() | FAILED.keys()
    assert errors["exits"]["problem"].endswith("(sources that cannot be used: left)")
    assert {
        name: errors[name]["advice"] for name in ("duplicate", "new-sdk", "import-error", "no-hook", "duplicate-tool")
    } == {
        "duplicate": "run one of: pip uninstall powerstrip-duplicate-one, pip uninstall powerstrip-duplicate-two",
        "new-sdk": "run: pip install --upgrade powerstrip powerstrip-new-sdk",
        "import-error": (
            "install the package that has the module 'a_module_that_nobody_has', or install the plugin again with "
            "what it needs"
        ),
        "no-hook": "report it to its author, or run: powerstrip plugins disable no-hook",
        "duplicate-tool": "only one of the two can be used, run: powerstrip plugins disable duplicate-tool (or sqlite)",
    }


PACKAGE = """
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"
[project]
name = "powerstrip-{name}"
version = "1.0"
dependencies = {requires}
[project.urls]
Issues = "https://example.org/issues"
[project.entry-points.powerstrip]
{name} = "powerstrip_{name}"
[tool.hatch.build.targets.wheel]
only-include = ["{source}"]
"""


def write_package(folder, name, code, *requires, source=None):
    """Write a plugin's package, which is one module or a folder of that name; returns its folder."""
    package = folder / name
    package.mkdir()
    text = PACKAGE.format(
        name=name, source=source or f"powerstrip_{name}.py", requires=json.dumps(["powerstrip-sdk>=0.1", *requires])
    )
    (package / "pyproject.toml").write_text(text, "utf-8")
    (package / f"powerstrip_{name}.py").write_text(code, "utf-8")
    return package


def doctor(environment, folder):
    """What the doctor finds, and how it ends."""
    command = [sys.executable, "-m", "powerstrip", "plugins", "doctor", "--json"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert not done.stderr
    return json.loads(done.stdout), done.returncode


def test_the_doctor_survives_plugins_that_end_the_process(installed, tmp_path):
    killers = {
        "leaver": "import os\nos._exit(7)\n",
        "crasher": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    }
    good = "from powerstrip_sdk import hookimpl\n\n@hookimpl\ndef powerstrip_tools():\n    return []\n"
    packages = {**killers, "kind": good, "hookless": ""}
    environment = installed(*(write_package(tmp_path, name, code) for name, code in packages.items()))

    findings, code = doctor(environment, tmp_path)

    mine = {each["plugin"]: (each["problem"], each["advice"]) for each in findings if each["plugin"] in packages}
    report = "report it at https://example.org/issues"
    assert code == 1
    assert mine == {
        "crasher": (
            "loading it ends the whole process: signal 9",
            f"run: powerstrip plugins disable crasher; {report}",
        ),
        "leaver": (
            "loading it ends the whole process: exit code 7",
            f"run: powerstrip plugins disable leaver; {report}",
        ),
        "hookless": (
            "it implements no hook, is @hookimpl missing?",
            f"{report}, or run: powerstrip plugins disable hookless",
        ),
    }


def test_the_doctor_compares_versions_before_anything_is_imported(installed, tmp_path):
    code = "from powerstrip_sdk import hookimpl\n\n@hookimpl\ndef powerstrip_tools():\n    return []\n"
    old = write_package(
        tmp_path, "old", code, "anyio<1", "a-package-that-nobody-has>=2", "anyio>=4; python_version<'3'"
    )
    environment = installed(old)

    findings, code = doctor(environment, tmp_path)

    assert code == 1
    assert {(each["problem"], each["advice"]) for each in findings if each["plugin"] == "old"} == {
        (
            f"powerstrip-old requires anyio<1, {version('anyio')} is installed",
            "run: pip install --upgrade powerstrip-old, then: pip check",
        ),
        (
            "powerstrip-old requires a-package-that-nobody-has>=2, it is not installed",
            "run: pip install --upgrade powerstrip-old, then: pip check",
        ),
    }


def test_a_plugin_is_switched_off_and_on_and_the_file_keeps_its_words(run, folder):
    written = '\n# Ours.\n[plugins]\ndisabled = [\n    "exits",  # it leaves\n]\n'
    write_config(folder, written)
    before = (folder / "powerstrip.toml").read_text("utf-8")

    off = run("plugins", "disable", "sqlite")
    (folder / "powerstrip.toml").chmod(0o600)
    found = reports(run("plugins", "list", "--json"))
    again = run("plugins", "disable", "sqlite")
    on = run("plugins", "enable", "sqlite")

    assert [off.returncode, again.returncode, on.returncode] == [0, 0, 0]
    assert off.stdout == "plugin 'sqlite' is not loaded from the next start on (powerstrip.toml)\n"
    assert again.stdout == "plugin 'sqlite' is not loaded already, as powerstrip.toml says\n"
    assert found["sqlite"][0] == found["exits"][0] == "disabled"
    after = (folder / "powerstrip.toml").read_text("utf-8")
    assert after == before
    assert (folder / "powerstrip.toml").stat().st_mode & 0o777 == 0o600


def test_a_name_that_is_no_plugins_is_not_switched(run, folder):
    done = run("plugins", "disable", "sqlte")

    assert (done.returncode, done.stdout) == (1, "")
    assert "no plugin 'sqlte' is installed (installed: Odd Name, " in done.stderr


def test_one_plugin_is_shown_with_everything_that_it_declares(run):
    shown, facts = run("plugins", "info", "sqlite"), json.loads(run("plugins", "info", "sqlite", "--json").stdout)

    assert "plugin:     sqlite (loaded)" in shown.stdout
    assert [option["name"] for option in facts["connectors"][0]["options"]] == ["additional_params", "path"]
    assert {tool["name"]: tool["kind"] for tool in facts["tools"]}.items() >= {
        "sqlite_execute_query": "tool",
        "sqlite_select_query": "template",
        "sqlite_execute_statements": "tool, writes",
    }.items()


def test_the_doctor_names_a_package_that_has_changed_since_it_was_graded(installed, tmp_path):
    code = "from powerstrip_sdk import hookimpl\n\n@hookimpl\ndef powerstrip_tools():\n    return []\n"
    package = write_package(tmp_path, "graded", "", source="powerstrip_graded")
    (package / "powerstrip_graded").mkdir()
    (package / "powerstrip_graded" / "__init__.py").write_text(code, "utf-8")
    record = TierRecord(
        package="powerstrip-graded",
        package_version="1.0",
        sdk_version="0.1.0",
        tier="gold",
        connectors=(),
        missing=(),
        contents=contents_digest(package / "powerstrip_graded"),
    )
    (package / "powerstrip_graded" / TIER_FILE).write_text(record.model_dump_json(), "utf-8")
    environment = installed(package)
    module = Path(environment["PYTHONPATH"]) / "powerstrip_graded" / "__init__.py"

    before, _ = doctor(environment, tmp_path)
    module.write_text(code + "changed = True\n", "utf-8")
    after, exit_code = doctor(environment, tmp_path)

    assert [each for each in before if each["plugin"] == "graded"] == []
    assert [each for each in after if each["plugin"] == "graded"] == [
        {
            "plugin": "graded",
            "severity": "warning",
            "problem": "its tier is void: it has changed since it was graded",
            "advice": "run: powerstrip grade",
        }
    ]
    assert exit_code == 0
