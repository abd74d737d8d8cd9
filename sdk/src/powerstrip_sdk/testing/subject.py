"""What an author tells the suite about a connector."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any, ClassVar, NoReturn

import pytest
from anyio import CancelScope, fail_after

from powerstrip_sdk.connector import Connection, Connector, SourceConfig
from powerstrip_sdk.testing.declared import Declared, declared

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
        arguments: by name of a tool or template, arguments to run it with. Read-only tools that need none are run
            without being named here.
        public_fields: fields of the config that sound like a secret and are none.
        connect_deadline: seconds that connecting, or failing to, may take.
        stop_deadline: seconds that a cancelled call, `cancel`, `reset` and `close` may take together.
        takes_credentials: whether there is a credential that can be wrong.
        can_be_absent: whether a config can name a database, file or project that does not exist.
        can_be_unreachable: whether there is a server that can be away.
        can_run_long: whether a call can be made that runs for at least 30 s.
        opens_on_demand: whether a connection opens sockets or files of its own while it works, as an HTTP client does.
        reads: for SQL, a statement of at least 2,000 rows.
        writes: for SQL, statements that must be refused.
    """

    plugin: ClassVar[ModuleType]
    connector: ClassVar[str]
    overridden: ClassVar[Mapping[str, str]] = {}
    drivers: ClassVar[tuple[str, ...]] = ()
    arguments: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    public_fields: ClassVar[tuple[str, ...]] = ()
    connect_deadline: ClassVar[float] = 10.0
    stop_deadline: ClassVar[float] = 5.0
    takes_credentials: ClassVar[bool] = True
    can_be_absent: ClassVar[bool] = True
    can_be_unreachable: ClassVar[bool] = True
    can_run_long: ClassVar[bool] = True
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
