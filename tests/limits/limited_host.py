"""A host in a process of its own, whose memory is watched from outside, and a slow way to a server."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import anyio
import anyio.lowlevel
import httpx2
import tomli_w

__all__ = ["ALLOWED", "MAX_BYTES", "LimitedHost", "configuration", "dripping", "limited_host", "until_gone"]

MEGABYTE = 2**20
#: Bytes of an answer, and the megabytes that a call may take.
MAX_BYTES = 1_000_000
ALLOWED = (4 * MAX_BYTES + 64_000_000) / MEGABYTE
HEADERS = {
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
RUNNING = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'powerstrip' AND (state = 'active' OR state LIKE 'idle in transaction%')
"""
#: What the slow way waits for, in what goes to the server, before it slows down.
MARK = b"drip"


class LimitedHost:
    """A running `powerstrip serve`.

    Args:
        url: of `/mcp`.
        pid: of its process.

    Attributes:
        seconds: that the last measured query took.
    """

    def __init__(self, url, pid):
        self.url, self.pid = url, pid
        self.seconds = 0.0

    async def query(self, connector, source, query):
        """Run one query; the code of its error or `ok`, and the text of the answer."""
        name = f"{connector}_execute_query"
        arguments = {"source": source, "query": query}
        request = {"name": name, "arguments": arguments, "_meta": META}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": request}
        # Python's MCP client takes no event over one mebibyte.
        async with httpx2.AsyncClient(timeout=120) as http:
            response = await http.post(self.url, json=message, headers={**HEADERS, "mcp-name": name})
        result = json.loads(response.text.split("data: ")[-1])["result"]
        code = result["_meta"]["powerstrip/error"]["code"] if result["isError"] else "ok"
        return code, result["content"][0]["text"]

    async def growth(self, connector, source, query):
        """Run one query when everything that it needs is loaded; code, text, and the megabytes that it took at most."""
        for _ in range(3):
            assert await self.query(connector, source, "SELECT 1 AS one") == ("ok", ONE[connector])
        before, started = self.memory("VmRSS"), anyio.current_time()
        code, text = await self.query(connector, source, query)
        self.seconds = anyio.current_time() - started
        return code, text, self.memory("VmHWM") - before

    def memory(self, key):
        """A figure of the process's memory, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(re.search(rf"{key}:\s+(\d+) kB", status)[1]) * 1024 / MEGABYTE


ONE = {
    name: f'{{"columns":[{{"name":"one","type":"{kind}"}}],"rows":[[1]],"truncated":false,"next":null}}'
    for name, kind in (("postgres", "int4"), ("sqlite", ""))
}


def configuration(folder, server, slow_port):
    """A host's configuration, with sources that give a call more or less time; see `Shape`."""
    with closing(sqlite3.connect(folder / "empty.db")) as database:
        database.execute("CREATE TABLE empty (a)")
    postgres = {"connector": "postgres", **server.options()}
    file = {"connector": "sqlite", "path": str(folder / "empty.db")}
    hurry = {"limits": {"call_timeout": 2}}
    slow = {"host": "127.0.0.1", "port": slow_port, "sslmode": "disable", "limits": {"call_timeout": 3}}
    return {
        "host": {"data_dir": str(folder)},
        "limits": {"max_bytes": MAX_BYTES, "call_timeout": 60, "handle_bytes": 8_000_000},
        "sources": {
            "plenty": postgres,
            "hurry": postgres | hurry,
            "drip": postgres | slow,
            "plenty_file": file,
            "hurry_file": file | hurry,
        },
    }


@contextmanager
def limited_host(folder, config):
    """Run a host with a configuration; its files are kept in a folder."""
    file = folder / "powerstrip.toml"
    file.write_text(tomli_w.dumps(config), "utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
    command = [sys.executable, "-u", "-m", "powerstrip", "serve", "--config", str(file), "--bind", "127.0.0.1:0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            yield LimitedHost(process.stdout.readline().split(" at ")[1].strip(), process.pid)
        finally:
            process.terminate()


@asynccontextmanager
async def dripping(host, port):
    """Lead to a server; once a statement with the mark has passed, its answer comes byte by byte. The way's port."""

    async def forward(source, sink, slow):
        with suppress(anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            async for chunk in source:
                for piece in [chunk[i : i + 1] for i in range(len(chunk))] if slow.is_set() else [chunk]:
                    await sink.send(piece)
                    await (anyio.sleep(0.02) if slow.is_set() else anyio.lowlevel.checkpoint())

    async def to_server(source, sink, slow):
        with suppress(anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            async for chunk in source:
                if MARK in chunk:
                    slow.set()
                await sink.send(chunk)

    async def relay(client):
        slow = anyio.Event()
        upstream = await anyio.connect_tcp(host, port)
        async with client, upstream, anyio.create_task_group() as both:
            both.start_soon(forward, upstream, client, slow)
            await to_server(client, upstream, slow)
            both.cancel_scope.cancel()

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, relay)
        yield listener.extra(anyio.abc.SocketAttribute.local_port)
        group.cancel_scope.cancel()


async def until_gone(admin, patience):
    """Wait until no statement of a source runs on the server."""
    with anyio.fail_after(patience):
        while await admin.fetchval(RUNNING):
            await anyio.lowlevel.checkpoint()
