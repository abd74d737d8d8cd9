"""The event loop's clock, read without asking which event loop there is."""

import asyncio
from collections.abc import Callable

__all__ = ["current_clock", "current_time"]


def current_time() -> float:
    """Return the time in seconds on anyio's clock, which under asyncio is the running loop's."""
    return asyncio.get_running_loop().time()


def current_clock() -> Callable[[], float]:
    """Return what tells the time in seconds on anyio's clock, for several looks: finding the loop is a system call."""
    return asyncio.get_running_loop().time
