"""How surely a source is only read: what a connector declares, and what a credential turns out to be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

__all__ = ["Grade", "Grading", "ReadOnlyBy"]

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
