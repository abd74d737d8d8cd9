"""Room for the short connections that a connection makes beside itself, such as for a request to cancel."""

from collections.abc import Generator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

__all__ = ["lend_reserve", "reserve"]

_lent: ContextVar[AbstractAsyncContextManager[Any]] = ContextVar("powerstrip_reserve")


def reserve() -> AbstractAsyncContextManager[Any]:
    """Return what to hold while a connection uses a second one beside itself, for example to cancel a statement.

    Call it in `connect` and keep what it returns. `async with` it around each use, once in a task at a time: it waits
    until one of the few places is free that the host has on top of its budget. Outside of a host it never waits.
    """
    return _lent.get(nullcontext())


@contextmanager
def lend_reserve(places: AbstractAsyncContextManager[Any]) -> Generator[None]:
    """Let `reserve` return this inside of the block; for a host, around `connect`.

    Args:
        places: may be entered again and again, and by several tasks at once, such as an `anyio.CapacityLimiter`.
    """
    token = _lent.set(places)
    try:
        yield
    finally:
        _lent.reset(token)
