"""What one call costs the host itself, step by step: no network, no database, one process.

Usage::

    python benchmarks/call_path.py [--calls 300] [--rounds 15]

Starts a host whose connector answers from memory, asks its ASGI application as a server would, in the direct lane and
without it, then sends bytes to uvicorn's protocol with and without the short way, and times each step by itself.
Figures are microseconds of the processor's time, the best round: what other work on the machine adds is not the host's.
Log lines go to /dev/null as JSON, as they do with `powerstrip serve`.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from types import ModuleType
from typing import Any

import anyio
import structlog
from uvicorn.config import Config
from uvicorn.server import ServerState

from powerstrip.access import LOCAL, Access
from powerstrip.arguments import choose_source, validate_arguments
from powerstrip.audit import Record
from powerstrip.endpoint.http import build_app
from powerstrip.endpoint.known_heads import KnownHeads
from powerstrip.endpoint.one_write import OneWriteProtocol
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.endpoint.protocol import ShortWay, ShortWayProtocol
from powerstrip.endpoint.strict_json import parse
from powerstrip.limits import whole_rows
from powerstrip.logs import configure_logs
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import RunningHost, running_host
from powerstrip_sdk import Column, Connection, Connector, Rows, SourceConfig, Tool, hookimpl, tool

COLUMNS = tuple(Column(name=name, type=kind) for name, kind in (("id", "int8"), ("name", "text"), ("total", "int4")))
MODERN, EARLIER = "2026-07-28", "2025-11-25"
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


class Memory(Connection):
    """A connection to nothing."""

    fresh = True

    async def close(self) -> None:
        """There is nothing to close."""


async def connect(_config: SourceConfig) -> Connection:
    """Open nothing."""
    return Memory()


@tool(connector="memory", read_only=True)
async def rows(connection: Memory, count: int) -> Rows:  # noqa: ARG001 - a tool takes it
    """Return some rows."""
    return Rows(columns=COLUMNS, rows=[(number, "the name of it", 7) for number in range(count)])


@tool(connector="memory", read_only=True)
async def waiting_rows(connection: Memory) -> Rows:  # noqa: ARG001 - a tool takes it
    """Return a row after the others have had a turn."""
    await asyncio.sleep(0)
    return Rows(columns=COLUMNS, rows=[(1, "the name of it", 7)])


def plugin(fillers: int) -> ModuleType:
    """Return a plugin with one tool that answers and others that only fill the list."""
    tools = [rows, waiting_rows, *(_filler(number) for number in range(fillers))]
    connector = Connector(name="memory", config=SourceConfig, connect=connect, description="For the benchmark.")
    module = ModuleType("memory")
    module.powerstrip_connectors = hookimpl(specname="powerstrip_connectors")(lambda: [connector])  # type: ignore[attr-defined]
    module.powerstrip_tools = hookimpl(specname="powerstrip_tools")(lambda: tools)  # type: ignore[attr-defined]
    return module


def _filler(number: int) -> Tool:
    async def filler(connection: Memory, name: str) -> str:  # noqa: ARG001 - a tool takes it
        return name

    return tool(connector="memory", read_only=True, name=f"filler_{number}", description="Fill the list.")(filler)


def request(revision: str, method: str, **params: Any) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return headers and body of a request."""
    headers = {
        "host": "127.0.0.1:8321",
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": revision,
    }
    if revision == MODERN:
        params["_meta"] = META
        headers["mcp-method"] = method
        headers |= {"mcp-name": params["name"]} if "name" in params else {}
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    # As the SDKs of the protocol write it.
    body = json.dumps(message, separators=(",", ":")).encode()
    headers["content-length"] = str(len(body))
    return [(name.encode(), value.encode()) for name, value in headers.items()], body


class Asked:
    """An ASGI application that is asked without a network."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Send one request, and see that it is answered well."""
        over, waiting, status = asyncio.Event(), [{"type": "http.request", "body": body}], 0

        async def receive() -> dict[str, Any]:
            if waiting:
                return waiting.pop()
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                over.set()

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/mcp",
            "root_path": "",
            "query_string": b"",
            "scheme": "http",
        }
        scope |= {"http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8321), "headers": headers}
        await self.app(scope, receive, send)
        if status != 200:
            raise SystemExit(f"answered with status {status}")


class Wired(asyncio.Transport):
    """A connection to the host without a network: bytes go in, and come out.

    Args:
        protocol: the server's side.

    Attributes:
        answer: what came last, as far as it came at once.
    """

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._protocol = protocol
        self._answered = asyncio.Event()
        self.answer = b""
        protocol.connection_made(self)

    async def __call__(self, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Send one request in one piece, and see that it is answered well."""
        self._answered.clear()
        lines = b"".join([b"%b: %b\r\n" % each for each in headers])
        self._protocol.data_received(b"POST /mcp HTTP/1.1\r\n%b\r\n%b" % (lines, body))
        await self._answered.wait()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take an answer, which comes in one piece."""
        self.answer = bytes(data)
        if not self.answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"answered {self.answer[:300]!r}")
        self._answered.set()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Take a large one."""
        self.write(next(iter(list_of_data)))

    def is_closing(self) -> bool:
        """Return false."""
        return False

    def close(self) -> None:
        """Stay open."""

    def pause_reading(self) -> None:
        """Go on."""

    resume_reading = pause_reading


class Meter:
    """Measures what repeated work takes of the processor."""

    def __init__(self, calls: int, rounds: int) -> None:
        self._calls, self._rounds = calls, rounds

    async def show(self, what: str, work: Callable[[], Any], *, times: int = 1) -> None:
        """Measure some work and print it.

        Args:
            what: it is.
            work: done over and over; a coroutine is awaited.
            times: how often what is shown is done in it.
        """
        best = float("inf")
        for _ in range(self._rounds):
            begun = time.process_time()
            for _ in range(self._calls):
                done = work()
                if asyncio.iscoroutine(done):
                    await done
            best = min(best, time.process_time() - begun)
        print(f"| {what} | {best / self._calls / times * 1e6:.1f} |", flush=True)


async def lanes(meter: Meter, *, direct: bool, fillers: int) -> None:
    """Measure whole requests."""
    name = "direct lane" if direct else "SDK"
    config = {"host": {"direct_lane": direct}, "sources": {"memory": {"connector": "memory"}}}
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(running_host(config, plugins={"memory": plugin(fillers)}))
        ask = await stack.enter_async_context(_application(host))
        for revision in (MODERN, EARLIER):
            one = request(revision, "tools/call", name="memory_rows", arguments={"count": 1})
            many = request(revision, "tools/call", name="memory_rows", arguments={"count": 500})
            listed = request(revision, "tools/list")
            if fillers == 0:
                await meter.show(f"{name}, {revision}: a call, one row", lambda one=one: ask(*one))
                await meter.show(f"{name}, {revision}: a call, 500 rows", lambda many=many: ask(*many))
            await meter.show(f"{name}, {revision}: a list of {fillers + 5} tools", lambda listed=listed: ask(*listed))


async def ways(meter: Meter) -> None:
    """Measure whole requests from bytes to bytes, without the short way and with it."""
    one = request(MODERN, "tools/call", name="memory_rows", arguments={"count": 1})
    listed = request(MODERN, "tools/list")
    async with protocols(*_memory()) as (long, short):
        for name, ask in {"uvicorn and the direct lane": Wired(long()), "the short way": Wired(short())}.items():
            await meter.show(f"{name}: a call, one row", lambda ask=ask: ask(*one))
            await meter.show(f"{name}: a list of 5 tools", lambda ask=ask: ask(*listed))


async def crowds(meter: Meter) -> None:
    """Measure calls that come together over the short way, as many as there are connections to the source, and more."""
    one = request(MODERN, "tools/call", name="memory_waiting_rows", arguments={})
    async with protocols(*_memory()) as (_, short):
        for clients in (16, 64):
            wires = [Wired(short()) for _ in range(clients)]

            def together(wires: list[Wired] = wires) -> Any:
                return _all(wire(*one) for wire in wires)

            await meter.show(f"{clients} at once over 16 connections, each", together, times=clients)


def _memory() -> tuple[dict[str, Any], dict[str, object]]:
    """Return the configuration of a host over the connector that answers from memory, and its plugin."""
    config = {"sources": {"memory": {"connector": "memory", "pool": {"size": 16, "max_overflow": 0}}}}
    return config, {"memory": plugin(0)}


@asynccontextmanager
async def protocols(
    config: dict[str, Any], plugins: dict[str, object]
) -> AsyncGenerator[tuple[Callable[[], asyncio.Protocol], Callable[[], asyncio.Protocol]]]:
    """Run a host, and yield what makes the server's side of a connection to it, without the short way and with it.

    Args:
        config: of the host.
        plugins: that it has, by name.
    """
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(running_host(config, plugins=plugins))
        asked = await stack.enter_async_context(_application(host))
        way = ShortWay(heads=KnownHeads(), answers=PlainAnswers(host.host, host.sdk), access=Access([], loopback=True))
        serving = Config(asked.app, log_config=None, access_log=False), ServerState(), {}
        yield partial(OneWriteProtocol, *serving), partial(ShortWayProtocol, *serving, short_way=way)


async def _all(works: Iterable[Awaitable[None]]) -> None:
    await asyncio.gather(*works)


class _application:  # noqa: N801 - a context manager
    """Runs the application of a host beside its own."""

    def __init__(self, host: RunningHost) -> None:
        access = Access([], loopback=True)
        self._app = build_app(host.host, host.sdk, bound="127.0.0.1", access=access)

    async def __aenter__(self) -> Asked:
        self._ended = asyncio.Event()
        begun = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if not begun.is_set():
                return {"type": "lifespan.startup"}
            await self._ended.wait()
            return {"type": "lifespan.shutdown"}

        async def send(_message: dict[str, Any]) -> None:
            begun.set()

        self._task = asyncio.create_task(self._app({"type": "lifespan"}, receive, send))  # type: ignore[arg-type]
        await begun.wait()
        return Asked(self._app)

    async def __aexit__(self, *_: object) -> None:
        self._ended.set()
        await self._task


async def steps(meter: Meter) -> None:
    """Measure each step of a call by itself."""
    async with running_host({"sources": {"memory": {"connector": "memory"}}}, plugins={"memory": plugin(0)}) as running:
        host = running.host
        view = host.catalog.views[""]
        caller, bound, arguments = Caller(principal=LOCAL, view=view), view.tools["memory_rows"], {"count": 1}
        _, body = request(MODERN, "tools/call", name="memory_rows", arguments=arguments)
        source = choose_source(bound, view, arguments)
        assert source is not None
        found = Rows(columns=COLUMNS, rows=[(1, "the name of it", 7)])
        record = Record(
            call_id="0123456789abcdef",
            principal=LOCAL,
            tool="memory_rows",
            source="memory",
            arguments=arguments,
            outcome="ok",
            milliseconds=0.5,
            rows=1,
            bytes=200,
        )
        client = SilentClient()
        await host.calls.call_tool(caller, "memory_rows", arguments, client)
        pool = source.usable_pool()

        def lease() -> None:
            now = anyio.current_time()
            taken = pool.take(now, now + 30, "0123456789abcdef")
            assert taken is not None
            assert pool.take_back(taken, now)

        def count() -> None:
            host.metrics.count_call("memory_rows", "memory", "ok", 0.001)
            host.metrics.count_operation("tools/call", "memory_rows", "", 0.001)

        async def scope() -> None:
            with anyio.CancelScope() as entered:
                entered.deadline = anyio.current_time() + 30
                await nothing()

        limits = source.plan.limits
        await meter.show("the body is parsed, strictly", lambda: parse(body))
        await meter.show("the source is chosen", lambda: choose_source(bound, view, arguments))
        await meter.show("the arguments are validated", lambda: validate_arguments(bound, arguments))
        await meter.show("a connection is leased and given back", lease)
        await meter.show("a scope with a deadline", scope)
        await meter.show(
            "one row is encoded, limits held",
            lambda: whole_rows(found, limits),
        )
        await meter.show("the call is counted, twice", count)
        await meter.show("the audit's record, its digest and its log line", lambda: host.audit.write(record))
        await meter.show(
            "all of a call but HTTP", lambda: host.calls.call_tool(caller, "memory_rows", arguments, client)
        )


async def nothing() -> None:
    """Return at once."""


async def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=300, help="calls in a round")
    parser.add_argument("--rounds", type=int, default=15, help="rounds, of which the best counts")
    given = parser.parse_args()
    meter = Meter(given.calls, given.rounds)
    configure_logs(colours=False)
    print("| request | us |\n| --- | --- |")
    for direct in (True, False):
        await lanes(meter, direct=direct, fillers=0)
    for fillers in (5, 995):
        await lanes(meter, direct=True, fillers=fillers)
    print("\n| from bytes to bytes | us |\n| --- | --- |")
    await ways(meter)
    await crowds(meter)
    print("\n| step | us |\n| --- | --- |")
    await steps(meter)
    structlog.reset_defaults()


if __name__ == "__main__":
    # The host's own log is not what is to be read here, but what it costs is.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    anyio.run(main, backend_options={"use_uvloop": True})
