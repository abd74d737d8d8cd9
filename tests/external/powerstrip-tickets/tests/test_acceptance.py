import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import httpx2
import pytest
from anyio import to_thread

from powerstrip_sdk import NotFound, Throttled, TimedOut
from powerstrip_sdk.testing import ConnectorSuite, RecordingCall, run_tool
from powerstrip_tickets import plugin
from powerstrip_tickets.tools import export_tickets, find_tickets, read_ticket


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """The port of a ticket service of the tests' own."""
    command = [sys.executable, str(Path(__file__).with_name("tickets_server.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield int(process.stdout.readline())
        process.stdin.close()
        process.wait(10)


def one(field: str, words: str) -> dict[str, Any]:
    """Arguments that find one field of one ticket."""
    return {"words": words, "fields": [field]}


class TestTickets(ConnectorSuite):
    plugin = plugin
    connector = "tickets"
    drivers = ("httpx2",)
    arguments: ClassVar = {
        "export_tickets": {"status": "open"},
        "find_tickets": {"words": "ticket 1"},
        "read_ticket": {"number": 7},
    }
    failing: ClassVar = {
        "export_tickets": ({"words": "busy"}, Throttled),
        "find_tickets": ({"words": "busy"}, Throttled),
        "read_ticket": ({"number": 99_999_999}, NotFound),
    }
    values_tool = "find_tickets"
    values: ClassVar = {
        "date": (one("due", "decimal"), "2024-02-29"),
        "decimal": (one("hours", "decimal"), "0.10000000000000000001"),
        "empty": (one("assignee", "empty"), ""),
        "huge": (one("serial", "huge"), "170141183460469231731687303715884105727"),
        "null": (one("due", "null"), None),
        "timestamp": (one("created", "decimal"), "2024-02-29T12:00:00.5+02:00"),
        "unicode": (one("title", "unicode"), "unicode Zoë 漢字 \U0001f50c"),
    }
    lacks: ClassVar = dict.fromkeys(("binary", "nan"), "JSON has no such values")

    @pytest.fixture
    def config(self, port: int) -> dict[str, Any]:
        return {"url": f"http://127.0.0.1:{port}/api", "project": "shop", "token": "the-token-of-the-tests"}

    @pytest.fixture
    def wrong_credentials(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "token": "another-token"}

    @pytest.fixture
    def unreachable(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "url": "http://127.0.0.1:1/api"}

    @pytest.fixture
    def silent(self, config: dict[str, Any], silent_port: int) -> dict[str, Any]:
        return {**config, "url": f"http://127.0.0.1:{silent_port}/api"}

    @pytest.fixture
    def absent(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "project": "missing"}

    @pytest.fixture
    def slow_call(self) -> tuple[str, dict[str, Any]]:
        return "export_tickets", {"words": "slow"}

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int]:
        return "find_tickets", {"status": "open"}, 2500

    @pytest.fixture
    def huge_result(self) -> tuple[str, dict[str, Any]]:
        return "export_tickets", {"status": "closed"}

    @pytest.fixture
    def state(self, port: int) -> Callable[[], Awaitable[object]]:
        return lambda: to_thread.run_sync(taken, port)

    async def test_a_ticket_is_read_with_its_comments(self, config):
        async with self.opened(config) as connection:
            found = await run_tool(connection, read_ticket, {"number": 7})
        assert found == {
            "id": 7,
            "title": "ticket 7",
            "status": "open",
            "hours": "1.5",
            "comments": [{"author": "ben", "text": "soon"}],
        }

    async def test_a_search_that_finds_nothing_has_columns_and_no_rows(self, config):
        async with self.opened(config) as connection:
            found = await run_tool(connection, find_tickets, {"words": "nothing like it", "fields": ["id", "title"]})
        assert ([column.name for column in found.columns], found.rows) == (["id", "title"], [])

    async def test_a_limit_of_the_service_is_told_with_the_time_to_wait(self, config):
        async with self.opened(config) as connection:
            with pytest.raises(Throttled, match="slow down") as caught:
                await run_tool(connection, find_tickets, {"words": "busy"})
        assert caught.value.retry_after == 7

    async def test_a_stop_in_the_moment_in_which_the_work_ends_still_stops_the_call(self, config):
        async with self.opened(config) as connection:
            with pytest.raises(TimedOut, match="stopped before its end"), connection.stoppable():
                await connection.cancel()

    async def test_an_export_tells_how_far_it_is_and_leaves_nothing_at_the_service(self, config, port):
        call = RecordingCall()
        async with self.opened(config) as connection:
            found = await run_tool(connection, export_tickets, {"status": "open"}, call=call)
        assert len(found.rows) == 2500
        assert [(each.message, each.done, each.total) for each in call.messages] == [
            ("exporting tickets", done, 3) for done in range(3)
        ]
        assert taken(port)["exports"] == []


def taken(port: int) -> Any:
    """Return all that a call could change at the service."""
    return httpx2.get(f"http://127.0.0.1:{port}/state", trust_env=False).json()
