"""What users write, and what must type-check as it stands: plugins, tests of plugins, scripts."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import BaseModel, Field, SecretStr

import powerstrip
from powerstrip.testing import running_host
from powerstrip_sdk import (
    Call,
    Column,
    Connection,
    Connector,
    HostInfo,
    Image,
    NotFound,
    Row,
    Rows,
    RowStream,
    SourceConfig,
    Template,
    Text,
    Tool,
    Unreachable,
    hookimpl,
    template,
    tool,
)
from powerstrip_sdk.sql import Database, Dialect, Schema, standard_templates, standard_tools
from powerstrip_sdk.testing import ConnectorSuite, run_tool


class ShopConfig(SourceConfig):
    """Options of a source."""

    address: str = Field(description="Where it is.")
    password: SecretStr = Field(description="The key to it.")


class Shop(Connection):
    """One connection."""

    def __init__(self, config: ShopConfig) -> None:
        self.address = config.address

    async def close(self) -> None:
        """End it."""

    async def check(self) -> None:
        """Raise if it is dead."""
        raise Unreachable("the shop is closed")


class Item(BaseModel):
    """Something that is sold."""

    name: str
    price: float


class Wanted(BaseModel):
    """Parameters of a template."""

    name: str = Field(description="Of the item.")


async def connect(config: ShopConfig) -> Shop:
    """Open one connection."""
    return Shop(config)


@tool(connector="shop", read_only=True)
async def list_items(connection: Shop, kind: Annotated[str, Field(description="Of item.")] = "all") -> list[Item]:
    """List what is sold."""
    return [Item(name=f"{kind} of {connection.address}", price=1.0)]


@tool(read_only=True)
async def draw(call: Call) -> list[Text | Image]:
    """Draw a picture."""
    await call.progress("drawing", done=1, total=2)
    return [Text(text="a picture"), Image(data=b"", mime_type="image/png")]


@template(connector="shop", params=Wanted)
async def find_item(connection: Shop, params: Wanted) -> Rows:
    """Find an item by its name."""
    if not params.name:
        raise NotFound("an item without a name cannot be found")
    return Rows(columns=(Column(name="name", type="text"),), rows=[(params.name, connection.address)])


class ShopDatabase(Database):
    """A connection that speaks SQL."""

    dialect: ClassVar[Dialect] = Dialect(placeholder="?", explain="EXPLAIN ")

    async def close(self) -> None:
        """End it."""

    @asynccontextmanager
    async def execute_sql_statement(
        self, sql: str, params: Sequence[Any], batch_rows: int
    ) -> AsyncGenerator[RowStream]:
        """Run a statement."""

        async def batches() -> AsyncGenerator[list[Row]]:
            yield [(sql, *params)][:batch_rows]

        yield RowStream(columns=(Column(name="n"),), batches=batches())

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Read the catalog."""
        raise NotFound(f"there is no {schema} {table}")


@hookimpl
def powerstrip_connectors(host: HostInfo) -> list[Connector]:
    """Declare a connector."""
    return [Connector(name="shop", config=ShopConfig, connect=connect, description=f"For {host.host_version}.")]


@hookimpl
def powerstrip_tools() -> list[Tool]:
    """Declare tools."""
    return [list_items, draw, *standard_tools("shop")]


@hookimpl
def powerstrip_templates() -> list[Template]:
    """Declare templates."""
    return [find_item, *standard_templates("shop")]


class TestShop(ConnectorSuite):
    """The acceptance tests."""

    connector = "shop"
    takes_credentials = False

    @pytest.fixture
    def config(self) -> dict[str, Any]:
        """Options of a source that works."""
        return {"address": "here", "password": "secret"}

    async def test_items_are_listed(self, config: dict[str, Any]) -> None:
        """The connector's own test."""
        async with self.opened(config) as connection:
            assert await run_tool(connection, list_items, {"kind": "books"})


async def ask_a_host() -> list[dict[str, Any]]:
    """A script."""
    async with powerstrip.connect("http://127.0.0.1:8321", token="ps_x") as strip:
        names: list[str] = [source["name"] for source in await strip.sources()]
        answer: powerstrip.Answer = await strip.query(names[0], "SELECT 1", [1])
        async for row in answer.all_rows():
            assert row
        try:
            await strip.call("shop_list_items", source="prod", kind="books")
        except powerstrip.CallFailed as error:
            names.append(error.code)
        return answer.records()


async def test_in_two_lines() -> None:
    """A test with a real host."""
    async with running_host({"sources": {}}) as host:
        assert not (await host.call("list_sources")).is_error
