"""What clients of a session ask for, over MCP and REST."""

from collections.abc import Iterable

import anyio
import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from sinks import Recorder

__all__ = ["Rest", "leak_everything", "speak_mcp", "turn_back_strangers"]

PLACES = ("message", "detail", "bug", "several bugs", "log", "warning", "thread", "collected", "progress")
#: Casting to a number makes the server repeat the text, as the client gave it and as the server has made it.
REPEATS = (
    "SELECT $1::int",
    "SELECT (repeat('.', 250) || $1)::int",
    "SELECT encode(convert_to($1, 'UTF8'), 'hex')::int",
    "SELECT encode(convert_to($1, 'UTF8'), 'base64')::int",
    "SELECT to_json($1)::text::int",
    "SELECT quote_literal($1)::int",
)


class Rest:
    """A client of `/api/v1`.

    Args:
        sinks: where answers are collected.
        url: of the host.
        token: of the caller.
    """

    def __init__(self, sinks, url: str, token: str) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url.removesuffix("/mcp"),
            headers={"Authorization": f"Bearer {token}"},
            transport=Recorder(sinks, "REST answers"),
            timeout=60,
        )
        self._sinks = sinks

    async def __aenter__(self):
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *error):
        await self._client.__aexit__(*error)

    async def ask(self, method: str, path: str, **options) -> httpx2.Response:
        """Ask for a path below `/api/v1`."""
        return await self._client.request(method, f"/api/v1{path}", **options)

    async def look(self) -> None:
        """Read everything that can be read."""
        document = (await self.ask("GET", "/openapi.json")).json()
        for path, operations in document["paths"].items():
            if "get" in operations and "{" not in path:
                await self.ask("GET", path)
        for connector in ("postgres", "sqlite", "leaky", "nothing"):
            await self.ask("GET", f"/connectors/{connector}")
        for source in (await self.ask("GET", "/sources?limit=500")).json()["items"]:
            await self.ask("GET", f"/sources/{source['name']}")
            await self.ask("GET", f"/sources/{source['name']}/health")

    async def watch(self) -> None:
        """Read health and metrics."""
        for path in ("/healthz", "/readyz", "/metrics"):
            answer = await self._client.get(path)
            self._sinks.put("metrics" if path == "/metrics" else "health", answer.content)


async def speak_mcp(sinks, url: str, token: str, sources: Iterable[str], witness: str, *, mode: str) -> None:
    """List, read and call everything that a client can; what fails is part of it."""
    headers = {"Authorization": f"Bearer {token}", "traceparent": f"00-{'1' * 32}-{'2' * 16}-01"}
    transport = Recorder(sinks, "MCP answers")
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60, transport=transport) as http,
        Client(streamable_http_client(url, http_client=http), mode=mode, cache=None) as client,
    ):
        await client.list_tools()
        await client.list_prompts()
        await client.list_resources()
        await client.list_resource_templates()
        await client.call_tool("list_sources", {})
        await client.call_tool("budget_status", {})
        long = {
            "source": witness,
            "query": "WITH RECURSIVE n(i, t) AS (SELECT 1, :t UNION ALL SELECT i + 1, t FROM n "
            "WHERE i < 3000) SELECT * FROM n",
            "params": {"t": witness},
        }
        await client.call_tool("sqlite_execute_query", long)
        async with anyio.create_task_group() as tasks:
            for source in sources:
                tasks.start_soon(_use, client, source)


async def _use(client: Client, source: str) -> None:
    query = {"source": source, "query": "SELECT 1"}
    await client.call_tool("postgres_execute_query", query, progress_callback=_ignore)
    await _allowed_to_fail(client.read_resource, f"powerstrip://{source}/schema")
    await _allowed_to_fail(client.get_prompt, "introduce_source", {"source": source})


async def _allowed_to_fail(ask, *arguments) -> None:
    try:
        await ask(*arguments)
    except MCPError:
        return


async def _ignore(*_progress) -> None:
    return


async def repeat_passwords(sinks, url: str, token: str, passwords: dict[str, str]) -> None:
    """Let a real server put passwords into its errors, by source."""
    transport = Recorder(sinks, "MCP answers")
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60, transport=transport) as http,
        Client(streamable_http_client(url, http_client=http), cache=None) as client,
    ):
        for source, password in passwords.items():
            for query in REPEATS:
                arguments = {"source": source, "query": query, "params": [password]}
                answer = await client.call_tool("postgres_execute_query", arguments)
                assert answer.is_error


async def leak_everything(sinks, url: str, token: str, sources: Iterable[str]) -> None:
    """Let a connector put its secrets wherever it can."""
    transport = Recorder(sinks, "MCP answers")
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60, transport=transport) as http,
        Client(streamable_http_client(url, http_client=http), cache=None) as client,
    ):
        for source in sources:
            for place in PLACES:
                await client.call_tool("leaky_leak", {"source": source, "place": place}, progress_callback=_ignore)
            for cut in (280, 285, 290):
                await client.call_tool("leaky_leak", {"source": source, "place": "message", "cut": cut})


async def turn_back_strangers(sinks, url: str, planted) -> None:
    """Ask with tokens that are none, in every place where clients put them."""
    root = url.removesuffix("/mcp")
    async with httpx2.AsyncClient(transport=Recorder(sinks, "REST answers"), timeout=30) as http:
        for path in ("/mcp", "/api/v1/sources", "/metrics", "/nowhere"):
            for place in ("header", "query", "cookie", "basic"):
                token = planted.new(f"wrong token in the {place} for {path}")
                options = {
                    "header": {"headers": {"Authorization": f"Bearer {token}"}},
                    "query": {"params": {"access_token": token, "token": token}},
                    "cookie": {"headers": {"Cookie": f"token={token}"}},
                    "basic": {"auth": ("powerstrip", token)},
                }[place]
                assert (await http.get(root + path, **options)).status_code in (401, 404, 405)
