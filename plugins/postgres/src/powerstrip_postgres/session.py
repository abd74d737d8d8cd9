"""What surrounds every statement of a caller's, in the server's words."""

import math
import re
from dataclasses import dataclass
from typing import Self

from powerstrip_postgres.wire import Driver

__all__ = ["CLEAN", "END", "Session", "begins_with", "only_reads_now"]

#: The server's own limit is for when nothing of the caller's deadline arrives there, so it comes a little later.
_GRACE_SECONDS = 0.5
#: The end of a transaction may take this long after the deadline; then whoever opened it is gone.
_IDLE_GRACE_SECONDS = 2.5
_MILLISECONDS = 1000
#: Limits of the server's are signed integers of 32 bits.
_LONGEST = 2**31 - 1
_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
_READ_ONLY, _COMPILES = "default_transaction_read_only", "jit"
#: A setting that a session begins with hides the role's own, which is in the order in which the server would look.
_SETTINGS = f"""
SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN {("search_path", _READ_ONLY, _COMPILES, *_LIMITS)}
UNION ALL SELECT 'process', pg_catalog.pg_backend_pid()::text
UNION ALL (
    SELECT 'own limit', pg_catalog.split_part(each, '=', 2)
    FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) each
    WHERE each LIKE 'statement\\_timeout=%'
        AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
        AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
    ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1
)
"""
_LIMIT = re.compile(r"\s*(\d+(?:\.\d*)?)\s*(us|ms|s|min|h|d)?\s*", re.ASCII)
#: Milliseconds of the units that a limit may be written in.
_UNITS = {"us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000, None: 1}

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
        is_bounded: whether it is a session of this connection's alone which, without a transaction around a statement,
            only reads and ends each at `statement_timeout`; behind a pooler that takes or passes on no settings, or
            shares its sessions among clients, it is not.
        compiles: whether the server compiles what it expects to take long before it runs it.
    """

    search_path: str
    statement_timeout: int
    lock_timeout: int
    idle_in_transaction_session_timeout: int
    is_bounded: bool = False
    compiles: bool = False

    @classmethod
    async def of(cls, driver: Driver) -> Self:
        """Ask a new connection for them.

        Args:
            driver: on which nothing was run yet.
        """
        found = {row["name"]: row["setting"] for row in await driver.fetch(_SETTINGS)}
        limits = {name: int(found[name]) for name in _LIMITS}
        begun_with, own = limits["statement_timeout"], _milliseconds(found.get("own limit", ""))
        limits["statement_timeout"] = min(filter(None, (begun_with, own)), default=0)
        is_own = found["process"] == str(driver.get_server_pid())
        only_reads = found[_READ_ONLY] == "on" and only_reads_now(driver)
        is_bounded = is_own and only_reads and 0 < begun_with == limits["statement_timeout"]
        compiles = found.get(_COMPILES) == "on"
        return cls(search_path=found["search_path"], is_bounded=is_bounded, compiles=compiles, **limits)

    @property
    def after_asking(self) -> str:
        """What is to be said between questions to the catalog and a statement of a caller's, empty for nothing."""
        return f"SET LOCAL {_COMPILES} = DEFAULT" if self.compiles else ""

    def begin(
        self, seconds: float, *, writes: bool = False, is_as_begun: bool = False, asks_catalog: bool = False
    ) -> str:
        """Return what opens a transaction, in which the search path, strings and limits are fixed.

        Limits of the session's own that are tighter stay.

        Args:
            seconds: until the caller's deadline, infinite where there is none.
            writes: whether statements in it may write.
            is_as_begun: whether nothing ran since the session began or was reset. If it is one of this connection's
                alone, then its search path and its own limits hold without being said again.
            asks_catalog: whether the catalog is asked first. What the server expects that to take is a hundred times
                what it takes, so that compiling it, as PostgreSQL 12 to 18 would, takes longer than all the rest.
        """
        seconds = max(seconds, 0)
        # A lock that is not to be had is told while there is time to tell it.
        lock_seconds = max(seconds - _GRACE_SECONDS, seconds / 2)
        holds = is_as_begun and self.is_bounded
        words = ["BEGIN READ WRITE" if writes else "BEGIN READ ONLY", _STRINGS]
        for name, own, wanted in (
            ("statement_timeout", self.statement_timeout, seconds + _GRACE_SECONDS),
            ("lock_timeout", self.lock_timeout, lock_seconds),
            (
                "idle_in_transaction_session_timeout",
                self.idle_in_transaction_session_timeout,
                seconds + _IDLE_GRACE_SECONDS,
            ),
        ):
            limit = _tighter(own, wanted)
            if limit and not (holds and limit == own):
                words.append(f"SET LOCAL {name} = {limit}")
        if asks_catalog and self.compiles:
            words.append(f"SET LOCAL {_COMPILES} = off")
        if not holds:
            words.append(f"SELECT pg_catalog.set_config('search_path', {_literal(self.search_path)}, true)")
        return "; ".join(words)


def only_reads_now(driver: Driver) -> bool:
    """Return whether the server's last word was that statements outside of a transaction only read; asks nothing.

    A server before 14 says no such words.

    Args:
        driver: whose server tells each change of the setting by itself.
    """
    return driver.setting(_READ_ONLY) == "on"


def begins_with(seconds: float | None, own: int) -> dict[str, str]:
    """Return the settings that a session is to begin with, so that a statement without a transaction is bounded.

    Args:
        seconds: that a call of the source may take, None if nobody says.
        own: a limit of the role's own in milliseconds, which may be tighter; 0 for none.
    """
    settings = {_READ_ONLY: "on"}
    return settings if seconds is None else settings | {"statement_timeout": str(_tighter(own, seconds))}


def _milliseconds(limit: str) -> int:
    """Read a limit as it was written for a role, 0 if it is none."""
    found = _LIMIT.fullmatch(limit)
    return int(float(found[1]) * _UNITS[found[2]]) if found else 0


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
