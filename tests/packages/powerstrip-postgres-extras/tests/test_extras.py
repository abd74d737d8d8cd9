"""A package that adds to the postgres connector without touching it."""

import json
import os
import subprocess
import sys

import pytest

ADDED = {"postgres_largest_tables", "postgres_list_extensions", "postgres_unused_indexes"}
#: Loads what is installed but the plugins that are named, as if these were not installed.
LOAD = """
import json, sys
from powerstrip.plugins import find_entry_points, load_plugins
from powerstrip.logs import configure_logs
configure_logs(level="error")
registry = load_plugins(each for each in find_entry_points() if each.name not in sys.argv[1:])
print(json.dumps({name: [status.status, status.reason] for name, status in registry.plugins.items()}))
"""


@pytest.fixture
def run(tmp_path):
    """Run Python to its end; what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_it_is_loaded_beside_the_connector(run):
    assert run("-c", LOAD)["postgres-extras"] == ["loaded", None]


def test_it_is_refused_where_the_connector_is_not_installed(run):
    assert run("-c", LOAD, "postgres")["postgres-extras"] == [
        "refused",
        (
            "tool 'list_extensions' is for connector 'postgres': no installed plugin declares it, "
            "install the one that does"
        ),
    ]


def test_it_is_refused_where_the_connector_is_disabled(run, tmp_path):
    (tmp_path / "powerstrip.toml").write_text('[plugins]\ndisabled = ["postgres"]\n', encoding="utf-8")

    reports = {each["name"]: each for each in run("-m", "powerstrip", "plugins", "--json")}

    assert reports["postgres-extras"]["reason"] == (
        "tool 'list_extensions' is for connector 'postgres': "
        "plugin 'postgres' is disabled: switched off in the configuration"
    )


def test_its_tool_and_templates_work_on_every_source_of_the_connector(run, tmp_path):
    from powerstrip_postgres.testing import PostgresServer

    with PostgresServer() as server:
        options = {"host": server.host, "port": server.port, "database": server.database, "username": server.username}
        lines = [f"{name} = {json.dumps(value)}" for name, value in options.items()]
        source = ["[sources.main]", 'connector = "postgres"', *lines, f"password = {json.dumps(server.password)}"]
        (tmp_path / "powerstrip.toml").write_text("\n".join(source), encoding="utf-8")
        listed = {tool["name"] for tool in run("-m", "powerstrip", "tools", "list", "--json")}
        answers = [run("-m", "powerstrip", "tools", "call", name, "--json") for name in sorted(ADDED)]

    assert listed >= ADDED
    assert [answer.get("isError", False) for answer in answers] == [False, False, False], answers
    assert "plpgsql" in {extension["name"] for extension in answers[1]["structuredContent"]["items"]}
