"""What users get wrong, and what a type checker must tell them: an error on each line that says so, and on no other."""

from typing import Any

from pydantic import BaseModel

import powerstrip
from powerstrip_sdk import Call, Column, Connection, Connector, Rows, SourceConfig, hookimpl, template, tool


class Config(SourceConfig):
    """Options of a source."""

    address: str


class Unfinished(Connection):
    """It cannot be closed."""


class Other(BaseModel):
    """Anything."""


def connect_at_once(config: Config) -> Unfinished:
    """Open a connection, and hold up everything else meanwhile."""
    raise NotImplementedError


async def connect_elsewhere(config: Config) -> str:
    """Open something that is no connection."""
    return config.address


async def connect(config: Config) -> Connection:
    """Open one connection."""
    return Unfinished()  # wrong: abstract


Connector(name="a", config=Config, connect=connect_at_once)  # wrong: not async
Connector(name="a", config=Config, connect=connect_elsewhere)  # wrong: no connection
Connector(name="a", config=Other, connect=connect)  # wrong: no SourceConfig
Connector(name="a", config=Config)  # wrong: cannot connect
Connector("a", Config, connect)  # wrong: by name only
Connector(name="a", config=Config, connect=connect).name = "b"  # wrong: frozen
Connector(name="a", config=Config, connect=connect, read_only_by="hope")  # wrong: not one of the ways

Rows(columns=[Column(name="a")], rows=[])  # wrong: a tuple of columns
Column("a")  # wrong: by name only


@tool()  # wrong: read_only must be said
async def undecided() -> str:
    """Do something."""
    return ""


@tool(read_only=True)  # wrong: not async
def blocking() -> str:
    """Do something."""
    return ""


@tool(read_only="yes")  # wrong: a bool
async def confused() -> str:
    """Do something."""
    return ""


@template(connector="a", params=Other(), name="b")  # wrong: a class
async def from_a_value(connection: Any, params: Other) -> Rows:
    """Read something."""
    raise NotImplementedError


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare a connector."""
    return [Config]  # wrong: no record


async def use(call: Call) -> None:
    """Use what the host hands out."""
    await call.progress(1)  # wrong: a text
    answer = await call.ask("Sure?", Other)
    answer.content.missing  # wrong: may be None  # noqa: B018


async def ask() -> None:
    """Use the client."""
    powerstrip.connect(8321)  # wrong: an address
    with powerstrip.connect("http://127.0.0.1:8321"):  # wrong: async
        pass
    async with powerstrip.connect("http://127.0.0.1:8321") as strip:
        answer = await strip.query("prod", 1)  # wrong: a statement
        for row in answer.all_rows():  # wrong: async
            assert row
        answer.record()  # wrong: no such method
