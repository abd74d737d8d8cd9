"""What an author tells the suite about a connector."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any, ClassVar, NoReturn

import pytest
from anyio import CancelScope, fail_after
from pydantic import ValidationError

from powerstrip_sdk.connector import Connection, Connector, SourceConfig
from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.testing.declared import Declared, declared
from powerstrip_sdk.testing.running import run_tool
from powerstrip_sdk.tool import Tool

__all__ = ["DOES_NOT_APPLY", "OVERRIDDEN", "Subject", "replaced"]

#: How the reason of a skip begins where the connector is not of the kind that a test is for.
DOES_NOT_APPLY = "does not apply: "
#: The same where the author said that a test is not to be run.
OVERRIDDEN = "overridden: "


class Subject:
    """The attributes and fixtures that an author sets; everything but the first two has a default.

    A test that an attribute rules out is skipped with a reason that begins with `does not apply: `, one that
    `overridden` names with a reason that begins with `overridden: `. Any other skip means that the suite was not given
    what it needs.

    Attributes:
        plugin: the module that the entry point names.
        connector: name of the connector under test.
        overridden: by name of a test that is not to be run, why. A test that is written anew in the subclass says why
            in its docstring.
        drivers: modules that must not be imported with the plugin, such as `("asyncpg",)`.
        most_modules: how many modules the plugin may import beside those that the SDK imports.
        arguments: by name of a tool or template, arguments to run it with. Read-only tools that need none are run
            without being named here.
        public_fields: fields of the config that sound like a secret and are none.
        connect_deadline: seconds that connecting, or failing to, may take.
        at_work: seconds until a slow call is surely at work.
        stop_deadline: seconds that a cancelled call, `cancel`, `reset` and `close` may take together.
        takes_credentials: whether there is a credential that can be wrong.
        can_be_absent: whether a config can name a database, file or project that does not exist.
        can_be_unreachable: whether there is a server that can be away.
        can_run_long: whether a call can be made that runs for at least 30 s.
        streams: whether a tool returns rows as a stream, so that results may be larger than memory.
        has_long_results: whether a result can have thousands of rows or items.
        connections_at_once: how many connections the test server takes at once, at least 2.
        failing: by name of a tool or template, arguments with which it fails and the error that it raises.
        values: by kind of value, arguments of `values_tool` and what a client gets: the first cell of the first row,
            the only value or the items of the structured result, else the whole of it. The kinds are `VALUE_KINDS`.
        values_tool: the tool that `values` is for.
        lacks: by kind of value, why the source has no such values.
        opens_on_demand: whether a connection opens sockets or files of its own while it works, as an HTTP client with
            a pool does; not one that connects in `connect` and keeps its socket.
        reads: for SQL, a statement of at least 2,000 rows.
        writes: for SQL, statements that must be refused.
    """

    plugin: ClassVar[ModuleType]
    connector: ClassVar[str]
    overridden: ClassVar[Mapping[str, str]] = {}
    drivers: ClassVar[tuple[str, ...]] = ()
    most_modules: ClassVar[int] = 100
    arguments: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    public_fields: ClassVar[tuple[str, ...]] = ()
    at_work: ClassVar[float] = 0.5
    connect_deadline: ClassVar[float] = 10.0
    stop_deadline: ClassVar[float] = 5.0
    takes_credentials: ClassVar[bool] = True
    can_be_absent: ClassVar[bool] = True
    can_be_unreachable: ClassVar[bool] = True
    can_run_long: ClassVar[bool] = True
    streams: ClassVar[bool] = True
    has_long_results: ClassVar[bool] = True
    connections_at_once: ClassVar[int] = 4
    failing: ClassVar[Mapping[str, tuple[Mapping[str, Any], type[ConnectorError]]]] = {}
    values: ClassVar[Mapping[str, tuple[Mapping[str, Any], Any]]] = {}
    values_tool: ClassVar[str] = "execute_query"
    lacks: ClassVar[Mapping[str, str]] = {}
    opens_on_demand: ClassVar[bool] = False
    reads: ClassVar[str | None] = None
    writes: ClassVar[tuple[str, ...]] = ()

    @pytest.fixture(autouse=True)
    def _unless_overridden(self, request: pytest.FixtureRequest) -> None:
        """Skip what the author overrides, before any other fixture is made."""
        name = getattr(request.node, "originalname", request.node.name)
        if name in self.overridden:
            pytest.skip(f"{OVERRIDDEN}{self.overridden[name]}")

    @pytest.fixture
    def anyio_backend(self) -> str:
        """The event loop that a host runs on."""
        return "asyncio"

    @pytest.fixture
    def config(self) -> dict[str, Any]:
        """Options of a source that works."""
        pytest.skip("there is no source to test against: override the fixture 'config'")

    @pytest.fixture
    def wrong_credentials(self) -> dict[str, Any] | None:
        """Options of a source whose server refuses the credential, None if there is none to test against."""
        return None

    @pytest.fixture
    def unreachable(self) -> dict[str, Any] | None:
        """Options of a source whose server does not answer, such as a closed port of this machine."""
        return None

    @pytest.fixture
    def absent(self) -> dict[str, Any] | None:
        """Options of a source that names a database, file or project that does not exist."""
        return None

    @pytest.fixture
    def slow_call(self) -> tuple[str, dict[str, Any]] | None:
        """A tool's name and arguments with which it runs for at least 30 s."""
        return None

    @pytest.fixture
    def silent_port(self) -> Iterator[int]:
        """A port of this machine, 127.0.0.1, where connections are taken and nothing is ever answered."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield server.getsockname()[1]

    @pytest.fixture
    def silent(self) -> dict[str, Any] | None:
        """Options of a source whose server takes connections and never answers; made with `silent_port`."""
        return None

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int] | None:
        """A tool's name, arguments, and how many rows or items it then returns: some thousands, over several pages."""
        return None

    @pytest.fixture
    def huge_result(self) -> tuple[str, dict[str, Any]] | None:
        """A tool's name and arguments with which it streams at least a million rows, of which few are read."""
        return None

    @pytest.fixture
    def state(self) -> Callable[[], Awaitable[object]] | None:
        """Async function that takes all that a call could change at the source, None if there is nothing to compare."""
        return None

    def does_not_apply(self, reason: str) -> NoReturn:
        """Skip the running test, because the connector is not of the kind that it is for."""
        pytest.skip(f"{DOES_NOT_APPLY}{reason}")

    @property
    def declared(self) -> Declared:
        """What the plugin declares."""
        return declared(self.plugin)

    @property
    def record(self) -> Connector:
        """The connector under test."""
        return self.declared.connector(self.connector)

    def runnable(self) -> list[tuple[Tool, Mapping[str, Any]]]:
        """Return the tools that the suite runs, with their arguments: those that only read."""
        return [
            (tool, self.arguments.get(tool.name, {}))
            for tool in self.readers()
            if tool.name in self.arguments or _needs_nothing(tool)
        ]

    def readers(self) -> list[Tool]:
        """Return the connector's tools and templates that only read."""
        return [tool for tool in self.declared.callable if tool.read_only and tool.connector == self.connector]

    async def run(self, connection: Any, tool: Tool, arguments: Mapping[str, Any]) -> Any:
        """Run a tool, with the connection if it takes one, and return what a client would get of it."""
        return await run_tool(connection if tool.takes_connection else None, tool, arguments)

    def validated(self, options: Mapping[str, Any]) -> SourceConfig:
        """Return the checked config for options as an operator writes them."""
        return self.record.config.model_validate(dict(options))

    async def open(self, options: Mapping[str, Any]) -> Connection:
        """Open one connection within the deadline."""
        with fail_after(self.connect_deadline):
            return await self.record.connect(self.validated(options))

    @asynccontextmanager
    async def opened(self, options: Mapping[str, Any]) -> AsyncIterator[Any]:
        """Open one connection for a block, and close it after it."""
        connection = await self.open(options)
        try:
            yield connection
        finally:
            with CancelScope(shield=True), fail_after(self.stop_deadline):
                await connection.close()


def _needs_nothing(tool: Tool) -> bool:
    try:
        tool.params.model_validate({})
    except ValidationError:
        return False
    return True


def replaced(suite: type, test: str) -> str | None:
    """Return the docstring of the test that an author wrote in place of one of the suite's, None if it is the suite's.

    Args:
        suite: the author's class.
        test: name of the test.
    """
    function = getattr(suite, test)
    if hasattr(function, "powerstrip_tier"):
        return None
    return (function.__doc__ or "").strip() if callable(function) else ""
