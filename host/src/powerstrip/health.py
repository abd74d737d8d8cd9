"""Whether a source can be connected to, and when the next attempt is due. No I/O and no clock of its own."""

import math
import random
from typing import Literal, TypeAlias

from powerstrip.errors import CallError

__all__ = ["Health", "SourceState"]

SourceState: TypeAlias = Literal["unknown", "ready", "unreachable", "broken"]

#: Seconds between attempts to reach a dead source: from the first to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
#: Codes of a server that answers, and refuses, or that is refused. Where the credential is at fault, the pause is the
#: longest from the start, because servers lock accounts and somebody has to act.
_BROKEN = frozenset(
    {"credentials", "not_found", "permission", "invalid_arguments", "unsupported", "internal", "source_broken"}
)


class Health:
    """What the attempts to connect have shown so far.

    The pause between attempts grows by decorrelated jitter (Brooker, "Exponential Backoff And Jitter", 2015), so that
    many hosts do not knock at a recovering server together.

    Attributes:
        state: unknown until the first attempt, ready, unreachable, or broken (reachable, but refused).
        reason: why it is not ready, None if it is.
    """

    def __init__(self) -> None:
        self.state: SourceState = "unknown"
        self.reason: str | None = None
        self._error: CallError | None = None
        self._pause = FIRST_PAUSE
        self._next_attempt = 0.0
        self._failed_at = self._proved_at = -math.inf

    @property
    def ready(self) -> bool:
        """Whether the last attempt succeeded."""
        return self.state == "ready"

    def succeeded(self, *, begun: float) -> None:
        """Report a connection that opened.

        Args:
            begun: when the attempt began, in seconds.
        """
        self._proved_at = max(self._proved_at, begun)
        self.state, self.reason, self._error, self._pause = "ready", None, None, FIRST_PAUSE

    def failed(self, error: CallError, now: float, *, begun: float) -> bool:
        """Report an attempt that failed.

        Of the attempts that were under way together when the source died, only the first to fail counts: the others
        say nothing new, and would drive the pause to its longest at once. One that is older than an attempt which
        succeeded says nothing new either.

        Args:
            error: why, in words for a client.
            now: in seconds.
            begun: when the attempt began, in seconds.

        Returns:
            whether it counts.
        """
        if begun <= self._failed_at or begun < self._proved_at:
            return False
        self._failed_at = now
        self.state = "broken" if error.code in _BROKEN else "unreachable"
        self.reason, self._error = str(error), error
        if error.code in ("credentials", "source_broken"):
            self._pause = LONGEST_PAUSE
        self._next_attempt = now + self._pause
        self._pause = min(LONGEST_PAUSE, random.uniform(FIRST_PAUSE, self._pause * 3))  # noqa: S311 - no secret
        return True

    def forget(self) -> None:
        """Know nothing again: the next attempt is due at once, and decides."""
        self.state, self.reason, self._error, self._pause = "unknown", None, None, FIRST_PAUSE
        self._next_attempt = 0.0

    def check(self, now: float) -> None:
        """Raise the last error again while the next attempt is not due.

        Raises:
            CallError: with `retry_after` until the next attempt.
        """
        if self._error is not None and now < self._next_attempt:
            raise CallError(
                self._error.code,
                str(self._error),
                retry_after=self._next_attempt - now,
                detail=self._error.detail,
                facts=self._error.facts,
            )
