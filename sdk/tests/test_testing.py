import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel

from powerstrip_sdk import Answer, Call, Column, Rows, RowStream, Text, Unsupported, template, tool
from powerstrip_sdk.testing import Declared, RecordingCall, declared, run_tool


class Confirm(BaseModel):
    sure: bool


class Word(BaseModel):
    word: str


@tool(read_only=False)
async def ask(call: Call) -> list[Text]:
    """Ask whether to go on."""
    answer = await call.ask("Go on?", Confirm)
    return [Text(text=answer.action)]


@template(connector="demo", params=Word)
async def repeat(connection: Any, params: Word) -> list[str]:
    """Repeat a word."""
    return [params.word] * 2


@tool(read_only=True)
async def count() -> RowStream:
    """Count to three, in two batches."""

    async def batches():
        yield [(1,), (2,)]
        yield [(3,)]

    return RowStream(columns=(Column(name="number"),), batches=batches())


@pytest.mark.anyio
async def test_a_tool_may_return_a_stream_of_rows_as_it_is():
    assert await run_tool(None, count) == Rows(columns=(Column(name="number"),), rows=[(1,), (2,), (3,)])


@pytest.mark.anyio
async def test_a_recording_call_answers_and_keeps_the_questions():
    call = RecordingCall([Answer(action="accept", content=Confirm(sure=True))])
    assert await run_tool(None, ask, call=call) == [Text(text="accept")]
    assert call.questions == ["Go on?"]


@pytest.mark.anyio
async def test_a_client_that_cannot_be_asked_is_the_default():
    with pytest.raises(Unsupported, match="the client cannot be asked"):
        await run_tool(None, ask)


@pytest.mark.anyio
async def test_a_template_is_run_like_a_tool():
    assert await run_tool(None, repeat, {"word": "x"}) == {"items": ["x", "x"]}


def test_what_is_not_declared_is_a_lookup_error():
    found = Declared(connectors=(), tools=(), templates=())
    with pytest.raises(LookupError, match="no connector 'x'"):
        found.connector("x")
    with pytest.raises(LookupError, match="no tool or template 'x'"):
        found.tool("x")


def test_a_module_without_hooks_declares_nothing():
    assert declared(sys.modules[__name__]) == Declared(connectors=(), tools=(), templates=())


def test_the_suite_is_not_loaded_with_the_sdk():
    code = (
        "import sys, powerstrip_sdk, powerstrip_sdk.sql;"
        "print(sorted({'pytest', 'jsonschema', 'blockbuster', 'sqlalchemy', 'mcp', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
