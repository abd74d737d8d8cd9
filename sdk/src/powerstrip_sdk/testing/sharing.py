"""Tests that calls do not get into each other's way."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import anyio
import pytest

from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.result import Rows
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier
from powerstrip_sdk.tool import Tool

__all__ = ["SharingTests"]

_ROUNDS = 2
#: Answers of one call; that a time is measured as often the same does not happen.
_SAMPLES = 8
_Call: TypeAlias = tuple[Tool, Mapping[str, Any]]


@pytest.mark.anyio
class SharingTests(Subject):
    """What a call answers depends neither on calls before it nor on others beside it."""

    @tier("gold")
    async def test_a_reset_connection_answers_like_a_fresh_one(self, config: dict[str, Any]) -> None:
        """The next caller finds nothing of the one before."""
        calls = self._calls()
        fresh = [await self._fresh(config, call) for call in calls]
        different = set()
        async with self.opened(config) as connection:
            for each in (*range(len(calls)), *reversed(range(len(calls)))):
                if await self._answer(connection, calls[each]) != fresh[each]:
                    different.add(each)
                await connection.reset()
        changed = [calls[each][0].name for each in sorted(different) if await self._is_known(config, calls[each])]
        assert not changed, f"tools that answer in another way on a used connection: {changed}"

    @tier("gold")
    async def test_connections_do_not_mix(self, config: dict[str, Any]) -> None:
        """Several connections at once answer as each of them does alone."""
        calls = self._calls()
        alone = [await self._fresh(config, call) for call in calls]
        different = set()

        async def work(first: int) -> None:
            for each in range(len(calls) * _ROUNDS):
                turn = (first + each) % len(calls)
                if await self._fresh(config, calls[turn]) != alone[turn]:
                    different.add(turn)

        async with anyio.create_task_group() as group:
            for number in range(self.connections_at_once):
                group.start_soon(work, number)
        changed = [calls[each][0].name for each in sorted(different) if await self._is_known(config, calls[each])]
        assert not changed, f"tools that answer in another way beside other calls: {changed}"

    def _calls(self) -> list[_Call]:
        """Return the calls whose answers are compared."""
        calls = [*self.runnable(), *self._of_values()]
        if not calls:
            pytest.skip("there is no call to compare: set 'arguments'")
        return calls

    async def _is_known(self, config: Mapping[str, Any], call: _Call) -> bool:
        """Whether a call has one answer; others tell a time or the like, and differ by themselves."""
        return len({await self._fresh(config, call) for _ in range(_SAMPLES)}) == 1

    def _of_values(self) -> list[_Call]:
        if not self.values:
            return []
        tool = self.declared.tool(self.values_tool)
        return [(tool, arguments) for arguments, _expected in self.values.values()]

    async def _fresh(self, config: Mapping[str, Any], call: _Call) -> str:
        """Return the answer of a connection of its own."""
        async with self.opened(config) as connection:
            return await self._answer(connection, call)

    async def _answer(self, connection: Any, call: _Call) -> str:
        try:
            returned = await self.run(connection, *call)
        except ConnectorError as error:
            return repr(error)
        # By their text, as not a number is not equal to itself.
        return repr((returned.columns, returned.rows)) if isinstance(returned, Rows) else repr(returned)
