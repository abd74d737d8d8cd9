"""Everybody against every route of the REST interface: who is let in, and what nobody gets of what is another's.

The routes are those of the router's own table: one that is not below makes a test fail, whatever it does.
"""

from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx2
import pytest
from connectors import Stage
from fastapi.routing import iter_route_contexts
from people import ALL, bearing, let_in
from planning import VAULT
from requests_by_hand import MODERN, Wire
from rest import ANY, TOKEN, draft, managed_host

from powerstrip.api.application import build_api

pytestmark = pytest.mark.anyio

#: Who may do everything but what operators may, to certain sources alone.
KEEPS = tuple(scope for scope in ALL if scope != "host:admin")
GRANTS = {
    "reader": {"scopes": ("sources:read", "tools:list", "tools:call"), "sources": ("book*",)},
    "keeper": {"scopes": KEEPS, "sources": ("book*",)},
    "admin": {"scopes": ALL, "write": True},
    "twin": {"scopes": ALL, "write": True},
}
BOUND = ("reader", "keeper")
UNKNOWN = {"nobody": None, "a stranger": "ps_made-up"}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
#: What nobody may read who may not see the source `diary`.
CANARY = "what-only-the-diary-says"
ROUNDS = 10


@dataclass(frozen=True, kw_only=True)
class Row:
    """A route.

    Args:
        scope: that it takes.
        status: of the answer to who may.
        body: that is sent; `{name}` becomes one that nobody else has.
        names: what stands for parameters of the path other than the source.
    """

    scope: str
    status: int = 200
    body: Any = None
    names: Mapping[str, str] = field(default_factory=dict)


PATCHED = {"description": "changed"}
ROUTES = {
    ("GET", "/connectors"): Row(scope="sources:read"),
    ("GET", "/connectors/{name}"): Row(scope="sources:read", names={"name": "stage"}),
    ("GET", "/plugins"): Row(scope="sources:read"),
    ("GET", "/sources"): Row(scope="sources:read"),
    ("POST", "/sources"): Row(scope="sources:write", status=201, body=draft("{name}")),
    ("POST", "/sources/test"): Row(scope="sources:write", body={"connector": "stage"}),
    ("GET", "/sources/{source}"): Row(scope="sources:read"),
    ("PUT", "/sources/{source}"): Row(scope="sources:write", body=draft("{name}")),
    ("PATCH", "/sources/{source}"): Row(scope="sources:write", body=PATCHED),
    ("DELETE", "/sources/{source}"): Row(scope="sources:write", status=204),
    ("POST", "/sources/{source}/verify"): Row(scope="sources:write"),
    ("POST", "/sources/{source}/toggle"): Row(scope="sources:write", body={"active": False}),
    ("POST", "/sources/{source}/refresh"): Row(scope="sources:write"),
    ("POST", "/sources/{source}/connect"): Row(scope="sources:write"),
    ("POST", "/sources/{source}/disconnect"): Row(scope="sources:write"),
    ("GET", "/sources/{source}/health"): Row(scope="sources:read"),
    ("GET", "/budget"): Row(scope="metrics:read"),
    ("GET", "/views"): Row(scope="tools:list"),
    ("POST", "/tools/{name}/call"): Row(scope="tools:call", body={}, names={"name": "list_sources"}),
    ("POST", "/reload"): Row(scope="host:admin"),
    ("GET", "/audit"): Row(scope="audit:read"),
    ("GET", "/audit/export"): Row(scope="audit:read"),
    ("GET", "/tokens"): Row(scope="host:admin"),
    ("POST", "/tokens"): Row(scope="host:admin", status=201, body={"name": "{name}"}),
    ("DELETE", "/tokens/{token}"): Row(scope="host:admin", status=204),
}
#: What every principal may read.
DOCUMENT = ("GET", "/openapi.json")


class Everybody:
    """Sends requests to one host in everybody's name.

    Args:
        host: that runs.
        client: of its REST interface, in the name of who may do everything.
        anybody: a client of the same, in nobody's name.
        tokens: of everybody, by name.
    """

    def __init__(self, host, client, anybody, tokens):
        self.host = host
        self.client = client
        self.anybody = anybody
        self.tokens = tokens
        self._made = 0

    async def send(self, name, method, path, **options):
        headers = {**ANY, **bearing(self.tokens[name])}
        return await self.anybody.request(method, path, headers=headers, **options)

    async def ask(self, name, route, source=None):
        """Send what a route takes, about a source of the name, else a new one that everybody may see."""
        row = ROUTES[route]
        method, path = route
        if "{source}" in path:
            source = source or await self.make()
        for key, value in {"source": source or "", **row.names}.items():
            path = path.replace(f"{{{key}}}", value)
        if "{token}" in path:
            spare = self._new()
            await let_in(self.host, spare)
            path = path.replace("{token}", spare)
        body = named(row.body, source or self._new())
        return await self.send(name, method, path, **({} if body is None else {"json": body}))

    async def make(self):
        """Make a source that everybody may see; its name."""
        name = self._new()
        made = await self.client.post("/sources", json=draft(name))
        assert made.status_code == 201, made.text
        return name

    def _new(self):
        self._made += 1
        return f"book-{self._made}"


def named(body, name):
    return {key: name if value == "{name}" else value for key, value in body.items()} if body is not None else None


def table(host):
    """Every method and path of the router's own table."""
    contexts = list(iter_route_contexts(build_api(host.host).routes))
    return {(method, each.path) for each in contexts for method in each.methods or ()} - {("HEAD", DOCUMENT[1])}


@asynccontextmanager
async def everybody():
    """A host with a source that not everybody may see, and everybody who may ask for it."""
    kept = {"audit": {"store": True}, "limits": {"max_rows": 3}, "budget": {"per_source": 50}}
    async with (
        managed_host(token=TOKEN, stage=Stage(), plugins={"vault": VAULT}, **kept) as (host, client),
        httpx2.AsyncClient(base_url=client.base_url, timeout=30) as anybody,
    ):
        tokens = {name: await let_in(host, name, **grant) for name, grant in GRANTS.items()}
        await client.post("/sources", json=draft("diary", place=CANARY, description=CANARY))
        await client.post("/sources", json=draft("book", place="book"))
        yield Everybody(host, client, anybody, {**UNKNOWN, **tokens})


def may(name, row):
    return row.scope in GRANTS[name]["scopes"]


async def test_every_route_of_the_table_is_in_the_matrix():
    async with everybody() as people:
        routes = table(people.host)
        document = (await people.client.get("/openapi.json")).json()

    described = {(method.upper(), path) for path, operations in document["paths"].items() for method in operations}
    assert routes == {*ROUTES, DOCUMENT}
    assert described == set(ROUTES)


async def test_no_path_and_method_answers_who_is_not_known():
    async with everybody() as people:
        paths = {path for _, path in table(people.host)}
        answers = {
            (name, method, path): await people.send(name, method, path)
            for name, methods in (("nobody", METHODS), ("a stranger", METHODS[::3]))
            for path in (*paths, "/", "/absent", "/sources/book/mcp")
            for method in methods
        }

    assert {each.status_code for each in answers.values()} == {401}
    assert {each.headers["www-authenticate"] for each in answers.values()} == {'Bearer realm="powerstrip"'}
    said = {each.json()["detail"] for (_, method, _), each in answers.items() if method != "HEAD"}
    assert said == {"a token is required"}


async def test_each_route_lets_in_who_has_its_scope_and_tells_nobody_what_is_not_theirs():
    wrong, told, seen = {}, {}, {}
    async with everybody() as people:
        known = (await people.client.get("/sources/diary")).json()
        await people.client.post("/tools/stage_echo/call", json={"arguments": {"source": "diary"}})
        words = {CANARY, known["id"], "diary"}
        for route, row in ROUTES.items():
            for name in GRANTS:
                answer = await people.ask(name, route)
                lacks = None if may(name, row) else f"{name!r} lacks the scope {row.scope!r}"
                found = (answer.status_code, lacks and answer.json()["detail"])
                if found != ((403, lacks) if lacks else (row.status, None)):
                    wrong[name, route] = (found, answer.text)
                (told if name in BOUND else seen)[name, route] = {word for word in words if word in answer.text}
        documents = {(await people.send(name, *DOCUMENT)).status_code for name in GRANTS}

    assert wrong == {}
    assert documents == {200}
    assert {key: found for key, found in told.items() if found} == {}
    assert seen["admin", ("GET", "/sources")] == words


async def test_a_source_of_others_is_answered_like_one_that_does_not_exist():
    wrong = {}
    async with everybody() as people:
        for route, row in ROUTES.items():
            for name in BOUND if "{source}" in route[1] else ():
                theirs, none = [await people.ask(name, route, source) for source in ("diary", "ghost")]
                if may(name, row) and theirs.status_code != 404:
                    wrong[name, route] = theirs.text
                if (theirs.status_code, theirs.text) != (none.status_code, none.text.replace("ghost", "diary")):
                    wrong[name, route] = (theirs.text, none.text)
                if CANARY in theirs.text:
                    wrong[name, route] = theirs.text
        wire = Wire(people.anybody, people.host.url.replace("/mcp", "/api/v1/sources/diary/mcp"))
        alone = {
            name: (await wire.send(token, MODERN, "tools/list")).status_code for name, token in people.tokens.items()
        }
        still = (await people.client.get("/sources/diary")).json()

    assert wrong == {}
    assert alone == {**dict.fromkeys(UNKNOWN, 401), **dict.fromkeys(BOUND, 404), "admin": 200, "twin": 200}
    assert (still["description"], still["active"]) == (CANARY, True)


async def test_a_kept_result_is_its_owners_over_rest_too():
    wrong = {}
    async with everybody() as people:

        async def call(name, tool, **arguments):
            return await people.send(name, "POST", f"/tools/{tool}/call", json={"arguments": arguments})

        for owner in GRANTS:
            cut = (await call(owner, "stage_count", source="book", rows=9)).json()
            handle = _handle(cut)
            absent = "A" * len(handle)
            mine = await call(owner, "fetch_result", handle=handle)
            for name in GRANTS.keys() - {owner}:
                theirs, none = [await call(name, "fetch_result", handle=each) for each in (handle, absent)]
                if (theirs.status_code, theirs.text) != (none.status_code, none.text.replace(absent, handle)):
                    wrong[owner, name] = theirs.text
            assert (mine.status_code, '\\"total\\":9' in mine.text) == (200, True)

    assert wrong == {}


def _handle(result):
    text = result["content"][0]["text"]
    return text.partition('"next":"')[2].partition('"')[0]


async def test_equal_requests_at_the_same_time_get_everybody_their_own_answers():
    wrong = []
    async with everybody() as people, anyio.create_task_group() as tasks:

        async def ask(name, number):
            text = f"{name} {number}"
            body = {"arguments": {"source": "book", "text": text}}
            said = (await people.send(name, "POST", "/tools/stage_echo/call", json=body)).json()
            listed = (await people.send(name, "GET", "/sources")).json()["items"]
            viewed = (await people.send(name, "GET", "/views")).json()["items"]
            refused = await people.send(name, "GET", "/tokens")
            sources = ["book"] if name in BOUND else ["book", "diary"]
            found = (
                said["content"][0]["text"],
                [each["name"] for each in listed],
                [each["sources"] for each in viewed],
                refused.status_code,
            )
            if found != (f"book: {text}", sources, [sources], 403 if name in BOUND else 200):
                wrong.append((name, number, found))

        for number in range(ROUNDS):
            for name in GRANTS:
                tasks.start_soon(ask, name, number)

    assert wrong == []


async def test_what_only_operators_may_write_is_refused_on_every_route_that_takes_options():
    """Fields that the forms mark, and references in place of any value."""
    wrong = {}
    async with everybody() as people:
        document = (await people.client.get("/openapi.json")).json()
        routes = sorted(route for route in ROUTES if "config" in _properties(document, route))
        for connector in ("stage", "vault"):
            form = (await people.client.get(f"/connectors/{connector}")).json()["config_schema"]["properties"]
            marked = {name: {"tune": "1"} for name, option in form.items() if option.get("x-operator-only")}
            references = {name: {"env": "HOME"} for name, option in form.items() if option.get("type") == "string"}
            assert marked
            assert references
            for method, path in routes:
                for option, value in [*marked.items(), *references.items()]:
                    name = await people.make()
                    config = {**({"address": "x", "password": "y"} if connector == "vault" else {}), option: value}
                    body = {"connector": connector, "config": config}
                    if method in ("POST", "PUT") and path != "/sources/test":
                        body["name"] = "book-other" if method == "POST" else name
                    answer = await people.send("keeper", method, path.replace("{source}", name), json=body)
                    if answer.status_code != 403 or repr(option) not in answer.json()["detail"]:
                        wrong[method, path, connector, option] = answer.text

    expected = [
        ("PATCH", "/sources/{source}"),
        ("POST", "/sources"),
        ("POST", "/sources/test"),
        ("PUT", "/sources/{source}"),
    ]
    assert routes == expected
    assert wrong == {}


def _properties(document, route):
    """The fields of what a route takes."""
    method, path = route
    content = document["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    schemas = [each["schema"] for each in content.values()]
    named_schemas = document["components"]["schemas"]
    return {key for each in schemas for key in named_schemas[each["$ref"].rpartition("/")[2]]["properties"]}
