"""How surely a source is only read: probed before it serves a call, shown everywhere, and refused where only a parser
stands between a caller and the data."""

import json

import anyio
import pytest
from connectors import StageConfig
from planning import plugin
from typer.testing import CliRunner

from powerstrip.cli.app import app
from powerstrip.testing import running_host
from powerstrip_sdk import Connection, Connector, Grade, Grading, Unreachable, tool

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"
SOURCE = {"connector": "graded"}


class Server:
    """What a probe finds, and what happened, in order."""

    def __init__(self, *found):
        self.found = list(found)
        self.events = []
        self.is_away = False

    def plugin(self, read_only_by="engine"):
        connector = Connector(name="graded", config=StageConfig, connect=self._connect, read_only_by=read_only_by)
        return {"graded": plugin(connectors=[connector], tools=[look])}

    async def _connect(self, config):
        if self.is_away:
            raise Unreachable("nobody answers")
        self.events.append("connect")
        return Graded(self)


class Graded(Connection):
    def __init__(self, server):
        self.server = server

    async def probe(self):
        self.server.events.append("probe")
        found = self.server.found.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async def check(self):
        if self.server.is_away:
            raise Unreachable("nobody answers")

    async def close(self):
        self.server.events.append("close")


@tool(connector="graded", read_only=True)
async def look(connection: Graded) -> str:
    """Look at something."""
    connection.server.events.append("look")
    return "seen"


def grading(grade):
    return Grading(grade=Grade(grade), reason=f"the probe says {grade}")


async def sources_of(host):
    (source,) = (await host.call("list_sources")).structured_content["items"]
    return {key: source[key] for key in ("state", "reason", "grade", "grade_reason")}


async def test_a_source_is_probed_once_with_its_first_connection_and_before_any_call():
    server = Server(grading("A"))
    config = {"sources": {"one": {**SOURCE, "pool": {"size": 1, "max_overflow": 1}}}}
    async with running_host(config, plugins=server.plugin()) as host:
        before = await sources_of(host)
        pool = host.host.sources.get("one").pool
        leases = [await pool.acquire(anyio.current_time() + 5) for _ in range(2)]
        for lease in leases:
            await pool.release(lease)
        await host.call("graded_look")
        after = await sources_of(host)

    assert before == {"state": "unknown", "reason": None, "grade": "unknown", "grade_reason": None}
    assert after == {"state": "ready", "reason": None, "grade": "A", "grade_reason": "the probe says A"}
    assert server.events[:3] == ["connect", "probe", "connect"]
    assert (server.events.count("probe"), server.events.count("look")) == (1, 1)


async def test_a_source_that_was_lost_is_probed_again_before_it_serves():
    server = Server(grading("A"), grading("B"))
    async with running_host({"sources": {"one": SOURCE}}, plugins=server.plugin()) as host:
        await host.call("graded_look")
        host.host.sources.get("one").pool.doubt()
        server.is_away = True
        refused = await host.call("graded_look")
        server.is_away = False
        with anyio.fail_after(10):
            while (await host.call("graded_look")).is_error:  # noqa: ASYNC110 - until the back-off is over
                await anyio.sleep(0.05)
        after = await sources_of(host)

    assert refused.meta[ERROR]["code"] == "unreachable"
    assert (after["grade"], after["grade_reason"]) == ("B", "the probe says B")
    assert server.events == ["connect", "probe", "look", "close", "connect", "probe", "look", "close"]


async def test_a_source_of_grade_c_refuses_with_the_reason():
    server = Server(grading("C"))
    async with running_host({"sources": {"one": SOURCE}}, plugins=server.plugin()) as host:
        refused = await host.call("graded_look")
        again = await host.call("graded_look")
        listed = await sources_of(host)

    why = "source 'one' is of grade C and is not used unless its accept_grade_c says why: the probe says C"
    assert refused.content[0].text == f"source_broken: {why}"
    assert again.meta[ERROR]["retry_after_ms"] > 20_000
    assert listed == {"state": "broken", "reason": why, "grade": "C", "grade_reason": "the probe says C"}
    assert server.events == ["connect", "probe", "close"]


async def test_a_source_of_grade_c_is_used_if_the_operator_says_why():
    server = Server(grading("C"))
    config = {"sources": {"one": {**SOURCE, "accept_grade_c": "a copy that nobody needs"}}}
    async with running_host(config, plugins=server.plugin()) as host:
        result = await host.call("graded_look")
        listed = await sources_of(host)

    assert result.content[0].text == "seen"
    assert (listed["state"], listed["grade"]) == ("ready", "C")


@pytest.mark.parametrize(
    ("read_only_by", "grade", "outcome"),
    [("engine", "B", "seen"), ("parser", "C", "source_broken"), (None, None, "seen")],
)
async def test_a_connector_that_probes_nothing_is_graded_by_what_it_declares(read_only_by, grade, outcome):
    async with running_host({"sources": {"one": SOURCE}}, plugins=Server(None).plugin(read_only_by)) as host:
        result = await host.call("graded_look")
        listed = await sources_of(host)

    assert result.content[0].text.split(":")[0] == outcome
    assert listed["grade"] == grade


@pytest.mark.parametrize(("read_only_by", "hint"), [("engine", True), ("parser", False), (None, True)])
async def test_the_hint_follows_what_the_connector_declares_and_no_probe(read_only_by, hint):
    server = Server(grading("A"))
    config = {"sources": {"one": {**SOURCE, "accept_grade_c": "for a test"}}}
    async with running_host(config, plugins=server.plugin(read_only_by)) as host, host.client() as client:
        before = await client.list_tools()
        await host.call("graded_look")
        after = await client.list_tools()

    hints = [tool.annotations.read_only_hint for tool in (*before.tools, *after.tools) if tool.name == "graded_look"]
    assert hints == [hint, hint]


@pytest.mark.parametrize("found", [Unreachable("the probe got no answer"), "not a grading"])
async def test_a_probe_that_fails_closes_its_connection_and_is_made_again(found):
    server = Server(found, grading("A"))
    async with running_host({"sources": {"one": SOURCE}}, plugins=server.plugin()) as host:
        first = await host.call("graded_look")
        with anyio.fail_after(10):
            while (await host.call("graded_look")).is_error:  # noqa: ASYNC110 - until the back-off is over
                await anyio.sleep(0.05)
        listed = await sources_of(host)

    assert first.is_error
    assert listed["grade"] == "A"
    assert server.events[:5] == ["connect", "probe", "close", "connect", "probe"]


async def test_the_command_line_shows_the_grade_of_a_running_host():
    async with running_host({"sources": {"one": SOURCE}}, plugins=Server(grading("B")).plugin()) as host:
        await host.call("graded_look")
        listed = await anyio.to_thread.run_sync(CliRunner().invoke, app, ["sources", "list", "--url", host.url])
        as_json = await anyio.to_thread.run_sync(
            CliRunner().invoke, app, ["sources", "list", "--url", host.url, "--json"]
        )

    assert [line.split() for line in listed.output.splitlines()] == [
        ["SOURCE", "CONNECTOR", "STATE", "GRADE", "REASON", "DESCRIPTION"],
        ["one", "graded", "ready", "B"],
    ]
    assert json.loads(as_json.output)[0]["grade_reason"] == "the probe says B"
