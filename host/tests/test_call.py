"""A call, start to end, as a client sees it."""

import gc
import json
import weakref
from types import SimpleNamespace

import anyio
import orjson
import pytest
from connectors import Stage
from mcp import MCPError
from pydantic import BaseModel, model_validator

from powerstrip.access import LOCAL
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host
from powerstrip_sdk import hookimpl, template

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"


def stage_host(stage, *, sources=("one",), **config):
    tables = {name: {"connector": "stage", "place": name} for name in sources}
    return running_host({"sources": tables, **config}, plugins={"stage": stage.plugin()})


async def text_of(host, name, arguments=None):
    result = await host.call(name, arguments)
    assert not result.is_error, result
    return result.content[0].text


async def test_a_tool_answers_with_text():
    async with stage_host(Stage()) as host:
        assert await text_of(host, "stage_echo", {"text": "hi"}) == "one: hi"


async def test_the_source_may_be_left_out_only_where_there_is_one():
    async with stage_host(Stage(), sources=("one", "two")) as host:
        missing = await host.call("stage_echo", {"text": "hi"})
        named = await text_of(host, "stage_echo", {"source": "two", "text": "hi"})

    assert missing.content[0].text == "unknown_source: say which source: one, two"
    assert named == "two: hi"


async def test_an_unknown_source_is_named_before_the_arguments_are_looked_at():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_echo", {"source": "three", "wrong": 1})

    assert result.content[0].text == "unknown_source: there is no source 'three' here, there is: one"
    assert result.meta[ERROR] == {"code": "unknown_source"}


async def test_a_source_whose_plugin_is_not_loaded_is_told_apart_from_one_that_does_not_exist():
    config = {"sources": {"one": {"connector": "stage"}, "lost": {"connector": "gone"}}}
    stage = Stage()
    async with running_host(config, plugins={"stage": stage.plugin(), "gone": "no module at all"}) as host:
        result = await host.call("stage_echo", {"source": "lost"})
        listed = (await host.call("list_sources")).structured_content["items"]

    assert result.meta[ERROR] == {"code": "source_broken"}
    assert result.content[0].text.startswith("source_broken: source 'lost' cannot be used: plugin 'gone' is ")
    assert [(each["name"], each["state"]) for each in listed] == [("one", "unknown"), ("lost", "broken")]


async def test_nobody_holds_a_connection_while_a_person_thinks():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_ask_while_holding")

    assert result.content[0].text == (
        "unsupported: this tool holds a connection, which nobody may do while a person thinks"
    )


async def test_a_tool_that_would_end_the_process_ends_only_its_call():
    async with stage_host(Stage()) as host:
        ended = await host.call("stage_leave")
        again = await text_of(host, "stage_echo")

    assert ended.content[0].text.startswith("internal: stage_leave failed")
    assert again == "one: hello"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({}, "argument 'rows' is required"),
        ({"rows": "many"}, "argument 'rows': input should be a valid integer, unable to parse string as an integer"),
        ({"rows": 1, "colour": "red"}, "unknown argument 'colour' (known: source, rows, width, of)"),
    ],
)
async def test_wrong_arguments_are_named_and_their_values_are_not_repeated(arguments, complaint):
    async with stage_host(Stage()) as host:
        result = await host.call("stage_count", arguments)

    assert (result.is_error, result.content[0].text) == (True, f"invalid_arguments: {complaint}")


async def test_an_unknown_tool_is_a_protocol_error():
    async with stage_host(Stage()) as host, host.client() as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("stage_dance")

    assert (caught.value.error.code, caught.value.error.message) == (-32602, "unknown tool: stage_dance")


async def test_what_a_connector_raises_reaches_the_client_as_a_code_and_a_sentence():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_fail")

    assert result.content[0].text == "not_found: there is no such thing"
    assert result.meta[ERROR] == {"code": "not_found"}
    assert "secret-host" not in result.model_dump_json()


async def test_what_a_connector_did_not_mean_to_raise_stays_in_the_log():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_crash")

    assert result.content[0].text.startswith("internal: stage_crash failed, the host's log says why: ")
    assert "hunter2" not in result.model_dump_json()


async def test_a_model_comes_as_structured_content_and_as_the_same_text():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_typed")

    assert result.structured_content == {"name": "Ada", "born": "1815-12-10"}
    assert json.loads(result.content[0].text) == result.structured_content


async def test_lists_and_scalars_are_wrapped_because_the_root_must_be_an_object():
    async with stage_host(Stage()) as host:
        listed = await host.call("stage_listed")
        number = await host.call("stage_one_number")

    assert listed.structured_content == {"items": [{"name": "Ada", "born": "1815-12-10"}]}
    assert number.structured_content == {"value": 42}


async def test_every_kind_of_content_is_passed_on():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_pictures")

    blocks = [block.model_dump(mode="json", exclude_none=True, by_alias=True) for block in result.content]
    assert blocks == [
        {"type": "text", "text": "look"},
        {"type": "image", "data": "cG5n", "mimeType": "image/png"},
        {"type": "audio", "data": "d2F2", "mimeType": "audio/wav"},
        {"type": "resource", "resource": {"uri": "stage://note", "mimeType": "text/plain", "text": "a note"}},
        {
            "type": "resource",
            "resource": {"uri": "stage://blob", "mimeType": "application/octet-stream", "blob": "YmxvYg=="},
        },
    ]


async def test_a_tool_that_returns_nothing_answers_with_nothing():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_nothing")

    assert (result.is_error, result.content) == (False, [])


async def test_values_that_json_has_no_word_for_arrive_exactly():
    async with stage_host(Stage()) as host:
        rows = json.loads(await text_of(host, "stage_odd_values"))["rows"]

    assert rows == [
        [
            None,
            True,
            "9007199254740992",
            "-9007199254740992",
            9007199254740991,
            1.5,
            "NaN",
            "Infinity",
            "-Infinity",
            "0.10",
            "00000000-0000-0000-0000-000000000001",
            "2024-02-29",
            "01:02:03",
            "2024-02-29T01:02:03+00:00",
            "P1DT2.5S",
            "AP8=",
            {"a": [1, None]},
            [1, [2]],
            "ünï",
        ]
    ]


async def test_a_tool_without_a_source_is_named_after_its_plugin():
    async with stage_host(Stage()) as host:
        assert await text_of(host, "stage_about", {"name": "nobody"}) == "nobody None"


class Taking(BaseModel):
    """Takes what it is given apart."""

    text: str

    @model_validator(mode="before")
    @classmethod
    def _taken(cls, given):
        return {"text": given.pop("text")}


@template(connector="stage", params=Taking)
async def taking(connection: object, params: Taking) -> str:
    """Say something."""
    return params.text


async def test_the_audit_has_the_arguments_that_came_whatever_validates_them():
    stage, kept = Stage(), []
    hook = hookimpl(specname="powerstrip_templates")(lambda: [taking])
    plugins = {"stage": stage.plugin(), "taking": SimpleNamespace(powerstrip_templates=hook)}
    async with running_host({"sources": {"one": {"connector": "stage"}}}, plugins=plugins) as host:
        host.host.audit.write = kept.append
        caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
        reply = await host.host.calls.call_tool(caller, "stage_taking", {"text": "a"}, SilentClient())

    assert reply.content == [{"type": "text", "text": "a"}]
    assert [each.arguments for each in kept] == [{"text": "a"}]


async def test_nothing_of_a_call_that_failed_stays_when_its_reply_is_gone():
    async with stage_host(Stage()) as host:
        caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
        gc.disable()
        try:
            reply = await host.host.calls.call_tool(caller, "stage_count", {"rows": "many"}, SilentClient())
            error = weakref.ref(reply.error)
            assert reply.error.code == "invalid_arguments"
            del reply
            assert error() is None
        finally:
            gc.enable()


async def test_an_answer_that_is_exactly_full_is_not_truncated():
    async with stage_host(Stage(), limits={"max_rows": 20}) as host:
        answer = json.loads(await text_of(host, "stage_count", {"rows": 20}))

    assert (len(answer["rows"]), answer["truncated"], answer["next"]) == (20, False, None)


async def test_the_rest_of_a_large_result_is_read_page_by_page_to_its_end():
    async with stage_host(Stage(), limits={"max_rows": 20}) as host:
        first = json.loads(await text_of(host, "stage_count", {"rows": 45}))
        handle = first["next"]
        second = json.loads(await text_of(host, "fetch_result", {"handle": handle, "offset": 20}))
        last = json.loads(await text_of(host, "fetch_result", {"handle": handle, "offset": 40}))

    assert (first["truncated"], [row[0] for row in first["rows"]]) == (True, list(range(20)))
    assert [row[0] for row in second["rows"]] == list(range(20, 40))
    assert {key: second[key] for key in ("truncated", "next", "offset", "total", "complete")} == {
        "truncated": True,
        "next": handle,
        "offset": 20,
        "total": 45,
        "complete": True,
    }
    assert [row[0] for row in last["rows"]] == list(range(40, 45))
    assert (last["truncated"], last["next"]) == (False, None)


async def test_a_kept_result_that_met_its_limit_says_that_it_is_not_complete():
    async with stage_host(Stage(), limits={"max_rows": 20, "handle_rows": 30}) as host:
        first = json.loads(await text_of(host, "stage_count", {"rows": 1000}))
        last = json.loads(await text_of(host, "fetch_result", {"handle": first["next"], "offset": 20}))

    assert (last["total"], last["complete"], last["truncated"], last["next"]) == (30, False, True, None)


async def test_without_room_for_the_rest_the_answer_only_says_that_it_is_truncated():
    async with stage_host(Stage(), limits={"max_rows": 20, "handle_rows": 0}) as host:
        answer = json.loads(await text_of(host, "stage_count", {"rows": 21}))

    assert (len(answer["rows"]), answer["truncated"], answer["next"]) == (20, True, None)


async def test_a_result_that_was_fetched_only_as_far_as_the_cap_is_not_kept():
    async with stage_host(Stage(), limits={"max_rows": 2}) as host:
        whole, cut = [json.loads(await text_of(host, "stage_fetched", {"rows": rows})) for rows in (2, 3)]

    rows = [[number, "ä", None, True, [1, {"a": 0.5}]] for number in range(2)]
    columns = [{"name": name, "type": ""} for name in "abcde"]
    assert whole == {"columns": columns, "rows": rows, "truncated": False, "next": None}
    assert cut == {"columns": columns, "rows": rows, "truncated": True, "next": None}


async def test_bytes_cap_an_answer_as_rows_do():
    async with stage_host(Stage(), limits={"max_bytes": 1000}) as host:
        answer = json.loads(await text_of(host, "stage_count", {"rows": 100, "width": 90}))

    assert (len(answer["rows"]), answer["truncated"]) == (8, True)


@pytest.mark.parametrize("of", ["x", '"', "\\", "\n", "\x01", "ä", "\u202e"])
async def test_bytes_are_counted_as_they_are_sent_on_every_page(of):
    pages, offset = [], 0
    async with stage_host(Stage(), limits={"max_bytes": 20_000}) as host, host.client() as client:
        first = await client.call_tool("stage_count", {"rows": 300, "width": 99, "of": of})
        answer = json.loads(first.content[0].text)
        while answer["next"]:
            offset += len(answer["rows"])
            arguments = {"handle": answer["next"], "offset": offset}
            pages.append(await client.call_tool("fetch_result", arguments))
            answer = json.loads(pages[-1].content[0].text)

    sizes = [len(orjson.dumps(page.content[0].text)) for page in (first, *pages)]
    assert offset + len(answer["rows"]) == 300
    assert max(sizes) <= 20_200
    assert min(sizes[:-1]) >= 18_000


async def test_the_largest_answer_of_the_default_limit_is_read_by_the_python_client():
    async with stage_host(Stage()) as host:
        result = await host.call("stage_count", {"rows": 1000, "width": 900, "of": '"'})

    assert 900_000 < len(orjson.dumps(result.content[0].text)) <= 1_000_000


async def test_a_single_row_beyond_the_bytes_of_an_answer_is_refused_with_what_to_do():
    async with stage_host(Stage(), limits={"max_bytes": 1000}) as host:
        result = await host.call("stage_count", {"rows": 1, "width": 2000})

    assert result.content[0].text == (
        "limit_exceeded: one row has 2008 bytes, an answer has at most 1000: select fewer columns"
    )


async def test_a_kept_result_is_exported_as_csv_and_json_lines():
    async with stage_host(Stage(), limits={"max_rows": 1}) as host, host.client() as client:
        first = json.loads((await client.call_tool("stage_count", {"rows": 3})).content[0].text)
        csv = await client.read_resource(f"powerstrip://result/{first['next']}.csv")
        lines = await client.read_resource(f"powerstrip://result/{first['next']}.jsonl")

    assert csv.contents[0].text == "n,x\r\n0,x\r\n1,x\r\n2,x\r\n"
    assert lines.contents[0].text == '{"n":0,"x":"x"}\n{"n":1,"x":"x"}\n{"n":2,"x":"x"}\n'


async def test_an_unknown_handle_is_not_found():
    async with stage_host(Stage()) as host:
        result = await host.call("fetch_result", {"handle": "nothing"})

    assert result.content[0].text == (
        "not_found: there is no result 'nothing': what is kept goes after a while, run the query again"
    )


async def test_kept_results_are_files_that_only_the_owner_may_read_and_that_go_with_the_host(tmp_path):
    async with stage_host(Stage(), limits={"max_rows": 1}, host={"data_dir": str(tmp_path / "data")}) as host:
        await text_of(host, "stage_count", {"rows": 3})
        paths = [tmp_path / "data", *sorted((tmp_path / "data").rglob("*"))]
        modes = [(path.suffix, oct(path.stat().st_mode & 0o777)) for path in paths]

    folder, file = ("", "0o700"), (".rows", "0o600")
    assert modes == [folder, folder, folder, file, (".lock", "0o600")]
    assert list((tmp_path / "data" / "results").iterdir()) == []


async def test_a_call_that_takes_too_long_is_stopped_with_its_code_and_the_next_one_works():
    stage = Stage()
    async with stage_host(stage, limits={"call_timeout": 0.05}) as host:
        result = await host.call("stage_hold")
        again = await text_of(host, "stage_echo")

    assert result.content[0].text == "timeout: stage_hold did not finish within 0.05 s, and was stopped"
    assert again == "one: hello"
    assert stage.open == 0
    assert stage.events[:3] == ["open one", "cancel one", "close one"]


async def test_resources_are_read_and_templates_filled_through_a_lease():
    async with stage_host(Stage()) as host, host.client() as client:
        listed = await client.list_resources()
        templates = await client.list_resource_templates()
        note = await client.read_resource("powerstrip://one/note")
        page = await client.read_resource("powerstrip://one/book/2%2F3/4")
        with pytest.raises(MCPError, match="resource not found"):
            await client.read_resource("powerstrip://two/note")

    assert [resource.uri for resource in listed.resources] == ["powerstrip://one/note"]
    assert [template.uri_template for template in templates.resource_templates] == [
        "powerstrip://{source}/book/{chapter}/{page}",
        "powerstrip://result/{handle}.csv",
        "powerstrip://result/{handle}.jsonl",
    ]
    assert note.contents[0].text == "a note from one"
    assert json.loads(page.contents[0].text)["name"] == "2/3/4"


async def test_listing_never_connects():
    stage = Stage()
    async with stage_host(stage) as host, host.client() as client:
        await client.list_tools()
        await client.list_resources()
        await client.list_resource_templates()
        await client.list_prompts()
        sources = await client.call_tool("list_sources")

    assert stage.attempts == 0
    assert sources.structured_content == {
        "items": [
            {
                "name": "one",
                "connector": "stage",
                "description": "",
                "state": "unknown",
                "reason": None,
                "read_only": True,
                "grade": None,
                "grade_reason": None,
            }
        ]
    }


class DeafClient(SilentClient):
    """Wants progress, and never reads any."""

    wants_progress = True

    async def progress(self, done, total, message):
        await anyio.sleep_forever()


async def test_a_call_whose_client_does_not_read_its_progress_ends_in_time_and_keeps_no_connection():
    stage = Stage()
    pool = {"size": 1, "max_overflow": 0}
    config = {"sources": {"one": {"connector": "stage", "pool": pool}}, "limits": {"call_timeout": 1}}
    async with running_host(config, plugins={"stage": stage.plugin()}) as host, anyio.create_task_group() as tasks:
        caller, call_tool = Caller(principal=LOCAL, view=host.host.catalog.views[""]), host.host.calls.call_tool

        async def hold():
            await call_tool(caller, "stage_hold", {}, SilentClient())

        tasks.start_soon(hold)
        await stage.holding.wait()
        with anyio.fail_after(30):
            reply = await call_tool(caller, "stage_echo", {}, DeafClient())
            while (await call_tool(caller, "stage_echo", {}, SilentClient())).error is not None:
                pass  # a busy machine may take longer than the call's time; a kept connection takes all of them

    # It is granted the connection when the other call's time is up, which is just before its own is.
    assert reply.error is None or reply.error.code in ("timeout", "budget_exhausted")
