"""Threads that cannot be stopped.

SQLite looks for an interrupt between the steps of a statement. A single function may take long within one step
(`instr`, `replace` or `printf` of very large values), and nothing ends that but its own end. The call is answered in
time and its connection is given up; the thread goes on, and there may only be so many of them.
"""

import sqlite3
import threading

import aiosqlite

from powerstrip_sdk import Throttled

__all__ = ["MOST", "check_room", "drive", "remember"]

#: Threads that may be at such work in the process, each of which keeps a processor busy.
MOST = 4
_RETRY_SECONDS = 10.0
_stuck: set[threading.Thread] = set()


async def drive(connection: sqlite3.Connection) -> aiosqlite.Connection:
    """Give a connection a thread, which does not keep the process from ending.

    Args:
        connection: open.
    """
    driver = aiosqlite.Connection(lambda: connection, iter_chunk_size=1)
    driver._thread.daemon = True  # noqa: SLF001 - the driver has no option for it
    return await driver


def remember(driver: aiosqlite.Connection) -> None:
    """Count the thread of a connection that could not be closed, until it ends.

    Args:
        driver: the connection.
    """
    _stuck.add(driver._thread)  # noqa: SLF001 - the driver tells nobody which thread is its own


def check_room() -> None:
    """Make sure that another connection may be opened.

    Raises:
        Throttled: while too many threads are stuck.
    """
    _stuck.difference_update([thread for thread in _stuck if not thread.is_alive()])
    if len(_stuck) >= MOST:
        raise Throttled(
            f"{len(_stuck)} statements that cannot be stopped still run, so no connection is opened, try again later",
            retry_after=_RETRY_SECONDS,
        )
