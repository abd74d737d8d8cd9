"""Sessions of the earlier revisions, requests without one, and what changes under a client."""

import anyio
import httpx2
import pytest
from gate_plugin import LISTS, plugin_of, without_echo
from mcp import MCPError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.subscriptions import ToolsListChanged
from raw import LEGACY, MODERN, PATIENCE, RawClient, eventually, open_session

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

ENDED = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "Session not found"}}


async def test_a_handshake_opens_a_session_that_advertises_changes(gate_host, http):
    client = await open_session(http, gate_host.url)
    listed = await client.ask("tools/list")
    async with gate_host.client(mode="legacy") as python:
        advertised = python.server_capabilities

    assert client.session
    assert "gate_echo" in [tool["name"] for tool in listed["result"]["tools"]]
    assert advertised.tools.list_changed
    assert advertised.resources.list_changed
    assert advertised.prompts.list_changed


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
async def test_a_request_without_a_session_is_answered_and_opens_none(gate_host, http, revision):
    client = RawClient(http, gate_host.url, revision)
    answer = await client.send("tools/call", name="gate_echo", arguments={"text": "hello"})

    assert (answer.status_code, answer.headers.get("mcp-session-id"), gate_host.server.sessions) == (200, None, 0)
    assert "hello" in answer.text


@pytest.mark.parametrize("method", ["tools/list", "initialize"])
async def test_a_session_that_never_was_is_not_found(gate_host, http, method):
    answer = await RawClient(http, gate_host.url, LEGACY, "0" * 32).send(method)

    assert (answer.status_code, answer.json()) == (404, ENDED)


async def test_a_deleted_session_is_not_found_and_forgotten(gate_host, http):
    client = await open_session(http, gate_host.url)
    other = await open_session(http, gate_host.url)
    await eventually(lambda: gate_host.server.sessions == 2)

    deleted = await client.delete()
    answer = await client.send("tools/list")

    assert (deleted.status_code, answer.status_code) == (200, 404)
    await eventually(lambda: gate_host.server.sessions == 1)
    assert "result" in await other.ask("tools/list")


async def test_a_session_that_nobody_uses_expires_and_is_forgotten(gate_host):
    server = gate_host.server
    over = anyio.Event()

    async def note_the_end(ctx, call_next):
        try:
            return await call_next(ctx)
        finally:
            if ctx.method == "notifications/initialized":
                over.set()

    server.middleware.insert(0, note_the_end)
    manager = StreamableHTTPSessionManager(server, session_idle_timeout=0.2)
    transport = httpx2.ASGITransport(app=manager.handle_request)
    async with manager.run(), httpx2.AsyncClient(transport=transport) as http:
        client = await open_session(http, "http://127.0.0.1/mcp")
        with anyio.fail_after(PATIENCE):
            await over.wait()
        answer = await client.send("tools/list")

    assert (server.sessions, answer.status_code) == (0, 404)


async def test_a_repeated_handshake_message_counts_once(gate_host, http):
    client = await open_session(http, gate_host.url)
    for _ in range(3):
        await client.send("notifications/initialized", key=None)
    await client.ask("tools/list")

    assert gate_host.server.sessions == 1


async def test_a_session_hears_of_a_replaced_catalog_and_sees_it(gate_host, http):
    client = await open_session(http, gate_host.url)
    deaf = await open_session(http, gate_host.url)
    await eventually(lambda: gate_host.server.sessions == 2)

    with anyio.fail_after(PATIENCE):
        async with client.listening() as events:
            await gate_host.host.show(without_echo(gate_host))
            heard = [await anext(events) for _ in LISTS]
    listed = await client.ask("tools/list")
    also = await deaf.ask("tools/list")

    assert [event["method"] for event in heard] == [f"notifications/{kind}/list_changed" for kind in LISTS]
    assert [tool["name"] for tool in listed["result"]["tools"]] == [
        "budget_status",
        "fetch_result",
        "gate_wait",
        "list_sources",
    ]
    assert also == listed


async def test_a_subscription_of_2026_07_28_hears_of_a_replaced_catalog(gate_host):
    async with gate_host.client() as client:
        before = await client.list_tools()
        with anyio.fail_after(PATIENCE):
            async with client.listen(tools_list_changed=True) as events:
                await gate_host.host.show(without_echo(gate_host))
                heard = await anext(aiter(events))
        after = await client.list_tools()

    assert heard == ToolsListChanged()
    assert {tool.name for tool in before.tools} - {tool.name for tool in after.tools} == {"gate_echo"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_tool_that_has_gone_is_unknown_at_once(gate_host, mode):
    async with gate_host.client(mode=mode) as client:
        await client.list_tools()
        await gate_host.host.show(without_echo(gate_host))
        with pytest.raises(MCPError) as caught:
            await client.call_tool("gate_echo", {"text": "hello"})

    assert (caught.value.error.code, caught.value.error.message) == (-32602, "unknown tool: gate_echo")


@pytest.mark.parametrize("kind", ["modern", "sessionless", "session"])
async def test_clients_that_use_the_same_ids_at_the_same_time_get_their_own_answers(gate_host, http, kind):
    names = [f"client {number}" for number in range(20)]
    answers = {}

    async def ask(name):
        if kind == "session":
            client = await open_session(http, gate_host.url)
        else:
            client = RawClient(http, gate_host.url, MODERN if kind == "modern" else LEGACY)
        answer = await client.ask("tools/call", key=7, name="gate_echo", arguments={"text": name})
        answers[name] = (answer["id"], answer["result"]["content"])

    async with anyio.create_task_group() as tasks:
        for name in names:
            tasks.start_soon(ask, name)

    assert answers == {name: (7, [{"type": "text", "text": name}]) for name in names}


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
async def test_no_list_is_built_for_a_call_that_the_sdk_answers(gate, http, revision):
    config = {"sources": {"gate": {"connector": "gate"}}, "host": {"direct_lane": False}}
    built = []
    async with running_host(config, plugins={"gate": plugin_of(gate)}) as host:
        original = host.server.get_request_handler("tools/list")

        async def count(context, params):
            built.append(context.method)
            return await original.handler(context, params)

        host.server.add_request_handler("tools/list", original.params_type, count)
        client = RawClient(http, host.url, revision)
        for text in ("one", "two", "three"):
            await client.ask("tools/call", name="gate_echo", arguments={"text": text})
        calls = list(built)
        await client.ask("tools/list")

    assert (calls, built) == ([], ["tools/list"])


async def test_a_host_that_stops_ends_the_streams_on_which_clients_only_listen(http):
    ended = []

    async def listen_in_session(host, *, task_status):
        client = await open_session(http, host.url)
        async with client.listening() as events:
            task_status.started()
            ended.append([event async for event in events])

    async def subscribe(host, *, task_status):
        async with host.client() as client, client.listen(tools_list_changed=True) as events:
            task_status.started()
            ended.append([event async for event in events])

    async with anyio.create_task_group() as tasks, running_host(plugins={}) as host:
        await tasks.start(listen_in_session, host)
        await tasks.start(subscribe, host)

    assert ended == [[], []]
