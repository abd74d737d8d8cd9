from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from powerstrip_sdk import Call, DeclarationError, Image, ResultShape, Rows, RowStream, Streamed, Text, Tool, tool
from powerstrip_sdk.testing import RecordingCall, run_tool
from powerstrip_sdk.tool import result_shape


class City(BaseModel):
    name: str
    schema_name: str = Field(default="x", serialization_alias="schema")


class Tree(BaseModel):
    children: "list[Tree]" = []


def declare(function, **options):
    return tool(**{"connector": "demo", "read_only": True, **options})(function)


def test_name_title_and_description_come_from_the_function():
    @tool(connector="demo", read_only=True)
    async def list_cities(connection: Any) -> str:
        """List the cities.

        All of them.
        """
        return ""

    assert (list_cities.name, list_cities.title) == ("list_cities", "List cities")
    assert list_cities.description == "List the cities.\n\nAll of them."
    assert list_cities.takes_connection


def test_a_tool_that_only_reads_is_neither_destructive_nor_unrepeatable():
    async def work(connection: Any) -> str:
        """Work."""
        return ""

    reads, writes = declare(work), declare(work, read_only=False)
    assert (reads.destructive, reads.idempotent) == (False, True)
    assert (writes.destructive, writes.idempotent) == (True, False)


def test_the_same_tool_serves_another_connector():
    async def work(connection: Any) -> str:
        """Work."""
        return ""

    assert declare(work).on("other").connector == "other"
    with pytest.raises(DeclarationError, match="connector name"):
        declare(work).on("Not Valid")


async def no_docstring(connection: Any) -> str:
    return ""


async def no_return(connection: Any):
    """Work."""


async def no_annotation(connection: Any, value) -> str:
    """Work."""
    return ""


async def takes_source(connection: Any, source: str) -> str:
    """Work."""
    return ""


async def positional(connection: Any, value: str, /) -> str:
    """Work."""
    return ""


async def variadic(connection: Any, *values: str) -> str:
    """Work."""
    return ""


async def keywords(connection: Any, **values: str) -> str:
    """Work."""
    return ""


async def misnamed_call(connection: Any, caller: Call) -> str:
    """Work."""
    return ""


async def default_field(connection: Any, value: str = Field("x", description="A value.")) -> str:
    """Work."""
    return ""


async def unknown_name(connection: Any, value: "Missing") -> str:  # noqa: F821
    """Work."""
    return ""


async def returns_tree(connection: Any) -> Tree:
    """Work."""
    return Tree()


def plain(connection: Any) -> str:
    """Work."""
    return ""


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (no_docstring, "tool 'no_docstring' has no description, write a docstring for the model to read"),
        (no_return, "tool 'no_return' has no return annotation"),
        (no_annotation, "tool 'no_annotation': parameter 'value' has no annotation"),
        (takes_source, "tool 'takes_source' declares the parameter 'source', which the host adds itself"),
        (positional, "tool 'positional': parameter 'value' must be one that can be given by name"),
        (variadic, "tool 'variadic': parameter 'values' must be one that can be given by name"),
        (keywords, "tool 'keywords': parameter 'values' must be one that can be given by name"),
        (misnamed_call, "tool 'misnamed_call': the parameter of type Call must be named 'call'"),
        (default_field, "tool 'default_field': describe 'value' by Annotated"),
        (unknown_name, "tool 'unknown_name': annotation 'Missing' cannot be resolved"),
        (returns_tree, "type 'Tree' refers to itself, which not every client can read"),
        (plain, "tool 'plain' must be an async function"),
    ],
)
def test_a_function_that_cannot_be_a_tool_is_refused_with_the_reason(function, message):
    with pytest.raises(DeclarationError) as caught:
        declare(function)
    assert str(caught.value).startswith(message)


class Opaque:
    """Something that has no JSON form."""


def test_a_result_that_is_no_json_is_refused():
    with pytest.raises(DeclarationError, match=r"tool 'x' returns .*Opaque'>, which cannot be described as JSON"):
        result_shape(Opaque, "tool 'x'")


def test_a_tool_with_a_connection_names_its_connector():
    async def work(connection: Any) -> str:
        """Work."""
        return ""

    with pytest.raises(DeclarationError, match="tool 'work' takes a connection and names no connector"):
        declare(work, connector=None)


def test_a_tool_without_a_connection_needs_no_connector():
    async def work(value: int) -> str:
        """Work."""
        return ""

    assert not declare(work, connector=None).takes_connection


def test_params_made_by_hand_are_checked_too():
    class Params(BaseModel):
        source: str

    with pytest.raises(DeclarationError, match="declares the parameter 'source'"):
        Tool(
            name="x",
            description="x",
            connector="demo",
            params=Params,
            run=plain,
            result=ResultShape(kind="rows"),
            read_only=True,
        )
    with pytest.raises(DeclarationError, match="params must be a pydantic model class"):
        Tool(
            name="x",
            description="x",
            connector="demo",
            params=dict,
            run=plain,
            result=ResultShape(kind="rows"),
            read_only=True,
        )


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (Rows, "rows"),
        (RowStream, "rows"),
        (Streamed, "rows"),
        (AbstractAsyncContextManager[RowStream], "rows"),
        (str, "content"),
        (str | None, "content"),
        (Image, "content"),
        (list[Text | Image], "content"),
        (None | Text, "content"),
        (list[str], "items"),
        (list[City], "items"),
        (tuple[int, ...], "items"),
        (City, "object"),
        (int, "value"),
        (bool | None, "value"),
        (dict[str, str], "value"),
    ],
)
def test_the_return_annotation_decides_the_shape(annotation, kind):
    assert result_shape(annotation, "tool 'x'").kind == kind


def test_structured_content_is_an_object_with_the_names_that_clients_see():
    assert result_shape(City, "x").structured(City(name="Bern")) == {"name": "Bern", "schema": "x"}
    assert result_shape(list[City], "x").structured([City(name="Bern")]) == {"items": [{"name": "Bern", "schema": "x"}]}
    assert result_shape(int, "x").structured(3) == {"value": 3}


@pytest.mark.anyio
async def test_arguments_reach_the_function_under_their_own_names():
    @tool(connector="demo", read_only=True)
    async def work(
        connection: Any, call: Call, schema: str, copy: Annotated[int, Field(ge=1, description="How often.")] = 1
    ) -> dict[str, Any]:
        """Work."""
        await call.progress("begun")
        return {"connection": connection, "schema": schema, "copy": copy}

    call = RecordingCall()
    assert await run_tool("link", work, {"schema": "s"}, call=call) == {
        "value": {"connection": "link", "schema": "s", "copy": 1}
    }
    assert [message.message for message in call.messages] == ["begun"]
    with pytest.raises(ValidationError):
        await run_tool("link", work, {"schema": "s", "copy": 0})
    with pytest.raises(ValidationError):
        await run_tool("link", work, {"schema": "s", "other": 0})


async def question(connection: Any, text: str) -> str | None:
    return f"{connection}: {text}?"


async def write(connection: Any, text: str, call: Call) -> str:
    """Write."""
    return text


@pytest.mark.anyio
async def test_a_tool_that_writes_may_declare_what_a_person_is_asked_first():
    writes = declare(write, read_only=False, confirm=question)

    assert await writes.confirm("there", None, writes.params.model_validate({"text": "hi"})) == "there: hi?"
    assert declare(write, read_only=False).confirm is None


@pytest.mark.anyio
async def test_a_question_may_depend_on_the_call():
    async def ask(connection: Any, text: str, call: Call) -> str:
        return f"{text} at {call.source}?"

    writes = declare(write, read_only=False, confirm=ask)
    params = writes.params.model_validate({"text": "hi"})

    assert await writes.confirm("there", RecordingCall(source="prod"), params) == "hi at prod?"


def not_async(connection: Any, text: str) -> str | None:
    return None


async def without_a_parameter(connection: Any) -> str | None:
    return None


async def with_another_type(connection: Any, text: int) -> str | None:
    return None


async def that_answers(connection: Any, text: str) -> bool:
    return True


async def that_does_not_say_what_it_returns(connection: Any, text: str):
    return None


@pytest.mark.parametrize(
    ("confirm", "message"),
    [
        (not_async, "confirm of tool 'write' must be an async function"),
        (
            without_a_parameter,
            "confirm of tool 'write' must take the tool's parameters connection, text, not connection",
        ),
        (with_another_type, "confirm of tool 'write' annotates 'text' in another way than the tool does"),
        (that_answers, "confirm of tool 'write' must return a question or None, annotated str | None"),
        (that_does_not_say_what_it_returns, "must return a question or None, annotated str | None"),
    ],
)
def test_a_question_that_does_not_fit_its_tool_is_refused(confirm, message):
    with pytest.raises(DeclarationError) as caught:
        declare(write, read_only=False, confirm=confirm)
    assert message in str(caught.value)


def test_what_only_reads_has_nothing_to_confirm():
    with pytest.raises(DeclarationError, match="tool 'write' only reads, so there is nothing to confirm"):
        declare(write, confirm=question)


def test_a_tool_without_a_connection_asks_by_its_call():
    async def ask(text: str) -> str | None:
        return None

    async def work(text: str) -> str:
        """Work."""
        return ""

    with pytest.raises(DeclarationError, match="takes no connection: ask by "):
        declare(work, read_only=False, confirm=ask)
