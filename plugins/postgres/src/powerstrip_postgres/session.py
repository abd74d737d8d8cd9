"""What surrounds every statement of a caller's, in the server's words."""

import math
from dataclasses import dataclass
from typing import Self

from powerstrip_postgres.wire import Driver

__all__ = ["CLEAN", "END", "Session"]

#: The server's own limit is for when nothing of the caller's deadline arrives there, so it comes a little later.
_GRACE_SECONDS = 0.5
#: The end of a transaction may take this long after the deadline; then whoever opened it is gone.
_IDLE_GRACE_SECONDS = 2.5
_MILLISECONDS = 1000
#: Limits of the server's are signed integers of 32 bits.
_LONGEST = 2**31 - 1
_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
_SETTINGS = f"SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN {('search_path', *_LIMITS)}"

#: The check of a statement reads its strings like this, and the server has to read the same.
_STRINGS = "SET LOCAL standard_conforming_strings = on"

#: Ends a transaction and brings the session into the state of a fresh one, in one message and so also on one session
#: of a pooler's. Settings, role, cursors and listeners of the transaction go with it; the rest makes sure of them, and
#: of what outlives transactions: advisory locks are released, temporary tables of one that wrote are dropped, and
#: statements prepared by SQL are told by the last statement's tag.
END = (
    "ROLLBACK; RESET SESSION AUTHORIZATION; RESET ROLE; CLOSE ALL; UNLISTEN *; RESET ALL; DISCARD SEQUENCES; "
    "DISCARD TEMP; SELECT pg_catalog.pg_advisory_unlock_all(); "
    "SELECT FROM pg_catalog.pg_prepared_statement() WHERE from_sql"
)
#: The tag that `END` returns where it left nothing behind.
CLEAN = "SELECT 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The settings with which a session began, as the server and the role's owner chose them.

    Args:
        search_path: where names without a schema are looked up.
        statement_timeout: milliseconds, 0 for none.
        lock_timeout: likewise.
        idle_in_transaction_session_timeout: likewise.
    """

    search_path: str
    statement_timeout: int
    lock_timeout: int
    idle_in_transaction_session_timeout: int

    @classmethod
    async def of(cls, driver: Driver) -> Self:
        """Ask a new connection for them.

        Args:
            driver: on which nothing was run yet.
        """
        found = {row["name"]: row["setting"] for row in await driver.fetch(_SETTINGS)}
        return cls(search_path=found["search_path"], **{name: int(found[name]) for name in _LIMITS})

    def begin(self, seconds: float, *, writes: bool = False) -> str:
        """Return what opens a transaction, in which the search path, strings and limits are fixed.

        Limits of the session's own that are tighter stay.

        Args:
            seconds: until the caller's deadline, infinite where there is none.
            writes: whether statements in it may write.
        """
        seconds = max(seconds, 0)
        # A lock that is not to be had is told while there is time to tell it.
        lock_seconds = max(seconds - _GRACE_SECONDS, seconds / 2)
        limits = {
            "statement_timeout": _tighter(self.statement_timeout, seconds + _GRACE_SECONDS),
            "lock_timeout": _tighter(self.lock_timeout, lock_seconds),
            "idle_in_transaction_session_timeout": _tighter(
                self.idle_in_transaction_session_timeout, seconds + _IDLE_GRACE_SECONDS
            ),
        }
        fixed = [f"SET LOCAL {name} = {limit}" for name, limit in limits.items() if limit]
        path = f"SELECT pg_catalog.set_config('search_path', {_literal(self.search_path)}, true)"
        mode = "BEGIN READ WRITE" if writes else "BEGIN READ ONLY"
        return "; ".join([mode, _STRINGS, *fixed, path])


def _tighter(own: int, seconds: float) -> int:
    """Return the tighter of two limits in milliseconds, of which 0 is none."""
    if seconds == math.inf:
        return own
    wanted = min(max(int(seconds * _MILLISECONDS), 1), _LONGEST)
    return min(own, wanted) if own else wanted


def _literal(text: str) -> str:
    """Return a string constant that means the same whatever standard_conforming_strings says."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"
