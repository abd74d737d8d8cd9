"""Traces, where the operator has configured them: from the request of the wire to the statement."""

import json
import subprocess
import sys

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def spans_of_two_calls(folder):
    """Return the spans of a call that is answered and of one that fails, by the name of their tool."""
    command = [sys.executable, "traced_calls.py", f"00-{TRACE}-{PARENT}-01"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    spans = json.loads(done.stdout.splitlines()[-1])
    requests = [each for each in spans if each["kind"] == "SERVER"]
    return {each["attributes"]["gen_ai.tool.name"]: [each, *inside(spans, each)] for each in requests}


def inside(spans, outer):
    """Return the spans that are inside another one, each before those that are inside it."""
    for each in spans:
        if each["parent"] == outer["id"]:
            yield each
            yield from inside(spans, each)


def test_a_call_is_traced_from_the_clients_span_to_the_statement(pytestconfig):
    spans = spans_of_two_calls(pytestconfig.rootpath / "host" / "tests")

    request, call, wait, run = spans["stage_count"]
    assert {each["trace"] for each in spans["stage_count"]} == {TRACE}
    assert [each["parent"] for each in (request, call, wait, run)] == [PARENT, request["id"], call["id"], call["id"]]
    assert [(each["name"], each["kind"], each["status"][0]) for each in (request, call, wait, run)] == [
        ("tools/call stage_count", "SERVER", "UNSET"),
        ("call", "INTERNAL", "UNSET"),
        ("wait for a connection", "INTERNAL", "UNSET"),
        ("run", "CLIENT", "UNSET"),
    ]
    port = request["attributes"].pop("client.port")
    assert port > 0
    assert request["attributes"] == {
        "mcp.method.name": "tools/call",
        "mcp.protocol.version": "2026-07-28",
        "jsonrpc.request.id": "1",
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "stage_count",
        "network.transport": "tcp",
        "network.protocol.name": "http",
        "network.protocol.version": "1.1",
        "client.address": "127.0.0.1",
    }
    assert len(call["attributes"].pop("powerstrip.call.id")) == 16
    assert call["attributes"].pop("powerstrip.bytes") > 0
    assert call["attributes"] == {
        "powerstrip.call.name": "stage_count",
        "powerstrip.principal": "local",
        "powerstrip.source": "one",
        "powerstrip.rows": 2,
    }
    assert wait["attributes"] == {"powerstrip.source": "one", "powerstrip.waited": False}
    assert run["attributes"] == {
        "powerstrip.call.name": "stage_count",
        "powerstrip.source": "one",
        "powerstrip.connector": "stage",
    }


def test_what_goes_wrong_is_told_by_its_code_and_never_in_the_drivers_words(pytestconfig):
    request, call, wait, run = spans_of_two_calls(pytestconfig.rootpath / "host" / "tests")["stage_fail"]

    assert [each["attributes"].get("error.type") for each in (request, call, wait, run)] == [
        "tool_error",
        "not_found",
        None,
        "not_found",
    ]
    assert [each["status"] for each in (request, call, wait, run)] == [
        ["ERROR", None],
        ["ERROR", None],
        ["UNSET", None],
        ["ERROR", None],
    ]
    assert [each["events"] for each in (request, call, wait, run)] == [0] * 4


def test_a_host_for_which_nobody_has_configured_traces_does_not_import_them():
    found = "import sys, powerstrip.call, powerstrip.host; sys.exit('opentelemetry' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", found], check=False).returncode == 0


def test_the_library_keeps_what_was_configured_where_the_host_looks_for_it():
    found = "import sys, opentelemetry.trace as trace; sys.exit(vars(trace).get('_TRACER_PROVIDER', trace) is not None)"

    assert subprocess.run([sys.executable, "-c", found], check=False).returncode == 0
