"""One host of several processes: whichever of them a connection comes to, the answers are the same host's."""

import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import anyio
import httpx2
import mcp_types as types
import pytest
import tomli_w
from workers_host import command, eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
#: Connections of which it is certain enough that each of two workers has accepted some.
MANY = 16


@pytest.fixture
def shop(tmp_path):
    """A source of seven rows that may be written after a question."""
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as database:
        database.executescript("CREATE TABLE sold (id int); INSERT INTO sold VALUES (1),(2),(3),(4),(5),(6),(7)")
    return {"connector": "sqlite", "path": str(file), "read_only": False}


def counted(shop):
    with closing(sqlite3.connect(shop["path"])) as database:
        return database.execute("SELECT count(*) FROM sold").fetchone()[0]


def gone(pid):
    """Whether a process has ended, waited for or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


async def test_what_one_worker_keeps_is_read_on_at_any_of_them(serve, shop):
    async with serve({"sources": {"shop": shop}, "limits": {"max_rows": 3}}) as host:
        first = json.loads(
            (await host.call("sqlite_execute_query", query="SELECT id FROM sold ORDER BY id")).content[0].text
        )
        pages = [
            json.loads((await host.call("fetch_result", handle=first["next"], offset=3)).content[0].text)
            for _ in range(MANY)
        ]
        async with host.client() as client:
            exported = await client.read_resource(f"powerstrip://result/{first['next']}.csv")

    assert first["rows"] == [[1], [2], [3]]
    assert [(page["rows"], page["total"], page["complete"]) for page in pages] == [([[4], [5], [6]], 7, True)] * MANY
    assert exported.contents[0].text.split() == ["id", *"1234567"]


async def test_the_earlier_revisions_have_no_session_and_are_told_of_no_changes(serve, shop):
    async with serve({"sources": {"shop": shop}}) as host, host.client("legacy") as client:
        capabilities = client.server_capabilities
        listed = await client.list_tools()
        written = await client.call_tool("sqlite_execute_statements", {"statements": ["DELETE FROM sold"]})

    assert capabilities.tools.list_changed is not True
    assert "sqlite_execute_query" in {tool.name for tool in listed.tools}
    assert written.is_error
    assert written.content[0].text.startswith("unsupported: ")
    assert counted(shop) == 7


async def test_a_question_that_was_answered_to_several_workers_lets_the_call_run_once(serve, shop):
    async with serve({"sources": {"shop": shop}}) as host:
        async with httpx2.AsyncClient() as http:
            asked = (await ask_to_write(http, host.url))["result"]
        answer = {"question": {"action": "accept", "content": {}}}
        given = {"inputResponses": answer, "requestState": asked["requestState"]}

        async def answer_it():
            async with httpx2.AsyncClient(timeout=30) as http:
                answers.append(await ask_to_write(http, host.url, **given))

        answers = []
        async with anyio.create_task_group() as tasks:
            for _ in range(MANY):
                tasks.start_soon(answer_it)

    assert asked["resultType"] == "input_required"
    assert counted(shop) == 8
    refused = [each["error"]["data"]["why"] for each in answers if "error" in each]
    assert refused == ["used"] * (MANY - 1)


async def test_connections_metrics_and_budget_are_those_of_all_workers_together(serve, postgres, admin):
    source = {
        "connector": "postgres",
        "host": postgres.host,
        "port": postgres.port,
        "database": postgres.database,
        "username": postgres.username,
        "password": postgres.password,
    }
    config = {"sources": {"pg": source}, "budget": {"total": 9, "per_source": 5}}
    seen = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> ''"
    baseline = await admin.fetchval(seen)
    most = 0

    async def look():
        nonlocal most
        while True:
            most = max(most, await admin.fetchval(seen) - baseline)
            await anyio.sleep(0.01)

    async def ask():
        result = await host.call("postgres_execute_query", query="SELECT pg_sleep(0.05)")
        assert not result.is_error, result.content

    async with serve(config) as host:
        async with anyio.create_task_group() as looking:
            looking.start_soon(look)
            async with anyio.create_task_group() as tasks:
                for _ in range(40):
                    tasks.start_soon(ask)
            looking.cancel_scope.cancel()
        report = (await host.call("budget_status")).structured_content
        async with httpx2.AsyncClient() as http:
            lines = (await http.get(host.url.replace("/mcp", "/metrics"))).text.splitlines()
            rest = (await http.get(host.url.replace("/mcp", "/api/v1/budget"))).json()

    assert most <= 5
    assert (report["total"], report["sources"][0]["cap"]) == (9, 5)
    assert (rest["total"], rest["sources"][0]["cap"]) == (9, 5)
    calls = 'powerstrip_calls_total{outcome="ok",source="pg",tool="postgres_execute_query"} 40.0'
    assert calls in lines
    assert "powerstrip_budget_limit 9.0" in lines


async def test_a_worker_that_dies_is_started_again_and_the_others_go_on(serve, shop):
    async with serve({"sources": {"shop": shop}}) as host:
        before = host.workers
        os.kill(before[0], signal.SIGKILL)
        await eventually(lambda: gone(before[0]))
        beside = [not (await host.call("list_sources")).is_error for _ in range(3)]
        await eventually(lambda: len(set(host.workers) - {before[0]}) == 2)
        after = [not (await host.call("list_sources")).is_error for _ in range(MANY)]

    assert all(beside)
    assert all(after)


async def test_a_changed_file_is_applied_by_every_worker(serve, shop, tmp_path):
    async with serve({"sources": {"shop": shop}}) as host:
        file = tmp_path / "powerstrip.toml"
        file.write_text(
            tomli_w.dumps({"host": {"data_dir": str(tmp_path / "data")}, "sources": {"shop": shop, "attic": shop}}),
            "utf-8",
        )
        async with httpx2.AsyncClient() as http:
            done = await http.post(host.url.replace("/mcp", "/api/v1/reload"))
        known = [(await host.call("list_sources")).structured_content["items"] for _ in range(MANY)]

    assert done.json()["added"] == ["attic"]
    assert {tuple(source["name"] for source in each) for each in known} == {("shop", "attic")}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_nothing_is_left_of_a_host_that_ends_however_it_does(serve, shop, number):
    async with serve({"sources": {"shop": shop}}) as host:
        workers = host.workers
        code = await anyio.to_thread.run_sync(host.end, number)
        await eventually(lambda: all(map(gone, workers)))

    assert len(workers) == 2
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"budget": {"total": 2}}, "budget.total: 2 connections are too few for 3 workers with one each"),
        (
            {"budget": {"per_source": 2}},
            "sources.shop.pool: the source may have 2 connections, too few for 3 workers with one each",
        ),
    ],
)
def test_workers_that_would_have_no_connection_are_refused(shop, tmp_path, settings, complaint):
    done = refused(tmp_path, {"sources": {"shop": shop}, **settings}, "--workers", "3")

    assert done.returncode == 3
    assert done.stderr.count(complaint) == 1


def test_one_client_on_stdio_is_served_by_one_process(shop, tmp_path):
    done = refused(tmp_path, {"sources": {"shop": shop}}, "--workers", "2", "--stdio")

    assert (done.returncode, done.stdout) == (2, "")
    assert "leave --workers out" in done.stderr


async def test_a_port_that_another_host_shares_among_its_workers_is_not_shared_with_a_second_one(serve, shop, tmp_path):
    async with serve({"sources": {"shop": shop}}) as host:
        address = host.url.removeprefix("http://").removesuffix("/mcp")
        done = await anyio.to_thread.run_sync(
            lambda: refused(tmp_path, {"sources": {"shop": shop}}, "--workers", "2", "--bind", address)
        )

    assert done.returncode == 3
    assert "address already in use" in done.stderr


def refused(folder, config, *arguments):
    """Run a command that does not come to serve."""
    file = folder / "refused.toml"
    file.write_text(tomli_w.dumps(config), "utf-8")
    bind = () if "--bind" in arguments else ("--bind", "127.0.0.1:0")
    return subprocess.run(
        command("--config", str(file), *bind, *arguments),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


async def ask_to_write(http, url, **more):
    """Ask for a row to be written, as a client of 2026-07-28 does that can ask a person."""
    name = "sqlite_execute_statements"
    meta = {
        "io.modelcontextprotocol/protocolVersion": types.LATEST_PROTOCOL_VERSION,
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
    }
    arguments = {"statements": ["INSERT INTO sold VALUES (8)"]}
    params = {"name": name, "arguments": arguments, "_meta": meta, **more}
    response = await http.post(
        url,
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params},
        headers={
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": types.LATEST_PROTOCOL_VERSION,
            "Mcp-Method": "tools/call",
            "Mcp-Name": name,
        },
    )
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    return json.loads(lines[-1] if lines else response.text)
