"""A source that needs no server, and uses the SDK widely: two connectors, with and without SQL, in one file."""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr

from powerstrip_sdk import (
    Answer,
    Call,
    Column,
    Connection,
    Connector,
    ConnectorError,
    Grade,
    Grading,
    HostInfo,
    Image,
    InvalidArguments,
    NotFound,
    Prompt,
    PromptArgument,
    Reader,
    RefusedReadOnly,
    Resource,
    ResultShape,
    Row,
    Rows,
    RowStream,
    SourceConfig,
    SyntaxFault,
    Template,
    Text,
    Tool,
    WrongCredentials,
    hookimpl,
    reserve,
    template,
    tool,
)
from powerstrip_sdk.sql import (
    Database,
    Dialect,
    Index,
    Schema,
    Statement,
    Table,
    TableColumn,
    TableStats,
    WritableDatabase,
    Written,
    complete_names,
    schema_prompts,
    schema_resources,
    schema_scan,
    standard_templates,
    standard_tools,
    statement_number,
    statement_template,
    writing_tools,
)

ORDERS = ((1, "lamp", 3), (2, "cable", 12), (3, "lamp", 1))
DIALECT = Dialect(placeholder="?", explain="EXPLAIN QUERY PLAN", quote=('"', '"'), limit="LIMIT {rows}")


class VeteranConfig(SourceConfig):
    """What an operator configures."""

    city: str = Field(default="Bern", description="The city that the orders come from.")
    token: SecretStr = Field(description="The word `sesame`.")


class Orders(Connection):
    """A connection to a few orders that are always there."""

    def __init__(self, config: VeteranConfig) -> None:
        self.city = config.city
        self.places = reserve()
        self.is_open = True

    @property
    def idle(self) -> bool:
        """Whether it can be used again."""
        return self.is_open

    async def close(self) -> None:
        """End it."""
        self.is_open = False

    async def reset(self) -> None:
        """Nothing is left of a call."""

    async def check(self) -> None:
        """Raise if it is closed."""
        if not self.is_open:
            raise ConnectorError("the connection is closed", detail="by close()", retry_after=1.0, engine_code="V1")

    async def cancel(self) -> None:
        """Nothing runs that could be stopped."""
        async with self.places:
            pass

    async def probe(self) -> Grading | None:
        """Nothing can be written."""
        return Grading(grade=Grade.A, reason="the orders are constants")


async def _connect(config: VeteranConfig) -> Orders:
    if config.token.get_secret_value() != "sesame":
        raise WrongCredentials("the token is not the word")
    return Orders(config)


class Sold(BaseModel):
    """How many were sold of one thing."""

    product: str
    number: int = Field(description="Pieces.")


class Agreement(BaseModel):
    """What a person is asked."""

    agreed: bool


Product = Annotated[str, Field(description="Name of a product, as list_orders shows it.")]


@tool(connector="veteran", read_only=True, title="List the orders")
async def list_orders(connection: Orders, call: Call) -> Rows:
    """List all orders of the city."""
    await call.progress("reading", done=1, total=1)
    columns = (Column(name="id", type="integer"), Column(name="product", type="text"), Column(name="pieces"))
    return Rows(columns=columns, rows=list(ORDERS), keep=True, plain=True)


@tool(connector="veteran", read_only=True)
async def count_sold(
    connection: Orders, product: Product, order: Annotated[Literal["up", "down"], Field(description="Unused.")] = "up"
) -> Sold:
    """Count the pieces of one product that were sold in the city."""
    numbers = [pieces for _, name, pieces in ORDERS if name == product]
    if not numbers:
        raise NotFound(f"there is no product {product!r}, see list_orders")
    return Sold(product=product, number=sum(numbers))


@tool(connector="veteran", read_only=True, open_world=True)
async def draw_orders(connection: Orders) -> list[Text | Image]:
    """Show the orders as a picture with a line of text."""
    return [Text(text=f"{len(ORDERS)} orders in {connection.city}"), Image(data=b"GIF89a", mime_type="image/gif")]


@tool(read_only=False, destructive=False, idempotent=True, name="agree", description="Ask a person to agree.")
async def ask_somebody(call: Call) -> str:
    answer: Answer[Agreement] = await call.ask("Is this fine?", Agreement)
    return answer.action


class ProductParams(BaseModel):
    """Parameters of the templates."""

    product: Product


@template(connector="veteran", params=ProductParams, title="Orders of a product")
async def orders_of(connection: Orders, params: ProductParams) -> Rows:
    """List the orders of one product."""
    rows: list[Row] = [order for order in ORDERS if order[1] == params.product]
    return Rows(columns=(Column(name="id"), Column(name="product"), Column(name="pieces")), rows=rows)


async def _run_by_hand(connection: Any, _call: Any, _params: Any) -> str:
    return f"{connection.city} by hand"


class Nothing(BaseModel):
    """No parameters."""


BY_HAND = Tool(
    name="by_hand",
    description="Tell the city of the orders, by a record that no decorator made.",
    params=Nothing,
    run=_run_by_hand,
    result=ResultShape(kind="content"),
    read_only=True,
    connector="veteran",
    takes_call=False,
    destructive=False,
)


async def _read_city(connection: Orders) -> str:
    return connection.city


async def _read_product(connection: Orders, product: str) -> Sold:
    return await count_sold.run(connection, None, count_sold.params.model_validate({"product": product}))


async def _introduce(connection: Orders, source: str, arguments: Mapping[str, str]) -> str:
    return f"Describe the orders of {connection.city} in {source}, most of all {arguments.get('product', 'all')}."


async def _scan(_connection: Orders) -> list[str]:
    return sorted({product for _, product, _ in ORDERS})


def _complete(scanned: list[str], argument: str, value: str, _others: Mapping[str, str]) -> Sequence[str]:
    return [each for each in scanned if argument == "product" and each.startswith(value)]


class MemoryConfig(SourceConfig):
    """What an operator configures of the SQL connector."""

    word: SecretStr | None = Field(default=None, description="Not looked at.")


class Memory(WritableDatabase):
    """A SQLite database in memory, made anew with each connection."""

    dialect = DIALECT

    def __init__(self, config: MemoryConfig) -> None:
        self.may_write = config.may_write
        self.engine = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.engine.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, product TEXT NOT NULL, pieces INTEGER)")
        self.engine.executemany("INSERT INTO orders VALUES (?, ?, ?)", ORDERS)
        self.engine.execute("PRAGMA query_only = ON")

    @property
    def server(self) -> str:
        """The engine."""
        return f"SQLite {sqlite3.sqlite_version}"

    async def close(self) -> None:
        """Forget everything."""
        self.engine.close()

    async def probe(self) -> Grading | None:
        """The engine was told to refuse writing."""
        return Grading(grade=Grade.B, reason="query_only stops every write")

    @asynccontextmanager
    async def execute_sql_statement(self, sql: str, params: Sequence[Any], batch_rows: int) -> AsyncIterator[RowStream]:
        """Run one statement."""
        try:
            cursor = self.engine.execute(sql, tuple(params))
        except sqlite3.Error as error:
            raise SyntaxFault("the statement cannot be run", detail=str(error)) from error
        columns = tuple(Column(name=each[0]) for each in cursor.description or ())
        try:
            yield RowStream(columns=columns, batches=self._batches(cursor, batch_rows))
        finally:
            cursor.close()

    async def _batches(self, cursor: sqlite3.Cursor, batch_rows: int) -> AsyncIterator[list[Row]]:
        while batch := cursor.fetchmany(batch_rows):
            yield batch

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Describe the only table."""
        columns = tuple(
            TableColumn(name=name, type=kind, nullable=name == "pieces", default=None, comment=None)
            for name, kind in (("id", "INTEGER"), ("product", "TEXT"), ("pieces", "INTEGER"))
        )
        index = Index(name="orders_id", columns=("id",), unique=True)
        orders = Table(
            schema_name="main", name="orders", kind="table", columns=columns, primary_key=("id",), indexes=(index,)
        )
        found = (orders,) if schema in (None, "main") and table in (None, "orders") else ()
        return Schema(default_schema="main", schemas=("main",), tables=found)

    async def get_table_stats(self, schema: str, table: str | None) -> list[TableStats]:
        """Count the rows."""
        return [TableStats(schema_name=schema, table="orders", rows=len(ORDERS), rows_are_estimated=False, bytes=None)]

    async def execute_statements(self, statements: Sequence[Statement]) -> list[Written]:
        """Run statements in one transaction."""
        if not self.may_write:
            raise RefusedReadOnly("the source is only read")
        self.engine.execute("PRAGMA query_only = OFF")
        self.engine.execute("BEGIN")
        try:
            written = []
            for number, each in enumerate(statements, 1):
                with statement_number(number, len(statements)):
                    written.append(self._written(each))
        except BaseException:
            self.engine.execute("ROLLBACK")
            raise
        else:
            self.engine.execute("COMMIT")
            return written
        finally:
            self.engine.execute("PRAGMA query_only = ON")

    def _written(self, statement: Statement) -> Written:
        try:
            return Written(affected=self.engine.execute(statement.sql, tuple(statement.params)).rowcount, returned=None)
        except sqlite3.Error as error:
            raise SyntaxFault("the statement cannot be run", detail=str(error)) from error


async def _open_memory(config: MemoryConfig) -> Database:
    return Memory(config)


def _reader_setup(config: MemoryConfig, reader: Reader) -> str:
    if reader.name:
        raise InvalidArguments("the engine has no roles")
    return f"PRAGMA query_only = ON; -- {', '.join(reader.schemas) or 'main'}"


SQL = "veteransql"


@hookimpl
def powerstrip_connectors(host: HostInfo) -> list[Connector]:
    """Declare both connectors."""
    assert host.sdk_version
    assert host.host_version
    return [
        Connector(
            name="veteran",
            config=VeteranConfig,
            connect=_connect,
            title="Veteran",
            description="A few orders that are always there.",
            resources=(
                Resource(path="city", title="City", description="The city.", read=_read_city, mime_type="text/plain"),
                Resource(path="sold/{product}", title="Sold", description="What was sold.", read=_read_product),
            ),
            prompts=(
                Prompt(
                    name="introduce_orders",
                    title="Introduce the orders",
                    description="Tell what the orders are about.",
                    render=_introduce,
                    arguments=(PromptArgument(name="product", description="Most of all this one.", required=False),),
                ),
            ),
            scan=_scan,
            complete=_complete,
            icon="https://example.com/veteran.png",
        ),
        Connector(
            name=SQL,
            config=MemoryConfig,
            connect=_open_memory,
            dialect=DIALECT,
            read_only_by="engine",
            reader_setup=_reader_setup,
            resources=schema_resources,
            prompts=schema_prompts,
            scan=schema_scan,
            complete=complete_names,
        ),
    ]


@hookimpl
def powerstrip_tools() -> list[Tool]:
    """Declare the tools, without asking for the host."""
    return [list_orders, count_sold, draw_orders, ask_somebody, BY_HAND, *standard_tools(SQL), *writing_tools(SQL)]


@hookimpl(specname="powerstrip_templates")
def declare_templates(host: HostInfo) -> list[Template]:
    """Declare the templates, under another name than the hook's."""
    largest = statement_template(
        name="orders_above",
        connector=SQL,
        sql="SELECT id, product FROM orders WHERE pieces > :pieces ORDER BY id",
        params=Pieces,
        description="List the orders of more than a number of pieces.",
        title="Large orders",
    )
    return [orders_of, largest, *standard_templates(SQL)]


class Pieces(BaseModel):
    """Parameters of `orders_above`."""

    pieces: int = Field(description="Only orders of more pieces.")
