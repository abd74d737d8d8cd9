"""What is known of the role of one source, shared by all its connections."""

import weakref
from dataclasses import dataclass, field

from powerstrip_postgres.clearance import Clearances
from powerstrip_postgres.config import PostgresConfig
from powerstrip_sdk import Grade

__all__ = ["Standing", "standing_of"]


@dataclass(slots=True)
class Standing:
    """What its connections found out about a source.

    Attributes:
        grade: of the role by itself, wherever the server stands; None before the first probe, to be taken for B.
        statement_timeout: milliseconds that its last session allowed a statement, 0 before the first.
        clearances: which of its templates need no transaction around them.
    """

    grade: Grade | None = None
    statement_timeout: int = 0
    clearances: Clearances = field(default_factory=Clearances)


#: By the identity of the options, for as long as they exist: equal ones, or a copy, may hold another credential.
_STANDINGS: dict[int, Standing] = {}


def standing_of(config: PostgresConfig) -> Standing:
    """Return what is known of the role of a source.

    Args:
        config: the very object that its connections are opened with; changed options are another one.
    """
    key = id(config)
    if key not in _STANDINGS:
        _STANDINGS[key] = Standing()
        weakref.finalize(config, _STANDINGS.pop, key, None)
    return _STANDINGS[key]
