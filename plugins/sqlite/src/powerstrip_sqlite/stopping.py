"""Stopping what a connection's thread is doing."""

import sqlite3
from contextlib import suppress

import aiosqlite
from anyio import create_task_group, sleep

__all__ = ["interrupt_until_back"]

#: Seconds between two interrupts: the thread may not have begun the statement at the first.
_INTERRUPT_EVERY = 0.005
#: What the driver raises once the connection is closed, after which its thread has surely come back.
_CLOSED = (sqlite3.ProgrammingError, ValueError)


async def interrupt_until_back(driver: aiosqlite.Connection) -> None:
    """Interrupt the running statement until the thread has come back from it.

    Args:
        driver: the connection and its thread.
    """
    async with create_task_group() as group:
        group.start_soon(_keep_interrupting, driver)
        with suppress(*_CLOSED):
            # The thread works in order, so it makes this cursor after it has come back from the statement.
            await driver.cursor()
        group.cancel_scope.cancel()


async def _keep_interrupting(driver: aiosqlite.Connection) -> None:
    with suppress(*_CLOSED):
        while True:
            await driver.interrupt()
            await sleep(_INTERRUPT_EVERY)
