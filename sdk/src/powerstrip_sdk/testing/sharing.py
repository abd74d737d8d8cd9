"""Tests that calls do not get into each other's way."""

from collections.abc import Mapping, Sequence
from typing import Any

import anyio
import pytest

from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.result import Rows
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier
from powerstrip_sdk.tool import Tool

__all__ = ["SharingTests"]

_ROUNDS = 3
_Call = tuple[Tool, Mapping[str, Any]]


@pytest.mark.anyio
class SharingTests(Subject):
    """What a call answers depends neither on calls before it nor on others beside it."""

    @tier("gold")
    async def test_a_reset_connection_answers_like_a_fresh_one(self, config: dict[str, Any]) -> None:
        """The next caller finds nothing of the one before."""
        calls, fresh = await self._known(config)
        async with self.opened(config) as connection:
            for each in (*range(len(calls)), *reversed(range(len(calls)))):
                answer = await self._answer(connection, *calls[each])
                assert answer == fresh[each], f"{calls[each][0].name} answers in another way on a used connection"
                await connection.reset()

    @tier("gold")
    async def test_connections_do_not_mix(self, config: dict[str, Any]) -> None:
        """Several connections at once answer as each of them does alone."""
        calls, alone = await self._known(config)

        async def work(first: int) -> None:
            async with self.opened(config) as connection:
                order = [(first + each) % len(calls) for each in range(len(calls) * _ROUNDS)]
                for each in order:
                    answer = await self._answer(connection, *calls[each])
                    assert answer == alone[each], f"{calls[each][0].name} answers in another way beside other calls"
                    await connection.reset()

        async with anyio.create_task_group() as group:
            for number in range(self.connections_at_once):
                group.start_soon(work, number)

    async def _known(self, config: Mapping[str, Any]) -> tuple[list[_Call], list[object]]:
        """Return calls and the answers of fresh connections, without calls that answer anew each time."""
        calls = [*self.runnable(), *self._of_values()]
        first, second = await self._fresh(config, calls), await self._fresh(config, calls)
        same = [each for each in range(len(calls)) if first[each] == second[each]]
        if not same:
            pytest.skip("there is no call that answers the same twice: set 'arguments'")
        return [calls[each] for each in same], [first[each] for each in same]

    def _of_values(self) -> list[_Call]:
        if not self.values:
            return []
        tool = self.declared.tool(self.values_tool)
        return [(tool, arguments) for arguments, _expected in self.values.values()]

    async def _fresh(self, config: Mapping[str, Any], calls: Sequence[_Call]) -> list[object]:
        answers: list[object] = []
        for tool, arguments in calls:
            async with self.opened(config) as connection:
                answers.append(await self._answer(connection, tool, arguments))
        return answers

    async def _answer(self, connection: Any, tool: Tool, arguments: Mapping[str, Any]) -> object:
        try:
            returned = await self.run(connection, tool, arguments)
        except ConnectorError as error:
            return repr(error)
        # By their text, as not a number is not equal to itself.
        return repr((returned.columns, returned.rows)) if isinstance(returned, Rows) else repr(returned)
