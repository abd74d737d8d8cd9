"""Which templates need no transaction around them: those that can change nothing, not even the session.

A template is cleared if its tree is one SELECT that calls only functions which the server brings along, none of them
VOLATILE or denied, and if the source's own catalog says the same of all that the statement leads to: it is read by the
question of `reach.py`, and anything in the answer that somebody made and that may run code is an obstacle. So no
code runs but the server's own, and of that only what reads. The verdict is asked for again after a while, because
whoever owns a table may put something else in its place; with a verdict that is older none is run alone. The question
takes the server as long as a hundred templates, so that one connection of a source asks it for all, before the verdict
ends; and where a transaction takes a fraction of the question, a template that is run now and then has that instead.
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from powerstrip_postgres import reach
from powerstrip_postgres.functions import BY_SERVER, rules
from powerstrip_postgres.remembered import Remembered
from powerstrip_postgres.tree import Name, Names
from powerstrip_postgres.wire import Record

__all__ = ["Clearances", "Way", "is_cleared", "may_be_cleared", "obstacles"]

#: How long a verdict holds. What is put in a table's place meanwhile still runs read only, as the session does.
HOLDS_SECONDS = 30.0
#: After which part of that time it is asked for again.
_ASKED_AGAIN = 2 / 3
#: How often a template is run after that before it is worth another question.
RUNS_BEFORE_ASKING = 9

#: Relations that somebody made may be tables, partitioned ones, materialized views, and views, which are followed; of
#: the server's own only tables, as its views call functions that are not. Row policies call what they like. Types that
#: somebody made may only be enumerations: others have functions of their own, or checks. The planner may run what the
#: partition key, an index, a constraint or statistics of a table are made of.
_OBSTACLES = """
SELECT DISTINCT 'function' AS what, p.proname::text AS name,
    p.oid >= 16384 OR p.provolatile = 'v' OR p.prosecdef AS is_obstacle
FROM reached r JOIN pg_catalog.pg_proc p ON p.oid = r.oid
WHERE r.class = 'pg_catalog.pg_proc'::regclass
UNION ALL
SELECT DISTINCT 'relation', c.relname::text, true
FROM reached r JOIN pg_catalog.pg_class c ON c.oid = r.oid
WHERE r.class = 'pg_catalog.pg_class'::regclass
    AND (c.relrowsecurity OR c.relkind <> 'r' AND (c.oid < 16384 OR c.relkind NOT IN ('m', 'p', 'v')))
UNION ALL
SELECT DISTINCT 'type', t.typname::text, true
FROM reached r JOIN pg_catalog.pg_type t ON t.oid = r.oid
WHERE r.class = 'pg_catalog.pg_type'::regclass AND t.oid >= 16384 AND t.typtype <> 'e'
UNION ALL
SELECT DISTINCT 'operator', o.oprname::text, true
FROM reached r JOIN pg_catalog.pg_operator o ON o.oid = r.oid
WHERE r.class = 'pg_catalog.pg_operator'::regclass AND o.oid >= 16384
UNION ALL
SELECT DISTINCT 'plan', c.relname::text, true
FROM reached r JOIN pg_catalog.pg_class c ON c.oid = r.oid, LATERAL (
    SELECT 'pg_catalog.pg_class'::regclass AS class, c.oid
    UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::regclass, k.oid FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid
    UNION ALL
    SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = c.oid
) part JOIN pg_catalog.pg_depend d ON d.classid = part.class AND d.objid = part.oid
WHERE r.class = 'pg_catalog.pg_class'::regclass AND d.refobjid >= 16384 AND d.refclassid = ANY (
    '{pg_catalog.pg_proc, pg_catalog.pg_operator, pg_catalog.pg_opclass, pg_catalog.pg_opfamily}'::regclass[]
)
"""


@cache
def obstacles() -> str:
    """Return the query for `is_cleared`, whose arguments are those of `reach.arguments`."""
    return reach.following() + _OBSTACLES


def may_be_cleared(names: Names) -> bool:
    """Return whether a statement, by what its tree shows, may be one that changes nothing.

    Args:
        names: of the statement, which was checked already.
    """
    return names.is_select and all(_only_reads(call) for call in names.calls)


def is_cleared(records: Iterable[Record]) -> bool:
    """Return whether a statement whose tree may be cleared leads to nothing that runs other code.

    Args:
        records: what `obstacles` returned.
    """
    return not any(is_obstacle or (what == "function" and rules().denial(name)) for what, name, is_obstacle in records)


def _only_reads(call: Name) -> bool:
    return (len(call) == 1 or call[-2] == BY_SERVER) and call[-1] in rules().builtin and not rules().denial(call[-1])


class Way(Enum):
    """How a template is to be run."""

    #: It is cleared.
    ALONE = auto()
    #: It was when somebody last asked: as if it were, but in a transaction.
    IN_TRANSACTION = auto()
    #: As every other statement.
    AS_EVERY = auto()
    #: Nobody knows, and this caller is to find out.
    TO_BE_FOUND = auto()


@dataclass(slots=True)
class _Verdict:
    is_cleared: bool
    asked_again: float
    holds_until: float
    #: Since it is to be asked again.
    runs: int = 0


class Clearances:
    """The verdicts on the templates of one source."""

    def __init__(self) -> None:
        self._verdicts: Remembered[_Verdict] = Remembered()
        self._asked: set[str] = set()

    def of(self, sql: str, *, is_dear: bool) -> Way:
        """Return how a template is to be run, which it then is.

        Only one caller is to find out, and says what it found with `put`, or `forget`s it. Until then the others go by
        the verdict before, and without one as every other statement.

        Args:
            sql: its statement.
            is_dear: whether the question takes many times as long as a transaction. Then it is not asked again before
                the template has been run a few times without.
        """
        verdict, now = self._verdicts.get(sql), time.monotonic()
        if verdict is None:
            return self._way_of_new(sql)
        if now < verdict.asked_again:
            return Way.ALONE if verdict.is_cleared else Way.AS_EVERY
        verdict.runs += 1
        if sql not in self._asked and (not is_dear or verdict.runs > RUNS_BEFORE_ASKING):
            self._asked.add(sql)
            return Way.TO_BE_FOUND
        if not verdict.is_cleared:
            return Way.AS_EVERY
        if now < verdict.holds_until:
            return Way.ALONE
        return Way.IN_TRANSACTION if is_dear else Way.AS_EVERY

    def _way_of_new(self, sql: str) -> Way:
        if sql in self._asked:
            return Way.AS_EVERY
        self._asked.add(sql)
        return Way.TO_BE_FOUND

    def put(self, sql: str, *, is_cleared: bool, for_good: bool = False) -> None:
        """Remember a verdict.

        Args:
            sql: the template's statement.
            is_cleared: the verdict.
            for_good: whether it depends on nothing that may change.
        """
        now, holds = time.monotonic(), math.inf if for_good else HOLDS_SECONDS
        self._verdicts.put(sql, _Verdict(is_cleared, now + holds * _ASKED_AGAIN, now + holds))
        self._asked.discard(sql)

    def forget(self, sql: str) -> None:
        """Let the next caller find out.

        Args:
            sql: the template's statement.
        """
        self._verdicts.forget(sql)
        self._asked.discard(sql)
