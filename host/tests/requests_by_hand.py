"""Requests as they go over the wire, by whoever a test says, for what a client library would not let it send."""

import httpx2
import orjson
from people import bearing

LEGACY, MODERN = "2025-11-25", "2026-07-28"
_META = {"io.modelcontextprotocol/protocolVersion": MODERN}
_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
_NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
ASKS = {"elicitation": {}}


class Wire:
    """Sends single requests to one host.

    Args:
        http: the HTTP client.
        url: of `/mcp`.
    """

    def __init__(self, http, url):
        self.http = http
        self.url = url

    def headers(self, token, revision, session=None, **more):
        headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": revision, **more}
        return headers | bearing(token) | ({"Mcp-Session-Id": session} if session else {})

    async def send(self, token, revision, method, params=None, *, key=1, session=None, view=""):
        """Send one request and read the whole answer; an unset key makes it a notification."""
        params, more = dict(params or {}), {}
        if revision == MODERN:
            params["_meta"] = {**_META, _CAPABILITIES: ASKS, **params.get("_meta", {})}
            more["Mcp-Method"] = method
            if method in _NAMES:
                more["Mcp-Name"] = params[_NAMES[method]]
        body = {"jsonrpc": "2.0", "method": method, "params": params} | ({} if key is None else {"id": key})
        url = f"{self.url}/{view}" if view else self.url
        return await self.http.post(url, json=body, headers=self.headers(token, revision, session, **more))

    async def ask(self, *request, **options):
        """Send one request; the answer's last message, or its status where it is none."""
        return answer_of(await self.send(*request, **options))

    async def call(self, token, revision, name, arguments=None, **options):
        """Call a tool; the answer's last message, or its status."""
        return await self.ask(token, revision, "tools/call", {"name": name, "arguments": arguments or {}}, **options)

    def listening(self, token, session=None):
        """Open the stream on which changes are told: of a session, or of a subscription of 2026-07-28."""
        if session:
            return self.http.stream("GET", self.url, headers=self.headers(token, LEGACY, session))
        method = "subscriptions/listen"
        headers = self.headers(token, MODERN, **{"Mcp-Method": method})
        params = {"notifications": {"toolsListChanged": True}, "_meta": {**_META, _CAPABILITIES: ASKS}}
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return self.http.stream("POST", self.url, json=body, headers=headers)

    async def open_session(self, token):
        """Do the handshake of an earlier revision; the session's id."""
        who = {"protocolVersion": LEGACY, "capabilities": ASKS, "clientInfo": {"name": "tests", "version": "0"}}
        session = (await self.send(token, LEGACY, "initialize", who)).headers["mcp-session-id"]
        await self.send(token, LEGACY, "notifications/initialized", key=None, session=session)
        return session


def answer_of(response: httpx2.Response):
    """The last message of an answer, or its status where it is refused."""
    if response.status_code in (401, 403, 404, 405):
        return response.status_code
    if response.headers["content-type"].startswith("text/event-stream"):
        data = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
        return orjson.loads(data[-1])
    return orjson.loads(response.content)


def text_of(message):
    """What a call answered, or its error's sentence."""
    if "error" in message:
        return message["error"]["message"]
    return message["result"]["content"][0]["text"]
