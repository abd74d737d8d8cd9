"""Who may do what: tokens, scopes, sources, views, writing."""

import subprocess
import sys
import time

import anyio
import httpx2
import pytest
from command_line import child
from connectors import Stage
from people import ALL, USUAL, bearing, let_in
from requests_by_hand import LEGACY, MODERN, Wire, text_of

from powerstrip import tokens
from powerstrip.access import EVERYTHING, SCOPES, Grant
from powerstrip.testing import running_host
from powerstrip_sdk import Call, hookimpl, tool

pytestmark = pytest.mark.anyio
ERAS = pytest.mark.parametrize("era", [MODERN, LEGACY])
TABLES = {
    "book": {"connector": "stage", "place": "book"},
    "diary": {"connector": "stage", "place": "diary", "read_only": False, "writes": "allow"},
    "vault": {"connector": "stage", "place": "vault"},
}
VIEWS = {"reports": {"sources": ["book", "vault"]}, "rest": {}}
#: Seconds after which something that was expected counts as never happening.
PATIENCE = 30


def stage_host(stage=None, **options):
    plugins = {"stage": (stage or Stage()).plugin()}
    return running_host({"sources": TABLES, "views": VIEWS}, plugins=plugins, **options)


@pytest.fixture
async def http():
    async with httpx2.AsyncClient(timeout=PATIENCE) as client:
        yield client


async def listed(wire, token, revision=MODERN, **options):
    """The tools by name."""
    answer = await wire.ask(token, revision, "tools/list", **options)
    return {each["name"]: each for each in answer["result"]["tools"]}


def enum_of(entry):
    return entry["inputSchema"]["properties"]["source"]["enum"]


async def eventually(condition):
    with anyio.fail_after(PATIENCE):
        while True:
            if await condition():
                return
            await anyio.sleep(0.02)


async def test_without_any_token_everybody_on_this_machine_may_do_everything(http):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        tools = await listed(wire, None)
        metrics = await http.get(host.url.replace("/mcp", "/metrics"))
        answer = await wire.ask(None, MODERN, "tools/list")

    assert {"stage_echo", "stage_note"} < set(tools)
    assert metrics.status_code == 200
    assert answer["result"]["cacheScope"] == "public"


@ERAS
async def test_the_first_token_closes_the_host_at_once(http, era):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        session = await wire.open_session(None)
        before = await wire.call(None, era, "stage_echo", {"source": "book"})
        token = await let_in(host, "ada")
        after = await wire.call(None, era, "stage_echo", {"source": "book"})
        in_session = await wire.ask(None, LEGACY, "tools/list", session=session)
        known = await wire.ask(token, MODERN, "tools/list")

    assert (text_of(before), after, in_session) == ("book: hello", 401, 401)
    assert known["result"]["cacheScope"] == "private"


async def test_what_is_wrong_or_missing_is_refused_with_the_way_to_do_it_right(http):
    async with stage_host() as host:
        await let_in(host, "ada")
        answers = [
            await http.post(host.url, content=b"{", headers={"Authorization": given} if given else {})
            for given in (None, "Bearer", "Bearer ps_wrong", "Basic cHM6cHM=", b"Bearer \xe9")
        ]
        in_query = await http.post(f"{host.url}?access_token=ps_wrong", content=b"{")

    assert {(each.status_code, each.headers["www-authenticate"], each.text) for each in [*answers, in_query]} == {
        (401, 'Bearer realm="powerstrip"', "a token is required")
    }


async def test_the_token_of_the_environment_may_do_everything_beside_stored_ones(http):
    async with stage_host(token="correct-horse-battery") as host:
        wire = Wire(http, host.url)
        stored = await let_in(host, "ada", sources=("book",))
        everything, some = await listed(wire, host.token), await listed(wire, stored)

    assert enum_of(everything["stage_echo"]) == ["book", "diary", "vault"]
    assert enum_of(everything["stage_note"]) == ["diary"]
    assert enum_of(some["stage_echo"]) == ["book"]


@ERAS
async def test_a_principal_sees_its_sources_and_no_other(http, era):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "ada", sources=("b*", "none"))
        tools = await listed(wire, token, era)
        sources = await wire.call(token, era, "list_sources")
        budget = await wire.call(token, era, "budget_status")
        resources = await wire.ask(token, era, "resources/list")
        reference = {"type": "ref/resource", "uri": "powerstrip://{source}/book/{chapter}/{page}"}
        argument = {"name": "source", "value": ""}
        completed = await wire.ask(token, era, "completion/complete", {"ref": reference, "argument": argument})

    assert enum_of(tools["stage_echo"]) == ["book"]
    assert "stage_note" not in tools
    assert [each["name"] for each in sources["result"]["structuredContent"]["items"]] == ["book"]
    assert [each["source"] for each in budget["result"]["structuredContent"]["sources"]] == ["book"]
    assert [each["uri"] for each in resources["result"]["resources"]] == ["powerstrip://book/note"]
    assert completed["result"]["completion"]["values"] == ["book"]


@ERAS
async def test_a_source_that_one_may_not_see_is_answered_like_one_that_does_not_exist(http, era):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "ada", sources=("book",), write=True)
        names = ("diary", "absent")
        calls = [text_of(await wire.call(token, era, "stage_echo", {"source": name})) for name in names]
        notes = [
            text_of(await wire.ask(token, era, "resources/read", {"uri": f"powerstrip://{name}/note"}))
            for name in names
        ]
        pages = [
            text_of(await wire.ask(token, era, "resources/read", {"uri": f"powerstrip://{name}/book/1/2"}))
            for name in names
        ]

    assert calls == [f"unknown_source: there is no source '{name}' here, there is: book" for name in names]
    assert notes == [f"resource not found: powerstrip://{name}/note" for name in names]
    assert pages == [f"resource not found: powerstrip://{name}/book/1/2" for name in names]


@ERAS
async def test_a_principal_that_may_only_read_neither_sees_nor_uses_what_writes(http, era):
    stage = Stage()
    async with stage_host(stage) as host:
        wire = Wire(http, host.url)
        reader, writer = await let_in(host, "ada"), await let_in(host, "bob", write=True)
        elsewhere = await let_in(host, "eve", sources=("book",))
        seen = [[name in await listed(wire, who, era) for who in (reader, writer)] for name in ("stage_note",)]
        answers = [
            text_of(await wire.call(who, era, "stage_note", {"text": "hi"})) for who in (reader, writer, elsewhere)
        ]

    assert seen == [[False, True]]
    assert answers == [
        "permission: 'ada' may only read, and this writes",
        "noted at diary",
        "unknown tool: stage_note",
    ]
    assert stage.notes == ["hi"]


async def test_a_view_that_one_may_not_see_is_answered_like_one_that_does_not_exist(http):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "ada", views=("rep*",), sources=("book", "diary"))
        answers = [await wire.send(token, MODERN, "tools/list", view=view) for view in ("", "rest", "absent")]
        tools = await listed(wire, token, view="reports")

    assert {(each.status_code, each.text) for each in answers} == {(404, "there is no such view")}
    assert enum_of(tools["stage_echo"]) == ["book"]


@ERAS
async def test_what_a_scope_allows_takes_that_scope(http, era):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        lists, calls = await let_in(host, "lists", ("tools:list",)), await let_in(host, "calls", ("tools:call",))
        requests = [
            ("tools/list", {}),
            ("resources/list", {}),
            ("resources/templates/list", {}),
            ("prompts/list", {}),
            ("resources/read", {"uri": "powerstrip://book/note"}),
            ("resources/read", {"uri": "powerstrip://absent/note"}),
            ("prompts/get", {"name": "absent"}),
            (
                "completion/complete",
                {"ref": {"type": "ref/prompt", "name": "absent"}, "argument": {"name": "a", "value": ""}},
            ),
            ("tools/call", {"name": "stage_echo", "arguments": {"source": "book"}}),
            ("tools/call", {"name": "absent", "arguments": {}}),
        ]
        refused = {}
        for who, token in (("lists", lists), ("calls", calls)):
            answers = [await wire.ask(token, era, *request) for request in requests]
            refused[who] = [
                request[0]
                for request, answer in zip(requests, answers, strict=True)
                if "error" not in answer and answer["result"].get("isError")
                if text_of(answer).startswith("permission: ")
            ] + [
                request[0]
                for request, answer in zip(requests, answers, strict=True)
                if "error" in answer and answer["error"]["message"].startswith("permission: ")
            ]

    assert sorted(refused["calls"]) == ["prompts/list", "resources/list", "resources/templates/list", "tools/list"]
    assert sorted(refused["lists"]) == [
        *("completion/complete", "prompts/get", "resources/read", "resources/read", "tools/call", "tools/call")
    ]


async def test_a_stream_of_changes_takes_the_scope_to_see_lists(http):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "calls", ("tools:call",))
        answer = await wire.ask(token, MODERN, "subscriptions/listen", {"notifications": {"toolsListChanged": True}})

    assert answer["error"]["message"] == "permission: 'calls' lacks the scope 'tools:list'"


async def test_metrics_take_a_scope_and_show_ones_own_sources(http):
    async with stage_host() as host:
        address = host.url.replace("/mcp", "/metrics")
        plain, scraper = await let_in(host, "ada"), await let_in(host, "meter", ("metrics:read",), sources=("book",))
        refused = await http.get(address, headers=bearing(plain))
        shown = await http.get(address, headers=bearing(scraper))

    assert (refused.status_code, refused.text) == (403, "permission: 'ada' lacks the scope 'metrics:read'")
    assert refused.headers["www-authenticate"] == (
        'Bearer realm="powerstrip", error="insufficient_scope", scope="metrics:read"'
    )
    assert 'source="book"' in shown.text
    assert "powerstrip_budget_limit 500.0" in shown.text
    assert not {name for name in ("diary", "vault") if name in shown.text}


async def test_principals_that_see_the_same_share_what_is_compiled():
    async with stage_host() as host:
        scopes, live = frozenset(USUAL), host.host
        everything = live.view("", EVERYTHING)
        by_name = live.view("", Grant(scopes=scopes, sources=("book", "vault")))
        by_glob = live.view("", Grant(scopes=scopes, sources=("*u*", "b*k"), views=("*",)))
        reports = live.view("reports", Grant(scopes=scopes, sources=("b*",)))
        for number in range(1000):
            live.view("", Grant(scopes=scopes, sources=(f"book{number}", "vault")))
        kept = len(live._visible._kept)

    assert everything is live.catalog.views[""]
    assert by_name is by_glob
    assert list(by_name.sources) == ["book", "vault"]
    assert list(reports.sources) == ["book"]
    assert kept == 256


async def test_a_replaced_catalog_is_seen_at_once(http):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "ada", sources=("book",))
        before = await listed(wire, token)
        whole = host.host.catalog.views[""]
        fewer = {name: each for name, each in whole.tools.items() if name != "stage_echo"}
        views = {**host.host.catalog.views, "": type(whole)(name="", sources=whole.sources, tools=fewer)}
        await host.host.show(type(host.host.catalog)(views=views))
        after = await listed(wire, token)

    assert set(before) - set(after) == {"stage_echo"}


@pytest.fixture
def clock(monkeypatch):
    """The clock that tokens expire by, and a way to put it forward by seconds."""
    ahead = 0.0
    now = time.time

    def put_forward(seconds):
        nonlocal ahead
        ahead += seconds

    monkeypatch.setattr(tokens.time, "time", lambda: now() + ahead)
    return put_forward


async def revoked(host, _clock):
    await host.host.tokens.revoke("ada")


async def expired(_host, clock):
    clock(3601)


ENDS = pytest.mark.parametrize("end", [revoked, expired])


@ENDS
async def test_a_token_that_has_ended_lets_nobody_in(http, end, clock):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "ada", seconds=3600)
        session = await wire.open_session(token)
        before = await wire.ask(token, LEGACY, "tools/list", session=session)
        await end(host, clock)
        after = [
            await wire.ask(token, LEGACY, "tools/list", session=session),
            await wire.ask(token, LEGACY, "tools/list"),
            await wire.ask(token, MODERN, "tools/list"),
            await wire.ask(None, MODERN, "tools/list"),
        ]

    assert "result" in before
    assert after == [401, 401, 401, 401]


@ENDS
async def test_the_open_streams_of_a_token_that_has_ended_end_and_others_go_on(http, end, clock):
    heard = {"ada": [], "ada in a session": [], "bob": []}

    async def listen(name, opened, *, task_status):
        async with opened as response:
            task_status.started()
            async for line in response.aiter_lines():
                if "list_changed" in line:
                    heard[name].append(line)
                    bob_heard.set()
        over.append(name)
        if len(over) == 2:
            both_over.set()

    async with stage_host() as host, anyio.create_task_group() as tasks:
        wire, over = Wire(http, host.url), []
        both_over, bob_heard = anyio.Event(), anyio.Event()
        ada, bob = await let_in(host, "ada", seconds=3600), await let_in(host, "bob")
        await tasks.start(listen, "ada", wire.listening(ada))
        await tasks.start(listen, "ada in a session", wire.listening(ada, await wire.open_session(ada)))
        await tasks.start(listen, "bob", wire.listening(bob))
        await end(host, clock)
        with anyio.fail_after(PATIENCE):
            await both_over.wait()
            await host.host.show(host.host.catalog)
            await bob_heard.wait()
        tasks.cancel_scope.cancel()

    assert sorted(over) == ["ada", "ada in a session"]
    assert [name for name, lines in heard.items() if lines] == ["bob"]


async def test_the_first_token_ends_the_open_streams_of_those_without_one(http):
    async with stage_host() as host:
        wire = Wire(http, host.url)
        async with wire.listening(None) as subscription, wire.listening(None, await wire.open_session(None)) as stream:
            await let_in(host, "ada")
            with anyio.fail_after(PATIENCE):
                ends = [await subscription.aread(), await stream.aread()]

    assert [b"list_changed" in each for each in ends] == [False, False]


@ERAS
async def test_a_new_token_of_the_same_name_is_somebody_else(http, era):
    config = {"sources": TABLES, "limits": {"max_rows": 3, "calls_per_minute": 1, "burst": 4}}
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        wire = Wire(http, host.url)
        first = await let_in(host, "ada")
        session = await wire.open_session(first)
        cut = await wire.call(first, era, "stage_count", {"source": "book", "rows": 9})
        handle = text_of(cut).rpartition('"next":"')[2].partition('"')[0]
        mine = await wire.call(first, era, "fetch_result", {"handle": handle})
        await host.host.tokens.revoke("ada")
        second = await let_in(host, "ada")
        theirs = await wire.call(second, era, "fetch_result", {"handle": handle})
        exported = await wire.ask(second, era, "resources/read", {"uri": f"powerstrip://result/{handle}.csv"})
        in_session = await wire.ask(second, LEGACY, "tools/list", session=session)
        rest = [await wire.call(second, era, "stage_echo", {"source": "book"}) for _ in range(3)]

    assert '"total":9' in text_of(mine)
    assert [text_of(theirs).partition(":")[0], text_of(exported).partition(":")[0]] == ["not_found", "not_found"]
    assert in_session == 404
    # The rate is counted anew too: two calls are left of four.
    assert [text_of(each).partition(":")[0] for each in rest] == ["book", "book", "rate_limited"]


async def test_what_another_process_changes_is_seen(http, tmp_path):
    config = {"sources": TABLES, "host": {"data_dir": str(tmp_path / "data")}}
    file = tmp_path / "powerstrip.toml"
    file.write_text(f"[host]\ndata_dir = '{tmp_path / 'data'}'\n", "utf-8")

    async def command(*arguments):
        done = await anyio.to_thread.run_sync(lambda: child("token", *arguments, cwd=tmp_path))
        assert done.returncode == 0, done.stderr
        return done.stdout

    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        wire = Wire(http, host.url)

        async def answers(token, wanted):
            answer = await wire.ask(token, MODERN, "tools/list")
            return (answer if answer == 401 else 200) == wanted

        token = (await command("create", "ada", "--source", "book")).strip()
        await eventually(lambda: answers(None, 401))
        await eventually(lambda: answers(token, 200))
        tools = await listed(wire, token)
        await command("revoke", "ada")
        await eventually(lambda: answers(token, 401))
        without = await wire.ask(None, MODERN, "tools/list")
    shown = await command("list", "--all")

    assert enum_of(tools["stage_echo"]) == ["book"]
    assert without == 401
    assert "revoked" in shown
    assert token not in shown


async def test_the_last_use_is_written_down_when_the_host_stops(http, tmp_path):
    config = {"sources": TABLES, "host": {"data_dir": str(tmp_path)}}
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        await let_in(host, "bob")
        token = await let_in(host, "ada")
        await listed(Wire(http, host.url), token)
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        stored = await (await host.host.store.get()).tokens.page()

    assert {each.name: each.last_used_at is not None for each in stored.items} == {"ada": True, "bob": False}


async def test_a_store_that_cannot_be_read_at_the_start_lets_only_the_environments_token_in(http, tmp_path):
    (tmp_path / "powerstrip.db").write_bytes(b"no database" * 1000)
    config = {"sources": TABLES, "host": {"data_dir": str(tmp_path)}}
    answers = []
    for token in (None, "correct-horse-battery"):
        async with running_host(config, plugins={"stage": Stage().plugin()}, token=token) as host:
            answers.append((await Wire(http, host.url).send(token, MODERN, "tools/list")).status_code)

    assert answers == [401, 200]


def test_a_host_without_a_store_imports_nothing_of_one(tmp_path):
    code = (
        "import anyio, sys\n"
        "from powerstrip.testing import running_host\n"
        "async def main():\n"
        "    async with running_host(plugins={}) as host:\n"
        "        await host.call('list_sources')\n"
        "        await host.host.tokens.refresh()\n"
        "anyio.run(main)\n"
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in ('sqlalchemy', 'alembic')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.splitlines()[-1] == "[]"


async def test_the_token_of_a_request_goes_no_further_than_the_gate(http):
    found = []

    def texts(value, depth=0):
        """Everything that can be reached from a value, as text."""
        if depth > 6 or id(value) in seen:
            return
        seen.add(id(value))
        kept.append(value)
        found.append(repr(value))
        members = list(value.values()) if isinstance(value, dict) else []
        members += list(value) if isinstance(value, (list, tuple)) else []
        members += list(getattr(value, "__dict__", {}).values())
        slots = {name for each in type(value).__mro__ for name in getattr(each, "__slots__", ())}
        # No part of a value, and Python 3.11.2 cannot read it of a dataclass.
        for slot in slots - {"__weakref__"}:
            members.append(getattr(value, slot, None))
        for member in members:
            texts(member, depth + 1)

    seen, kept = set(), []

    @tool(read_only=True)
    async def look(call: Call) -> str:
        """Look at everything that a tool is given."""
        texts(call)
        request = call.client._context.request
        found.append(repr(request.headers.raw))
        return "looked"

    class Plugin:
        @hookimpl
        def powerstrip_tools(self):
            return [look]

    async with running_host(plugins={"spy": Plugin()}) as host:
        wire = Wire(http, host.url)
        token = await let_in(host, "canary")
        session = await wire.open_session(token)
        answers = [
            text_of(await wire.call(token, MODERN, "spy_look")),
            text_of(await wire.call(token, LEGACY, "spy_look")),
            text_of(await wire.call(token, LEGACY, "spy_look", session=session)),
        ]

    assert answers == ["looked"] * 3
    assert any("mcp-protocol-version" in text for text in found)
    assert not [text for text in found if token in text or token.encode().hex() in text or "uthorization" in text]


def test_the_command_that_makes_tokens_names_every_scope(tmp_path):
    shown = child("token", "create", "--help", cwd=tmp_path, COLUMNS="400").stdout

    assert [scope for scope in ALL if scope not in shown] == []
    assert list(SCOPES) == list(ALL)
