"""What a statement can make the server call beyond what it names: asked from the source's own catalog.

One query follows the names of a statement: to functions; to views and the rules that they are, row policies and
partitions; to types, their input and output, the checks of domains, casts and orderings; to operators and aggregates
and the functions behind them. What an object of the server's own does (below object id 16384) is known, so nothing is
followed from there. `pg_depend` leaves out what the server itself brings, so that stored expressions are searched
for the functions that they call. Nothing of it is remembered: a function may change at any time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from powerstrip_postgres.functions import BY_SERVER, rules
from powerstrip_postgres.tree import Name, Names
from powerstrip_postgres.wire import Record
from powerstrip_sdk import RefusedReadOnly

__all__ = ["VOLATILE", "arguments", "check_reached", "following", "reached"]

_ADVICE = "use a role that cannot write"

#: Names of functions ($1): those that are VOLATILE in pg_catalog.
VOLATILE = """
SELECT 'function' AS what, 'pg_catalog' AS schema, p.proname::text AS name, true AS is_volatile, false AS is_definer
FROM pg_catalog.pg_proc p
WHERE p.proname = ANY ($1::text[]) AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND p.provolatile = 'v'
"""
_REACHED = """
SELECT DISTINCT 'function' AS what, s.nspname::text AS schema, p.proname::text AS name,
    p.provolatile = 'v' AS is_volatile, p.prosecdef AS is_definer
FROM reached r JOIN pg_catalog.pg_proc p ON p.oid = r.oid JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace
WHERE r.class = 'pg_catalog.pg_proc'::regclass
UNION ALL
SELECT DISTINCT CASE c.relkind WHEN 'f' THEN 'foreign table' ELSE 'relation' END,
    s.nspname::text, c.relname::text, false, false
FROM reached r JOIN pg_catalog.pg_class c ON c.oid = r.oid JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
WHERE r.class = 'pg_catalog.pg_class'::regclass AND (c.relkind = 'f' OR c.oid < 16384)
"""


@cache
def following() -> str:
    """Return the beginning of a query, in which `reached` is all that a statement leads to, as class and object id.

    Its arguments are those of `arguments`.
    """
    return files("powerstrip_postgres").joinpath("reach.sql").read_text(encoding="utf-8")


@cache
def reached() -> str:
    """Return the query for `check_reached`, whose arguments are those of `arguments`."""
    return following() + _REACHED


def arguments(names: Names) -> tuple[list[str], ...]:
    """Return the arguments of the query `reached`.

    Args:
        names: of a statement.
    """
    return (
        *_pairs(names.calls),
        *_pairs(names.relations),
        *_pairs(names.types),
        *_pairs(names.operators),
        sorted(names.columns),
    )


def check_reached(records: Iterable[Record]) -> None:
    """Refuse a statement by what its names lead to.

    Args:
        records: what `reached` or `VOLATILE` returned.

    Raises:
        RefusedReadOnly: with the name of the first object that may do more than read, and what would help.
    """
    for each in records:
        if problem := _problem(_Reached(*each)):
            raise RefusedReadOnly(problem)


@dataclass(frozen=True, slots=True)
class _Reached:
    what: Any
    schema: str
    name: str
    is_volatile: bool
    is_definer: bool


def _problem(reached: _Reached) -> str | None:
    name = f"{reached.schema}.{reached.name}"
    if reached.what == "foreign table":
        return f"{name!r} is a foreign table, and what its server does cannot be followed, {_ADVICE}"
    if reached.what == "relation":
        reason = rules().denied_relations.get(reached.name) if reached.schema == BY_SERVER else None
        return f"the statement reads {name!r}, which {reason}" if reason else None
    if reason := rules().denial(reached.name):
        return f"the statement reaches function {name!r}, which {reason}"
    if reached.is_volatile and not (reached.schema == BY_SERVER and rules().is_allowed(reached.name)):
        return f"the statement reaches function {name!r}, which is VOLATILE and may write, {_ADVICE}"
    if reached.is_definer:
        return f"the statement reaches function {name!r}, which runs with its owner's rights, {_ADVICE}"
    return None


def _pairs(names: Iterable[Name]) -> tuple[list[str], list[str]]:
    # A server with an encoding of single bytes turns letters outside ASCII into small ones too.
    variants = {each for name in names for each in (name, tuple(map(_small, name)))}
    pairs = sorted({(name[-2] if len(name) > 1 else "", name[-1]) for name in variants})
    return [schema for schema, _ in pairs], [name for _, name in pairs]


def _small(part: str) -> str:
    return part if part.isascii() else part.lower()
