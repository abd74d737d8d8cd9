"""Who and what is let in, before anything of a request is looked at."""

import contextlib

import anyio
import orjson
import pytest
from anyio.streams.buffered import BufferedByteReceiveStream
from not_strict import NOT_STRICT, PARSE_ERROR
from raw import LEGACY, MODERN, PATIENCE, RawClient, headers_for, messages

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

#: Bytes sent at once.
PIECE = 65_536
TOKEN = "a token of the tests"


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
@pytest.mark.parametrize("body", NOT_STRICT.values(), ids=NOT_STRICT)
async def test_a_body_that_is_not_strict_json_is_a_parse_error_and_the_next_request_works(
    gate_host, http, revision, body
):
    client = RawClient(http, gate_host.url, revision)

    refused = await client.post(body)
    listed = await client.ask("tools/list")

    assert (refused.status_code, orjson.loads(refused.content)) == (400, PARSE_ERROR)
    assert "gate_echo" in [tool["name"] for tool in listed["result"]["tools"]]


async def test_a_body_that_is_announced_with_50_megabytes_is_refused_before_any_of_it_is_sent(gate_host, http):
    status = await upload(gate_host.url, "Content-Length: 50000000", pieces=0)
    listed = await RawClient(http, gate_host.url, MODERN).ask("tools/list")

    assert status.split()[1] == b"413"
    assert "result" in listed


async def test_a_body_that_grows_to_50_megabytes_is_refused_without_reading_on(gate_host, http):
    status = await upload(gate_host.url, "Transfer-Encoding: chunked", pieces=50_000_000 // PIECE)
    listed = await RawClient(http, gate_host.url, MODERN).ask("tools/list")

    assert status.split()[1] == b"413"
    assert "result" in listed


async def upload(url, length, *, pieces):
    """Send a body, and return the first line of the answer, which must come before the last piece is sent."""
    host, port = url.removeprefix("http://").removesuffix("/mcp").split(":")
    lines = [f"{name}: {value}" for name, value in headers_for(MODERN).items()]
    head = "\r\n".join(["POST /mcp HTTP/1.1", f"Host: {host}:{port}", length, *lines, "", ""])
    piece = f"{PIECE:x}\r\n".encode() + b" " * PIECE + b"\r\n"

    async def send():
        with contextlib.suppress(anyio.BrokenResourceError):
            for _ in range(pieces):
                await stream.send(piece)
            assert not pieces, "the server has read everything"

    with anyio.fail_after(PATIENCE):
        async with await anyio.connect_tcp(host, int(port)) as stream, anyio.create_task_group() as tasks:
            await stream.send(head.encode())
            tasks.start_soon(send)
            status = await BufferedByteReceiveStream(stream).receive_until(b"\r\n", 1000)
            tasks.cancel_scope.cancel()
    return status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("revision", [LEGACY, MODERN])
async def test_another_host_or_origin_is_refused_before_the_body_is_parsed(gate_host, http, revision, headers, status):
    answer = await http.post(gate_host.url, content=b"[" * 10_000, headers={**headers_for(revision), **headers})

    assert answer.status_code == status


async def test_a_page_on_this_machine_may_call(gate_host, http):
    headers = {**headers_for(MODERN), "Origin": "http://localhost:3000"}
    answer = await http.post(gate_host.url, content=b"", headers=headers)

    assert (answer.status_code, orjson.loads(answer.content)) == (400, PARSE_ERROR)


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_without_the_token_nothing_is_answered(http, method, authorization):
    headers = headers_for(MODERN) | ({"Authorization": authorization} if authorization else {})
    async with running_host(plugins={}, token=TOKEN) as host:
        answer = await http.request(method, host.url, content=b"[" * 10_000, headers=headers)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="powerstrip"')
    assert TOKEN not in answer.text


async def test_with_the_token_calls_are_answered_and_lists_are_private(http):
    http.headers["Authorization"] = f"Bearer {TOKEN}"
    async with running_host(plugins={}, token=TOKEN) as host:
        listed = await RawClient(http, host.url, MODERN).ask("tools/list")

    names = [tool["name"] for tool in listed["result"]["tools"]]
    assert (names, listed["result"]["cacheScope"]) == (["budget_status", "fetch_result", "list_sources"], "private")


async def test_there_is_nothing_at_a_view_that_is_not_configured(gate_host, http):
    answer = await RawClient(http, f"{gate_host.url}/nowhere", MODERN).send("tools/list")

    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
async def test_2026_07_28_knows_only_post(gate_host, http, method):
    answer = await http.request(method, gate_host.url, headers=headers_for(MODERN))

    assert answer.status_code == 405


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
async def test_an_unknown_tool_is_a_protocol_error(gate_host, http, revision):
    answer = await RawClient(http, gate_host.url, revision).send("tools/call", name="gate_fly", arguments={})

    error = {"code": -32602, "message": "unknown tool: gate_fly"}
    assert messages(answer) == [{"jsonrpc": "2.0", "id": 1, "error": error}]
