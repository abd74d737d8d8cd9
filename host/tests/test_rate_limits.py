"""Rates as clients meet them: whole calls through a host. The arithmetic has tests of its own."""

import httpx2
import pytest
from connectors import Stage
from structlog.testing import capture_logs

from powerstrip.access import LOCAL, Principal
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"


def stage_host(stage, *, limits=None, one=None, two=None):
    """Two sources, with limits of their own if given."""
    tables = {
        name: {"connector": "stage", "place": name, "limits": own or {}} for name, own in (("one", one), ("two", two))
    }
    return running_host({"sources": tables, "limits": limits or {}}, plugins={"stage": stage.plugin()})


async def call(host, tool, source=None, *, principal="ada", **arguments):
    """Call as somebody, and return the outcome with whose rate was met."""
    who = Principal(id=principal, name=principal, grant=LOCAL.grant)
    given = {**arguments, **({"source": source} if source else {})}
    caller = Caller(principal=who, view=host.host.catalog.views[""])
    reply = await host.host.calls.call_tool(caller, tool, given, SilentClient())
    return (reply.error.code, reply.error.facts.get("limited")) if reply.error else "ok"


async def test_a_call_beyond_the_rate_says_when_to_call_again():
    async with stage_host(Stage(), limits={"calls_per_minute": 1, "burst": 1}) as host:
        first = await host.call("stage_echo", {"source": "one"})
        second = await host.call("stage_echo", {"source": "one"})

    facts = second.meta[ERROR]
    assert not first.is_error
    assert second.content[0].text.startswith("rate_limited: 'local' may make 1 calls per minute, try again in ")
    assert {**facts, "retry_after_ms": 0} == {
        "code": "rate_limited",
        "limited": "principal",
        "calls_per_minute": 1,
        "retry_after_ms": 0,
    }
    assert 0 < facts["retry_after_ms"] <= 60_000


async def test_each_principal_has_a_rate_of_its_own_over_everything():
    async with stage_host(Stage(), limits={"calls_per_minute": 1, "burst": 2}, one={"calls_per_minute": 0}) as host:
        ada = [
            await call(host, "stage_echo", "one"),
            await call(host, "list_sources"),
            await call(host, "stage_echo", "two"),
        ]
        bob = await call(host, "stage_echo", "one", principal="bob")

    assert ada == ["ok", "ok", ("rate_limited", "principal")]
    assert bob == "ok"


async def test_a_source_has_its_own_rate_whoever_calls_and_does_not_hold_up_others():
    async with stage_host(Stage(), one={"calls_per_minute": 1, "burst": 1}) as host:
        first = await call(host, "stage_echo", "one")
        others = await call(host, "stage_one_number", "one", principal="bob")
        elsewhere = await call(host, "stage_echo", "two")

    assert (first, others, elsewhere) == ("ok", ("rate_limited", "source"), "ok")


async def test_a_source_without_a_rate_of_its_own_has_the_general_one():
    async with stage_host(Stage(), limits={"calls_per_minute": 1, "burst": 1}) as host:
        outcomes = [await call(host, "stage_echo", "one", principal=name) for name in ("ada", "bob")]

    assert outcomes == ["ok", ("rate_limited", "source")]


async def test_a_tool_has_its_own_rate_on_each_source():
    tools = {"stage_echo": 1, "stage_about": 1}
    async with stage_host(Stage(), limits={"tool_calls_per_minute": tools, "burst": 1}) as host:
        outcomes = [
            await call(host, "stage_echo", "one"),
            await call(host, "stage_echo", "one", principal="bob"),
            await call(host, "stage_one_number", "one"),
            await call(host, "stage_echo", "two"),
            await call(host, "stage_about", name="x"),
            await call(host, "stage_about", name="x", principal="bob"),
        ]

    assert outcomes == ["ok", ("rate_limited", "tool"), "ok", "ok", "ok", ("rate_limited", "tool")]


async def test_a_refused_call_takes_from_no_rate_and_costs_neither_validation_nor_a_connection():
    stage = Stage()
    slow, free = {"calls_per_minute": 1, "burst": 1}, {"calls_per_minute": 0}
    async with stage_host(stage, limits={"calls_per_minute": 1, "burst": 3}, one=slow, two=free) as host:
        outcomes = [
            await call(host, "stage_echo", "one"),
            await call(host, "stage_echo", "one", wrong="argument"),
            await call(host, "stage_echo", "one"),
            *[await call(host, "stage_echo", "two") for _ in range(3)],
        ]

    refused = ("rate_limited", "source")
    # The two refusals left the principal two of its three calls.
    assert outcomes == ["ok", refused, refused, "ok", "ok", ("rate_limited", "principal")]
    assert [event for event in stage.events if event.startswith("open")] == ["open one", "open two"]


async def test_reading_a_resource_counts_as_a_call():
    async with stage_host(Stage(), limits={"calls_per_minute": 1, "burst": 1}) as host, host.client() as client:
        await client.read_resource("powerstrip://one/note")
        refused = await client.call_tool("stage_echo", {"source": "two"})

    assert refused.meta[ERROR]["limited"] == "principal"


async def test_refusals_are_counted_in_the_metrics():
    async with stage_host(Stage(), one={"calls_per_minute": 1, "burst": 1}) as host:
        for _ in range(3):
            await call(host, "stage_echo", "one")
        async with httpx2.AsyncClient() as http:
            metrics = (await http.get(host.url.removesuffix("/mcp") + "/metrics")).text

    assert 'powerstrip_calls_total{outcome="rate_limited",source="one",tool="stage_echo"} 2.0' in metrics


async def test_a_rate_for_a_tool_that_is_not_there_is_a_warning():
    with capture_logs() as logs:
        async with stage_host(Stage(), limits={"tool_calls_per_minute": {"stage_ecko": 1}}):
            pass

    assert [each for each in logs if "rate" in each["event"]] == [
        {
            "event": "a rate names a tool that is not there",
            "log_level": "warning",
            "path": "limits",
            "tool": "stage_ecko",
        }
    ]
