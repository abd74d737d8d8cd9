"""What a role could do beside reading, from the server's catalog."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from powerstrip_postgres.privileges import (
    HARMLESS_EXTENSIONS,
    INWARD,
    INWARD_15,
    OUTWARD,
    PROVIDERS_ROLES,
    READING_ROLES,
    ROLES,
)
from powerstrip_postgres.wire import Record
from powerstrip_sdk import Grade, Grading, NotFound

__all__ = ["Findings", "find", "grading", "without_answer"]

Fetch: TypeAlias = Callable[..., Awaitable[list[Record]]]

#: Phrases that a reason tells; more are only mentioned.
_TOLD = 3
_LONGEST_NAME = 80
#: The first server with privileges on parameters.
_WITH_PARAMETERS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a role could do beside reading.

    Args:
        role: the role that logged in.
        standby: whether the server takes no writes from anybody.
        outward: phrases, what it could do also on a standby.
        inward: phrases, what it could do to the server's own data.
        is_public: whether something of it is everybody's.
    """

    role: str
    standby: bool
    outward: tuple[str, ...]
    inward: tuple[str, ...]
    is_public: bool

    @property
    def grade(self) -> Grade:
        """What the role is worth by itself, wherever the server stands."""
        return Grade.B if self.inward or self.outward else Grade.A


async def find(fetch: Fetch, major: int) -> Findings:
    """Read from the catalog what the role of a session could do beside reading; at most three queries.

    Args:
        fetch: runs a query in a transaction.
        major: the server's major version.

    Raises:
        ConnectorError: if the catalog does not tell.
    """
    roles = await fetch(ROLES, READING_ROLES, PROVIDERS_ROLES)
    if not roles:
        raise NotFound("the catalog does not show the role that logged in")
    role, standby = str(roles[0]["role"]), bool(roles[0]["standby"])
    attributes = tuple(phrase for row in roles for phrase in _of_role(row, role))
    # A superuser is a member of every role and needs no privilege.
    if any(row["rolsuper"] for row in roles):
        return Findings(role=role, standby=standby, outward=attributes[:1], inward=(), is_public=False)
    outward = await fetch(OUTWARD, HARMLESS_EXTENSIONS)
    inward = await fetch(INWARD_15 if major >= _WITH_PARAMETERS else INWARD)
    return Findings(
        role=role,
        standby=standby,
        outward=(*attributes, *_of_grants(outward)),
        inward=tuple(_of_grants(inward)),
        is_public=any(row["public"] for row in (*outward, *inward)),
    )


def grading(findings: Findings) -> Grading:
    """Return the grade of what was found, with the reason for the operator.

    Args:
        findings: from `find`.
    """
    role, inward, outward = findings.role, findings.inward, findings.outward
    if findings.grade is Grade.A:
        return Grading(grade=Grade.A, reason=f"role {role!r} has no privilege but to read")
    if findings.standby and not outward:
        return Grading(
            grade=Grade.A,
            reason=f"the server is a standby, which takes no writes; once promoted, role {role!r} {_list(inward)}",
        )
    advice = "revoke it from PUBLIC, or see" if findings.is_public else "see"
    return Grading(
        grade=Grade.B,
        reason=f"role {role!r} {_list((*outward, *inward))}, and only the read-only transaction stops it; "
        f"{advice} 'powerstrip sources role' for a role that only reads",
    )


def without_answer() -> Grading:
    """Return the grade of a role about which the server did not tell in time."""
    return Grading(
        grade=Grade.B,
        reason="the server did not tell what the role could do, or not in time, and only the read-only transaction "
        "stops it; see 'powerstrip sources role' for a role that only reads",
    )


def _of_role(row: Any, role: str) -> list[str]:
    """Return what one of the roles that the login role is a member of, itself included, could do as such."""
    through = str(row["through"])
    prefix = "" if through == role else f"is a member of {through!r}, which "
    phrases = {
        "is a superuser": row["rolsuper"],
        "may create roles": row["rolcreaterole"],
        "may create databases": row["rolcreatedb"],
        "may replicate": row["rolreplication"],
    }
    found = [prefix + phrase for phrase, is_so in phrases.items() if is_so]
    return [*found, f"is a member of {through!r}"] if row["powerful"] else found


def _of_grants(rows: Sequence[Any]) -> list[str]:
    """Return a phrase for each object, with all privileges on it."""
    objects: dict[tuple[str, bool], list[str]] = {}
    for row in rows:
        objects.setdefault((str(row["object"]), bool(row["public"])), []).append(str(row["privilege"]))
    return [_of_object(name, privileges, is_public) for (name, is_public), privileges in objects.items()]


def _of_object(name: str, privileges: Sequence[str], is_public: bool) -> str:
    shown = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in name)
    if len(shown) > _LONGEST_NAME:
        shown = f"{shown[:_LONGEST_NAME]}..."
    if "ownership" in privileges:
        return f"owns {shown}"
    return f"has {', '.join(sorted(set(privileges)))} on {shown}" + (" through PUBLIC" if is_public else "")


def _list(phrases: Sequence[str]) -> str:
    more = ["more"] if len(phrases) > _TOLD else []
    *first, last = [*phrases[:_TOLD], *more]
    return f"{', '.join(first)} and {last}" if first else last
