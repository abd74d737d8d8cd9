"""Tests that connections leave nothing behind in the process."""

import asyncio
import gc
import threading
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest

from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.testing.subject import Subject
from powerstrip_sdk.testing.tiers import tier

__all__ = ["LeakTests"]

_CYCLES = 100
#: The first connections fill caches; of the next ones the memory is counted, which takes its time.
_FIRST, _COUNTED = 10, 40
_FAILURES = 5
#: Bytes that may stay for each connection, such as in a cache that grows; a connection that stays takes more.
_BYTES_EACH = 4096
#: Steps of the event loop after which a connect attempt is cancelled: some in each stage of it.
_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987)
#: Seconds that threads and descriptors get to be gone after the last connection is closed.
_SETTLE_SECONDS = 3.0
#: Threads that the event loop keeps for its own use.
_OF_THE_LOOP = ("AnyIO worker thread", "asyncio_")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What the process holds.

    Args:
        files: open files and sockets, as the system names them.
        threads: names of the threads that are not the event loop's.
        tasks: of the event loop.
    """

    files: frozenset[str]
    threads: frozenset[str]
    tasks: frozenset[str]


@pytest.mark.anyio
class LeakTests(Subject):
    """A host opens and closes connections for months."""

    @tier("silver")
    async def test_a_hundred_connections_leave_nothing(self, config: dict[str, Any]) -> None:
        """Neither descriptors, threads nor tasks stay, and memory stays within a bound."""
        await self._cycles(config, 1)
        before = _held()
        with _traced():
            await self._cycles(config, _FIRST)
            start = _memory()
            await self._cycles(config, _COUNTED)
            grown = _memory() - start
        await self._cycles(config, _CYCLES - _FIRST - _COUNTED)
        left = await _left(before)
        assert not left, f"after {_CYCLES} connections there are left: {left}"
        assert grown < _BYTES_EACH * _COUNTED, f"{_COUNTED} connections leave {grown} bytes"

    @tier("silver")
    async def test_a_failed_connect_leaves_nothing(
        self,
        wrong_credentials: dict[str, Any] | None,
        unreachable: dict[str, Any] | None,
        absent: dict[str, Any] | None,
    ) -> None:
        """What was opened before a failure is closed again."""
        failures = [options for options in (wrong_credentials, unreachable, absent) if options is not None]
        if not failures:
            if not (self.takes_credentials or self.can_be_unreachable or self.can_be_absent):
                self.does_not_apply("connecting cannot fail")
            pytest.skip("no connect fails: override 'wrong_credentials', 'unreachable' or 'absent'")
        for options in failures:
            await self._fails_to_open(options)
        before = _held()
        for options in failures * _FAILURES:
            await self._fails_to_open(options)
        left = await _left(before)
        assert not left, f"after {_FAILURES} failures to connect there are left: {left}"

    @tier("silver")
    async def test_a_cancelled_connect_leaves_nothing(self, config: dict[str, Any]) -> None:
        """A caller may go away while a connection is opened, at any moment."""
        await self._cycles(config, 1)
        before = _held()
        for steps in _STEPS:
            await self._cancelled(config, steps)
        left = await _left(before)
        assert not left, f"after {len(_STEPS)} cancelled attempts to connect there are left: {left}"

    @tier("silver")
    async def test_a_silent_server_holds_nobody(self, silent: dict[str, Any] | None) -> None:
        """A caller who stops waiting for a server that never answers is let go, and nothing stays."""
        if not self.can_be_unreachable:
            self.does_not_apply("the connector has no server that could be silent")
        if silent is None:
            pytest.skip("there is no silent server: override the fixture 'silent', with 'silent_port'")
        before = _held()
        with anyio.fail_after(self.at_work + self.stop_deadline):
            with anyio.move_on_after(self.at_work):
                await self._checked(silent)
            # A connector may have shielded itself, and come back only now.
            await anyio.lowlevel.checkpoint()
        left = await _left(before)
        assert not left, f"after waiting for a silent server there are left: {left}"

    async def _cycles(self, options: Mapping[str, Any], number: int) -> None:
        for _ in range(number):
            async with self.opened(options) as connection:
                await connection.check()
                await connection.reset()

    async def _fails_to_open(self, options: Mapping[str, Any]) -> None:
        # Which error it is, is looked at elsewhere.
        with suppress(Exception):
            await self._cycles(options, 1)
            pytest.fail("connecting does not fail")

    async def _checked(self, options: Mapping[str, Any]) -> None:
        try:
            await self._cycles(options, 1)
        except ConnectorError:
            return
        pytest.fail("a server that never answers passes for one that works")

    async def _cancelled(self, options: Mapping[str, Any], steps: int) -> None:
        """Open a connection and cancel that after some steps of the event loop; close what is opened all the same."""
        with anyio.fail_after(self.connect_deadline + self.stop_deadline):
            async with anyio.create_task_group() as group:

                async def cancel() -> None:
                    for _ in range(steps):
                        await anyio.lowlevel.checkpoint()
                    group.cancel_scope.cancel()

                group.start_soon(cancel)
                async with self.opened(options):
                    pass


def _held() -> _Held:
    threads = [thread for thread in threading.enumerate() if not thread.name.startswith(_OF_THE_LOOP)]
    return _Held(
        files=frozenset(_files()),
        threads=frozenset(f"{thread.name} ({thread.ident})" for thread in threads),
        tasks=frozenset(task.get_name() for task in asyncio.all_tasks()),
    )


def _files() -> Iterator[str]:
    """Yield what each descriptor leads to; nothing where the system does not tell."""
    folder = Path("/proc/self/fd")
    for entry in folder.iterdir() if folder.is_dir() else ():
        try:
            yield f"{entry.name} -> {entry.readlink()}"
        except OSError:
            continue  # It was the descriptor of the listing.


async def _left(before: _Held) -> list[str]:
    """Return what is held now and was not before, once it had time to be gone."""
    gc.collect()
    more: list[str] = []
    with anyio.move_on_after(_SETTLE_SECONDS):
        while more := _more(before):  # noqa: ASYNC110 - nothing tells when the last thread has ended
            await anyio.sleep(0.01)
    return more


def _more(before: _Held) -> list[str]:
    now = _held()
    return sorted((now.files - before.files) | (now.threads - before.threads) | (now.tasks - before.tasks))


def _memory() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@contextmanager
def _traced() -> Iterator[None]:
    """Count memory inside of the block, and go on counting after it where that was done before."""
    was_tracing = tracemalloc.is_tracing()
    if not was_tracing:
        tracemalloc.start()
    try:
        yield
    finally:
        if not was_tracing:
            tracemalloc.stop()
