"""The README's first command, as a person would run it."""

import json
import os
import subprocess
import sys

import anyio
import pytest
from mcp import Client, StdioServerParameters

from powerstrip.demo import make_shop
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio


@pytest.fixture
def demo(tmp_path):
    """The demo as a child process; the address that it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
    command = [sys.executable, "-u", "-m", "powerstrip", "demo", "--port", "0", "--dir", str(tmp_path)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Stop with"):
                break
        yield "".join(printed)
        process.terminate()
        process.wait(20)


async def test_the_demo_prints_where_it_is_and_how_to_connect_and_answers(demo):
    url = demo.split("a shop at ")[1].splitlines()[0]
    async with Client(url) as client:
        query = "SELECT count(*) AS customers FROM customers"
        answer = await client.call_tool("sqlite_execute_query", {"query": query})

    assert json.loads(answer.content[0].text)["rows"] == [[800]]
    for part in (
        "sqlite_execute_query",
        f"claude mcp add --transport http powerstrip {url}",
        '"--stdio"',
        f'"url": "{url}"',
    ):
        assert part in demo


async def test_the_demo_speaks_stdio_for_applications_that_start_a_command(tmp_path):
    command = ["-m", "powerstrip", "demo", "--stdio", "--dir", str(tmp_path)]
    with anyio.fail_after(60):
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
            answer = await client.call_tool("sqlite_list_tables", {})

    names = [table["name"] for table in answer.structured_content["items"]]
    assert names == ["customers", "order_lines", "order_totals", "orders", "products"]


async def test_the_shop_is_the_same_on_every_machine_and_adds_up(tmp_path):
    shop = {"connector": "sqlite", "path": str(make_shop(tmp_path / "shop.db"))}
    query = (
        "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM products), count(DISTINCT o.id), count(*), "
        "sum(l.quantity * l.price_cents) FROM orders o JOIN order_lines l ON l.order_id = o.id"
    )
    async with running_host({"sources": {"shop": shop}}) as host:
        answer = await host.call("sqlite_execute_query", {"query": query})

    assert json.loads(answer.content[0].text)["rows"] == [[800, 120, 6000, 18018, 225697680]]


async def test_an_operators_template_runs_on_the_shop_with_its_parameters_bound(tmp_path):
    template = {
        "connector": "sqlite",
        "description": "Orders of one customer in a status.",
        "sql": "SELECT count(*) FROM orders WHERE customer_id = :customer AND status = :status",
        "params": {
            "customer": {"type": "integer", "minimum": 1},
            "status": {"enum": ["paid", "shipped"], "default": "shipped"},
        },
    }
    config = {
        "sources": {"shop": {"connector": "sqlite", "path": str(make_shop(tmp_path / "shop.db"))}},
        "templates": {"orders_of": template},
    }
    async with running_host(config) as host:
        answer = await host.call("sqlite_orders_of", {"customer": 21})
        refused = await host.call("sqlite_orders_of", {"customer": 21, "status": "paid' OR 1=1 --"})

    assert json.loads(answer.content[0].text)["rows"][0][0] > 0
    assert refused.meta["powerstrip/error"]["code"] == "invalid_arguments"
