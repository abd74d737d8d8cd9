"""Counting connections, also those that a connector opens behind the host's back."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from powerstrip_sdk.connector import Connection
from powerstrip_sdk.testing.subject import Subject

__all__ = ["BudgetOfOne", "connections_made"]

_EVENTS = frozenset({"socket.connect", "sqlite3.connect"})
_listeners: list[list[str]] = []
_installed: list[bool] = []


class BudgetOfOne:
    """Opens connections as long as none is open.

    Args:
        subject: whose connector to use.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._open = 0

    async def connect(self, options: Mapping[str, Any]) -> Connection:
        """Open a connection; it counts from the attempt until `close` has ended.

        Args:
            options: of the source.

        Raises:
            AssertionError: if one is open.
        """
        assert not self._open, "a second connection was opened, under a budget of one"
        self._open += 1
        try:
            return await self._subject.open(options)
        except BaseException:
            self._open -= 1
            raise

    async def close(self, connection: Connection) -> None:
        """Close a connection, which frees its unit."""
        await connection.close()
        self._open -= 1


@contextmanager
def connections_made() -> Iterator[list[str]]:
    """Collect what is connected to in this process while the block runs, by the names of Python's audit events."""
    made: list[str] = []
    if not _installed:
        # An audit hook stays for the life of the process, so there is one that does nothing between the blocks.
        sys.addaudithook(_listen)
        _installed.append(True)
    _listeners.append(made)
    try:
        yield made
    finally:
        _listeners.remove(made)


def _listen(event: str, _arguments: tuple[Any, ...]) -> None:
    if _listeners and event in _EVENTS:
        for made in _listeners:
            made.append(event)
