"""The direct lane answers as the SDK does: the same requests, plain, odd and broken, to two hosts, with and without."""

from dataclasses import replace
from functools import partial

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from asgi import ask, served
from connectors import Stage
from hypothesis import given, settings
from odd_requests import odd_requests
from prometheus_client.parser import text_string_to_metric_families
from two_lanes import ACCESS, CONFIG, LEGACY, META, MODERN, REVISIONS, both_lanes, plain, written

from powerstrip.endpoint.http import build_app
from powerstrip.testing import running_host


@pytest.fixture(scope="module")
def portal():
    with start_blocking_portal() as started:
        yield started


@pytest.fixture(scope="module")
def lanes(portal):
    with portal.wrap_async_context_manager(both_lanes()) as started:
        yield started


EVERY_REVISION = pytest.mark.parametrize("revision", REVISIONS)


@EVERY_REVISION
@pytest.mark.parametrize(
    "request_",
    [
        {"name": None},
        {"name": "stage_echo", "arguments": {"source": "book", "text": "aha"}},
        {"name": "stage_count", "arguments": {"source": "book", "rows": 30}, "chunks": 3},
        {"name": "stage_fail", "arguments": {"source": "diary"}},
        {"name": "stage_echo", "arguments": {"source": "nowhere"}},
        {"name": "list_sources", "token": "reader"},
        {"name": "stage_echo", "path": "/mcp/reports", "token": "reader", "key": "ü"},
        {"name": None, "path": "/api/v1/sources/book/mcp"},
    ],
    ids=lambda request: f"{request['name']} {request.get('path', '')}",
)
def test_a_plain_request_is_answered_without_the_sdk(portal, lanes, revision, request_):
    members = plain(revision, **request_)

    assert portal.call(lanes.is_direct, written(members))
    assert portal.call(lanes.compare, written(members))[0] == 200


def with_params(members, **more):
    """The same request with more members in its params."""
    body = members["body"]
    return {**members, "body": {**body, "params": {**body["params"], **more}}}


@pytest.mark.parametrize("revision", [MODERN, LEGACY])
@pytest.mark.parametrize(
    "change",
    [
        lambda revision: with_params(plain(revision), _meta={**META, "progressToken": 1}),
        lambda revision: with_params(plain(revision, None), cursor="next"),
        lambda revision: with_params(plain(revision), task={"ttl": 1}),
        lambda revision: plain(revision, "stage_note", {"source": "diary", "text": "x"}),
        lambda revision: plain(revision, "stage_about", {"name": "x"}),
        lambda revision: plain(revision, "no_such_tool"),
        lambda revision: plain(revision, path="/mcp/nothing"),
        lambda revision: plain(revision, path="/healthz"),
        lambda revision: plain(revision, None, token="caller"),
        lambda revision: {**plain(revision), "headers": [*plain(revision)["headers"], ("mcp-session-id", "s")]},
        lambda revision: {**plain(revision), "headers": [*plain(revision)["headers"], ("accept", "*/*")]},
    ],
    ids=[
        "progress",
        "cursor",
        "task",
        "write",
        "asks",
        "unknown tool",
        "unknown view",
        "health",
        "scope",
        "session",
        "repeated",
    ],
)
def test_what_is_not_plain_goes_on_to_the_sdk(portal, lanes, revision, change):
    members = change(revision)

    assert not portal.call(lanes.is_direct, written(members))
    portal.call(lanes.compare, written(members))


@pytest.mark.anyio
async def test_both_lanes_count_and_write_down_the_same():
    requests = [
        plain(MODERN, None),
        plain(LEGACY, None),
        plain(arguments={"source": "book"}),
        plain(name="stage_fail", arguments={"source": "book"}),
    ]
    requests += [plain(LEGACY, "stage_crash", {"source": "diary"}), plain(arguments={"source": "book", "x": 1})]

    records = [], []
    async with both_lanes() as lanes:
        for host, kept in zip(lanes.hosts, records, strict=True):
            host.host.audit.write = kept.append
        for request in requests:
            await lanes.compare(written(request))
        direct, sdk = [counted(host) for host in lanes.hosts]

    assert direct == sdk
    lists = [("error_type", ""), ("gen_ai_tool_name", ""), ("mcp_method_name", "tools/list")]
    assert direct["mcp_server_operation_duration_seconds_count", *lists] == 2
    told = [[replace(each, call_id="", milliseconds=0) for each in kept] for kept in records]
    assert told[0] == told[1]
    assert [each.outcome for each in told[0]] == ["ok", "not_found", "internal", "invalid_arguments"]


def counted(host):
    """Every counter of a host that does not measure time, by name and labels."""
    families = text_string_to_metric_families(host.host.metrics.exposition(lambda source: True).decode())
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith(("_bucket", "_sum"))
    }


@pytest.mark.anyio
@pytest.mark.parametrize("revision", [MODERN, LEGACY])
async def test_a_client_that_goes_away_ends_its_call(revision):
    stages = []

    def stage():
        stages.append(Stage())
        return stages[-1]

    async with both_lanes(stage=stage) as lanes:
        for app, stage_ in zip(lanes.apps, stages, strict=True):
            request, gone = written(plain(revision, "stage_hold", {"source": "book"})), anyio.Event()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(partial(ask, app, request, gone=gone))
                await stage_.holding.wait()
                gone.set()
        calls = [counted(host) for host in lanes.hosts]

    key = ("powerstrip_calls_total", ("outcome", "cancelled"), ("source", "book"), ("tool", "stage_hold"))
    assert [each.get(key) for each in calls] == [1, 1]
    assert [stage_.open for stage_ in stages] == [0, 0]


@pytest.mark.anyio
@pytest.mark.parametrize(("on", "kind"), [(True, b"application/json"), (False, b"text/event-stream")])
async def test_one_setting_turns_the_lane_off(on, kind):
    async with running_host({**CONFIG, "host": {"direct_lane": on}}, plugins={"stage": Stage().plugin()}) as host:
        app = build_app(host.host, host.sdk, bound="127.0.0.1", access=ACCESS)
        async with served(app):
            answer = await ask(app, written(plain(LEGACY, None)))

    assert dict(answer.headers)[b"content-type"] == kind


@pytest.mark.timeout(600)
@settings(max_examples=3000, deadline=None)
@given(odd_requests())
def test_both_lanes_answer_a_request_alike_whatever_is_odd_about_it(portal, lanes, request):
    portal.call(lanes.compare, written(request))
