"""Cancel scopes for calls, of which each takes one."""

from functools import lru_cache

import anyio

__all__ = ["new_scope"]


def new_scope() -> anyio.CancelScope:
    """Return a cancel scope that is not entered.

    anyio asks for each which event loop is running, which takes longer than making it; here there is one kind.
    """
    return _scope_class()()


@lru_cache(1)
def _scope_class() -> type[anyio.CancelScope]:
    return type(anyio.CancelScope())
