"""What an operator sees of a running host: `/metrics`, the tool `budget_status`, and `powerstrip budget`."""

import json

import anyio
import httpx2
import pytest
from connectors import Stage
from mcp.shared.exceptions import MCPError
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from powerstrip.cli.app import app
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
TOKEN = "a token of some length"


def stage_host(stage, **options):
    tables = {name: {"connector": "stage", "place": name} for name in ("one", "two")}
    config = {"sources": tables, "budget": {"total": 1}}
    return running_host(config, plugins={"stage": stage.plugin()}, **options)


async def scrape(host, headers=None):
    async with httpx2.AsyncClient() as http:
        return await http.get(host.url.removesuffix("/mcp") + "/metrics", headers=headers)


def samples(text, name):
    return {
        tuple(value for _, value in sorted(sample.labels.items(), reverse=True)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


async def test_metrics_show_calls_connections_evictions_and_the_budget():
    async with stage_host(Stage()) as host:
        await host.call("stage_echo", {"source": "one"})
        await host.call("stage_echo", {"source": "two"})
        await host.call("stage_fail", {"source": "two"})
        response = await scrape(host)

    assert response.headers["content-type"].startswith("text/plain")
    assert samples(response.text, "powerstrip_calls_total") == {
        ("stage_echo", "one", "ok"): 1.0,
        ("stage_echo", "two", "ok"): 1.0,
        ("stage_fail", "two", "not_found"): 1.0,
    }
    # Of a source, whatever its tools are and however they end.
    assert samples(response.text, "powerstrip_call_seconds_count") == {("one",): 1.0, ("two",): 2.0}
    assert {
        source: seconds
        for (source, end), seconds in samples(response.text, "powerstrip_call_seconds_bucket").items()
        if end == "+Inf"
    } == {"one": 1.0, "two": 2.0}
    assert samples(response.text, "powerstrip_connections") == {
        ("opening", "one"): 0.0,
        ("busy", "one"): 0.0,
        ("idle", "one"): 0.0,
        ("closing", "one"): 0.0,
        ("opening", "two"): 0.0,
        ("busy", "two"): 0.0,
        ("idle", "two"): 1.0,
        ("closing", "two"): 0.0,
    }
    assert samples(response.text, "powerstrip_grants_total") == {
        ("one", "new"): 1.0,
        ("one", "idle"): 0.0,
        ("two", "new"): 1.0,
        ("two", "idle"): 1.0,
    }
    assert samples(response.text, "powerstrip_evictions_total") == {("one",): 1.0, ("two",): 0.0}
    assert samples(response.text, "powerstrip_budget_connections") == {(): 1.0}
    assert samples(response.text, "powerstrip_budget_limit") == {(): 1.0}
    assert samples(response.text, "powerstrip_wait_seconds_count") == {("two",): 1.0}


async def test_metrics_take_the_token_and_the_right_host_header():
    async with stage_host(Stage(), token=TOKEN) as host:
        without = await scrape(host)
        wrong_host = await scrape(host, {"Host": "evil.example", "Authorization": f"Bearer {TOKEN}"})
        right = await scrape(host, {"Authorization": f"Bearer {TOKEN}"})

    assert (without.status_code, wrong_host.status_code, right.status_code) == (401, 421, 200)


async def test_the_budget_report_says_who_holds_what():
    stage = Stage()
    async with stage_host(stage) as host, anyio.create_task_group() as tasks:
        tasks.start_soon(host.call, "stage_hold", {"source": "one"})
        await stage.holding.wait()
        report = (await host.call("budget_status")).structured_content
        stage.may_finish.set()

    one, two = report["sources"]
    (lease,) = one.pop("leases")
    assert (lease["call"] is not None, lease["seconds"] >= 0) == (True, True)
    assert one == {
        "source": "one",
        "cap": 15,
        "floor": 0,
        "opening": 0,
        "busy": 1,
        "idle": 0,
        "closing": 0,
        "waiting": 0,
        "evicted": 0,
        "refused": 0,
    }
    assert (report["total"], report["used"], two["busy"]) == (1, 1, 0)


async def test_the_command_shows_the_budget_of_a_running_host_as_a_table_and_as_json():
    async with stage_host(Stage()) as host:
        await host.call("stage_echo", {"source": "one"})
        table = await anyio.to_thread.run_sync(CliRunner().invoke, app, ["budget", "--url", host.url])
        as_json = await anyio.to_thread.run_sync(CliRunner().invoke, app, ["budget", "--url", host.url, "--json"])

    assert table.exit_code == 0, table.output
    lines = [" ".join(line.split()) for line in table.output.splitlines()]
    assert lines == [
        "SOURCE OPENING BUSY IDLE CLOSING CAP FLOOR WAITING EVICTED REFUSED LONGEST LEASE CALL",
        "one 0 0 1 0 15 0 0 0 0",
        "two 0 0 0 0 15 0 0 0 0",
        "1 of 1 connections, 0 calls waiting",
    ]
    assert json.loads(as_json.output)["used"] == 1


async def test_mcp_messages_are_counted_by_the_names_of_the_conventions():
    async with stage_host(Stage()) as host:
        async with host.client(mode="legacy") as client:
            await client.call_tool("stage_echo", {"source": "one"})
            await client.call_tool("stage_fail", {"source": "two"})
            with pytest.raises(MCPError):
                await client.call_tool("made up by a client")
        response = await scrape(host)

    counted = samples(response.text, "mcp_server_operation_duration_seconds_count")
    assert {key: value for key, value in counted.items() if key[0] == "tools/call"} == {
        ("tools/call", "stage_echo", ""): 1.0,
        ("tools/call", "stage_fail", "tool_error"): 1.0,
        ("tools/call", "", "-32602"): 1.0,
    }
    assert counted["initialize", "", ""] == 1.0
    assert samples(response.text, "mcp_server_session_duration_seconds_count") == {(): 1.0}
