"""Imports without what they would bring along if it is installed."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["without"]


@contextmanager
def without(name: str) -> Generator[None]:
    """Let whatever is imported inside the block find that a package is not installed.

    A package that is imported already stays so for everybody.

    Args:
        name: of the package.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
