"""Connectors of the tests: their connections do what a test tells them to, and count themselves."""

import datetime
import decimal
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Annotated

import anyio
from pydantic import BaseModel, Field, SecretStr

from powerstrip_sdk import (
    Audio,
    Call,
    Column,
    Connection,
    Connector,
    EmbeddedResource,
    Image,
    NotFound,
    Resource,
    Rows,
    RowStream,
    SourceConfig,
    Streamed,
    Text,
    Unreachable,
    hookimpl,
    tool,
)


class StageConfig(SourceConfig):
    """Options of the connector `stage`."""

    place: str = "here"
    password: SecretStr = SecretStr("")


class Stage:
    """What the connections of one test do, and what happened to them.

    Attributes:
        open: connections that are open now.
        most: the most that were open at once.
        events: what happened, in order.
        notes: what was written.
        fail_connect: raised by every attempt to connect, if set.
        doors: an attempt to connect to a place that has one waits until it opens.
        fresh: whether connections say that a reset would have nothing to do.
        may_finish: the tool `hold` waits for it.
        holding: set when a `hold` has begun.
    """

    def __init__(self, *, fresh=False):
        self.fresh = fresh
        self.open = self.most = self.attempts = 0
        self.events = []
        self.notes = []
        self.fail_connect = None
        self.fail_reset = self.fail_check = False
        self.doors = {}
        self.may_finish = anyio.Event()
        self.holding = anyio.Event()

    def plugin(self):
        """Return the plugin `stage`."""
        connector = Connector(
            name="stage", config=StageConfig, connect=self._connect, resources=(NOTE, PAGE), description="For tests."
        )
        tools = [
            echo,
            hold,
            count,
            pictures,
            typed,
            listed,
            one_number,
            nothing,
            fail,
            crash,
            ask_while_holding,
            leave,
            lose,
            odd_values,
            fetched,
            about,
            note,
            scribble,
        ]
        module = ModuleType("stage")
        module.powerstrip_connectors = hookimpl(specname="powerstrip_connectors")(lambda: [connector])
        module.powerstrip_tools = hookimpl(specname="powerstrip_tools")(lambda: tools)
        return module

    async def _connect(self, config):
        self.attempts += 1
        if config.place in self.doors:
            await self.doors[config.place].wait()
        if self.fail_connect is not None:
            raise self.fail_connect
        self.open += 1
        self.most = max(self.most, self.open)
        self.events.append(f"open {config.place}")
        return StageConnection(self, config.place)


class StageConnection(Connection):
    """A connection that counts itself."""

    def __init__(self, stage, place):
        self.stage = stage
        self.place = place
        self.working = False

    @property
    def idle(self):
        return not self.working

    @property
    def fresh(self):
        return self.stage.fresh

    async def close(self):
        self.stage.open -= 1
        self.stage.events.append(f"close {self.place}")

    async def reset(self):
        self.stage.events.append(f"reset {self.place}")
        if self.stage.fail_reset:
            raise Unreachable("the connection was lost")

    async def check(self):
        self.stage.events.append(f"check {self.place}")
        if self.stage.fail_check:
            raise Unreachable("the connection was lost")

    async def cancel(self):
        self.stage.events.append(f"cancel {self.place}")


class Person(BaseModel):
    """Somebody."""

    name: str
    born: datetime.date


@tool(connector="stage", read_only=True)
async def echo(connection: StageConnection, text: Annotated[str, Field(description="What to say.")] = "hello") -> str:
    """Say something."""
    return f"{connection.place}: {text}"


@tool(connector="stage", read_only=True)
async def hold(connection: StageConnection) -> str:
    """Hold the connection until the test lets go."""
    connection.working = True
    connection.stage.holding.set()
    await connection.stage.may_finish.wait()
    connection.working = False
    return "held"


@tool(connector="stage", read_only=True)
async def count(connection: StageConnection, rows: int, width: int = 1, of: str = "x") -> Streamed:
    """Count up, in batches of 10."""

    @asynccontextmanager
    async def statement() -> AsyncIterator[RowStream]:
        async def batches():
            for start in range(0, rows, 10):
                await anyio.lowlevel.checkpoint()
                yield [(number, of * width) for number in range(start, min(start + 10, rows))]

        connection.working = True
        yield RowStream(columns=(Column(name="n", type="int"), Column(name="x", type="text")), batches=batches())
        connection.working = False

    return statement()


@tool(connector="stage", read_only=True)
async def pictures(connection: StageConnection) -> list[Text | Image | Audio | EmbeddedResource]:
    """Return one block of each kind."""
    return [
        Text(text="look"),
        Image(data=b"png", mime_type="image/png"),
        Audio(data=b"wav", mime_type="audio/wav"),
        EmbeddedResource(uri="stage://note", content="a note", mime_type="text/plain"),
        EmbeddedResource(uri="stage://blob", content=b"blob", mime_type="application/octet-stream"),
    ]


@tool(connector="stage", read_only=True)
async def typed(connection: StageConnection) -> Person:
    """Return a model."""
    return Person(name="Ada", born=datetime.date(1815, 12, 10))


@tool(connector="stage", read_only=True)
async def listed(connection: StageConnection) -> list[Person]:
    """Return a list of models."""
    return [Person(name="Ada", born=datetime.date(1815, 12, 10))]


@tool(connector="stage", read_only=True)
async def one_number(connection: StageConnection) -> int:
    """Return a number."""
    return 42


@tool(connector="stage", read_only=True)
async def nothing(connection: StageConnection) -> None:
    """Return nothing."""


@tool(connector="stage", read_only=True)
async def fail(connection: StageConnection) -> str:
    """Fail in words for the client."""
    raise NotFound("there is no such thing", detail="the driver said: secret-host")


@tool(connector="stage", read_only=True)
async def crash(connection: StageConnection) -> str:
    """Fail in words for nobody."""
    raise RuntimeError("password=hunter2 at secret-host")


@tool(connector="stage", read_only=True)
async def ask_while_holding(connection: StageConnection, call: Call) -> str:
    """Ask a person, which a tool with a connection may not."""
    await call.ask("sure?", Person)
    return "asked"


@tool(connector="stage", read_only=True)
async def leave(connection: StageConnection) -> str:
    """Try to end the process."""
    raise SystemExit(1)


@tool(connector="stage", read_only=True)
async def lose(connection: StageConnection) -> str:
    """Lose the connection in the middle."""
    connection.working = True
    raise Unreachable("the connection was lost")


@tool(connector="stage", read_only=True)
async def odd_values(connection: StageConnection) -> Rows:
    """Return values that JSON has no word for."""
    row = (
        None,
        True,
        2**53,
        -(2**53),
        2**53 - 1,
        1.5,
        float("nan"),
        float("inf"),
        -float("inf"),
        decimal.Decimal("0.10"),
        uuid.UUID(int=1),
        datetime.date(2024, 2, 29),
        datetime.time(1, 2, 3),
        datetime.datetime(2024, 2, 29, 1, 2, 3, tzinfo=datetime.UTC),
        datetime.timedelta(days=1, seconds=2, microseconds=500_000),
        b"\x00\xff",
        {"a": [1, None]},
        [1, [2]],
        "ünï",
    )
    return Rows(columns=tuple(Column(name="v") for _ in row), rows=[row])


@tool(connector="stage", read_only=True)
async def fetched(connection: StageConnection, rows: int) -> Rows:
    """Return rows that were fetched as far as a limit, with values that need no look."""
    found = [(number, "ä", None, True, [1, {"a": 0.5}]) for number in range(rows)]
    return Rows(columns=tuple(Column(name=each) for each in "abcde"), rows=found, keep=False, plain=True)


async def ask_to_note(connection: StageConnection, text: str) -> str | None:
    """Ask for what is worth it."""
    if text == "crash":
        raise RuntimeError("password=hunter2")
    return None if text == "trifle" else f"Note {text!r} beside {len(connection.stage.notes)} others?"


@tool(connector="stage", read_only=False, confirm=ask_to_note)
async def note(connection: StageConnection, text: str) -> str:
    """Write a note."""
    if text == "slow":
        connection.working = True
        connection.stage.holding.set()
        await connection.stage.may_finish.wait()
        connection.working = False
    connection.stage.notes.append(text)
    return f"noted at {connection.place}"


@tool(connector="stage", read_only=False)
async def scribble(connection: StageConnection, text: str) -> str:
    """Write without a question of its own."""
    connection.stage.notes.append(text)
    return "scribbled"


@tool(read_only=True)
async def about(call: Call, name: str) -> str:
    """Say something without any source."""
    return f"{name} {call.source}"


async def _read_note(connection):
    return f"a note from {connection.place}"


async def _read_page(connection, chapter, page):
    return Person(name=f"{chapter}/{page}", born=datetime.date(2000, 1, 1))


NOTE = Resource(path="note", title="Note", description="A note.", read=_read_note, mime_type="text/plain")
PAGE = Resource(path="book/{chapter}/{page}", title="Page", description="A page.", read=_read_page)
