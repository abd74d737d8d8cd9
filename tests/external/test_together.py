"""The packages of strangers beside each other, in a real host with a real MCP client."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import redis

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
HERE = Path(__file__).parent


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def sales(tmp_path):
    path = tmp_path / "sales.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE orders AS SELECT 150.50::DECIMAL(9, 2) AS total")
    return {"connector": "duckdb", "path": str(path)}


@pytest.fixture
def cache(tmp_path):
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("there is no redis-server on this machine, install it (Debian: apt-get install redis-server)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [binary, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(tmp_path), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        for line in process.stdout:
            if "Ready to accept connections" in line:
                break
        with redis.Redis(port=port) as client:
            client.hset("user:1", mapping={"name": "Ada"})
        yield {"connector": "redis", "port": port}
        process.terminate()


@pytest.fixture
def support():
    command = [sys.executable, HERE / "powerstrip-tickets" / "tests" / "tickets_server.py"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        url = f"http://127.0.0.1:{process.stdout.readline().strip()}/api"
        yield {"connector": "tickets", "url": url, "project": "shop", "token": "the-token-of-the-tests"}
        process.stdin.close()


async def test_one_host_serves_them_all(sales, cache, support):
    heard = []

    async def hear(_done, _total, message):
        heard.append(message)

    config = {"sources": {"sales": sales, "cache": cache, "support": support}}
    async with running_host(config) as host, host.client() as client:
        listed = {tool.name for tool in (await client.list_tools()).tools}
        answers = [
            await client.call_tool("duckdb_execute_query", {"query": "SELECT total FROM orders"}),
            await client.call_tool("redis_read_key", {"key": "user:1"}),
            await client.call_tool("tickets_find_tickets", {"words": "huge", "fields": ["serial"]}),
        ]
        exported = await client.call_tool("tickets_export_tickets", {"words": "huge"}, progress_callback=hear)
        refused = await client.call_tool("duckdb_execute_query", {"query": "DROP TABLE orders"})
        throttled = await client.call_tool("tickets_find_tickets", {"words": "busy"})

    assert {"duckdb_select_query", "redis_list_keys", "tickets_read_ticket", "list_sources"} <= listed
    assert [json.loads(answer.content[0].text)["rows"] for answer in answers] == [
        [["150.50"]],
        [["name", "Ada"]],
        [["170141183460469231731687303715884105727"]],
    ]
    assert [row[0] for row in json.loads(exported.content[0].text)["rows"]] == [4]
    assert any("exporting tickets" in message for message in heard)
    assert refused.meta["powerstrip/error"]["code"] == "refused_read_only"
    assert throttled.meta["powerstrip/error"] == {"code": "throttled", "retry_after_ms": 7000}
