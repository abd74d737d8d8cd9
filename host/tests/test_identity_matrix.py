"""Everybody against everything: what one principal has is nobody else's, whichever way they come.

The principals are nobody, one that reads one source, one that reads all, one that may do everything, and its twin:
another token that may do the same. What is below `/api/v1` is in `test_rest_matrix.py`.
"""

from contextlib import asynccontextmanager

import anyio
import httpx2
import orjson
import pytest
from connectors import Stage
from people import ALL, bearing, let_in
from requests_by_hand import LEGACY, MODERN, Wire, text_of

from powerstrip.access import Access
from powerstrip.endpoint.guard import OPEN, PUBLIC
from powerstrip.endpoint.http import build_router
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
ERAS = pytest.mark.parametrize("era", [MODERN, LEGACY])
GRANTS = {
    "one": {"sources": ("book",), "views": ("", "reports")},
    "every": {},
    "admin": {"scopes": ALL, "write": True},
    "twin": {"scopes": ALL, "write": True},
}
NOBODY = "nobody"
TABLES = {
    "book": {"connector": "stage", "place": "book"},
    "diary": {"connector": "stage", "place": "diary", "read_only": False},
}
CONFIG = {
    "sources": TABLES,
    "views": {"reports": {}, "rest": {}},
    "limits": {"max_rows": 3},
    "budget": {"per_source": 50},
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
#: Spellings by which somebody might come past the gate, and paths that do not exist.
ODD_PATHS = [
    *("/", "/absent", "/mcp/", "/mcp/absent", "/mcp/reports/more", "//mcp", "/healthz/", "/healthz/../mcp"),
    *("/healthz%2f..%2fmcp", "/HEALTHZ", "/healthz;/mcp", "/mcp?/healthz", "/metrics/", "/metrics?x=/healthz"),
]
ROUNDS = 10


@asynccontextmanager
async def everybody(stage=None):
    """A host, a way to ask it, and the tokens of everybody by name."""
    plugins = {"stage": (stage or Stage()).plugin()}
    async with running_host(CONFIG, plugins=plugins) as host, httpx2.AsyncClient(timeout=30) as http:
        tokens = {name: await let_in(host, name, **grant) for name, grant in GRANTS.items()}
        yield host, Wire(http, host.url), {NOBODY: None, "a stranger": "ps_made-up", **tokens}


def others(tokens, owner):
    return {name: token for name, token in tokens.items() if name != owner}


def routes(host):
    """Every path of the router's own table, with a view that exists in place of the parameter."""
    app = build_router(host.host, host.sdk, Access([], loopback=True))
    return [route.path.replace("{view}", "reports") for route in app.routes]


async def test_every_route_and_method_is_closed_to_nobody_but_what_is_public():
    async with everybody() as (host, wire, tokens):
        origin = host.url.removesuffix("/mcp")
        paths = [*routes(host), *ODD_PATHS]
        let_through = {
            (name, path, method): answer.status_code
            for name in (NOBODY, "a stranger")
            for path in paths
            for method in METHODS
            for answer in [await wire.http.request(method, origin + path, headers=bearing(tokens[name]))]
            if answer.status_code != 401
        }

    assert {"/mcp", "/mcp/reports", "/healthz", "/metrics"} <= set(paths)
    assert ({"/healthz"}, {"/readyz"}) == (PUBLIC, OPEN)
    assert {path for _, path, _ in let_through} == PUBLIC | OPEN
    assert {name for name, path, _ in let_through if path in OPEN} == {NOBODY}
    assert {method for (_, _, method), status in let_through.items() if status == 200} == {"GET", "HEAD"}


async def test_each_route_lets_in_whom_it_is_for():
    async with everybody() as (host, wire, tokens):
        origin = host.url.removesuffix("/mcp")
        views = {
            name: [(await wire.send(token, MODERN, "tools/list", view=view)).status_code for view in ("", "rest", "no")]
            for name, token in tokens.items()
        }
        metrics = {
            name: (await wire.http.get(f"{origin}/metrics", headers=bearing(token))).status_code
            for name, token in tokens.items()
        }

    unknown = {NOBODY: 401, "a stranger": 401}
    assert views == {
        **{name: [401, 401, 401] for name in unknown},
        "one": [200, 404, 404],
        **{name: [200, 200, 404] for name in ("every", "admin", "twin")},
    }
    assert metrics == {**unknown, "one": 403, "every": 403, "admin": 200, "twin": 200}


@ERAS
async def test_a_kept_result_is_its_owners(era):
    async with everybody() as (_, wire, tokens):
        wrong = {}
        for owner in GRANTS:
            cut = orjson.loads(
                text_of(await wire.call(tokens[owner], era, "stage_count", {"source": "book", "rows": 9}))
            )
            handle, absent = cut["next"], "A" * len(cut["next"])
            mine = await asked_about(wire, tokens[owner], era, handle)
            for name, token in others(tokens, owner).items():
                theirs = await asked_about(wire, token, era, handle)
                like_none = [
                    each if isinstance(each, int) else each.replace(absent, handle)
                    for each in await asked_about(wire, token, era, absent)
                ]
                if theirs != like_none:
                    wrong[owner, name] = theirs
            assert '"total":9' in mine[0]
            assert [len(each.splitlines()) for each in mine[1:]] == [1 + 9, 9]

    assert wrong == {}


async def asked_about(wire, token, era, handle):
    """What somebody gets of a kept result, in each of the ways to ask for it."""
    answers = [await wire.call(token, era, "fetch_result", {"handle": handle})]
    for kind in ("csv", "jsonl"):
        uri = f"powerstrip://result/{handle}.{kind}"
        answers.append(await wire.ask(token, era, "resources/read", {"uri": uri}))
    return [each if isinstance(each, int) else said(each) for each in answers]


def said(message):
    if "contents" in message.get("result", {}):
        return message["result"]["contents"][0]["text"]
    return text_of(message)


async def test_a_session_is_his_who_opened_it():
    async with everybody() as (_, wire, tokens):
        wrong, alive = {}, {}
        for owner in GRANTS:
            session = await wire.open_session(tokens[owner])
            for name, token in others(tokens, owner).items():
                for method in ("POST", "GET", "DELETE"):
                    theirs, none = [
                        await in_session(wire, method, token, each) for each in (session, "0" * len(session))
                    ]
                    expected = 401 if name in (NOBODY, "a stranger") else 404
                    if theirs != none or theirs[0] != expected:
                        wrong[owner, name, method] = theirs
            alive[owner] = "result" in await wire.ask(tokens[owner], LEGACY, "tools/list", session=session)

    assert wrong == {}
    assert alive == dict.fromkeys(GRANTS, True)


async def in_session(wire, method, token, session):
    headers = wire.headers(token, LEGACY, session)
    body = {"json": {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}} if method == "POST" else {}
    answer = await wire.http.request(method, wire.url, headers=headers, **body)
    return answer.status_code, answer.text


async def test_the_answer_to_a_question_is_his_who_was_asked():
    stage = Stage()
    async with everybody(stage) as (_, wire, tokens):
        call = {"name": "stage_note", "arguments": {"text": "hi"}}
        asked = await wire.ask(tokens["admin"], MODERN, "tools/call", call)
        state = asked["result"]["requestState"]
        answer = {**call, "inputResponses": {"question": {"action": "accept"}}, "requestState": state}
        refused = {
            name: await wire.ask(token, MODERN, "tools/call", answer) for name, token in others(tokens, "admin").items()
        }
        before = list(stage.notes)
        done = await wire.ask(tokens["admin"], MODERN, "tools/call", answer)

    assert {name: each for name, each in refused.items() if isinstance(each, int)} == {NOBODY: 401, "a stranger": 401}
    assert {
        name: each["error"]["data"]["why"] for name, each in refused.items() if not isinstance(each, int)
    } == dict.fromkeys(("one", "every", "twin"), "principal")
    assert (before, text_of(done), stage.notes) == ([], "noted at diary", ["hi"])


async def test_a_question_in_a_session_is_answered_by_whose_session_it_is():
    stage = Stage()
    async with everybody(stage) as (_, wire, tokens):
        session = await wire.open_session(tokens["admin"])
        call = {"name": "stage_note", "arguments": {"text": "hi"}}
        body = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": call}
        headers = wire.headers(tokens["admin"], LEGACY, session)
        statuses, answers = {}, []

        async def answer(token, key, used):
            told = {"jsonrpc": "2.0", "id": key, "result": {"action": "accept", "content": {}}}
            answered = await wire.http.post(wire.url, json=told, headers=wire.headers(token, LEGACY, used))
            return answered.status_code

        async with wire.http.stream("POST", wire.url, json=body, headers=headers) as response:
            async for line in response.aiter_lines():
                if not line.startswith("data: {"):
                    continue
                message = orjson.loads(line.removeprefix("data: "))
                if message.get("method") != "elicitation/create":
                    answers.append(text_of(message))
                    continue
                for name, token in others(tokens, "admin").items():
                    own = None if token in (None, "ps_made-up") else await wire.open_session(token)
                    statuses[name] = await answer(token, message["id"], session)
                    if own:
                        # An answer of the same id in a session of one's own is an answer to nothing.
                        await answer(token, message["id"], own)
                before = list(stage.notes)
                await answer(tokens["admin"], message["id"], session)

    assert statuses == {NOBODY: 401, "a stranger": 401, "one": 404, "every": 404, "twin": 404}
    assert (before, answers, stage.notes) == ([], ["noted at diary"], ["hi"])


async def test_nobody_cancels_somebody_elses_call():
    stage = Stage()
    async with everybody(stage) as (_, wire, tokens):
        session, answers = await wire.open_session(tokens["admin"]), []

        async def hold():
            answers.append(
                await wire.call(tokens["admin"], LEGACY, "stage_hold", {"source": "book"}, key=7, session=session)
            )

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(hold)
            await stage.holding.wait()
            for name, token in others(tokens, "admin").items():
                own = [None] if name in (NOBODY, "a stranger") else [None, await wire.open_session(token)]
                for used in (session, *own):
                    await wire.send(token, LEGACY, "notifications/cancelled", {"requestId": 7}, key=None, session=used)
            stage.may_finish.set()

    assert [text_of(each) for each in answers] == ["held"]


@pytest.mark.parametrize("way", [MODERN, LEGACY, "session"])
async def test_equal_ids_at_the_same_time_get_everybody_their_own_answers(way):
    wrong = []
    async with everybody() as (_, wire, tokens):

        async def ask(name, number):
            session = await wire.open_session(tokens[name]) if way == "session" else None
            era = LEGACY if way == "session" else way
            text = f"{name} {number}"
            answer = await wire.call(
                tokens[name], era, "stage_echo", {"source": "book", "text": text}, key=number, session=session
            )
            if (answer["id"], text_of(answer)) != (number, f"book: {text}"):
                wrong.append((name, number, answer))
            listed = await wire.call(tokens[name], era, "list_sources", key=number, session=session)
            seen = [each["name"] for each in listed["result"]["structuredContent"]["items"]]
            if seen != (["book"] if name == "one" else ["book", "diary"]):
                wrong.append((name, number, seen))

        async with anyio.create_task_group() as tasks:
            for number in range(ROUNDS):
                for name in GRANTS:
                    tasks.start_soon(ask, name, number)

    assert wrong == []


@ERAS
async def test_each_verb_does_for_each_principal_what_it_may(era):
    """Reads of the source that one may see and of the other, a write, and what a refusal says."""
    verbs = {
        "call book": ("tools/call", {"name": "stage_echo", "arguments": {"source": "book"}}),
        "call diary": ("tools/call", {"name": "stage_echo", "arguments": {"source": "diary"}}),
        "read book": ("resources/read", {"uri": "powerstrip://book/note"}),
        "read diary": ("resources/read", {"uri": "powerstrip://diary/note"}),
        "write": ("tools/call", {"name": "stage_note", "arguments": {"text": "trifle"}}),
        "list": ("tools/list", {}),
    }
    found = {}
    async with everybody() as (_, wire, tokens):
        for name, token in tokens.items():
            session = None
            if era == LEGACY and name in GRANTS:
                session = await wire.open_session(token)
            found[name] = {
                verb: outcome(await wire.ask(token, era, *request, session=session)) for verb, request in verbs.items()
            }

    refused = dict.fromkeys(verbs, 401)
    everything = dict.fromkeys(verbs, "ok")
    assert found == {
        NOBODY: refused,
        "a stranger": refused,
        "one": everything
        | {"call diary": "unknown_source", "read diary": "resource not found", "write": "unknown tool"},
        "every": everything | {"write": "permission"},
        "admin": everything,
        "twin": everything,
    }


def outcome(answer):
    if isinstance(answer, int):
        return answer
    failed = "error" in answer or answer["result"].get("isError")
    return text_of(answer).partition(":")[0] if failed else "ok"


async def test_a_stream_of_changes_is_opened_by_those_who_are_known():
    async with everybody() as (_, wire, tokens):
        opened = {}
        for name, token in tokens.items():
            async with wire.listening(token) as response:
                opened[name] = response.status_code

    assert opened == {NOBODY: 401, "a stranger": 401, **dict.fromkeys(GRANTS, 200)}
