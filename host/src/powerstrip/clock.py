"""The event loop's clock, read without asking which event loop there is."""

import asyncio

__all__ = ["current_time"]


def current_time() -> float:
    """Return the time in seconds on anyio's clock, which under asyncio is the running loop's."""
    return asyncio.get_running_loop().time()
