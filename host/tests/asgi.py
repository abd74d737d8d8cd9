"""An ASGI application, asked without a network: what goes in and comes out is exactly what a test says."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import orjson


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request over HTTP.

    Args:
        body: as it is sent.
        headers: by name in lower case, as a server gives them.
        path: of the URL.
        method: of HTTP.
        chunks: parts in which the body arrives.
    """

    body: bytes
    headers: list[tuple[bytes, bytes]]
    path: str = "/mcp"
    method: str = "POST"
    chunks: int = 1


@dataclass(frozen=True, kw_only=True)
class Response:
    """One whole response."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @property
    def fields(self):
        """The headers but for those that say how the body is written down, which lanes may differ in."""
        return sorted(each for each in self.headers if each[0] not in (b"content-type", b"content-length"))

    @property
    def message(self):
        """The last message, whether it came alone or at the end of a stream."""
        kind = dict(self.headers).get(b"content-type", b"")
        text = self.body
        if kind.startswith(b"text/event-stream"):
            text = [line.removeprefix(b"data: ") for line in text.splitlines() if line.startswith(b"data: ")][-1]
        is_json = text and kind.startswith((b"application/json", b"text/event-stream"))
        return orjson.loads(text) if is_json else text


@asynccontextmanager
async def served(app):
    """Run an application's lifespan inside the block."""
    begun, ended = anyio.Event(), anyio.Event()

    async def receive():
        if not begun.is_set():
            return {"type": "lifespan.startup"}
        await ended.wait()
        return {"type": "lifespan.shutdown"}

    async def send(message):
        assert message["type"] in ("lifespan.startup.complete", "lifespan.shutdown.complete"), message
        begun.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(app, {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
        await begun.wait()
        yield
        ended.set()


async def ask(app, request, *, gone=None):
    """Send one request and read the whole response; None if there is none, because the client goes at an event."""
    size = -(-len(request.body) // request.chunks) or 1
    parts = [request.body[at : at + size] for at in range(0, len(request.body), size)] or [b""]
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    waiting[-1]["more_body"] = False
    over, sent = gone or anyio.Event(), []

    async def receive():
        if waiting:
            return waiting.pop(0)
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()

    path = request.path
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": list(request.headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8321),
        "state": {},
    }
    with anyio.fail_after(30):
        await app(scope, receive, send)
    if not sent:
        return None
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Response(status=sent[0]["status"], headers=[(bytes(k), bytes(v)) for k, v in sent[0]["headers"]], body=body)
