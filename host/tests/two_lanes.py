"""Two hosts that are told the same, one with the direct lane and one without, and requests that both understand."""

import json
import re
from contextlib import AsyncExitStack, asynccontextmanager

import orjson
from asgi import Request, ask, served
from connectors import Stage

from powerstrip.access import EVERYTHING, Access, Grant, Principal
from powerstrip.endpoint.direct_lane import DirectLane
from powerstrip.endpoint.guard import Gate
from powerstrip.endpoint.http import build_app, build_router
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.testing import running_host

MODERN, LEGACY = "2026-07-28", "2025-11-25"
#: A request without the header is of the revision before there was one.
REVISIONS = [MODERN, LEGACY, "2025-06-18", "2025-03-26", "2024-11-05", None]
VERSION = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
CLIENT = "io.modelcontextprotocol/clientInfo"
META = {VERSION: MODERN, CLIENT: {"name": "tests", "version": "0"}, CAPABILITIES: {}}
CONFIG = {
    "limits": {"max_rows": 7, "handle_rows": 50, "max_bytes": 4000},
    "views": {"reports": {"sources": ["book*"], "tools": ["stage_*"]}},
    "sources": {
        "book": {"connector": "stage", "place": "shelf"},
        "diary": {"connector": "stage", "read_only": False},
    },
}
READS = frozenset({"tools:list", "tools:call"})
PEOPLE = {
    "all": Principal(id="1", name="all", grant=EVERYTHING),
    "reader": Principal(id="2", name="reader", grant=Grant(scopes=READS, sources=("book",), views=("", "reports"))),
    "lister": Principal(id="3", name="lister", grant=Grant(scopes=frozenset({"tools:list"}))),
    "caller": Principal(id="4", name="caller", grant=Grant(scopes=frozenset({"tools:call"}), write=True)),
}
#: What differs from call to call: an id in a message, the handle of a kept result, a sealed state.
_OF_THE_CALL = re.compile(r"""(?<=says why: )\w+|(?<="next\\":\\")[\w-]+|(?<="requestState":")[^"]+""")


class KnownPeople:
    """Lets in whoever presents a name of `PEOPLE`."""

    required = True

    def authenticate(self, presented):
        return PEOPLE.get(presented)

    def is_current(self, principal):
        return principal in PEOPLE.values()


ACCESS = Access([KnownPeople()], loopback=True)


class Passed:
    """Counts what goes on to the SDK."""

    def __init__(self, app):
        self.app, self.requests = app, 0

    async def __call__(self, scope, receive, send):
        self.requests += scope["type"] == "http"
        await self.app(scope, receive, send)


class Lanes:
    """Two hosts that are told the same: the first has the direct lane, the second has not."""

    def __init__(self, hosts, apps, passed):
        self.hosts, self.apps, self.passed = hosts, apps, passed

    async def ask(self, request):
        return [await ask(app, request) for app in self.apps]

    async def compare(self, request):
        direct, sdk = [comparable(answer) for answer in await self.ask(request)]
        assert direct == sdk, request
        return direct

    async def is_direct(self, request):
        before = self.passed.requests
        await ask(self.apps[0], request)
        return self.passed.requests == before


def comparable(answer):
    """What must be equal of two answers."""
    return answer.status, answer.fields, steady(answer.message)


def steady(message):
    if isinstance(message, bytes):
        return message
    return orjson.loads(_OF_THE_CALL.sub("*", orjson.dumps(message).decode()))


@asynccontextmanager
async def both_lanes(config=CONFIG, stage=Stage):
    async with AsyncExitStack() as stack:
        hosts, apps = [], []
        for on in (True, False):
            settings = {**config, "host": {"direct_lane": on}}
            host = await stack.enter_async_context(running_host(settings, plugins={"stage": stage().plugin()}))
            hosts.append(host)
        passed = Passed(build_router(hosts[0].host, hosts[0].sdk, ACCESS))
        lane = DirectLane(passed, hosts[0].host, PlainAnswers(hosts[0].host, hosts[0].sdk))
        gate = Gate(lane, settings=hosts[0].host.plan.configuration.settings.host, bound="127.0.0.1", access=ACCESS)
        for app in (gate, build_app(hosts[1].host, hosts[1].sdk, bound="127.0.0.1", access=ACCESS)):
            apps.append(app)
            await stack.enter_async_context(served(app))
        yield Lanes(hosts, apps, passed)


def plain(revision=MODERN, name="stage_echo", arguments=None, *, key=1, path="/mcp", token="all", **more):
    """A plain request, as members to be written down; a name of None lists the tools."""
    method = "tools/list" if name is None else "tools/call"
    params = {} if name is None else {"name": name, "arguments": {} if arguments is None else arguments}
    headers = {
        "host": "127.0.0.1:8321",
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
    }
    if revision is not None:
        headers["mcp-protocol-version"] = revision
    if revision == MODERN:
        params["_meta"] = META
        headers["mcp-method"] = method
        if name is not None:
            headers["mcp-name"] = name
    return {
        "body": {"jsonrpc": "2.0", "id": key, "method": method, "params": params},
        "headers": list(headers.items()),
        "path": path,
        **more,
    }


def written(members):
    body = members["body"]
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    for change in members.get("changes", ()):
        raw = change(raw)
    headers = [(name.encode(), value.encode("latin-1")) for name, value in members["headers"]]
    return Request(body=raw, headers=headers, path=members["path"], chunks=members.get("chunks", 1))
