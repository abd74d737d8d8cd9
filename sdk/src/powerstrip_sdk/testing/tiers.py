"""Tiers of the suite's tests: what a connector has shown once all tests up to one tier pass."""

from collections.abc import Callable
from typing import Any, TypeVar

from powerstrip_sdk.tier import TIERS, Tier

__all__ = ["TIERS", "Tier", "suite_tests", "tier"]

_Test = TypeVar("_Test", bound=Callable[..., Any])
_ATTRIBUTE = "powerstrip_tier"


def tier(name: Tier) -> Callable[[_Test], _Test]:
    """Say of which tier a test of the suite is.

    Args:
        name: one of `TIERS`.
    """

    def mark(test: _Test) -> _Test:
        setattr(test, _ATTRIBUTE, name)
        return test

    return mark


def suite_tests(suite: type) -> dict[str, Tier]:
    """Return the name and tier of every test that the suite brings, in the order in which they are written.

    A subclass that overrides a test does not change its tier, and its own tests have none. Nothing is run.

    Args:
        suite: `ConnectorSuite` or a subclass of it.
    """
    found: dict[str, Tier] = {}
    for each in suite.__mro__:
        for name, value in vars(each).items():
            if (written := getattr(value, _ATTRIBUTE, None)) is not None:
                found.setdefault(name, written)
    return found
