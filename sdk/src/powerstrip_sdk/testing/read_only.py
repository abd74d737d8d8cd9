"""Tests that a SQL source only reads, whatever it is sent."""

import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.testing.attack import Attacked
from powerstrip_sdk.testing.multiply import attacks
from powerstrip_sdk.testing.siege import Siege
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier

__all__ = ["ReadOnlyTests"]

#: Each seed gets an eighth of the positions and encodings, unless `POWERSTRIP_LONG` asks for the whole corpus.
_EVERY = 8


@pytest.mark.anyio
class ReadOnlyTests(Subject):
    """The state of the server is compared before and after calls, and statements that try to change it."""

    @pytest.fixture
    def attacked(self) -> Attacked | None:
        """What the statements are run against, None if the author has nothing to compare."""
        return None

    @tier("platinum")
    async def test_no_attack_changes_the_state(self, attacked: Attacked | None) -> None:
        """Neither a credential that may write nor one that may not leaves a trace in the server's state."""
        if self.record.read_only_by is None:
            self.does_not_apply("callers write no statements for this connector")
        if attacked is None:
            pytest.skip("there is no state to compare: override the fixture 'attacked'")
        corpus = attacks(attacked, every=1 if os.environ.get("POWERSTRIP_LONG") else _EVERY)
        found: list[Any] = []
        for credential, options in attacked.credentials.items():
            deviations = await Siege(attacked, self.record, options).deviations(corpus)
            found += [f"with credential {credential!r}, {deviation}" for deviation in deviations]
        assert not found, "\n".join(found)

    @tier("platinum")
    async def test_reading_changes_nothing(
        self, config: dict[str, Any], state: Callable[[], Awaitable[object]] | None
    ) -> None:
        """A tool that says it only reads leaves everything at the source as it was, also when it fails."""
        if self.record.read_only_by is not None:
            self.does_not_apply("the corpus shows it")
        if state is None:
            pytest.skip("there is no state to compare: override the fixture 'state'")
        failing = [(self.declared.tool(name), arguments) for name, (arguments, _error) in self.failing.items()]
        async with self.opened(config) as connection:
            for tool, arguments in [*self.runnable(), *(each for each in failing if each[0].read_only)]:
                before = await state()
                with suppress(ConnectorError):
                    await self.run(connection, tool, arguments)
                assert await state() == before, f"{tool.name} changes what it should only read"
                await connection.reset()
