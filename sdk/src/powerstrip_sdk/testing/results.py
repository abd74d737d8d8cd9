"""Tests that results arrive whole and exact, and that the host can stop reading them anywhere."""

import json
import tracemalloc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from powerstrip_sdk.plain import plain
from powerstrip_sdk.result import Row, Rows, RowStream
from powerstrip_sdk.testing.running import start_tool
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier
from powerstrip_sdk.tool import Tool

__all__ = ["VALUE_KINDS", "ResultTests"]

#: What `values` and `lacks` name, each in one of them.
VALUE_KINDS = ("binary", "date", "decimal", "empty", "huge", "nan", "null", "timestamp", "unicode")

_READ_AHEAD_ROWS = 1000
#: Bytes; a million rows that are read ahead take more in any form.
_READ_AHEAD = 16_000_000


@pytest.mark.anyio
class ResultTests(Subject):
    """What a client gets is what the source holds."""

    @tier("gold")
    async def test_unusual_values_arrive_exactly(self, config: dict[str, Any]) -> None:
        """Nothing is rounded, cut, guessed or left out; see `VALUE_KINDS`."""
        if not self.values and not self.lacks:
            pytest.skip("there are no unusual values: set 'values', and 'lacks' for what the source cannot hold")
        named = [*self.values, *self.lacks]
        assert sorted(named) == sorted(VALUE_KINDS), f"values and lacks name {sorted(named)}, not each kind once"
        if not self.values:
            self.does_not_apply("; ".join(sorted(set(self.lacks.values()))))
        tool = self.declared.tool(self.values_tool)
        wrong = []
        async with self.opened(config) as connection:
            for kind, (arguments, expected) in self.values.items():
                found = _only(await self.run(connection, tool, arguments))
                if json.dumps(found) != json.dumps(expected):
                    wrong.append(f"{kind}: {found!r} in place of {expected!r}")
                await connection.reset()
        assert not wrong, "values arrive changed:\n" + "\n".join(wrong)

    @tier("gold")
    async def test_a_long_result_is_complete(
        self, config: dict[str, Any], long_result: tuple[str, dict[str, Any], int] | None
    ) -> None:
        """Every page of it arrives, and nothing twice."""
        tool, arguments, number = self._long(long_result)
        async with self.opened(config) as connection:
            returned = await self.run(connection, tool, arguments)
        found = returned.rows if isinstance(returned, Rows) else _items(returned)
        assert len(found) == number, f"{tool.name} returns {len(found)} in place of {number}"

    @tier("gold")
    async def test_a_cut_result_is_told_to_be_one(
        self, config: dict[str, Any], long_result: tuple[str, dict[str, Any], int] | None
    ) -> None:
        """A host that reads up to its limits, and one row more, gets the first rows and knows if there are others."""
        tool, arguments, _number = self._long(long_result)
        if not self.streams or tool.result.kind != "rows":
            self.does_not_apply("the long result is no stream")
        async with self.opened(config) as connection:
            whole = (await self.run(connection, tool, arguments)).rows
        number = len(whole)
        for most in (1, number - 1, number, number + 1):
            async with self._reading(config, tool, arguments) as stream:
                found = await _up_to_rows(stream, most)
            assert found == (whole[:most], most < number), f"of {number} rows, {most} were asked for"
        async with self._reading(config, tool, arguments) as stream:
            rows, more = await _up_to_bytes(stream, sum(map(_size, whole)) // 2)
        assert rows == whole[: len(rows)], "half of the bytes were asked for"
        assert more, "half of the bytes were asked for, and there are no others"

    @tier("gold")
    async def test_rows_are_not_read_ahead(
        self, config: dict[str, Any], huge_result: tuple[str, dict[str, Any]] | None
    ) -> None:
        """The first rows of a million are there without the others: their number never fills the memory."""
        if not self.streams:
            self.does_not_apply("no tool returns a stream")
        if all(tool.result.kind != "rows" for tool in self.declared.callable):
            self.does_not_apply("no tool returns rows")
        if huge_result is None:
            pytest.skip("there is no huge result: override the fixture 'huge_result'")
        name, arguments = huge_result
        tracemalloc.start()
        try:
            async with self._reading(config, self.declared.tool(name), arguments) as stream:
                rows, more = await _up_to_rows(stream, _READ_AHEAD_ROWS)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert more, f"the huge result has only {len(rows)} rows"
        assert peak < _READ_AHEAD, f"{peak} bytes were filled to read {_READ_AHEAD_ROWS} rows"

    def _long(self, long_result: tuple[str, dict[str, Any], int] | None) -> tuple[Tool, dict[str, Any], int]:
        if not self.has_long_results:
            self.does_not_apply("no result of this connector is long")
        if long_result is None:
            pytest.skip("there is no long result: override the fixture 'long_result'")
        name, arguments, number = long_result
        return self.declared.tool(name), arguments, number

    @asynccontextmanager
    async def _reading(
        self, config: Mapping[str, Any], tool: Tool, arguments: Mapping[str, Any]
    ) -> AsyncIterator[RowStream]:
        """Run a tool on a connection of its own, and give its rows as they come."""
        async with self.opened(config) as connection:
            streamed = await start_tool(connection, tool, arguments)
            assert not isinstance(streamed, Rows), f"{tool.name} returns Rows, not a stream: set 'streams' to False"
            async with streamed as stream:
                yield stream


async def _up_to_rows(stream: RowStream, most: int) -> tuple[list[Row], bool]:
    """Return the first rows, and whether there are others."""
    rows: list[Row] = []
    async for batch in stream:
        rows += batch
        if len(rows) > most:
            return rows[:most], True
    return rows, False


async def _up_to_bytes(stream: RowStream, most: int) -> tuple[list[Row], bool]:
    """Return the first rows that fit into a number of bytes as JSON, and whether there are others."""
    rows: list[Row] = []
    async for batch in stream:
        for row in batch:
            most -= _size(row)
            if most < 0:
                return rows, True
            rows.append(row)
    return rows, False


def _size(row: Row) -> int:
    return len(json.dumps(plain(row)).encode())


def _items(structured: Any) -> Sequence[Any]:
    """Return the list that a structured result holds; content blocks are one themselves."""
    if not isinstance(structured, Mapping):
        return structured if isinstance(structured, list) else [structured]
    lists = [value for value in structured.values() if isinstance(value, list)]
    assert len(lists) == 1, "a long result is rows, a list, or an object with one list in it"
    found: list[Any] = lists[0]
    return found


def _only(returned: Any) -> Any:
    """Return the one value of a result as a client gets it."""
    if isinstance(returned, Rows):
        assert returned.rows, "there is no row"
        return plain(returned.rows[0][0])
    if isinstance(returned, Mapping) and len(returned) == 1:
        return next(iter(returned.values()))
    return returned
