"""The Python client and the real SQLite connector, and the scripts of its page as a person would run them."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import anyio
import httpx2
import pandas as pd
import pytest

import powerstrip
from powerstrip.demo import make_shop
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[1] / "docs" / "client.md"
SCRIPT = re.compile(r"<!-- run -->\n```python\n(.*?)```\n<!-- prints -->\n```text\n(.*?)```", re.DOTALL)
SHOWN = "http://127.0.0.1:8321"
TOKEN = "correct-horse-battery"
#: Counts for minutes.
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"


@pytest.fixture
def shop(tmp_path):
    return make_shop(tmp_path / "shop.db")


@pytest.fixture(params=[None, TOKEN], ids=["without a token", "with a token"])
async def strip(shop, request):
    """A client of a host whose source may be written; every question is agreed to."""

    async def agree(question):
        return {}

    sources = {"shop": {"connector": "sqlite", "path": str(shop), "read_only": False}}
    async with (
        running_host({"sources": sources}, token=request.param) as host,
        powerstrip.connect(host.url, token=request.param, ask=agree) as strip,
    ):
        yield strip


async def served(process):
    """The address that a host prints when it listens."""
    async for line in anyio.wrap_file(process.stdout):
        if match := re.search(r"http://127\.0\.0\.1:\d+/mcp", line):
            return match[0]
    raise AssertionError("the host has ended")


@contextlib.contextmanager
def demo(folder, port=0):
    own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
    command = [sys.executable, "-u", "-m", "powerstrip", "demo", "--port", str(port), "--dir", str(folder)]
    with subprocess.Popen(
        command, env=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_every_script_on_the_page_prints_what_it_says(shop):
    scripts = SCRIPT.findall(PAGE.read_text("utf-8"))
    printed = []
    async with running_host({"sources": {"shop": {"connector": "sqlite", "path": str(shop)}}}) as host:
        for script, _ in scripts:
            command = [sys.executable, "-W", "error", "-c", script.replace(SHOWN, host.url.removesuffix("/mcp"))]
            done = await anyio.run_process(command, check=False)
            printed.append((done.stdout + done.stderr).decode())

    assert len(scripts) == 3
    assert printed == [text for _, text in scripts]


async def test_five_thousand_rows_are_read_page_by_page(strip):
    answer = await strip.query("shop", "SELECT id FROM orders ORDER BY id LIMIT 5000")
    pages = [page async for page in answer.pages()]
    frame = pd.concat([page.frame() for page in pages])

    assert [len(page.rows) for page in pages] == [1000] * 5
    assert [row[0] async for row in answer.all_rows()] == list(range(1, 5001))
    assert list(frame["id"]) == list(range(1, 5001))


async def test_a_frame_has_the_records_of_an_answer(strip):
    answer = await strip.query("shop", "SELECT id, 2 AS id, name FROM customers WHERE id < :below", {"below": 3})
    frame = answer.frame()

    assert list(frame.columns) == ["id", "id_2", "name"]
    assert frame.to_dict("records") == answer.records()


async def test_the_items_of_a_tool_make_a_frame_too(strip):
    frame = (await strip.call("sqlite_list_tables", source="shop")).frame()

    assert list(frame["name"]) == ["customers", "order_lines", "order_totals", "orders", "products"]


async def test_an_empty_result_keeps_its_columns_in_a_frame(strip):
    frame = (await strip.query("shop", "SELECT id, name FROM customers WHERE id < 0")).frame()

    assert (list(frame.columns), len(frame)) == (["id", "name"], 0)


async def test_nothing_is_a_value_of_params_like_any_other(strip):
    answer = await strip.query("shop", "SELECT :a AS a, :b AS b", {"a": None, "b": 1})

    assert answer.rows == [[None, 1]]


async def test_a_script_that_may_decide_writes(strip, shop):
    answer = await strip.call(
        "sqlite_execute_statements", source="shop", statements=["UPDATE products SET in_stock = 0 WHERE id = 1"]
    )

    assert [each["affected"] for each in answer.records()] == [1]
    with contextlib.closing(sqlite3.connect(shop)) as database:
        assert database.execute("SELECT in_stock FROM products WHERE id = 1").fetchone() == (0,)


async def test_a_mistake_in_a_statement_is_an_error_with_its_code(strip):
    with pytest.raises(powerstrip.CallFailed) as caught:
        await strip.query("shop", "SELECT * FROM orderz")

    assert (caught.value.code, caught.value.source) == ("not_found", "shop")


async def test_a_query_that_is_left_gives_its_connection_back(strip):
    with anyio.move_on_after(0.3) as scope:
        await strip.query("shop", LONG)
    with anyio.fail_after(30):
        while (await strip.call("budget_status")).structured["sources"][0]["busy"]:
            await anyio.lowlevel.checkpoint()

    assert scope.cancelled_caught
    assert (await strip.query("shop", "SELECT 1")).rows == [[1]]


async def test_a_host_that_is_killed_ends_its_call_and_one_that_is_started_again_is_called_on(tmp_path):
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(anyio.fail_after(60))
        process = stack.enter_context(demo(tmp_path))
        url = await served(process)

        def kill(message):
            if message == "shop: sqlite_execute_query running":
                process.kill()
                process.wait()

        strip = await stack.enter_async_context(powerstrip.connect(url, progress=kill))
        with pytest.raises(powerstrip.HostUnreachable, match="was lost before it answered"):
            await strip.query("shop", LONG)
        with pytest.raises(powerstrip.HostUnreachable, match="no host answers at"):
            await strip.tools()

        again = stack.enter_context(demo(tmp_path, httpx2.URL(url).port))
        await served(again)
        assert [source["name"] for source in await strip.sources()] == ["shop"]
