"""What the connection budget counts: units, the shares that sources have of them, and tickets that wait for some."""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from statistics import median

__all__ = ["Hopeless", "QueueFull", "Share", "State", "Ticket", "Unit"]

#: Leases that the expected wait is computed from; odd, so that the median is one of them.
_REMEMBERED = 15
#: Leases that must be known before anybody is refused for a wait that looks too long.
_ENOUGH = 3


class QueueFull(Exception):
    """Too many tickets wait already."""


class Hopeless(Exception):
    """The wait would be longer than the caller has time.

    Args:
        expected_wait: the predicted seconds.
    """

    def __init__(self, expected_wait: float) -> None:
        super().__init__(f"the wait would be about {expected_wait:g} s")
        self.expected_wait = expected_wait


class State(Enum):
    """What a unit is doing."""

    OPENING = "opening"
    BUSY = "busy"
    IDLE = "idle"
    CLOSING = "closing"


class Unit:
    """One place in the budget, and the connection that fills it.

    Attributes:
        share: the source that it is counted for.
        state: what it is doing.
        connection: whatever the pool keeps there; the budget never looks at it.
        slow: whether its close takes so long that nobody is to count on its place.
        idle_order: grows with each return, so that the smallest is the least recently used.
        since: when the pool last changed what it does, in seconds; the budget never looks at it.
    """

    __slots__ = ("connection", "idle_order", "share", "since", "slow", "state")

    def __init__(self, share: "Share") -> None:
        self.share = share
        self.state = State.OPENING
        self.connection: object = None
        self.idle_order = 0
        self.since = 0.0
        self.slow = False


class Ticket:
    """A wait for units of one source or of several: all of them at once, or none.

    Attributes:
        demands: how many units of each source.
        share: the first of these sources, whose turn the ticket waits for.
        single: whether it waits for one unit of one source.
        units: what was granted, in the order of the demands; empty while waiting.
        granted: called once, when `units` is set. It must not call the budget.
    """

    __slots__ = ("demands", "granted", "share", "single", "units")

    def __init__(self, demands: Mapping["Share", int], granted: Callable[[], None]) -> None:
        self.demands = demands
        self.share = next(iter(demands))
        self.single = len(demands) == 1 and demands[self.share] == 1
        self.granted = granted
        self.units: tuple[Unit, ...] = ()

    @property
    def unit(self) -> Unit | None:
        """The first unit that was granted, None while waiting."""
        return self.units[0] if self.units else None


@dataclass(slots=True, eq=False)
class Share:
    """What one source may use and uses.

    Args:
        name: the source.
        cap: the most units.
        floor: units that nobody else can take.
        keep_idle: the most idle units; one more closes on its return.
        used: units in any state.
        opening: units whose connection is not open yet.
        closing: units whose close is not confirmed.
        slow: how many of them take long to close.
        idle: units that nobody uses, the least recently used first.
        waiting: tickets, the next one first.
        demanded: units that these tickets want of this source.
        held: seconds that each of the latest leases took.
        evicted: units closed so far to make room for others.
        refused: tickets refused so far.
        granted_new: units granted so far to be opened.
        granted_idle: units granted so far with a connection.
        waited: tickets so far that were not served at once.
        unused_floor: the part of the floor that is kept free.
        freeing: closing units whose places others may have soon.
        need: places beyond the floors that the first ticket needs, None if it does not wait for places.
        wanted: places that the share could use now.
        stamp: the budget's count of grants when the first ticket began to wait.
        in_heap: whether the budget has the share among those whose idle units may go.
        removed: whether the source has left the budget.
    """

    name: Hashable
    cap: int
    floor: int
    keep_idle: int
    used: int = 0
    opening: int = 0
    closing: int = 0
    slow: int = 0
    idle: deque[Unit] = field(default_factory=deque)
    waiting: OrderedDict[Ticket, None] = field(default_factory=OrderedDict)
    demanded: int = 0
    held: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    evicted: int = 0
    refused: int = 0
    granted_new: int = 0
    granted_idle: int = 0
    waited: int = 0
    unused_floor: int = 0
    freeing: int = 0
    need: int | None = None
    wanted: int = 0
    stamp: int = 0
    in_heap: bool = False
    removed: bool = False

    @property
    def busy(self) -> int:
        """Units in whose connections calls work."""
        return self.used - self.opening - self.closing - len(self.idle)

    @property
    def head(self) -> Ticket | None:
        """The ticket that is served next."""
        return next(iter(self.waiting), None)

    @property
    def usual_hold(self) -> float:
        """How long a connection is usually held, in seconds; 0 if nothing is known.

        The median of the latest leases: one slow query among them does not move it, a lasting change does after half
        as many leases, and returning a connection costs no more than remembering a number.
        """
        return median(self.held) if self.held else 0.0

    @property
    def knows_its_hold(self) -> bool:
        """Whether enough leases are known to refuse somebody for their length."""
        return len(self.held) >= _ENOUGH
