import sqlite3
import types
from typing import Any

import anyio
import pytest
from blockbuster import BlockingError
from pydantic import Field, SecretStr

from powerstrip_sdk import (
    Column,
    Connection,
    Connector,
    ConnectorError,
    InvalidArguments,
    NotFound,
    Rows,
    SourceConfig,
    TimedOut,
    Unreachable,
    Unsupported,
    WrongCredentials,
    hookimpl,
    tool,
)
from powerstrip_sdk.testing import ConnectorSuite
from powerstrip_sdk.testing.opening import BudgetOfOne

pytestmark = pytest.mark.anyio


class Config(SourceConfig):
    password: SecretStr = Field(default=SecretStr("a canary"), description="The password.")


class Link(Connection):
    """A connection that does everything right."""

    def __init__(self) -> None:
        self.busy: anyio.CancelScope | None = None
        self.dirty = False

    @property
    def idle(self) -> bool:
        return self.busy is None and not self.dirty

    async def close(self) -> None:
        await anyio.lowlevel.checkpoint()

    async def cancel(self) -> None:
        if self.busy is not None:
            self.busy.cancel()

    async def work(self) -> None:
        """Work until it is stopped."""
        self.busy = anyio.CancelScope()
        try:
            with self.busy:
                await anyio.sleep_forever()
        finally:
            self.busy = None
        raise TimedOut("the work was stopped")


@tool(connector="planted", read_only=True)
async def slow(connection: Link) -> str:
    """Work for ever."""
    await connection.work()
    return ""


@tool(connector="planted", read_only=True)
async def quick(connection: Link) -> Rows:
    """Answer."""
    return Rows(columns=(Column(name="a"),), rows=[(1,)])


@tool(connector="planted", read_only=True)
async def unsupported(connection: Link) -> Rows:
    """Refuse."""
    raise Unsupported("this server is too old")


def planted(link: type[Connection] = Link, *tools: Any, connect: Any = None, **attributes: Any) -> ConnectorSuite:
    """Return the suite over a plugin with one kind of connection, and the quick tool beside `tools`."""

    async def open_link(config: Config) -> Connection:
        return link()

    module = types.ModuleType("planted_plugin")

    @hookimpl
    def powerstrip_connectors():
        return [Connector(name="planted", config=Config, connect=connect or open_link)]

    @hookimpl
    def powerstrip_tools():
        return [quick, unsupported, *tools]

    vars(module).update(powerstrip_connectors=powerstrip_connectors, powerstrip_tools=powerstrip_tools)
    defaults = {"plugin": module, "connector": "planted", "at_work": 0.02, "stop_deadline": 10, "connect_deadline": 10}
    return type("Planted", (ConnectorSuite,), {**defaults, **attributes})()


def bounds(expected: type[Exception]) -> dict[str, float]:
    """Return a short deadline where the fault is that it passes, and else the default, for slow machines."""
    return {"stop_deadline": 0.1} if expected is TimeoutError else {}


def failing(error: BaseException) -> Any:
    async def connect(config: Config) -> Connection:
        raise error

    return connect


async def test_a_good_connector_passes():
    suite = planted(Link)
    await suite.test_connects_checks_and_closes({})
    await suite.test_every_tool_works_on_one_connection({})
    await suite.test_cancel_without_a_call_does_nothing({})
    good = planted(Link, slow)
    await good.test_a_cancelled_call_leaves_nothing_behind({}, ("slow", {}))
    await good.test_cancel_ends_the_running_call({}, ("slow", {}))


async def test_good_failures_pass():
    await planted(
        connect=failing(WrongCredentials("the password was refused"))
    ).test_wrong_credentials_are_told_as_such({})
    await planted(connect=failing(Unreachable("nobody answers"))).test_an_unreachable_server_is_told_as_such({})
    await planted(connect=failing(NotFound("there is no such database"))).test_what_does_not_exist_is_told_as_such({})


class ClosesOnce(Link):
    closed = False

    async def close(self) -> None:
        if self.closed:
            raise Unreachable("the connection is closed")
        self.closed = True


class NeverIdle(Link):
    idle = False


class ClosesNever(Link):
    async def close(self) -> None:
        await anyio.sleep_forever()


class NotAnswering(Link):
    async def check(self) -> None:
        raise Unreachable("nobody answers")


@pytest.mark.parametrize(
    ("link", "error"),
    [(ClosesOnce, Unreachable), (NeverIdle, AssertionError), (ClosesNever, TimeoutError), (NotAnswering, Unreachable)],
)
async def test_a_connection_that_cannot_be_begun_with_is_found(link, error):
    with pytest.raises(error):
        await planted(link, **bounds(error)).test_connects_checks_and_closes({})


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (Unreachable("nobody answers"), "got Unreachable"),
        (WrongCredentials("refused: a canary"), "tells a secret"),
        (WrongCredentials("refused", detail="password=a canary"), "tells a secret"),
        (WrongCredentials("Refused"), "begins with a capital"),
        (WrongCredentials("refused."), "ends with a period"),
        (WrongCredentials("refused\nand more"), "more than one line"),
        (WrongCredentials("x" * 301), "longer than 300 characters"),
        (WrongCredentials(""), "has no message"),
    ],
)
async def test_a_refusal_that_says_the_wrong_thing_is_found(raised, message):
    with pytest.raises(AssertionError) as caught:
        await planted(connect=failing(raised)).test_wrong_credentials_are_told_as_such({})
    assert message in str(caught.value)


async def test_an_error_of_the_drivers_own_is_found():
    with pytest.raises(OSError, match="refused"):
        await planted(connect=failing(OSError("refused"))).test_an_unreachable_server_is_told_as_such({})


async def test_connecting_to_what_should_fail_is_found():
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await planted().test_what_does_not_exist_is_told_as_such({})


async def test_connecting_for_ever_is_found():
    async def connect(config: Config) -> Connection:
        await anyio.sleep_forever()
        raise NotImplementedError

    with pytest.raises(TimeoutError):
        await planted(connect=connect, connect_deadline=0.1).test_an_unreachable_server_is_told_as_such({})


class DirtyButIdle(Link):
    """Says that it is idle after a cancelled call, and does not answer."""

    async def work(self) -> None:
        try:
            await super().work()
        finally:
            self.check = NotAnswering().check


class Stubborn(Link):
    """Takes longer to give up than it may."""

    async def work(self) -> None:
        try:
            await super().work()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.5)


class Unclosable(Link):
    async def close(self) -> None:
        await anyio.sleep_forever()


@pytest.mark.parametrize(
    ("link", "error"), [(DirtyButIdle, Unreachable), (Stubborn, TimeoutError), (Unclosable, TimeoutError)]
)
async def test_a_connection_that_a_cancelled_call_spoils_is_found(link, error):
    with pytest.raises(error):
        await planted(link, slow, **bounds(error)).test_a_cancelled_call_leaves_nothing_behind({}, ("slow", {}))


async def test_a_slow_call_that_is_quick_is_found():
    with pytest.raises(AssertionError, match="the slow call ended by itself"):
        await planted().test_a_cancelled_call_leaves_nothing_behind({}, ("quick", {}))


async def test_a_cancel_without_effect_is_found():
    class Deaf(Link):
        async def cancel(self) -> None:
            await anyio.lowlevel.checkpoint()

    with pytest.raises(TimeoutError):
        await planted(Deaf, slow, **bounds(TimeoutError)).test_cancel_ends_the_running_call({}, ("slow", {}))


async def test_a_cancel_that_breaks_an_idle_connection_is_found():
    class Trigger(Link):
        async def cancel(self) -> None:
            raise RuntimeError("no call")

    with pytest.raises(RuntimeError, match="no call"):
        await planted(Trigger).test_cancel_without_a_call_does_nothing({})


@tool(connector="planted", read_only=True)
async def opens_another(connection: Link) -> str:
    """Open a connection of its own."""
    await anyio.to_thread.run_sync(lambda: sqlite3.connect(":memory:").close())
    return ""


@tool(connector="planted", read_only=True)
async def leaves_dirt(connection: Link) -> str:
    """Leave the connection busy."""
    connection.dirty = True
    return ""


@tool(connector="planted", read_only=True)
async def ragged(connection: Link) -> Rows:
    """Return rows that do not fit."""
    return Rows(columns=(Column(name="a"),), rows=[(1, 2)])


@tool(connector="planted", read_only=True)
async def fails(connection: Link) -> str:
    """Fail."""
    raise InvalidArguments("never good")


@pytest.mark.parametrize(
    ("planted_tool", "message"),
    [
        (opens_another, "opens_another opened a connection of its own"),
        (leaves_dirt, "leaves_dirt leaves its connection busy"),
        (ragged, "ragged: rows that do not fit the columns"),
    ],
)
async def test_a_tool_that_does_not_get_on_with_one_connection_is_found(planted_tool, message):
    with pytest.raises(AssertionError) as caught:
        await planted(Link, planted_tool).test_every_tool_works_on_one_connection({})
    assert message in str(caught.value)


async def test_a_tool_that_fails_is_found():
    with pytest.raises(ConnectorError, match="never good"):
        await planted(Link, fails).test_every_tool_works_on_one_connection({})


async def test_a_client_that_opens_sockets_as_it_works_can_say_so():
    await planted(Link, opens_another, opens_on_demand=True).test_every_tool_works_on_one_connection({})


async def test_a_second_connection_breaks_the_budget():
    budget = BudgetOfOne(planted())
    connection = await budget.connect({})
    with pytest.raises(AssertionError, match="a second connection was opened"):
        await budget.connect({})
    await budget.close(connection)
    await budget.close(await budget.connect({}))


async def test_a_failed_connect_gives_its_unit_back():
    budget = BudgetOfOne(planted(connect=failing(Unreachable("nobody answers"))))
    for _ in range(2):
        with pytest.raises(Unreachable):
            await budget.connect({})


BLOCKING = '''
import time
from typing import Any
from powerstrip_sdk import tool

@tool(connector="planted", read_only=True)
async def blocks(connection: Any) -> str:
    """Block."""
    time.sleep(0.001)
    return ""
'''


async def test_a_tool_that_blocks_the_event_loop_is_found(tmp_path, monkeypatch):
    tmp_path.joinpath("blocking_plugin.py").write_text(BLOCKING, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    import blocking_plugin

    suite = planted(Link, blocking_plugin.blocks)
    suite.plugin.__name__ = "blocking_plugin"
    with pytest.raises(BlockingError, match="sleep"):
        await suite.test_the_event_loop_is_never_blocked({})


@pytest.mark.parametrize(
    ("attributes", "check", "given"),
    [
        ({"takes_credentials": False}, "test_wrong_credentials_are_told_as_such", (None,)),
        ({"can_be_unreachable": False}, "test_an_unreachable_server_is_told_as_such", (None,)),
        ({"can_be_absent": False}, "test_what_does_not_exist_is_told_as_such", (None,)),
        ({"can_run_long": False}, "test_a_cancelled_call_leaves_nothing_behind", ({}, None)),
        ({"can_run_long": False}, "test_cancel_ends_the_running_call", ({}, None)),
    ],
)
async def test_what_a_connector_lacks_is_skipped_with_the_reason(attributes, check, given):
    with pytest.raises(pytest.skip.Exception, match="does not apply: "):
        await getattr(planted(**attributes), check)(*given)
    with pytest.raises(pytest.skip.Exception, match="override the fixture"):
        await getattr(planted(), check)(*given)
