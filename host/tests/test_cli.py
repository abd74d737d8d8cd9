"""The command line: what it prints where, and how it ends."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version

import pytest
import structlog
from connectors import Stage
from planning import PLUGINS
from typer.testing import CliRunner

import powerstrip.host
import powerstrip.logs
import powerstrip.plugins
from powerstrip.cli import app
from powerstrip.testing import ModulePlugin
from powerstrip_sdk import Unreachable, WrongCredentials

GROUPS = [
    *(
        "demo",
        "serve",
        "plugins",
        "new",
        "grade",
        "budget",
        "reload",
        "sources",
        "tools",
        "config",
        "keys",
        "store",
        "token",
        "audit",
    ),
]
SUBCOMMANDS = {
    "audit": ["tail", "export"],
    "config": ["check", "schema"],
    "keys": ["generate", "rotate", "status"],
    "plugins": ["list", "info", "doctor", "enable", "disable"],
    "sources": ["list", "test", "role", "add", "edit", "remove", "toggle"],
    "store": ["import"],
    "token": ["create", "list", "revoke"],
    "tools": ["list", "call"],
}
COMMANDS = ["", *GROUPS, *(f"{group} {command}" for group, commands in SUBCOMMANDS.items() for command in commands)]
FILE = """
[sources.one]
connector = "stage"
description = "The only one."
[sources.lost]
connector = "broken"
"""
UNGRADED = {"grade": None, "grade_reason": None}
BROKEN = "plugin 'broken' is refused: it implements no hook, is @hookimpl missing?"
PACKAGE = f"powerstrip {version('powerstrip')}"
HEAVY = {
    *(
        "aiosqlite",
        "alembic",
        "anyio",
        "asyncpg",
        "cryptography",
        "fastapi",
        "httpx2",
        "mcp",
        "mcp_types",
        "orjson",
        "pluggy",
    ),
    *("importlib.metadata", "pydantic", "rich", "sqlalchemy", "starlette", "structlog", "uvicorn"),
}


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def silence():
    """Keep the log out of what a command prints; in a process of its own it goes where `configure_logs` says."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    yield
    structlog.configure(**before)


@pytest.fixture
def run(monkeypatch, tmp_path, stage, silence):
    """Run a command in this process, with the plugins of the tests as if they were installed."""
    modules = {**PLUGINS, "stage": stage.plugin()}
    found = [ModulePlugin(name=name, module=module) for name, module in sorted(modules.items())]
    for module in (powerstrip.plugins, powerstrip.host):
        monkeypatch.setattr(module, "find_entry_points", lambda: found)
    monkeypatch.setattr(powerstrip.logs, "configure_logs", lambda **_: None)
    for name in [name for name in os.environ if name.startswith("POWERSTRIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "powerstrip.toml").write_text(
        f"[host]\nbind = '127.0.0.1:1'\ndata_dir = {json.dumps(str(tmp_path / 'data'))}\n{FILE}", encoding="utf-8"
    )

    def run(*arguments):
        return CliRunner().invoke(app.app, arguments)

    return run


def lines(text):
    """The lines of a table with their cells, which two spaces or more part."""
    return [re.split(r" {2,}", line.rstrip()) for line in text.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    done = run(*command.split(), "--help")

    assert done.exit_code == 0
    assert "Usage:" in done.stdout
    assert "..." not in done.stdout.partition("Commands:")[2]  # a summary that does not fit its line


def test_the_version_is_that_of_the_package(run):
    done = run("--version")

    assert (done.exit_code, done.stdout) == (0, f"{PACKAGE}\n")


@pytest.mark.parametrize("arguments", [["nope"], ["serve", "--nope"], ["tools", "call"], ["demo", "--port", "x"]])
def test_a_command_that_does_not_exist_is_a_usage_error(run, arguments):
    assert run(*arguments).exit_code == 2


def test_help_imports_nothing_heavy(tmp_path):
    code = (
        "import sys\nfrom powerstrip.cli import main\nsys.argv = ['powerstrip', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)

    imported = set(done.stderr.split())
    assert "Usage:" in done.stdout
    assert not imported & HEAVY
    assert {name for name in imported if name.startswith("powerstrip") and not name.startswith("powerstrip.cli")} == {
        "powerstrip"
    }


def test_a_host_imports_nothing_of_the_store_before_it_has_one(tmp_path):
    code = (
        "import sys\nimport powerstrip.endpoint.serving, powerstrip.host, powerstrip.store\n"
        "print([each for each in ('aiosqlite', 'alembic', 'asyncpg', 'sqlalchemy') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)

    assert done.stdout == "[]\n"


def test_plugins_are_listed_with_status_and_reason(run):
    done = run("plugins")

    assert done.exit_code == 0
    assert lines(done.stdout) == [
        ["PLUGIN", "STATUS", "TIER", "PACKAGE", "CONNECTORS", "REASON"],
        ["broken", "refused", PACKAGE, "it implements no hook, is @hookimpl missing?"],
        ["mute", "loaded", PACKAGE, "mute"],
        ["stage", "loaded", PACKAGE, "stage"],
        ["vault", "loaded", PACKAGE, "vault"],
    ]


def test_plugins_as_json_have_the_same_keys_always(run):
    done = run("plugins", "--json")

    found = {each.pop("name"): each for each in json.loads(done.stdout)}
    assert found["broken"] == {
        "status": "refused",
        "distribution": "powerstrip",
        "version": version("powerstrip"),
        "reason": "it implements no hook, is @hookimpl missing?",
        "advice": None,
        "seconds": found["broken"]["seconds"],
        "connectors": [],
        "module": "SimpleNamespace",
        "tier": None,
    }
    assert found["vault"]["connectors"] == ["vault"]
    assert {tuple(each) for each in found.values()} == {tuple(found["broken"])}


def test_plugins_are_listed_even_where_the_configuration_is_wrong(run, tmp_path):
    (tmp_path / "powerstrip.toml").write_text("[budget]\ntotal = 0\n", encoding="utf-8")

    assert run("plugins").exit_code == 0


def test_a_host_without_plugins_says_what_to_install(run, monkeypatch):
    monkeypatch.setattr(powerstrip.plugins, "find_entry_points", list)

    assert run("plugins").stdout == "no plugin is installed, try: pip install powerstrip-sqlite\n"


def test_sources_are_listed_without_connecting(run, stage):
    done = run("sources", "list")

    assert done.exit_code == 0
    assert lines(done.stdout) == [
        ["SOURCE", "CONNECTOR", "STATE", "GRADE", "REASON", "DESCRIPTION"],
        ["one", "stage", "unknown", "The only one."],
        ["lost", "broken", "broken", BROKEN],
    ]
    assert stage.attempts == 0


def test_sources_as_json(run):
    assert json.loads(run("sources", "list", "--json").stdout) == [
        {
            "name": "one",
            "connector": "stage",
            "description": "The only one.",
            "state": "unknown",
            "reason": None,
            "read_only": True,
            **UNGRADED,
        },
        {
            "name": "lost",
            "connector": "broken",
            "description": "",
            "state": "broken",
            "reason": BROKEN,
            "read_only": True,
            **UNGRADED,
        },
    ]


def test_without_a_source_the_list_says_what_to_write(run, tmp_path):
    (tmp_path / "powerstrip.toml").unlink()

    assert run("sources", "list").stdout == (
        "no source is configured, write [sources.NAME] in powerstrip.toml, or: powerstrip sources add NAME\n"
    )


def test_a_source_that_answers_passes_its_test(run, stage):
    done = run("sources", "test", "one")

    assert done.exit_code == 0
    assert re.fullmatch(r"one: ok, \d+ ms\n", done.stdout)
    assert stage.events == ["open here", "check here", "reset here", "close here"]


def test_the_test_of_a_source_as_json(run):
    report = json.loads(run("sources", "test", "one", "--json").stdout)

    assert report == {"source": "one", "ok": True, "milliseconds": report["milliseconds"], **UNGRADED}


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Unreachable("nobody answers at 10.0.0.1"), 4, "one: unreachable: nobody answers at 10.0.0.1"),
        (WrongCredentials("the password was refused"), 1, "one: credentials: the password was refused"),
        (RuntimeError("hunter2"), 1, "one: internal: "),
    ],
)
def test_a_source_that_does_not_answer_fails_its_test(run, stage, error, code, said):
    stage.fail_connect = error

    done = run("sources", "test", "one")

    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith(f"powerstrip: {said}")
    assert "hunter2" not in done.stderr


def test_a_source_of_a_broken_plugin_fails_its_test_with_the_reason(run):
    done = run("sources", "test", "lost", "--json")

    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "source": "lost",
        "ok": False,
        "code": "source_broken",
        "reason": f"source 'lost' cannot be used: {BROKEN}",
    }


def test_a_source_that_is_not_configured_is_a_usage_error(run):
    done = run("sources", "test", "on")

    assert (done.exit_code, done.stderr) == (2, "powerstrip: there is no source 'on' (known: lost, one)\n")


VAULT = """
[sources.safe]
connector = "vault"
address = "a"
password = "hunter2"
"""


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ([], "MAKE READER None AT a OF () FROM ();"),
        (
            ["--role", "r", "--schema", "one", "--schema", "two", "--owner", "o"],
            "MAKE READER r AT a OF ('one', 'two') FROM ('o',);",
        ),
    ],
)
def test_the_statements_that_make_a_reader_are_printed_and_nothing_else(run, tmp_path, options, printed):
    (tmp_path / "powerstrip.toml").write_text(VAULT, encoding="utf-8")

    done = run("sources", "role", "safe", *options)

    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{printed}\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["one"],
            1,
            "connector 'stage' offers no statements that make a role which only reads, see its own pages",
        ),
        (["lost"], 1, f"lost: {BROKEN}"),
        (["on"], 2, "there is no source 'on' (known: one, lost)"),
    ],
)
def test_where_there_are_no_statements_for_a_reader_the_command_says_why(run, arguments, code, said):
    done = run("sources", "role", *arguments)

    assert (done.exit_code, done.stdout, done.stderr) == (code, "", f"powerstrip: {said}\n")


def test_a_name_that_the_connector_refuses_is_a_usage_error(run, tmp_path):
    (tmp_path / "powerstrip.toml").write_text(VAULT, encoding="utf-8")

    done = run("sources", "role", "safe", "--schema", "")

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "powerstrip: '' cannot be written as a name\n")


def test_tools_are_listed_as_a_client_sees_them(run):
    done = run("tools", "list")

    assert done.exit_code == 0
    table = {row[0]: row[1:] for row in lines(done.stdout)}
    assert table["TOOL"] == ["ARGUMENTS", "DESCRIPTION"]
    assert table["stage_echo"] == ["[source] [text]", "Say something"]
    assert table["stage_count"] == ["[source] rows [width] [of]", "Count up, in batches of 10"]
    assert "vault_list_tables" not in table


def test_tools_as_json_are_what_the_protocol_lists(run):
    tools = {each["name"]: each for each in json.loads(run("tools", "list", "--json").stdout)}

    assert tools["stage_echo"]["inputSchema"]["properties"]["source"]["enum"] == ["one"]
    assert tools["stage_echo"]["annotations"]["readOnlyHint"] is True


def test_a_tool_is_called_with_text(run):
    done = run("tools", "call", "stage_echo", "text=a=b [bold] :smile:")

    assert (done.exit_code, done.stdout) == (0, "here: a=b [bold] :smile:\n")


def test_rows_are_printed_as_a_table(run):
    done = run("tools", "call", "stage_count", "rows=2", "width=3")

    assert done.exit_code == 0
    assert lines(done.stdout) == [["n", "x"], ["0", "xxx"], ["1", "xxx"]]


def test_a_table_in_a_pipe_is_never_cut(run):
    done = run("tools", "call", "stage_count", "rows=1", "width=5000")

    assert "x" * 5000 in done.stdout.splitlines()[1]


def test_that_there_are_more_rows_is_said_beside_the_table(run, tmp_path):
    file = tmp_path / "powerstrip.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}[limits]\nmax_rows = 2\n", encoding="utf-8")

    done = run("tools", "call", "stage_count", "rows=5")

    assert lines(done.stdout) == [["n", "x"], ["0", "x"], ["1", "x"]]
    assert done.stderr == "these are the first 2 rows: narrow the query, or raise limits.max_rows\n"


def test_a_call_as_json_is_what_a_client_gets(run):
    answer = json.loads(run("tools", "call", "stage_typed", "--json").stdout)

    assert answer["structuredContent"] == {"name": "Ada", "born": "1815-12-10"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stage_fail"], "not_found: there is no such thing\n"),
        (["stage_count", "rows=many"], "invalid_arguments: "),
        (["stage_count"], "invalid_arguments: "),
        (["stage_echo", "source=nowhere"], "unknown_source: "),
        (["stage_echo", "source=lost"], "source_broken: "),
    ],
)
def test_a_call_that_fails_says_so_on_stderr(run, arguments, said):
    done = run("tools", "call", *arguments)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(said)


def test_a_tool_that_does_not_exist_is_a_usage_error(run):
    done = run("tools", "call", "stage_ecco")

    assert done.exit_code == 2
    assert done.stderr == "powerstrip: there is no tool 'stage_ecco', see: powerstrip tools list\n"


def test_an_argument_that_is_no_pair_is_a_usage_error(run):
    done = run("tools", "call", "stage_echo", "hello")

    assert (done.exit_code, done.stderr) == (2, "powerstrip: an argument is written KEY=VALUE, not 'hello'\n")


def test_a_good_configuration_passes_its_check(run):
    done = run("config", "check")

    assert (done.exit_code, done.stdout) == (0, "ok: powerstrip.toml: 2 sources, 0 templates\n")
    assert done.stderr == f"source 'lost' cannot be used: {BROKEN}\n"


def test_a_check_shows_every_mistake(run, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text('[budget]\ntotal = 0\n[sources.one]\nconnector = "stage"\nplcae = "x"\n', encoding="utf-8")

    done = run("config", "check", "--config", str(file))

    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.splitlines() == [
        f"{file}: budget.total: input should be greater than 0",
        f"{file}: sources.one.plcae: unknown key, did you mean 'place'?",
        "powerstrip: 2 mistakes in the configuration",
    ]


@pytest.mark.parametrize(
    "command",
    [["config", "check"], ["sources", "list"], ["tools", "list"], ["plugins"], ["serve"], ["config", "schema"]],
)
def test_a_file_that_is_missing_is_a_configuration_error(run, command):
    done = run(*command, "--config", "absent.toml")

    assert done.exit_code == 3
    assert done.stderr == (
        "absent.toml: cannot be read: No such file or directory\npowerstrip: 1 mistake in the configuration\n"
    )


def test_the_schema_holds_the_options_of_every_loaded_connector(run):
    done = run("config", "schema")

    assert done.exit_code == 0
    assert [
        each["$ref"] for each in json.loads(done.stdout)["properties"]["sources"]["additionalProperties"]["oneOf"]
    ] == [
        "#/$defs/source_mute",
        "#/$defs/source_stage",
        "#/$defs/source_vault",
    ]


def test_the_schema_can_be_had_while_the_file_is_wrong(run, tmp_path):
    (tmp_path / "powerstrip.toml").write_text("[budget]\ntotal = 0\n", encoding="utf-8")

    assert run("config", "schema").exit_code == 0


@pytest.mark.parametrize("bind", ["8321", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", ":1", "127.0.0.1:²"])
def test_a_wrong_address_is_a_usage_error(run, bind):
    done = run("serve", "--bind", bind)

    assert (done.exit_code, done.stderr) == (2, f"powerstrip: --bind takes HOST:PORT, not {bind!r}\n")


def test_strict_does_not_start_with_a_broken_plugin(run):
    done = run("serve", "--strict", "--bind", "127.0.0.1:0")

    assert done.exit_code == 3
    assert done.stderr.splitlines() == [
        "plugin 'broken': refused: it implements no hook, is @hookimpl missing?",
        f"source 'lost': {BROKEN}",
        "powerstrip: 2 mistakes in the configuration",
    ]


def test_the_demo_says_what_to_install(run, tmp_path):
    done = run("demo", "--port", "0", "--dir", str(tmp_path / "shop"))

    assert done.exit_code == 3
    assert done.stderr == "powerstrip: the demo takes the SQLite connector: pip install powerstrip-sqlite\n"
