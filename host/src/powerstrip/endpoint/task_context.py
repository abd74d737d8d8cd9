"""What a call finds in the context of its task, and must find there however many calls the task has served."""

from contextvars import Context, copy_context
from decimal import getcontext, setcontext
from operator import attrgetter

__all__ = ["TaskContext"]

_SETTINGS = attrgetter("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "traps")


class TaskContext:
    """The context variables that the tasks of one connection begin with: those that there are now.

    Among them is a decimal context for each task alone, which Python otherwise leaves in the task of whoever first
    reads a `numeric`.
    """

    def __init__(self) -> None:
        self._base = self._begun = copy_context()
        self._usual = self._base.copy().run(getcontext).copy()
        self._usual.clear_flags()
        self._arithmetic = self._usual
        # Some are views of what they are settings of, which must live as long.
        self._settings = _SETTINGS(self._usual)

    def begin(self) -> Context:
        """Return the context for a new task, after which this is about that task."""
        context = self._base.copy()
        self._arithmetic = self._usual.copy()
        context.run(setcontext, self._arithmetic)
        self._begun = context.copy()
        return context

    def is_as_begun(self) -> bool:
        """Return whether the context of the task that asks is as it began, but for the flags of what was calculated."""
        self._arithmetic.clear_flags()
        return copy_context() == self._begun and _SETTINGS(self._arithmetic) == self._settings
