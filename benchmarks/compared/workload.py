"""What is asked of every server: one table, a few statements, and the answers that must come back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

import asyncpg

from powerstrip_postgres.testing import PostgresServer

#: Revisions of the protocol: with a client's metadata in every request, and before.
MODERN, LEGACY = "2026-07-28", "2025-11-25"
#: A role that may read the table and nothing else; its name is its password.
READER = "reader"
#: Rows of the table; keys go from 1 to this.
ROWS = 1000
#: Rows of the larger answer.
MANY_ROWS = 500
COLUMNS = "item, label, price, stock, added"
STATEMENT = f"SELECT {COLUMNS} FROM items WHERE item = {{}}"
MANY_STATEMENT = f"SELECT {COLUMNS} FROM items WHERE item <= {{}} ORDER BY item"
_SCHEMA = f"""
CREATE TABLE items (item integer PRIMARY KEY, label text, price numeric(10, 2), stock integer, added timestamptz);
INSERT INTO items
SELECT key, 'label ' || key, key * 1.25, key % 7, timestamptz '2026-01-01Z' + key * interval '1 minute'
FROM generate_series(1, {ROWS}) key;
ANALYZE items;
CREATE ROLE {READER} LOGIN PASSWORD '{READER}';
GRANT SELECT ON items TO {READER}
"""
_CLIENT = {
    "_meta": {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1.0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every server is configured with.

    Args:
        sources: how many, each with a pool of its own, all on the same database.
        tools: how many the list of tools holds.
        pool: the most connections of one source.
    """

    sources: int = 1
    tools: int = 10
    pool: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A call in one server's own names."""

    tool: str
    arguments: dict[str, Any]


class Dialect(Protocol):
    """How one server names what all of them can do; `source` counts from 0."""

    revision: str
    list_path: str

    def item(self, setting: Setting, source: int, key: int) -> ToolCall:
        """Read one row by its key, by a statement that the server knows."""

    def items(self, setting: Setting, source: int, last: int) -> ToolCall:
        """Read the rows up to a key, by a statement that the server knows."""

    def query(self, setting: Setting, source: int, sql: str) -> ToolCall:
        """Run a statement of the caller's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what its answer must hold.

    Args:
        method: of JSON-RPC.
        params: of JSON-RPC, without the client's metadata.
        text: what the body of the answer must hold, as it is on the wire.
        revision: of the protocol.
        path: where it is posted to.
        keys: keys of the rows that the answer must hold, none for a list.
        tools: tools that a list must hold.
    """

    method: str
    params: dict[str, Any]
    text: str
    revision: str
    path: str = "/mcp"
    keys: Sequence[int] = ()
    tools: int = 0

    def body(self, number: int) -> str:
        """Return the JSON-RPC request.

        Args:
            number: its id.
        """
        params = self.params | (_CLIENT if self.revision == MODERN else {})
        message = {"jsonrpc": "2.0", "id": number, "method": self.method, "params": params}
        # As the SDKs of the protocol write it.
        return json.dumps(message, separators=(",", ":"))

    def headers(self) -> dict[str, str]:
        """Return the headers that the revision demands."""
        headers = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": self.revision,
        }
        if self.revision == MODERN:
            headers["mcp-method"] = self.method
            headers |= {"mcp-name": self.params["name"]} if "name" in self.params else {}
        return headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is measured under one name.

    Args:
        name: short, for the command line.
        title: for the tables.
        setting: of the servers.
        exchanges: returns the requests, which are sent one after the other and over again.
    """

    name: str
    title: str
    setting: Setting
    exchanges: Callable[[Dialect, Setting], list[Exchange]]


def row(key: int) -> tuple[Any, ...]:
    """Return the row of one key, as `normal` would.

    Args:
        key: of the row.
    """
    added = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=key)
    return key, f"label {key}", Decimal(key) * Decimal("1.25"), key % 7, added


def normal(values: Sequence[Any]) -> tuple[Any, ...]:
    """Return a row as it is, whichever way a server writes its values.

    Args:
        values: of the columns, from JSON.
    """
    key, label, price, stock, added = values
    return int(key), label, Decimal(str(price)), int(stock), datetime.fromisoformat(added)


async def fill(server: PostgresServer) -> None:
    """Make the table.

    Args:
        server: where to.
    """
    connection = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    await connection.execute(_SCHEMA)
    await connection.close()


def first_exchange(dialect: Dialect, setting: Setting) -> Exchange:
    """Return the request whose answer ends a server's start.

    Args:
        dialect: of the server.
        setting: of the server.
    """
    return _called(dialect, dialect.item(setting, 0, 1), [1])


def _items(dialect: Dialect, setting: Setting) -> list[Exchange]:
    keys = range(1, ROWS + 1)
    return [_called(dialect, dialect.item(setting, key % setting.sources, key), [key]) for key in keys]


def _queries(dialect: Dialect, setting: Setting) -> list[Exchange]:
    keys = range(1, ROWS + 1)
    return [_called(dialect, dialect.query(setting, 0, STATEMENT.format(key)), [key]) for key in keys]


def _many_rows(dialect: Dialect, setting: Setting) -> list[Exchange]:
    return [_called(dialect, dialect.items(setting, 0, MANY_ROWS), range(1, MANY_ROWS + 1))]


def _lists(dialect: Dialect, setting: Setting) -> list[Exchange]:
    text, path = '"inputSchema"', dialect.list_path
    exchange = Exchange(
        method="tools/list", params={}, text=text, revision=dialect.revision, path=path, tools=setting.tools
    )
    return [exchange]


def _called(dialect: Dialect, call: ToolCall, keys: Sequence[int]) -> Exchange:
    # Rows travel as JSON inside a text, whose quotes are escaped.
    params, text = {"name": call.tool, "arguments": call.arguments}, f'label {keys[-1]}\\"'
    return Exchange(method="tools/call", params=params, text=text, revision=dialect.revision, keys=keys)


SMALL = Setting()
MANY_TOOLS = Setting(tools=1000)
#: Sixty-four calls at once over fifty sources meet at few of them.
MANY_SOURCES = Setting(sources=50, pool=3)
TEMPLATE = Case(name="template", title="a template, one row by key", setting=SMALL, exchanges=_items)
CASES = [
    TEMPLATE,
    Case(name="query", title="the caller's own SQL, one row by key", setting=SMALL, exchanges=_queries),
    Case(name="rows", title=f"a template, {MANY_ROWS} rows", setting=SMALL, exchanges=_many_rows),
    Case(name="list", title="tools/list, 10 tools", setting=SMALL, exchanges=_lists),
    Case(name="template-1000-tools", title="the template beside 1,000 tools", setting=MANY_TOOLS, exchanges=_items),
    Case(name="list-1000-tools", title="tools/list, 1,000 tools", setting=MANY_TOOLS, exchanges=_lists),
    Case(name="template-50-sources", title="the template over 50 sources", setting=MANY_SOURCES, exchanges=_items),
]
