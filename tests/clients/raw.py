"""Requests as they go over the wire, for what a client library would not let a test send."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx2
import orjson

LEGACY, MODERN = "2025-11-25", "2026-07-28"
_META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}
_NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
#: Seconds after which something that was expected counts as never happening.
PATIENCE = 20


def headers_for(revision: str, method: str = "tools/list", **params: Any) -> dict[str, str]:
    """The headers of a request."""
    headers = {
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
        "MCP-Protocol-Version": revision,
    }
    if revision == MODERN:
        headers["Mcp-Method"] = method
        if method in _NAMES:
            headers["Mcp-Name"] = params[_NAMES[method]]
    return headers


def message(revision: str, method: str, params: dict[str, Any], key: Any = 1) -> dict[str, Any]:
    """A JSON-RPC request; a notification if the key is None."""
    if revision == MODERN:
        params = {**params, "_meta": {**_META, **params.get("_meta", {})}}
    identified = {} if key is None else {"id": key}
    return {"jsonrpc": "2.0", **identified, "method": method, "params": params}


def messages(response: httpx2.Response) -> list[dict[str, Any]]:
    """Every message of an answer, whichever way it was sent."""
    if response.headers["content-type"].startswith("text/event-stream"):
        lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
        return [orjson.loads(line) for line in lines]
    return [orjson.loads(response.content)]


class RawClient:
    """Sends single requests to one address.

    Args:
        http: the HTTP client.
        url: of `/mcp`.
        revision: of the protocol.
        session: id of a session of an earlier revision, None for none.
    """

    def __init__(self, http: httpx2.AsyncClient, url: str, revision: str, session: str | None = None) -> None:
        self.http = http
        self.url = url
        self.revision = revision
        self.session = session

    def _headers(self, method: str = "", **params: Any) -> dict[str, str]:
        session = {"Mcp-Session-Id": self.session} if self.session else {}
        return {**headers_for(self.revision, method, **params), **session}

    async def send(self, method: str, *, key: Any = 1, **params: Any) -> httpx2.Response:
        """Send one request and read the whole answer."""
        headers = self._headers(method, **params)
        return await self.http.post(self.url, json=message(self.revision, method, params, key), headers=headers)

    async def ask(self, method: str, *, key: Any = 1, **params: Any) -> dict[str, Any]:
        """Send one request and return the answer's last message."""
        return messages(await self.send(method, key=key, **params))[-1]

    async def post(self, body: bytes) -> httpx2.Response:
        """Send a body as it is."""
        return await self.http.post(self.url, content=body, headers=self._headers("tools/list"))

    async def delete(self) -> httpx2.Response:
        """Send DELETE."""
        return await self.http.delete(self.url, headers=self._headers())

    @asynccontextmanager
    async def sending(self, method: str, *, key: Any = 1, **params: Any) -> AsyncGenerator[None]:
        """Send a request whose answer is not waited for; the client goes away at the end of the block."""

        async def send() -> None:
            headers = self._headers(method, **params)
            body = message(self.revision, method, params, key)
            async with self.http.stream("POST", self.url, json=body, headers=headers) as response:
                await response.aread()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(send)
            yield
            tasks.cancel_scope.cancel()

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[AsyncIterator[dict[str, Any]]]:
        """Open the stream on which a session hears what it did not ask for."""
        async with self.http.stream("GET", self.url, headers=self._headers()) as response:
            assert response.status_code == 200
            yield _events(response)


async def _events(response: httpx2.Response) -> AsyncGenerator[dict[str, Any]]:
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield orjson.loads(line.removeprefix("data: "))


async def open_session(http: httpx2.AsyncClient, url: str) -> RawClient:
    """Do the handshake of an earlier revision."""
    opening = RawClient(http, url, LEGACY)
    who = {"name": "tests", "version": "0"}
    answer = await opening.send("initialize", protocolVersion=LEGACY, capabilities={}, clientInfo=who)
    client = RawClient(http, url, LEGACY, answer.headers["mcp-session-id"])
    await client.send("notifications/initialized", key=None)
    return client


async def eventually(condition: Callable[[], Any]) -> None:
    """Wait until a condition holds, which may be a coroutine function's."""
    with anyio.fail_after(PATIENCE):
        while True:
            holds = condition()
            if await holds if hasattr(holds, "__await__") else holds:
                return
            await anyio.sleep(0.01)
