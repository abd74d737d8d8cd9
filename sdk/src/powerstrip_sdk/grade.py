"""How surely a source is only read: what a connector declares, and what a credential turns out to be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

__all__ = ["Grade", "Grading", "ReadOnlyBy", "Reader"]

#: What keeps a statement that a caller wrote from writing: a check by the engine that the statement cannot lift, or
#: only a parser that looks at it before it is sent.
ReadOnlyBy: TypeAlias = Literal["engine", "parser"]


class Grade(StrEnum):
    """How surely nothing is written through one source's credential, the surest first."""

    A = "A"
    """The credential cannot write, whatever is sent."""
    B = "B"
    """The credential could write; the engine's read-only transaction or connection stops it."""
    C = "C"
    """Only a parser stands between a caller's statement and the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """What a probe of a source's credential found.

    Args:
        grade: the grade.
        reason: for the operator, one sentence without a final period: what makes it this grade, and for B and C what
            would make it better. Names of roles and privileges are fine, secrets and addresses are not.
    """

    grade: Grade
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A credential that an operator wants for a source, to be of grade A.

    Args:
        name: of the role or user; None for the one that the source's options name.
        schemas: what it may read, in the engine's own word for a group of tables; empty for the engine's default.
        owners: roles or users whose future tables it may read too, where the engine asks for them.
    """

    name: str | None = None
    schemas: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
