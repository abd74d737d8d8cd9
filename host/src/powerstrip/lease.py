"""What a pool knows of one connection, and how long the steps in its life may take."""

from dataclasses import dataclass

from powerstrip.budget import Unit
from powerstrip_sdk import Connection

__all__ = ["Lease", "PoolTimes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolTimes:
    """How long the steps in a connection's life may take, in seconds.

    Args:
        connect: for one attempt to connect.
        close: for each of reset, check, cancel and close.
        idle: how long an unused connection stays open.
        life: how long a connection is used at most; a little less for some, so that not all end together.
    """

    connect: float
    close: float
    idle: float
    life: float = 3600.0


@dataclass(slots=True, kw_only=True, eq=False)
class Lease:
    """The use of one connection by one call after the other; made once, when the connection opens.

    Args:
        connection: the connection.
        unit: its place in the budget.
        generation: of the pool when it opened; one of an older generation is closed on its return.
        expires: when it is too old to be used again, in seconds on anyio's clock.
        since: when it was granted last, in seconds on anyio's clock.
        deadline: of the call that has it, in seconds on anyio's clock.
        holder: id of the call that has it, None while nobody has.
        waited: whether this call had to wait in the queue.
    """

    connection: Connection
    unit: Unit
    generation: int
    expires: float
    since: float = 0.0
    deadline: float = 0.0
    holder: str | None = None
    waited: bool = False
