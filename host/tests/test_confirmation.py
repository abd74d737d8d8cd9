"""A person is asked before a call writes, and nobody holds a connection while they think."""

import anyio
import httpx2
import mcp_types as types
import pytest
import structlog
from connectors import Stage
from mcp import MCPError
from virtual_time import run

from powerstrip.access import LOCAL, TOKEN, Principal
from powerstrip.configuration import load
from powerstrip.endpoint import rounds
from powerstrip.host import plan_host, running
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import ModulePlugin, running_host
from powerstrip_sdk import Answer

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"
ERAS = pytest.mark.parametrize("era", ["auto", "legacy"])
ACCEPT, DECLINE, CANCEL = (types.ElicitResult(action=action) for action in ("accept", "decline", "cancel"))


def stage_host(stage, *, token=None, **options):
    """A host with a source that may be written, one that may not, and one connection each."""
    pool = {"size": 1, "max_overflow": 0}
    tables = {
        "diary": {"connector": "stage", "place": "diary", "read_only": False, "pool": pool, **options},
        "book": {"connector": "stage", "place": "book", "pool": pool},
    }
    return running_host({"sources": tables}, plugins={"stage": stage.plugin()}, token=token)


def person(*answers):
    """Somebody who gives these answers, and the questions that they were asked."""
    asked, left = [], list(answers)

    async def answer(_context, params):
        asked.append(params.message)
        return left.pop(0)

    return asked, answer


def text_of(result):
    return result.content[0].text


async def begin(client, name="stage_note", **arguments):
    """Send a call's first request and return the sealed state that came with the question."""
    first = await client.session.call_tool(name, {"text": "hi", **arguments}, allow_input_required=True)
    assert isinstance(first, types.InputRequiredResult)
    return first.request_state


async def go_on(client, state, answer=ACCEPT, name="stage_note", **arguments):
    """Send the request with the answer."""
    return await client.session.call_tool(
        name,
        {"text": "hi", **arguments},
        input_responses={"question": answer},
        request_state=state,
        allow_input_required=True,
    )


def asking_client(host):
    return host.client(elicitation_callback=person()[1])


@ERAS
async def test_a_call_that_writes_runs_once_the_person_agrees(era):
    stage, (asked, callback) = Stage(), person(ACCEPT)
    async with stage_host(stage) as host, host.client(mode=era, elicitation_callback=callback) as client:
        result = await client.call_tool("stage_note", {"text": "hi"})

    assert text_of(result) == "noted at diary"
    assert asked == ["Write to the source 'diary'?\n\nNote 'hi' beside 0 others?"]
    assert stage.notes == ["hi"]


@ERAS
@pytest.mark.parametrize(
    ("answer", "did"), [(DECLINE, "declined"), (CANCEL, "dismissed the question")], ids=["declined", "dismissed"]
)
async def test_nothing_runs_if_the_person_does_not_agree(era, answer, did):
    stage, (_, callback) = Stage(), person(answer)
    async with stage_host(stage) as host, host.client(mode=era, elicitation_callback=callback) as client:
        result = await client.call_tool("stage_note", {"text": "hi"})

    assert result.is_error
    assert text_of(result) == f"cancelled: the person who was asked {did}, so nothing was run"
    assert stage.notes == []


@ERAS
async def test_a_tool_without_a_question_of_its_own_gets_one_with_its_arguments(era):
    stage, (asked, callback) = Stage(), person(ACCEPT)
    async with stage_host(stage) as host, host.client(mode=era, elicitation_callback=callback) as client:
        result = await client.call_tool("stage_scribble", {"source": "diary", "text": "hi\u202e\u200b\x1b"})

    assert text_of(result) == "scribbled"
    assert asked == ['Write to the source \'diary\'?\n\nstage_scribble {"text": "hi\\u202e\\u200b\\u001b"}']


@ERAS
async def test_nobody_is_asked_about_what_the_tool_finds_no_question_in(era):
    stage, (asked, callback) = Stage(), person()
    async with stage_host(stage) as host, host.client(mode=era, elicitation_callback=callback) as client:
        result = await client.call_tool("stage_note", {"text": "trifle"})

    assert text_of(result) == "noted at diary"
    assert asked == []


@ERAS
async def test_no_connection_is_leased_while_the_person_thinks(era):
    stage, seen = Stage(), []
    async with stage_host(stage) as host:

        async def think(_context, _params):
            [pool] = [source.pool for source in host.host.sources if source.name == "diary"]
            seen.append((pool.share.busy, list(pool.leases)))
            # With a cap of one this would wait if the question held it.
            seen.append(text_of(await host.call("stage_echo", {"source": "diary"})))
            return ACCEPT

        async with host.client(mode=era, elicitation_callback=think) as client:
            result = await client.call_tool("stage_note", {"text": "hi"})

    assert text_of(result) == "noted at diary"
    assert seen == [(0, []), "diary: hello"]


@ERAS
async def test_a_client_that_cannot_ask_is_refused_before_anything_is_leased(era):
    stage = Stage()
    async with stage_host(stage) as host, host.client(mode=era) as client:
        result = await client.call_tool("stage_note", {"text": "hi"})

    assert text_of(result) == (
        "unsupported: source 'diary' asks a person before each write, and the client does not declare that it can "
        "(capability elicitation), so nothing was run; its operator can set writes to 'allow'"
    )
    assert (stage.notes, stage.attempts) == ([], 0)


async def test_a_client_without_a_session_cannot_be_asked_in_the_earlier_revisions():
    stage, call = Stage(), {"name": "stage_note", "arguments": {"text": "hi"}}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    async with stage_host(stage) as host, httpx2.AsyncClient(timeout=20) as http:
        answer = await http.post(host.url, json=message, headers=headers)

    assert "unsupported: source 'diary' asks a person before each write" in answer.text
    assert (stage.notes, stage.attempts) == ([], 0)


@ERAS
async def test_nobody_is_asked_where_the_operator_allows_writes(era):
    stage = Stage()
    async with stage_host(stage, writes="allow") as host, host.client(mode=era) as client:
        result = await client.call_tool("stage_note", {"text": "hi"})

    assert text_of(result) == "noted at diary"


class ThinkingPerson(SilentClient):
    """A client in a session, whose person takes their time.

    Args:
        seconds: until they agree.
    """

    def __init__(self, seconds):
        self.seconds = seconds

    def why_silent(self):
        return None

    async def ask(self, _question, answer):
        await anyio.sleep(self.seconds)
        return Answer(action="accept", content=answer())


async def in_this_thread(function, *args, **_options):
    return function(*args)


@pytest.fixture
def answer_after(tmp_path, monkeypatch):
    """Call on virtual time, with a person who thinks that long; what was answered, and when in seconds."""
    # The loop of virtual time knows no threads, in which a host looks for its files.
    monkeypatch.setattr("anyio.to_thread.run_sync", in_this_thread)
    stage = Stage()
    file = tmp_path / "powerstrip.toml"
    file.write_text('[limits]\ncall_timeout = 3\n[sources.diary]\nconnector = "stage"\nread_only = false\n', "utf-8")
    plan = plan_host(load(file, {}), entry_points=[ModulePlugin(name="stage", module=stage.plugin())])

    async def call(seconds):
        async with running(plan) as host:
            started = anyio.current_time()
            caller = Caller(principal=LOCAL, view=host.catalog.views[""])
            reply = await host.calls.call_tool(caller, "stage_note", {"text": "hi"}, ThinkingPerson(seconds))
            return reply.content[0]["text"], anyio.current_time() - started, stage.notes

    return lambda seconds: run(call, seconds)


def test_the_persons_time_is_not_the_calls(answer_after):
    assert answer_after(599) == ("noted at here", 599, ["hi"])


def test_nobody_waits_for_an_answer_for_ever(answer_after):
    assert answer_after(601) == (
        "timeout: nobody answered the question within 600 s, so nothing was run",
        600,
        [],
    )


async def test_a_question_that_fails_asks_nobody_and_tells_nothing():
    stage, (asked, callback) = Stage(), person()
    async with stage_host(stage) as host, host.client(elicitation_callback=callback) as client:
        result = await client.call_tool("stage_note", {"text": "crash"})

    assert text_of(result).startswith("internal: stage_note failed, the host's log says why: ")
    assert (asked, stage.notes) == ([], [])


async def test_a_tool_that_writes_is_listed_for_the_sources_that_may_be_written():
    async with stage_host(Stage()) as host, host.client() as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    assert tools["stage_note"].input_schema["properties"]["source"]["enum"] == ["diary"]
    assert tools["stage_echo"].input_schema["properties"]["source"]["enum"] == ["diary", "book"]
    assert tools["stage_note"].annotations.read_only_hint is False
    assert tools["stage_note"].annotations.destructive_hint is True


async def test_a_tool_that_writes_is_not_listed_where_nothing_may_be_written():
    stage = Stage()
    tables = {"book": {"connector": "stage"}}
    async with running_host({"sources": tables}, plugins={"stage": stage.plugin()}) as host, host.client() as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        with pytest.raises(MCPError, match="unknown tool: stage_note"):
            await client.call_tool("stage_note", {"text": "hi"})

    assert "stage_echo" in names
    assert not {"stage_note", "stage_scribble"} & names


async def test_a_source_that_is_only_read_is_not_written():
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        result = await client.call_tool("stage_note", {"source": "book", "text": "hi"})

    assert text_of(result) == "refused_read_only: source 'book' is only read, this tool writes to: diary"
    assert (stage.notes, stage.attempts) == ([], 0)


async def test_an_answer_is_good_for_one_run():
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        state = await begin(client)
        first = await go_on(client, state)
        with pytest.raises(MCPError, match="nothing was run: the requestState was sent before") as caught:
            await go_on(client, state)

    assert text_of(first) == "noted at diary"
    assert stage.notes == ["hi"]
    assert caught.value.error.data == {"reason": "invalid_request_state", "why": "used"}


@ERAS
async def test_a_call_that_is_asked_about_counts_once_against_its_rate(era):
    stage, (_, callback) = Stage(), person(ACCEPT)
    limits = {"calls_per_minute": 1, "burst": 1}
    async with (
        stage_host(stage, limits=limits) as host,
        host.client(mode=era, elicitation_callback=callback) as client,
    ):
        first = await client.call_tool("stage_note", {"text": "hi"})
        second = await client.call_tool("stage_note", {"text": "hi"})

    assert text_of(first) == "noted at diary"
    assert text_of(second).startswith("rate_limited: ")


async def test_an_answer_that_is_too_large_does_not_look_as_if_nothing_was_written():
    stage = Stage()
    async with stage_host(stage, writes="allow", limits={"max_bytes": 5}) as host:
        result = await host.call("stage_note", {"text": "hi"})

    assert text_of(result) == (
        "limit_exceeded: the answer has 14 bytes, more than 5: what the call writes is written, do not call again"
    )
    assert stage.notes == ["hi"]


async def test_of_two_equal_answers_at_once_one_runs():
    stage = Stage()
    outcomes = []
    async with stage_host(stage) as host, asking_client(host) as client:
        state = await begin(client, text="slow")

        async def answer():
            try:
                outcomes.append(text_of(await go_on(client, state, text="slow")))
            except MCPError as error:
                outcomes.append(error.error.data["why"])
                stage.may_finish.set()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answer)
            tasks.start_soon(answer)

    assert outcomes == ["used", "noted at diary"]
    assert stage.notes == ["slow"]


async def test_a_refusal_is_good_for_one_answer_too():
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        state = await begin(client)
        await go_on(client, state, DECLINE)
        with pytest.raises(MCPError, match="was sent before"):
            await go_on(client, state, ACCEPT)

    assert stage.notes == []


@pytest.mark.parametrize(
    "changed",
    [{"text": "another"}, {"source": "diary"}, {"name": "stage_scribble"}],
    ids=["argument", "source", "tool"],
)
async def test_an_answer_is_only_for_the_call_that_was_asked_about(changed):
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        state = await begin(client)
        with pytest.raises(MCPError, match="was given for another tool or other arguments"):
            await go_on(client, state, **changed)
        still = await go_on(client, state)

    assert text_of(still) == "noted at diary"
    assert stage.notes == ["hi"]


async def test_an_answer_does_not_move_to_a_source_that_took_the_place_of_another():
    """Where the source is left out, it is the only one: which may have become another since the question."""
    stage = Stage()
    tables = {name: {"connector": "stage", "place": name, "read_only": False} for name in ("first", "second")}
    views = {"now": {"sources": ["first"]}, "later": {"sources": ["second"]}}
    plugins = {"stage": stage.plugin()}
    async with running_host({"sources": tables, "views": views}, plugins=plugins) as host:
        ask = person()[1]
        async with host.client(view="now", elicitation_callback=ask) as client:
            state = await begin(client)
        async with host.client(view="later", elicitation_callback=ask) as client:
            result = await go_on(client, state)

    assert text_of(result) == (
        "invalid_arguments: the question that was answered is not about source 'second', so nothing was run: call "
        "again to be asked again"
    )
    assert stage.notes == []


async def test_an_answer_that_comes_too_late_is_refused(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(rounds, "monotonic", lambda: now)
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        late, early = await begin(client), await begin(client)
        now += 599
        in_time = await go_on(client, early)
        now += 1
        with pytest.raises(MCPError, match="the requestState is older than 600 s; call again without it"):
            await go_on(client, late)

    assert text_of(in_time) == "noted at diary"
    assert stage.notes == ["hi"]


async def test_an_answer_is_only_for_whom_was_asked(monkeypatch):
    stage = Stage()
    async with stage_host(stage, token="a-token-of-some-length") as host, asking_client(host) as client:
        state = await begin(client)
        somebody_else = Principal(id="somebody-else", name=TOKEN.name, grant=TOKEN.grant)
        monkeypatch.setattr("powerstrip.access.TOKEN", somebody_else)
        with pytest.raises(MCPError, match="was given to somebody else"):
            await go_on(client, state)

    assert stage.notes == []


@pytest.mark.parametrize("spoil", [lambda state: state[:-2] + "AA", lambda _: "v1.AAAA", lambda _: "{}"])
async def test_a_state_that_was_changed_is_refused(spoil):
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        state = await begin(client)
        with pytest.raises(MCPError, match="is not one that this server has given since it was started"):
            await go_on(client, spoil(state))

    assert stage.notes == []


async def test_an_answer_to_a_question_that_was_not_asked_counts_for_nothing():
    stage = Stage()
    async with stage_host(stage) as host, asking_client(host) as client:
        result = await go_on(client, None)

    assert isinstance(result, types.InputRequiredResult)
    assert stage.notes == []


@ERAS
async def test_question_and_answer_are_both_written_down(era):
    stage, (_, callback) = Stage(), person(ACCEPT)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("info"))
    try:
        with structlog.testing.capture_logs() as logs:
            async with stage_host(stage) as host, host.client(mode=era, elicitation_callback=callback) as client:
                await client.call_tool("stage_note", {"text": "hi"})
    finally:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))

    lines = [line for line in logs if line["event"] == "call"]
    assert [(each["principal"], each["tool"], each["source"], each["outcome"]) for each in lines] == [
        ("local", "stage_note", "diary", "question"),
        ("local", "stage_note", "diary", "ok"),
    ]
    assert len({line["digest"] for line in lines}) == 1
