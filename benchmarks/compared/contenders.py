"""The servers that are compared: how each is configured and started, and what it calls things."""

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compared import dbhub, toml, toolbox
from compared.plugins import write_plugins
from compared.processes import Command
from compared.workload import LEGACY, MANY_STATEMENT, MODERN, SMALL, STATEMENT, Case, Setting, ToolCall

POWERSTRIP, TWO_WORKERS, TOOLBOX = "powerstrip", "powerstrip, 2 workers", "MCP Toolbox"
LOW_LEVEL, FASTMCP, DBHUB = "low-level mcp + asyncpg", "FastMCP + asyncpg", "dbhub"
BARE = "asyncpg behind a socket"
SMALL_POWERSTRIP = "powerstrip, one source and 10 tools"
SMALL_BARE = "asyncpg behind a socket, one source"
#: Tools that every server has; fillers make up the rest of a list.
_TOOLS = 3
_SERVERS = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server works.

    Args:
        login: of what it serves: `host`, `port`, `database`, `username` and `password`.
        port: of 127.0.0.1, to listen on.
        folder: for its files, empty.
    """

    login: Mapping[str, Any]
    port: int
    folder: Path


class Contender(ABC):
    """A server to compare. It implements `workload.Dialect`, in these names unless it says otherwise."""

    name: str
    revision: str = MODERN
    list_path: str = "/mcp"
    #: Names of the cases that it can do, None for all.
    cases: frozenset[str] | None = None

    def can(self, case: Case) -> bool:
        """Return whether it can do what a case asks for."""
        return self.cases is None or case.name in self.cases

    @abstractmethod
    def command(self, setting: Setting, place: Place) -> Command:
        """Write the configuration and return what starts the server."""

    def item(self, setting: Setting, source: int, key: int) -> ToolCall:
        """Read one row by its key."""
        return self._called("item_by_key", setting, source, item=key)

    def items(self, setting: Setting, source: int, last: int) -> ToolCall:
        """Read the rows up to a key."""
        return self._called("items_up_to", setting, source, item=last)

    def query(self, setting: Setting, source: int, sql: str) -> ToolCall:
        """Run a statement of the caller's."""
        return self._called("execute_query", setting, source, query=sql)

    def _called(self, tool: str, setting: Setting, source: int, **arguments: Any) -> ToolCall:
        named = {"source": source} if setting.sources > 1 else {}
        return ToolCall(tool=tool, arguments=arguments | named)


class Powerstrip(Contender):
    """powerstrip as it ships: limits, budget, metrics, log and audit are on; on the loopback it asks for no token.

    Ten plugins are installed, of which one is used.

    Args:
        python: interpreter of the environment that powerstrip is installed in.
        workers: processes; None does not say.
    """

    name = POWERSTRIP
    # Its own tools come on top; this view holds what the others have, so that lists are of one length.
    list_path = "/mcp/listed"

    def __init__(self, python: str, workers: int | None = None) -> None:
        self._python = python
        self._workers = workers
        if workers is not None:
            self.name = f"{POWERSTRIP}, {workers} workers"

    def command(self, setting: Setting, place: Place) -> Command:
        file = place.folder / "powerstrip.toml"
        file.write_text(toml.document(self._configuration(setting, place)), encoding="utf-8")
        arguments = [self._python, "-m", "powerstrip", "serve", "--config", str(file)]
        arguments += ["--bind", f"127.0.0.1:{place.port}"]
        arguments += ["--workers", str(self._workers)] if self._workers is not None else []
        plugins = place.folder / "plugins"
        write_plugins(plugins)
        path = os.pathsep.join([str(plugins), *filter(None, [os.environ.get("PYTHONPATH")])])
        return Command(arguments=arguments, environment={"PYTHONPATH": path})

    def _configuration(self, setting: Setting, place: Place) -> dict[str, Any]:
        pool = {"size": setting.pool, "max_overflow": 0}
        source = {**place.login, "connector": "postgres", "sslmode": "disable", "pool": pool}
        statement = STATEMENT.format(":item")
        templates = {name: _template(statement) for name in ("item_by_key", *_fillers(setting))}
        templates["items_up_to"] = _template(MANY_STATEMENT.format(":item"))
        shown = ["postgres_item_by_key", "postgres_items_up_to", "postgres_execute_query", "postgres_filler_*"]
        return {
            "host": {"data_dir": str(place.folder / "data")},
            "sources": {_source(number): source for number in range(setting.sources)},
            "templates": templates,
            "views": {"listed": {"tools": shown}},
        }

    def _called(self, tool: str, setting: Setting, source: int, **arguments: Any) -> ToolCall:
        named = {"source": _source(source)} if setting.sources > 1 else {}
        return ToolCall(tool=f"postgres_{tool}", arguments=arguments | named)


class SmallPowerstrip(Powerstrip):
    """powerstrip in the small setting, loaded in turns with all that have the larger ones: what these add to a call.

    Args:
        python: interpreter of the environment that powerstrip is installed in.
    """

    name = SMALL_POWERSTRIP
    cases = frozenset({"template-1000-tools", "template-50-sources"})

    def command(self, setting: Setting, place: Place) -> Command:  # noqa: ARG002 - whichever the others have
        return super().command(SMALL, place)

    def item(self, setting: Setting, source: int, key: int) -> ToolCall:  # noqa: ARG002 - likewise
        return super().item(SMALL, 0, key)


class Toolbox(Contender):
    """MCP Toolbox for Databases.

    Args:
        program: path of its binary.
    """

    name = TOOLBOX

    def __init__(self, program: Path) -> None:
        self._program = program

    def command(self, setting: Setting, place: Place) -> Command:
        source = toolbox.postgres_source(place.login, sslmode="disable", pool_max_conns=str(setting.pool))
        file = place.folder / "tools.yaml"
        sources = {_source(number): source for number in range(setting.sources)}
        toolbox.write_configuration(file, sources, self._tools(setting))
        arguments = [str(self._program), "--config", str(file), "--port", str(place.port), "--disable-version-check"]
        return Command(arguments=arguments, environment={})

    def _tools(self, setting: Setting) -> dict[str, Any]:
        """Return the tools; each belongs to one source, so there is one of each for each source."""
        tools: dict[str, Any] = {name: _postgres_sql(0, STATEMENT) for name in _fillers(setting)}
        for number in range(setting.sources):
            suffix = _suffix(setting, number)
            tools[f"item_by_key{suffix}"] = _postgres_sql(number, STATEMENT)
            tools[f"items_up_to{suffix}"] = _postgres_sql(number, MANY_STATEMENT)
            execute = {"kind": "postgres-execute-sql", "source": _source(number), "description": "Run SQL."}
            tools[f"execute_query{suffix}"] = execute
        return tools

    def query(self, setting: Setting, source: int, sql: str) -> ToolCall:
        return self._called("execute_query", setting, source, sql=sql)

    def _called(self, tool: str, setting: Setting, source: int, **arguments: Any) -> ToolCall:
        return ToolCall(tool=tool + _suffix(setting, source), arguments=arguments)


class Dbhub(Contender):
    """dbhub. It does not know 2026-07-28.

    Args:
        node: program that runs it.
        script: that starts it.
    """

    name = DBHUB
    revision = LEGACY

    def __init__(self, node: Path, script: Path) -> None:
        self._node = node
        self._script = script

    def command(self, setting: Setting, place: Place) -> Command:
        file = place.folder / "dbhub.toml"
        numbers = range(setting.sources)
        pool = {"pool_max_connections": setting.pool}
        sources = [dbhub.postgres_source(_source(number), place.login, **pool) for number in numbers]
        tools = [_dbhub_tool(name, 0, STATEMENT) for name in _fillers(setting)]
        for number in numbers:
            suffix = _suffix(setting, number)
            tools.append({"name": "execute_sql", "source": _source(number), "readonly": True})
            tools.append(_dbhub_tool(f"item_by_key{suffix}", number, STATEMENT))
            tools.append(_dbhub_tool(f"items_up_to{suffix}", number, MANY_STATEMENT))
        dbhub.write_configuration(file, sources, tools)
        arguments = [str(self._node), str(self._script), "--transport", "http", "--host", "127.0.0.1"]
        return Command(arguments=[*arguments, "--port", str(place.port), "--config", str(file)], environment={})

    def query(self, setting: Setting, source: int, sql: str) -> ToolCall:
        return self._called("execute_sql", setting, source, sql=sql)

    def _called(self, tool: str, setting: Setting, source: int, **arguments: Any) -> ToolCall:
        return ToolCall(tool=tool + _suffix(setting, source), arguments=arguments)


class SmallServer(Contender):
    """A small server in Python that lies beside this file.

    Args:
        name: for the tables.
        python: interpreter of an environment with what it imports.
        file: its name.
        cases: names of those that it can do, None for all.
    """

    def __init__(self, name: str, python: str, file: str, cases: frozenset[str] | None = None) -> None:
        self.name = name
        self.cases = cases
        self._python = python
        self._file = file

    def command(self, setting: Setting, place: Place) -> Command:
        login = dict(place.login)
        orders = {
            "port": place.port,
            "login": {"user": login.pop("username"), **login},
            "sources": setting.sources,
            "pool": setting.pool,
            "statement": STATEMENT.format("$1"),
            "many_statement": MANY_STATEMENT.format("$1"),
            "fillers": list(_fillers(setting)),
        }
        file = place.folder / "orders.json"
        file.write_text(json.dumps(orders), encoding="utf-8")
        return Command(arguments=[self._python, str(_SERVERS / self._file), str(file)], environment={})


class SmallBare(SmallServer):
    """The floor with one source, loaded in turns with all that have many: what these cost by themselves.

    Args:
        python: see `SmallServer`.
        file: likewise.
    """

    def __init__(self, python: str, file: str) -> None:
        super().__init__(SMALL_BARE, python, file, frozenset({"template-50-sources"}))

    def command(self, setting: Setting, place: Place) -> Command:  # noqa: ARG002 - whichever the others have
        return super().command(SMALL, place)

    def item(self, setting: Setting, source: int, key: int) -> ToolCall:  # noqa: ARG002 - likewise
        return super().item(SMALL, 0, key)


def _fillers(setting: Setting) -> Iterator[str]:
    return (f"filler_{number:03}" for number in range(setting.tools - _TOOLS))


def _source(number: int) -> str:
    return f"source{number:02}"


def _suffix(setting: Setting, source: int) -> str:
    return f"_{source:02}" if setting.sources > 1 else ""


def _template(sql: str) -> dict[str, Any]:
    item = {"type": "integer", "description": "Key."}
    return {"connector": "postgres", "description": "Read items.", "sql": sql, "params": {"item": item}}


def _dbhub_tool(name: str, source: int, statement: str) -> dict[str, Any]:
    parameters = [{"name": "item", "type": "integer", "description": "Key."}]
    tool = {"name": name, "source": _source(source), "description": "Read items."}
    return tool | {"statement": statement.format("$1"), "parameters": parameters}


def _postgres_sql(source: int, statement: str) -> dict[str, Any]:
    parameters = [{"name": "item", "type": "integer", "description": "Key."}]
    tool = {"kind": "postgres-sql", "source": _source(source), "description": "Read items."}
    return tool | {"statement": statement.format("$1"), "parameters": parameters}
