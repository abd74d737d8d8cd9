"""Asking a driver for something, whatever it may raise."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from powerstrip.errors import is_the_hosts_own
from powerstrip_sdk import Connection, Unreachable

__all__ = ["checked", "is_fresh", "is_idle", "knows_when_idle", "to_its_end"]

Returned = TypeVar("Returned")
log = structlog.get_logger("powerstrip.pool")


async def to_its_end(step: Callable[[], Awaitable[Returned]]) -> Returned:
    """Run a step of a driver; a cancellation that nobody asked for is a failure of the driver.

    Raised on, it would end calls that nobody cancelled, and with the task that closes connections the whole host.

    Args:
        step: connects, resets, checks, cancels or closes.

    Raises:
        Unreachable: if the driver raised a cancellation of its own making.
    """
    task = asyncio.current_task()
    assert task is not None
    asked = task.cancelling()
    try:
        return await step()
    except asyncio.CancelledError as error:
        if task.cancelling() > asked:
            raise
        raise Unreachable("the driver gave the connection up") from error


def is_idle(connection: Connection) -> bool:
    """Return whether the protocol is idle; what a plugin cannot say is taken for a no, and nothing is raised.

    Args:
        connection: open, in whatever state.
    """
    return _says("idle", connection)


def is_fresh(connection: Connection) -> bool:
    """Return whether a reset has nothing to do; what a plugin cannot say is taken for a no, and nothing is raised.

    Args:
        connection: open, in whatever state.
    """
    return _says("fresh", connection)


def _says(what: str, connection: Connection) -> bool:
    try:
        return bool(getattr(connection, what))
    except BaseException as error:
        if is_the_hosts_own(error):
            raise
        log.debug("connection is given up", step=what, error=repr(error))
        return False


def knows_when_idle(connection: Connection) -> bool:
    """Return whether the connector says itself when the protocol is idle, instead of leaving it at the SDK's yes.

    Args:
        connection: of the connector.
    """
    return type(connection).idle is not Connection.idle


def checked(connection: object) -> Connection:
    """Return what a connector's `connect` returned.

    Args:
        connection: whatever that is.

    Raises:
        TypeError: if it is no `Connection`.
    """
    if not isinstance(connection, Connection):
        raise TypeError(f"connect returned {type(connection).__name__}, not a Connection")
    return connection
