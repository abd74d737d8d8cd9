"""The protocol over stdin and stdout: nothing else on stdout, and nothing let in that HTTP would refuse."""

import os
import subprocess
import sys
from pathlib import Path

import anyio
import anyio.to_thread
import orjson
import pytest
import tomli_w
from gate_plugin import LISTS, without_echo
from not_strict import NOT_STRICT, PARSE_ERROR
from raw import LEGACY, MODERN, PATIENCE, eventually, message

from powerstrip.endpoint.stdio import serve_stdio
from powerstrip.endpoint.wire import Wire

pytestmark = pytest.mark.anyio

CHATTY = Path(__file__).parent.parent / "bad_plugins" / "chatty" / "src"
#: A line is what ends with a line feed, so these are no messages of their own.
LINES = {name: body for name, body in NOT_STRICT.items() if body}
WHO = {"name": "tests", "version": "0"}


class Line:
    """The client's end of two pipes to a server in this process."""

    def __init__(self):
        server_reads, self.writes = os.pipe()
        self.reads, server_writes = os.pipe()
        self.answers = os.fdopen(self.reads, "rb")
        self.wire = Wire(incoming=os.fdopen(server_reads, "rb"), outgoing=os.fdopen(server_writes, "wb", buffering=0))

    async def send(self, *bodies):
        for body in bodies:
            text = body if isinstance(body, bytes) else orjson.dumps(body)
            await anyio.to_thread.run_sync(self._write, text + b"\n")

    def _write(self, text):
        while text:
            text = text[os.write(self.writes, text) :]

    async def receive(self):
        return orjson.loads(await anyio.to_thread.run_sync(self.answers.readline))

    async def handshake(self):
        params = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": WHO}
        await self.send(message(LEGACY, "initialize", params))
        answer = await self.receive()
        await self.send(message(LEGACY, "notifications/initialized", {}, None))
        return answer


@pytest.fixture
async def line(gate_host):
    """A line to the gate's host, which is served until the line is closed."""
    line = Line()
    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(serve_stdio, gate_host.server, line.wire)
            yield line
            os.close(line.writes)
    line.answers.close()
    line.wire.incoming.close()
    line.wire.outgoing.close()


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
async def test_a_line_that_is_not_strict_json_is_a_parse_error_and_the_next_works(line, revision, text):
    if revision == LEGACY:
        await line.handshake()
    await line.send(text, message(revision, "tools/list", {}, "next"))
    refused, listed = await line.receive(), await line.receive()

    assert refused == PARSE_ERROR
    assert (listed["id"], "gate_echo" in [tool["name"] for tool in listed["result"]["tools"]]) == ("next", True)


async def test_a_line_of_50_megabytes_is_a_parse_error_and_the_next_works(line):
    await line.send(b'"' + b" " * 50_000_000 + b'"', b"", message(MODERN, "tools/list", {}, "next"))
    refused, listed = await line.receive(), await line.receive()

    assert (refused, listed["id"]) == (PARSE_ERROR, "next")


async def test_a_session_hears_of_a_replaced_catalog(line, gate_host):
    answer = await line.handshake()
    await eventually(lambda: gate_host.server.sessions == 1)
    await gate_host.host.show(without_echo(gate_host))
    heard = [await line.receive() for _ in LISTS]

    assert answer["result"]["capabilities"]["tools"] == {"listChanged": True}
    assert [event["method"] for event in heard] == [f"notifications/{kind}/list_changed" for kind in LISTS]


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
async def test_a_notification_stops_a_call(line, gate, revision):
    if revision == LEGACY:
        await line.handshake()
    await line.send(message(revision, "tools/call", {"name": "gate_wait", "arguments": {}}, 5))
    await gate.entered.wait()
    await line.send(message(revision, "notifications/cancelled", {"requestId": 5}, None))
    await eventually(lambda: gate.ended)

    assert gate.ended == ["cancelled"]


async def test_the_end_of_the_line_stops_a_call(line, gate):
    await line.send(message(MODERN, "tools/call", {"name": "gate_wait", "arguments": {}}, 5))
    await gate.entered.wait()
    os.close(line.writes)
    line.writes = os.open(os.devnull, os.O_WRONLY)
    await eventually(lambda: gate.ended)

    assert gate.ended == ["cancelled"]


@pytest.fixture
def chatty(tmp_path):
    """The environment of a process that sees an installed plugin which prints."""
    folder = tmp_path / "powerstrip_chatty-1.0.dist-info"
    folder.mkdir()
    metadata = "Metadata-Version: 2.1\nName: powerstrip-chatty\nVersion: 1.0\nRequires-Dist: powerstrip-sdk\n"
    (folder / "METADATA").write_text(metadata, "utf-8")
    (folder / "entry_points.txt").write_text("[powerstrip]\nchatty = powerstrip_chatty\n", "utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(CHATTY)])}


@pytest.mark.parametrize("revision", [LEGACY, MODERN])
async def test_nothing_but_the_protocol_is_on_stdout_whatever_a_plugin_prints(chatty, fruit, tmp_path, revision):
    file = tmp_path / "powerstrip.toml"
    sources = {"garden": {"connector": "sqlite", "path": str(fruit)}}
    file.write_text(tomli_w.dumps({"host": {"data_dir": str(tmp_path)}, "sources": sources}), "utf-8")
    params = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": WHO}
    opening = [message(LEGACY, "initialize", params, 0), message(LEGACY, "notifications/initialized", {}, None)]
    calls = [
        message(revision, "tools/call", {"name": "chatty_chat", "arguments": {}}, 1),
        message(revision, "tools/call", {"name": "nothing", "arguments": {}}, 2),
        message(revision, "tools/call", {"name": "sqlite_list_tables", "arguments": {}}, 3),
    ]
    answers = []
    with anyio.fail_after(PATIENCE):
        command = [sys.executable, "-m", "powerstrip", "serve", "--stdio", "--config", str(file)]
        async with await anyio.open_process(command, env=chatty, stderr=subprocess.PIPE) as process:
            texts = b""
            for request in [*(opening if revision == LEGACY else []), *calls]:
                await process.stdin.send(orjson.dumps(request) + b"\n")
                while "id" in request and texts.count(b"\n") == len(answers):
                    texts += await process.stdout.receive()
                answers = texts.splitlines()
            await process.stdin.aclose()
            rest = b"".join([piece async for piece in process.stdout])
            told = b"".join([piece async for piece in process.stderr])
            code = await process.wait()

    read = [orjson.loads(answer) for answer in answers]
    assert [each["id"] for each in read] == [0, 1, 2, 3][-len(read) :]
    assert read[-3]["result"]["content"] == [{"type": "text", "text": "talk"}]
    assert read[-2]["error"] == {"code": -32602, "message": "unknown tool: nothing"}
    assert '"name":"fruit"' in read[-1]["result"]["content"][0]["text"]
    assert (rest, code) == (b"", 0)
    for printed in (b"hello from a plugin", b"hello from a hook", b"a word from a tool", b"a word past print"):
        assert printed in told
