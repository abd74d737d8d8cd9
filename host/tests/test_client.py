"""The Python client, against a running host over HTTP."""

import datetime
import decimal
import subprocess
import sys

import anyio
import pytest
from connectors import Stage
from people import let_in

import powerstrip
from powerstrip.client import transport
from powerstrip.column_names import unique_names
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
TOKEN = "correct-horse-battery"
#: Seconds after which a test that waits for something has failed.
PATIENCE = 30
ONE = {"sources": {"one": {"connector": "stage", "description": "The only one."}}}
OPEN = {"sources": {"one": {"connector": "stage", "read_only": False}}}


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture(params=["2026-07-28", "a session"])
def era(request, monkeypatch):
    """Both revisions of the protocol that a client may end up with."""
    if request.param == "a session":
        monkeypatch.setattr("mcp.client.client.negotiate_auto", lambda session: session.initialize())


def staged(stage, config=ONE, **options):
    return running_host(config, plugins={"stage": stage.plugin()}, **options)


async def failure(awaitable):
    with pytest.raises(powerstrip.ClientError) as caught:
        await awaitable
    return caught.value


async def refused(url, **options):
    with pytest.raises(powerstrip.ClientError) as caught:
        async with powerstrip.connect(url, **options):
            pass
    return caught.value


def test_importing_powerstrip_imports_nothing_else():
    code = "import sys, typing; before = set(sys.modules); import powerstrip; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout == "['powerstrip']\n"


def test_neither_mcp_nor_http_is_imported_before_a_host_is_connected_to():
    code = "import sys, powerstrip; powerstrip.connect; print({'mcp', 'httpx2', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout == "set()\n"


def test_every_name_of_the_client_is_one_of_the_package():
    assert powerstrip.__all__ == powerstrip.client.__all__
    assert [name for name in powerstrip.__all__ if getattr(powerstrip, name).__doc__ is None] == []
    with pytest.raises(AttributeError, match="has no attribute 'conect'"):
        _ = powerstrip.conect


@pytest.mark.parametrize("path", ["", "/", "/mcp", "/mcp/some"])
async def test_the_address_is_that_of_the_host_of_its_endpoint_or_of_a_view(stage, path):
    config = {**ONE, "views": {"some": {"sources": ["one"]}}}
    async with staged(stage, config) as host, powerstrip.connect(host.url.removesuffix("/mcp") + path) as strip:
        answer = await strip.call("stage_echo", text="hi")

    assert answer.text == "here: hi"


@pytest.mark.parametrize("token", [None, TOKEN])
async def test_sources_and_tools_are_listed_and_called(stage, era, token):
    async with staged(stage, token=token) as host, powerstrip.connect(host.url, token=token) as strip:
        sources, tools = await strip.sources(), await strip.tools()
        typed, listed = await strip.call("stage_typed"), await strip.call("stage_listed", source="one")

    assert [(each["name"], each["connector"], each["description"]) for each in sources] == [
        ("one", "stage", "The only one.")
    ]
    assert {"fetch_result", "list_sources", "stage_echo"} < {tool.name for tool in tools}
    assert typed.structured == {"name": "Ada", "born": "1815-12-10"}
    assert listed.records() == [{"name": "Ada", "born": "1815-12-10"}]


async def test_values_go_as_the_host_reads_them(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        values = (datetime.date(2024, 2, 29), decimal.Decimal("0.10"), b"\x00\xff")
        said = [(await strip.call("stage_echo", text=value)).text for value in values]

    assert said == ["here: 2024-02-29", "here: 0.10", "here: AP8="]


async def test_rows_come_with_their_columns_and_as_records(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        answer = await strip.call("stage_count", rows=2)

    assert [(column.name, column.type) for column in answer.columns] == [("n", "int"), ("x", "text")]
    assert (answer.rows, answer.truncated) == ([[0, "x"], [1, "x"]], False)
    assert answer.records() == [{"n": 0, "x": "x"}, {"n": 1, "x": "x"}]
    assert repr(answer) == "<Answer of stage_count: 2 rows of 2 columns>"


async def test_columns_of_the_same_name_are_numbered_in_records(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        answer = await strip.call("stage_odd_values")

    (record,) = answer.records()
    assert list(record)[:3] == ["v", "v_2", "v_3"]
    assert list(record.values()) == answer.rows[0]


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a", "a", "a_2"], ["a", "a_3", "a_2"]),
        (["a_2", "a", "a", "a"], ["a_2", "a", "a_3", "a_4"]),
        (["", ""], ["", "_2"]),
        ([], []),
    ],
)
def test_no_number_makes_a_name_that_another_column_has(names, unique):
    assert unique_names(names) == unique


async def test_an_answer_without_rows_says_so(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        answer = await strip.call("stage_echo")

    assert (answer.truncated, repr(answer)) == (False, "<Answer of stage_echo>")
    for ask in (lambda: answer.rows, lambda: answer.columns, answer.records, answer.frame):
        with pytest.raises(powerstrip.NotRows, match="the answer of 'stage_echo' holds no rows, read its text"):
            ask()


async def test_a_frame_says_what_to_install(stage, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        answer = await strip.call("stage_count", rows=1)

    with pytest.raises(ImportError, match=r"takes pandas, install it: pip install 'powerstrip\[frame\]'") as caught:
        answer.frame()
    assert isinstance(caught.value, powerstrip.ClientError)


async def test_pictures_and_documents_are_blocks(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        answer = await strip.call("stage_pictures")

    assert [block.type for block in answer.content] == ["text", "image", "audio", "resource", "resource"]
    assert answer.text == "look"


async def test_a_truncated_result_is_read_to_its_end_page_by_page(stage, era):
    config = {**ONE, "limits": {"max_rows": 1000}}
    async with staged(stage, config) as host, powerstrip.connect(host.url) as strip:
        answer = await strip.call("stage_count", rows=5000)
        numbers = [row[0] async for row in answer.all_rows()]
        pages = [len(page.rows) async for page in answer.pages()]

    assert answer.truncated
    assert numbers == list(range(5000))
    assert pages == [1000] * 5


async def test_rows_that_the_host_has_not_kept_are_not_passed_over(stage):
    config = {**ONE, "limits": {"max_rows": 10, "handle_rows": 25}}
    numbers = []

    async def read(answer):
        async for row in answer.all_rows():
            numbers.append(row[0])  # noqa: PERF401 - what came before the error counts

    async with staged(stage, config) as host, powerstrip.connect(host.url) as strip:
        error = await failure(read(await strip.call("stage_count", rows=30)))

    assert (type(error), error.code) == (powerstrip.RowsMissing, "limit_exceeded")
    assert str(error).startswith("these were the first 25 rows, the host has kept no more: ")
    assert numbers == list(range(25))


@pytest.mark.parametrize("raises", ["stage_fail", "stage_lose"])
async def test_a_tools_error_has_code_and_source(stage, raises):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        error = await failure(strip.call(raises, source="one"))

    assert isinstance(error, powerstrip.CallFailed)
    known = {
        "stage_fail": ("not_found", "there is no such thing"),
        "stage_lose": ("unreachable", "connection was lost"),
    }
    code, sentence = known[raises]
    assert (error.code, error.source, error.retry_after) == (code, "one", None)
    assert str(error).startswith(f"{code}: ")
    assert sentence in str(error)


async def test_an_error_that_passes_says_when_to_call_again(stage):
    config = {**ONE, "limits": {"calls_per_minute": 6, "burst": 1}}
    async with staged(stage, config) as host, powerstrip.connect(host.url) as strip:
        await strip.call("stage_echo")
        error = await failure(strip.call("stage_echo", source="one"))

    assert (error.code, error.facts) == ("rate_limited", {"limited": "principal", "calls_per_minute": 6})
    assert 0 < error.retry_after <= 10


async def test_a_tool_that_does_not_exist_is_refused(stage, era):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        error = await failure(strip.call("stage_absent"))

    assert (type(error), str(error)) == (powerstrip.RequestRefused, "unknown tool: stage_absent")


async def test_a_source_that_does_not_exist_is_named_with_those_that_do(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        error = await failure(strip.query("two", "SELECT 1"))

    assert (error.code, str(error)) == ("unknown_source", "unknown_source: there is no source 'two' (known: one)")


async def test_a_connector_without_sql_cannot_be_queried(stage):
    async with staged(stage) as host, powerstrip.connect(host.url) as strip:
        error = await failure(strip.query("one", "SELECT 1"))

    assert (type(error), str(error)) == (powerstrip.RequestRefused, "unknown tool: stage_execute_query")


async def test_a_token_that_may_only_call_can_call(stage, tmp_path):
    async with staged(stage, token=TOKEN) as host:
        token = await let_in(host, "ada", ("tools:call",))
        async with powerstrip.connect(host.url, token=token) as strip:
            answer = await strip.call("stage_typed")
            error = await failure(strip.tools())

    assert answer.structured["name"] == "Ada"
    assert (error.code, str(error)) == ("permission", "permission: 'ada' lacks the scope 'tools:list'")


async def test_a_token_that_is_missing_or_wrong_is_told_apart(stage):
    async with staged(stage, token=TOKEN) as host:
        missing, wrong = await refused(host.url), await refused(host.url, token="not-" + TOKEN)
        broken = await refused(host.url, token=TOKEN + "\n")

    assert [(type(each), each.code) for each in (missing, wrong, broken)] == [
        (powerstrip.AccessDenied, "permission")
    ] * 3
    assert str(missing) == f"the host at {host.url} wants a token, and none was given"
    assert str(wrong) == f"the host at {host.url} wants another token than the one that was given"
    assert TOKEN not in str(broken)
    assert "such as a space or a line break" in str(broken)


@pytest.mark.parametrize("path", ["/absent/from/here", "/absent"])
async def test_what_is_no_endpoint_is_named(stage, path):
    async with staged(stage) as host:
        error = await refused(host.url + path)

    assert type(error) is powerstrip.HostUnreachable
    assert str(error) == f"there is no powerstrip host at {host.url}{path}, or it has no such view"


async def test_a_password_in_the_address_is_not_shown(stage):
    error = await refused("http://ada:hunter2@127.0.0.1:1")

    assert str(error).startswith("no host answers at http://127.0.0.1:1/mcp, see whether it runs there: ")


@pytest.mark.parametrize("url", ["127.0.0.1:8321", "ftp://127.0.0.1", "", "http://"])
async def test_what_is_no_address_is_said_to_be_none(url):
    assert "an address of a host is written http://127.0.0.1:8321" in str(await refused(url))


async def serve(stage, leave, *, task_status):
    async with staged(stage) as host:
        task_status.started(host.url)
        await leave.wait()


async def test_a_host_that_goes_ends_its_calls_and_not_the_block(stage, era):
    leave, errors = anyio.Event(), []
    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as hosts:
            url = await hosts.start(serve, stage, leave)
            async with powerstrip.connect(url) as strip:
                await strip.call("stage_echo")
                leave.set()
                while not errors:
                    try:
                        await strip.call("stage_echo")
                    except powerstrip.HostUnreachable as error:
                        errors.append(error)
                errors.append(await failure(strip.tools()))

    assert [(type(error), error.code) for error in errors] == [(powerstrip.HostUnreachable, "unreachable")] * 2
    assert str(errors[1]).startswith(f"no host answers at {url}, see whether it runs there: ")


async def test_a_host_that_gives_no_sign_of_life_is_not_waited_for(stage):
    async with staged(stage) as host, powerstrip.connect(host.url, timeout=0.2) as strip:
        error = await failure(strip.call("stage_hold"))
        stage.may_finish.set()

    assert type(error) is powerstrip.HostUnreachable


async def test_a_call_that_is_left_is_cancelled_on_the_source(stage, era):
    with anyio.fail_after(PATIENCE):
        async with staged(stage) as host, powerstrip.connect(host.url) as strip:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(strip.call, "stage_hold")
                await stage.holding.wait()
                tasks.cancel_scope.cancel()
            answer = await strip.call("stage_echo")

    assert "cancel here" in stage.events
    assert answer.text == "here: hello"


async def test_calls_run_side_by_side(stage):
    texts = {}

    async def say(strip, number):
        texts[number] = (await strip.call("stage_echo", text=str(number))).text

    async with staged(stage) as host, powerstrip.connect(host.url) as strip, anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(say, strip, number)

    assert texts == {number: f"here: {number}" for number in range(20)}


async def test_what_the_block_raises_comes_out_as_it_is(stage):
    error = ValueError("mine")
    with pytest.raises(ValueError, match="mine") as caught:
        async with staged(stage) as host, powerstrip.connect(host.url):
            raise error

    assert caught.value is error


async def test_progress_is_told_in_words(stage, era):
    said = []
    async with staged(stage) as host, powerstrip.connect(host.url, progress=said.append) as strip:
        await strip.call("stage_count", rows=10)

    assert said[-2:] == ["one: stage_count 10 rows so far", "one: stage_count completed"]


class Person:
    """Answers questions, and remembers them."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    async def __call__(self, question):
        self.asked.append(question.message)
        return self.answer


async def test_a_question_is_answered_by_a_function(stage, era):
    person = Person({})
    async with staged(stage, OPEN) as host, powerstrip.connect(host.url, ask=person) as strip:
        answer = await strip.call("stage_note", text="milk", source="one")

    assert (answer.text, stage.notes) == ("noted at here", ["milk"])
    assert person.asked == ["Write to the source 'one'?\n\nNote 'milk' beside 0 others?"]


async def test_a_function_that_declines_lets_nothing_happen(stage, era):
    async with staged(stage, OPEN) as host, powerstrip.connect(host.url, ask=Person(None)) as strip:
        error = await failure(strip.call("stage_note", text="milk", source="one"))

    assert (type(error), error.code, error.source, stage.notes) == (powerstrip.CallFailed, "cancelled", "one", [])


async def test_without_a_function_a_question_ends_the_call(stage):
    async with staged(stage, OPEN) as host, powerstrip.connect(host.url) as strip:
        error = await failure(strip.call("stage_note", text="milk", source="one"))

    assert (type(error), error.code, error.source, stage.notes) == (
        powerstrip.QuestionUnanswered,
        "cancelled",
        "one",
        [],
    )
    assert error.question == "Write to the source 'one'?\n\nNote 'milk' beside 0 others?"
    assert "give connect() a function as ask= that answers" in str(error)


async def test_without_a_function_a_question_in_a_session_ends_the_call_too(stage, monkeypatch):
    monkeypatch.setattr("mcp.client.client.negotiate_auto", lambda session: session.initialize())
    async with staged(stage, OPEN) as host, powerstrip.connect(host.url) as strip:
        error = await failure(strip.call("stage_note", text="milk", source="one"))

    assert (type(error), error.code, stage.notes) == (powerstrip.CallFailed, "unsupported", [])


async def test_what_the_function_raises_comes_out_as_it_is(stage):
    async def ask(question):
        raise LookupError("nobody is at home")

    async with staged(stage, OPEN) as host, powerstrip.connect(host.url, ask=ask) as strip:
        with pytest.raises(LookupError, match="nobody is at home"):
            await strip.call("stage_note", text="milk", source="one")

    assert stage.notes == []


def test_the_endpoint_of_an_address_keeps_what_is_behind_it():
    assert transport.endpoint_of("https://tools.example.org?zone=b") == "https://tools.example.org/mcp?zone=b"
