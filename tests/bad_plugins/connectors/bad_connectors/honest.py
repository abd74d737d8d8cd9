"""A connector that does everything right: a database of drawers. Every other module here spoils one thing of it."""

import base64
import datetime
import decimal
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio.streams.buffered import BufferedByteReceiveStream
from pydantic import Field, SecretStr

from powerstrip_sdk import (
    Column,
    Connection,
    Connector,
    Grade,
    Grading,
    NotFound,
    RefusedReadOnly,
    RowStream,
    SourceConfig,
    SyntaxFault,
    TimedOut,
    Unreachable,
    WrongCredentials,
    hookimpl,
)
from powerstrip_sdk.sql import Database, Dialect, Schema, Table, TableColumn, standard_tools

DIALECT = Dialect(placeholder="?", explain="EXPLAIN")
TABLES = tuple(
    Table(
        schema_name="main", name=name, kind="table", columns=(TableColumn(name="label", type="text", nullable=False),)
    )
    for name in ("drawers", "shelves")
)
ERRORS = {
    "busy": Unreachable("the server is busy with another statement of this connection"),
    "credentials": WrongCredentials("the server refused the password"),
    "not_found": NotFound("there are no such drawers"),
    "read_only": RefusedReadOnly("this source only reads"),
    "stopped": TimedOut("the statement was stopped"),
    "syntax": SyntaxFault("the server does not understand the statement"),
}
KINDS = {
    "base64": base64.b64decode,
    "date": datetime.date.fromisoformat,
    "decimal": decimal.Decimal,
    "float": float,
    "timestamp": datetime.datetime.fromisoformat,
}


class Config(SourceConfig):
    """Where the drawers are."""

    host: str = Field(default="127.0.0.1", description="The server's host name.")
    port: int = Field(description="The server's port.")
    drawers: str = Field(default="workshop", description="Which drawers to look into.")
    password: SecretStr = Field(description="The password.")


class Link(Connection):
    """One connection, whose protocol is a line for a line."""

    def __init__(self, stream: Any, config: Config) -> None:
        self.stream = stream
        self.config = config
        self.lines = BufferedByteReceiveStream(stream)
        self.busy = False
        self.waiting = False
        self.closed = False

    @property
    def idle(self) -> bool:
        return not (self.busy or self.waiting or self.closed)

    async def ask(self, **request: Any) -> dict[str, Any]:
        """Send one line and return the answer; an answer that is not waited for spoils the connection."""
        self.waiting = True
        try:
            await self.stream.send(json.dumps(request).encode() + b"\n")
            answer: dict[str, Any] = json.loads(await self.lines.receive_until(b"\n", 1 << 24))
        except (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, anyio.IncompleteRead) as error:
            raise Unreachable("the connection to the server was lost") from error
        self.waiting = False
        if "error" in answer:
            raise self.error(answer["error"], request)
        return answer

    def error(self, code: str, request: dict[str, Any]) -> Exception:
        return type(ERRORS[code])(str(ERRORS[code]))

    async def check(self) -> None:
        await self.ask(ping=True)

    async def reset(self) -> None:
        await self.ask(reset=True)

    async def cancel(self) -> None:
        if self.waiting:
            await self.stream.send(b'{"cancel": true}\n')

    async def close(self) -> None:
        self.closed = True
        await self.stream.aclose()

    async def read(self, statement: str) -> list[Any]:
        """Return the first values of all rows."""
        await self.ask(begin=statement)
        answer = await self.ask(fetch=100)
        await self.ask(end=True)
        return [row[0] for row in answer["rows"]]


class Drawers(Link, Database):
    """A connection that speaks the drawers' own language of statements."""

    dialect = DIALECT
    server = "Drawers 1"

    @asynccontextmanager
    async def execute_sql_statement(self, sql: str, params: Any, batch_rows: int) -> AsyncIterator[RowStream]:
        await self.begin(sql)
        self.busy = True
        try:
            yield RowStream(columns=(Column(name="value"),), batches=self.batches(batch_rows))
        finally:
            await self.end()

    async def begin(self, sql: str) -> None:
        await self.ask(begin=sql)

    async def batches(self, batch_rows: int) -> AsyncIterator[list[tuple[Any, ...]]]:
        more = True
        while more:
            answer = await self.ask(fetch=batch_rows)
            more = answer["more"]
            if answer["rows"]:
                yield [(self.value(row[0]),) for row in answer["rows"]]

    def value(self, sent: Any) -> Any:
        if not isinstance(sent, dict):
            return sent
        ((kind, text),) = sent.items()
        return KINDS[kind](text)

    async def end(self) -> None:
        if self.waiting:
            return
        with anyio.CancelScope(shield=True), anyio.move_on_after(1):
            await self.ask(end=True)
            self.busy = False

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        found = [each for each in TABLES if schema in (None, "main") and table in (None, each.name)]
        return Schema(default_schema="main", schemas=("main",), tables=tuple(found))

    async def probe(self) -> Grading | None:
        await self.check()
        return Grading(grade=Grade.A, reason="the server writes for nobody")


async def dial(config: Config) -> Any:
    """Open the socket."""
    try:
        return await anyio.connect_tcp(config.host, config.port)
    except OSError as error:
        raise Unreachable("the server cannot be reached") from error


async def login(link: Link) -> None:
    """Say who it is."""
    config = link.config
    await link.ask(login=config.password.get_secret_value(), drawers=config.drawers)


def connecting(link: type[Link], dial: Any = dial, login: Any = login) -> Any:
    """Return what opens a connection of a class."""

    async def connect(config: Config) -> Link:
        opened = link(await dial(config), config)
        try:
            await login(opened)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await anyio.aclose_forcefully(opened.stream)
            raise
        return opened

    return connect


def hooks(
    link: type[Link] = Drawers, *tools: Any, config: type[SourceConfig] = Config, connect: Any = None, **more: Any
) -> tuple[Any, Any]:
    """Return the implementations of two hooks, for a connector that differs from the honest one."""
    sql = {"dialect": DIALECT, "read_only_by": "engine"} if issubclass(link, Database) else {}
    options = {"name": "drawer", "config": config, "connect": connect or connecting(link), **sql, **more}

    @hookimpl
    def powerstrip_connectors() -> list[Connector]:
        return [Connector(**options)]

    @hookimpl
    def powerstrip_tools() -> list[Any]:
        return [*(standard_tools("drawer") if sql else ()), *tools]

    return powerstrip_connectors, powerstrip_tools


powerstrip_connectors, powerstrip_tools = hooks()
