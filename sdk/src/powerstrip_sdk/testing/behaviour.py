"""Tests that need a source: connecting, failing, stopping, and getting on with one connection."""

from collections.abc import Mapping
from typing import Any

import anyio
import pytest
from blockbuster import blockbuster_ctx
from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

from powerstrip_sdk.connector import Connection
from powerstrip_sdk.errors import (
    ConnectorError,
    NotFound,
    PermissionDenied,
    Unreachable,
    Unsupported,
    WrongCredentials,
)
from powerstrip_sdk.grade import Grading
from powerstrip_sdk.result import Rows
from powerstrip_sdk.testing.messages import check_message
from powerstrip_sdk.testing.opening import BudgetOfOne, connections_made
from powerstrip_sdk.testing.running import run_tool
from powerstrip_sdk.testing.secrecy import check_secrets, told_by
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier
from powerstrip_sdk.tool import Tool

__all__ = ["BehaviourTests"]


@pytest.mark.anyio
class BehaviourTests(Subject):
    """What a host relies on once it has a connection."""

    @tier("bronze")
    async def test_connects_checks_and_closes(self, config: dict[str, Any]) -> None:
        """A fresh connection is idle, answers, and can be closed twice."""
        connection = await self.open(config)
        with anyio.fail_after(self.stop_deadline):
            assert connection.idle
            await connection.check()
            await connection.reset()
            await connection.close()
            await connection.close()

    @tier("platinum")
    async def test_its_credential_is_graded(self, config: dict[str, Any]) -> None:
        """The operator learns how surely nothing is written, and the probe leaves no trace."""
        if self.record.read_only_by is None:
            self.does_not_apply("callers write no statements for this connector")
        async with self.opened(config) as connection:
            with anyio.fail_after(self.stop_deadline):
                grading = await connection.probe()
                assert connection.idle, "the probe leaves something under way"
                again = await connection.probe()
        assert isinstance(grading, Grading), "probe must return a Grading where callers write statements"
        assert again == grading, "two probes of one credential find something else"
        check_message(grading.reason)

    @tier("silver")
    async def test_wrong_credentials_are_told_as_such(self, wrong_credentials: dict[str, Any] | None) -> None:
        """The operator learns that the credential is to be mended."""
        if not self.takes_credentials:
            self.does_not_apply("the connector takes no credentials")
        if wrong_credentials is None:
            pytest.skip("there is no refused credential: override the fixture 'wrong_credentials'")
        await self._fails(wrong_credentials, (WrongCredentials, PermissionDenied))

    @tier("silver")
    async def test_an_unreachable_server_is_told_as_such(self, unreachable: dict[str, Any] | None) -> None:
        """The caller learns that trying again later may help."""
        if not self.can_be_unreachable:
            self.does_not_apply("the connector has no server that could be away")
        if unreachable is None:
            pytest.skip("there is no server that is away: override the fixture 'unreachable'")
        await self._fails(unreachable, (Unreachable,))

    @tier("silver")
    async def test_what_does_not_exist_is_told_as_such(self, absent: dict[str, Any] | None) -> None:
        """The operator learns that the source names something that is not there."""
        if not self.can_be_absent:
            self.does_not_apply("a config of this connector names nothing that could be absent")
        if absent is None:
            pytest.skip("there is nothing that could be absent: override the fixture 'absent'")
        await self._fails(absent, (NotFound,))

    @tier("silver")
    async def test_a_call_that_fails_says_why(self, config: dict[str, Any]) -> None:
        """What a caller may mend is told as such, and the next call works."""
        if not self.readers():
            self.does_not_apply("no tool of this connector reads")
        if not self.failing:
            pytest.skip("there is no call that fails: set 'failing'")
        async with self.opened(config) as connection:
            for name, (arguments, expected) in self.failing.items():
                with pytest.raises(ConnectorError) as caught:
                    await self.run(connection, self.declared.tool(name), arguments)
                assert type(caught.value) is expected, f"{name}: got {type(caught.value).__name__}: {caught.value}"
                check_message(str(caught.value))
                assert connection.idle, f"{name} leaves its connection busy when it fails"
                await connection.reset()
                await connection.check()

    @tier("silver")
    async def test_a_cancelled_call_leaves_nothing_behind(
        self, config: dict[str, Any], slow_call: tuple[str, dict[str, Any]] | None
    ) -> None:
        """After a cancelled call a connection is clean, or says that it is not; closing works either way."""
        tool, arguments = self._slow(slow_call)
        connection = await self.open(config)
        with anyio.fail_after(self.at_work + self.stop_deadline):
            with anyio.move_on_after(self.at_work) as scope:
                await run_tool(connection, tool, arguments)
            assert scope.cancelled_caught, "the slow call ended by itself"
            if connection.idle:
                await connection.reset()
                await connection.check()
            await connection.close()

    @tier("silver")
    async def test_cancel_ends_the_running_call(
        self, config: dict[str, Any], slow_call: tuple[str, dict[str, Any]] | None
    ) -> None:
        """`cancel` stops the work, and whoever waits for it gets an error."""
        tool, arguments = self._slow(slow_call)
        async with self.opened(config) as connection:
            if type(connection).cancel is Connection.cancel:
                self.does_not_apply("the connector has no way to stop work, so a cancelled connection is closed")
            outcome: list[ConnectorError] = []

            async def call() -> None:
                try:
                    await run_tool(connection, tool, arguments)
                except ConnectorError as error:
                    outcome.append(error)

            with anyio.fail_after(self.at_work + self.stop_deadline):
                async with anyio.create_task_group() as group:
                    group.start_soon(call)
                    await anyio.sleep(self.at_work)
                    await connection.cancel()
            assert outcome, "the call went on to its end"

    @tier("silver")
    async def test_cancel_without_a_call_does_nothing(self, config: dict[str, Any]) -> None:
        """A cancellation that comes too late harms nobody."""
        async with self.opened(config) as connection:
            with anyio.fail_after(self.stop_deadline):
                await connection.cancel()
                if connection.idle:
                    await connection.reset()
                    await connection.check()

    @tier("silver")
    async def test_every_tool_works_on_one_connection(self, config: dict[str, Any]) -> None:
        """All tools share one connection, one after the other, with a reset between: a budget of one is enough."""
        budget = BudgetOfOne(self)
        connection = await budget.connect(config)
        try:
            for tool, arguments in self.runnable():
                with connections_made() as made:
                    await self._runs(connection, tool, arguments)
                assert self.opens_on_demand or not made, f"{tool.name} opened a connection of its own: {made}"
                assert connection.idle, f"{tool.name} leaves its connection busy"
                await connection.reset()
        finally:
            await budget.close(connection)
        again = await budget.connect(config)
        await budget.close(again)

    @tier("silver")
    def test_every_reading_tool_is_tried(self) -> None:
        """The tests of behaviour show something about the tools that they run."""
        tried = {tool.name for tool, _arguments in self.runnable()}
        missing = sorted(tool.name for tool in self.readers() if tool.name not in tried)
        if missing:
            pytest.skip(f"some tools need arguments to be run: set 'arguments' for {', '.join(missing)}")

    @tier("silver")
    async def test_the_event_loop_is_never_blocked(self, config: dict[str, Any]) -> None:
        """While one source waits, all others are served by the same thread."""
        validated = self.validated(config)
        record, runnable = self.record, self.runnable()
        with blockbuster_ctx(scanned_modules=[self.plugin.__name__.partition(".")[0]]):
            connection = await record.connect(validated)
            try:
                await connection.check()
                for tool, arguments in runnable:
                    await self._runs(connection, tool, arguments)
                    await connection.reset()
            finally:
                await connection.close()

    async def _runs(self, connection: Any, tool: Tool, arguments: Mapping[str, Any]) -> None:
        try:
            returned = await self.run(connection, tool, arguments)
        except Unsupported:
            return
        if tool.result.schema is not None:
            Draft202012Validator(tool.result.schema).validate(returned)
        if isinstance(returned, Rows):
            ragged = [row for row in returned.rows if len(row) != len(returned.columns)]
            assert not ragged, f"{tool.name}: rows that do not fit the columns: {ragged[:3]}"

    async def _fails(self, options: Mapping[str, Any], expected: tuple[type[ConnectorError], ...]) -> None:
        with pytest.raises(ConnectorError) as caught:
            await self._open_and_close(options)
        error = caught.value
        assert isinstance(error, expected), f"got {type(error).__name__}: {error}"
        check_message(str(error))
        check_secrets(told_by(error), self.validated(options), "the error")

    async def _open_and_close(self, options: Mapping[str, Any]) -> None:
        async with self.opened(options):
            pass

    def _slow(self, slow_call: tuple[str, dict[str, Any]] | None) -> tuple[Tool, dict[str, Any]]:
        if not self.can_run_long:
            self.does_not_apply("no call of this connector runs long")
        if slow_call is None:
            pytest.skip("there is no call that runs long: override the fixture 'slow_call'")
        name, arguments = slow_call
        return self.declared.tool(name), arguments
