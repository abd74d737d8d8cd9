"""What the conformance suite wants of a server, as far as a connector can offer it: a plugin named `test`."""

import base64
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from powerstrip_sdk import (
    Audio,
    Call,
    Connection,
    Connector,
    EmbeddedResource,
    Image,
    Prompt,
    PromptArgument,
    Resource,
    SourceConfig,
    Text,
    Unsupported,
    hookimpl,
    tool,
)

#: One transparent pixel.
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
#: A recording of no length: the header of a WAV file.
SILENCE = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0"


@tool(read_only=True)
async def simple_text() -> str:
    """Return a text."""
    return "This is a simple text response for testing."


@tool(read_only=True)
async def image_content() -> Image:
    """Return a picture."""
    return Image(data=PIXEL, mime_type="image/png")


@tool(read_only=True)
async def audio_content() -> Audio:
    """Return a sound."""
    return Audio(data=SILENCE, mime_type="audio/wav")


@tool(read_only=True)
async def embedded_resource() -> EmbeddedResource:
    """Return a document."""
    return EmbeddedResource(
        uri="test://embedded-resource", content="This is an embedded resource content.", mime_type="text/plain"
    )


@tool(read_only=True)
async def multiple_content_types() -> list[Text | Image | EmbeddedResource]:
    """Return a text, a picture and a document."""
    document = EmbeddedResource(
        uri="test://mixed-content-resource", content='{"test":"data","value":123}', mime_type="application/json"
    )
    return [Text(text="Multiple content types test:"), Image(data=PIXEL, mime_type="image/png"), document]


@tool(read_only=True)
async def error_handling() -> str:
    """Fail."""
    raise Unsupported("this tool intentionally returns an error for testing")


@tool(read_only=True)
async def tool_with_progress(call: Call) -> str:
    """Report progress three times."""
    for done in (0, 50, 100):
        await call.progress(f"completed step {done} of 100", done=done, total=100)
    return "Tool with progress executed successfully"


@tool(read_only=True)
async def x_mcp_header(region: Annotated[str, Field(json_schema_extra={"x-mcp-header": "Region"})] = "none") -> str:
    """Take an argument that proxies can read from a header."""
    return f"region={region}"


class Response(BaseModel):
    """What a person says."""

    username: str = Field(description="User's response")
    email: str = Field(description="User's email address")


@tool(read_only=True)
async def elicitation(message: str, call: Call) -> str:
    """Ask the person at the client."""
    return _told("User response", await call.ask(message, Response))


@tool(read_only=True)
async def streaming_elicitation(call: Call) -> str:
    """Report progress, then ask the person at the client."""
    await call.progress("about to ask")
    return _told("User response", await call.ask("What do you say?", Response))


class Person(BaseModel):
    """A form with a default for every primitive type."""

    name: str = Field("John Doe", description="User name")
    age: int = Field(30, description="User age")
    score: float = Field(95.5, description="User score")
    status: Literal["active", "inactive", "pending"] = Field("active", description="User status")
    verified: bool = Field(True, description="Verification status")


@tool(read_only=True)
async def elicitation_sep1034_defaults(call: Call) -> str:
    """Ask with defaults."""
    return _told("Elicitation completed", await call.ask("Please provide user information", Person))


def _titled(*names: str) -> list[dict[str, str]]:
    return [{"const": f"value{number}", "title": name} for number, name in enumerate(names, 1)]


Options = Literal["option1", "option2", "option3"]
_CHOICES = _titled("First Choice", "Second Choice", "Third Choice")
_SIZES = {"enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"]}


class Choices(BaseModel):
    """A form with every way to choose."""

    untitledSingle: Options  # noqa: N815 - the suite's name
    titledSingle: str = Field(json_schema_extra={"oneOf": _titled("First Option", "Second Option")})  # noqa: N815
    legacyEnum: str = Field(json_schema_extra=_SIZES)  # noqa: N815
    untitledMulti: list[Options]  # noqa: N815
    titledMulti: list[str] = Field(json_schema_extra={"items": {"anyOf": _CHOICES}})  # noqa: N815


@tool(read_only=True)
async def elicitation_sep1330_enums(call: Call) -> str:
    """Ask for choices."""
    return _told("Elicitation completed", await call.ask("Please choose", Choices))


def _told(what: str, answer: Any) -> str:
    content = answer.content.model_dump_json() if answer.content else "{}"
    return f"{what}: action={answer.action}, content={content}"


class Memory(Connection):
    """A connection to nothing."""

    async def close(self) -> None:
        """Nothing is open."""


async def connect(config: SourceConfig) -> Memory:
    return Memory()


async def read_status(connection: Memory) -> str:
    return "The source is well."


async def read_item(connection: Memory, *, item: str) -> str:
    return f"Item {item}."


async def render_simple(connection: Memory, source: str, arguments: Mapping[str, str]) -> str:
    return "This is a simple prompt for testing."


async def render_arguments(connection: Memory, source: str, arguments: Mapping[str, str]) -> str:
    return f"Prompt with arguments: arg1='{arguments['arg1']}', arg2='{arguments['arg2']}'"


async def scan(connection: Memory) -> Sequence[str]:
    return ["paris", "park", "party"]


def complete(outline: Sequence[str], name: str, value: str, others: Mapping[str, str]) -> Sequence[str]:
    return [each for each in outline if each.startswith(value)]


@hookimpl
def powerstrip_connectors():
    return [
        Connector(
            name="memory",
            config=SourceConfig,
            connect=connect,
            resources=(
                Resource(path="status", title="Status", description="How it is.", read=read_status),
                Resource(path="items/{item}", title="Item", description="One item.", read=read_item),
            ),
            prompts=(
                Prompt(
                    name="test_simple_prompt", title="Simple", description="Without arguments.", render=render_simple
                ),
                Prompt(
                    name="test_prompt_with_arguments",
                    title="Arguments",
                    description="With arguments.",
                    render=render_arguments,
                    arguments=(
                        PromptArgument(name="arg1", description="First test argument", required=True),
                        PromptArgument(name="arg2", description="Second test argument", required=True),
                    ),
                ),
            ),
            scan=scan,
            complete=complete,
        )
    ]


@hookimpl
def powerstrip_tools():
    return [
        simple_text,
        image_content,
        audio_content,
        embedded_resource,
        multiple_content_types,
        error_handling,
        tool_with_progress,
        x_mcp_header,
        elicitation,
        streaming_elicitation,
        elicitation_sep1034_defaults,
        elicitation_sep1330_enums,
    ]
