"""A connector that misbehaves in every way that a test asks for."""

from contextlib import asynccontextmanager
from types import ModuleType

import anyio
from pydantic import BaseModel, SecretStr

from powerstrip_sdk import (
    Column,
    Connection,
    Connector,
    ConnectorError,
    EmbeddedResource,
    Image,
    Rows,
    RowStream,
    SourceConfig,
    Streamed,
    Unreachable,
    hookimpl,
    tool,
)


class Panic(BaseException):
    """What an extension in another language raises; no `Exception`."""


class OddConfig(SourceConfig):
    how: str = "well"
    password: SecretStr = SecretStr("")


class Odd(Connection):
    """A connection that misbehaves as its config says."""

    def __init__(self, how):
        self.how = how
        self.order = []

    @property
    def idle(self):
        if self.how == "idle":
            raise Panic
        return True

    async def reset(self):
        if self.how == "reset":
            raise Panic

    async def close(self):
        if self.how == "close":
            raise Panic
        if self.how == "stray cancel":
            raise anyio.get_cancelled_exc_class()


async def connect(config):
    if config.how == "connect":
        raise Panic
    if config.how == "nothing":
        return None
    if config.how == "tells":
        raise Unreachable(f"no answer from db://user:{config.password.get_secret_value()}@host.")
    return Odd(config.how)


class Model(BaseModel):
    number: int


class OwnError(ConnectorError):
    code = "not_found"

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return f"no {self.name}"


@tool(connector="odd", read_only=True)
async def panic(connection: Odd) -> str:
    """Panic."""
    raise Panic


@tool(connector="odd", read_only=True)
async def stray_cancel(connection: Odd) -> str:
    """Raise a cancellation that nobody asked for."""
    raise anyio.get_cancelled_exc_class()


@tool(connector="odd", read_only=True)
async def echo(connection: Odd, value: int = 0) -> str:
    """Say a number."""
    return str(value)


@tool(connector="odd", read_only=True)
async def own_error(connection: Odd) -> str:
    """Raise an error that does not call its parent."""
    raise OwnError("such thing")


@tool(connector="odd", read_only=True)
async def wrong_model(connection: Odd) -> Model:
    """Return no model."""
    return "not a model"


@tool(connector="odd", read_only=True)
async def wrong_image(connection: Odd) -> Image:
    """Return a picture without a type."""
    return Image(data=b"", mime_type=None)


@tool(connector="odd", read_only=True)
async def wrong_rows(connection: Odd) -> Rows:
    """Return rows of another width."""
    return Rows(columns=(Column(name="a"),), rows=[(1,), (1, 2)])


@tool(connector="odd", read_only=True)
async def large_document(connection: Odd) -> EmbeddedResource:
    """Return a document beyond every limit."""
    return EmbeddedResource(uri="odd://x", content="x" * 2_000_000, mime_type="text/plain")


@tool(connector="odd", read_only=True)
async def odd_text(connection: Odd, levels: int = 1) -> Rows:
    """Return half of a surrogate pair, nested."""
    value = "\ud800"
    for _ in range(levels):
        value = [value]
    return Rows(columns=(Column(name="v"),), rows=[(value,)])


ORDER = []


@tool(connector="odd", read_only=True)
async def cut_short(connection: Odd) -> Streamed:
    """Stream rows that are not read to their end."""

    @asynccontextmanager
    async def statement():
        async def batches():
            try:
                while True:
                    await anyio.lowlevel.checkpoint()
                    yield [(1,)] * 100
            finally:
                ORDER.append("rows closed")

        yield RowStream(columns=(Column(name="n"),), batches=batches())
        ORDER.append("statement left")

    return statement()


class Line(Connection):
    """A protocol of one line: an answer that nobody fetched is read by the next question."""

    def __init__(self):
        self.answers = []

    async def close(self):
        pass


@tool(connector="odd", read_only=True)
async def question(connection: Line, text: str, slow: bool = False) -> str:
    """Ask, and read the next answer."""
    connection.answers.append(text)
    if slow:
        await anyio.sleep_forever()
    return f"answer to {connection.answers.pop(0)}"


def plugin(connectors, tools=()):
    """Return a plugin that declares them."""
    module = ModuleType("odd")
    module.powerstrip_connectors = hookimpl(specname="powerstrip_connectors")(lambda: connectors)
    module.powerstrip_tools = hookimpl(specname="powerstrip_tools")(lambda: tools)
    return module


TOOLS = [
    panic,
    stray_cancel,
    echo,
    own_error,
    wrong_model,
    wrong_image,
    wrong_rows,
    large_document,
    odd_text,
    cut_short,
]
ODD = plugin([Connector(name="odd", config=OddConfig, connect=connect)], TOOLS)
