"""What a host imports until it answers; the memory and the time that it takes to start are little else."""

import json
import subprocess
import sys

import pytest

#: The SDK of MCP with what it brings, the store, REST, and the drivers of sources that nobody has called.
NOT_NEEDED = {
    *("alembic", "asyncpg", "cryptography", "fastapi", "httpx2", "jsonschema", "mcp", "mcp_types"),
    *("opentelemetry", "postgast", "sqlalchemy", "sse_starlette", "websockets"),
}
START = """
import json, sys, urllib.request
from pathlib import Path
import anyio, anyio.to_thread
from powerstrip.configuration import load
from powerstrip.endpoint.serving import serving_http
from powerstrip.host import plan_host

def ask(origin, path, message=None):
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    body = None
    if message is not None:
        message = {"jsonrpc": "2.0", "id": 1, **message}
        message["params"]["_meta"] = {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1.0"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }
        headers |= {"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": message["method"]}
        if "name" in message["params"]:
            headers["Mcp-Name"] = message["params"]["name"]
        body = json.dumps(message).encode()
    with urllib.request.urlopen(urllib.request.Request(origin + path, body, headers), timeout=30) as answer:
        assert b'"isError":true' not in answer.read()
        return answer.status

LIST = {"method": "tools/list", "params": {}}
CALL = {
    "method": "tools/call",
    "params": {"name": "sqlite_execute_query", "arguments": {"source": "shop", "query": "SELECT 1"}},
}
REQUESTS = [("/healthz",), ("/readyz",), ("/metrics",), ("/mcp", LIST), ("/mcp", CALL)]

async def main():
    plan = plan_host(load(Path(sys.argv[1]), {}))
    async with serving_http(plan, host="127.0.0.1", port=0, token=None) as served:
        origin = served.url.removesuffix("/mcp")
        statuses = [await anyio.to_thread.run_sync(ask, origin, *request) for request in REQUESTS]
        return statuses, sorted({name.partition(".")[0] for name in sys.modules})

print(json.dumps(anyio.run(main, backend_options={"use_uvloop": True})))
"""


@pytest.fixture
def configuration(tmp_path):
    (tmp_path / "shop.db").touch()  # an empty file is an empty database
    file = tmp_path / "powerstrip.toml"
    file.write_text(
        f"""
        [host]
        data_dir = {json.dumps(str(tmp_path / "data"))}
        [sources.shop]
        connector = "sqlite"
        path = {json.dumps(str(tmp_path / "shop.db"))}
        [sources.orders]
        connector = "postgres"
        host = "127.0.0.1"
        port = 1
        database = "orders"
        username = "reader"
        """,
        encoding="utf-8",
    )
    return file


CHECK = """
import sys
from powerstrip.cli import main
sys.argv = ["powerstrip", "config", "check"]
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_a_host_answers_a_list_and_a_call_before_it_imports_what_they_do_not_need(configuration):
    done = subprocess.run(
        [sys.executable, "-c", START, configuration], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    statuses, imported = json.loads(done.stdout.splitlines()[-1])

    assert statuses == [200] * 5
    assert "powerstrip_postgres" in imported
    assert NOT_NEEDED.isdisjoint(imported), sorted(NOT_NEEDED.intersection(imported))


def test_the_command_line_loads_plugins_without_what_only_draws(configuration):
    done = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=configuration.parent, capture_output=True, encoding="utf-8", check=True
    )
    imported = set(done.stderr.splitlines()[-1].split())

    assert done.stdout == f"ok: {configuration.name}: 2 sources, 0 templates\n"
    assert {"powerstrip_postgres", "structlog"} <= imported
    assert {*NOT_NEEDED, "rich"}.isdisjoint(imported)
