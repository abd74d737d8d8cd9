"""Which call is being run, for every line that is logged in it."""

from contextvars import ContextVar

__all__ = ["CURRENT_CALL"]

#: Id of the call that is being run, None outside of calls.
CURRENT_CALL: ContextVar[str | None] = ContextVar("powerstrip.call", default=None)
