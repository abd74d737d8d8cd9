"""The arithmetic of the connection budget: tickets in, grants and evictions out.

No I/O, no clock and no event loop: every decision is a function of the state and the event. `pool.py` does what is
decided here and reports what happened.

A *unit* is one connection, counted from the attempt to open it until its close is confirmed. Sources have a cap and a
floor; all units together never pass the total, and the part of every floor that is not in use stays free for its
source. Who gets a unit:

1. the source's own idle connection, the newest first;
2. else a new one, if the source's cap, the total and the unused floors of the others allow it;
3. else the place of the least recently used idle connection of a source that has more than its floor, once the close
   of that connection is confirmed.

Tickets of one source are served in the order of their coming; sources take turns. A source whose first ticket waits
for room in the total is passed by at most `PATIENCE` grants for each waiting source; from then on the next unit that
anyone gives back makes room for it.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum
from heapq import heappop, heappush
from itertools import count

__all__ = ["Budget", "QueueFull", "Share", "State", "Ticket", "Unit"]

#: Grants to others, for each waiting source, that the longest waiting source puts up with.
PATIENCE = 4
#: Weight of the newest lease in the running average of how long a connection is held.
_RECENT = 0.2


class QueueFull(Exception):
    """Too many tickets wait already."""


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
        idle_order: grows with each return, so that the smallest is the least recently used.
        since: when the pool last changed what it does, in seconds; the budget never looks at it.
    """

    __slots__ = ("connection", "idle_order", "share", "since", "state")

    def __init__(self, share: "Share") -> None:
        self.share = share
        self.state = State.OPENING
        self.connection: object = None
        self.idle_order = 0
        self.since = 0.0


class Ticket:
    """A wait for one unit.

    Attributes:
        share: the source that waits.
        unit: what was granted, None while waiting.
        granted: called once, when `unit` is set.
    """

    __slots__ = ("granted", "share", "unit")

    def __init__(self, share: "Share", granted: Callable[[], None]) -> None:
        self.share = share
        self.granted = granted
        self.unit: Unit | None = None


@dataclass(slots=True, eq=False)
class Share:
    """What one source may use and uses.

    Args:
        name: the source.
        cap: the most units.
        floor: units that nobody else can take.
        keep_idle: the most idle units; one more closes on its return.
    """

    name: Hashable
    cap: int
    floor: int
    keep_idle: int
    used: int = 0
    closing: int = 0
    idle: deque[Unit] = field(default_factory=deque)
    waiting: OrderedDict[Ticket, None] = field(default_factory=OrderedDict)
    held_seconds: float = 0.0
    wanted: int = 0
    freeing: int = 0
    unused_floor: int = 0
    stamp: int = 0
    in_heap: bool = False
    removed: bool = False

    @property
    def busy(self) -> int:
        """Units that are neither idle nor closing."""
        return self.used - self.closing - len(self.idle)


class Budget:
    """All shares under one total.

    Args:
        total: the most units over all sources.
        queue: the most tickets that wait over all sources.
        queue_per_source: the most tickets that wait for one source.
        evict: called with a unit that must be closed to make room; `closed` is to be called once it is.
    """

    def __init__(self, total: int, *, queue: int, queue_per_source: int, evict: Callable[[Unit], None]) -> None:
        self.total = total
        self.used = 0
        self.waiting = 0
        self.shares: dict[Hashable, Share] = {}
        self._queue = queue
        self._queue_per_source = queue_per_source
        self._evict = evict
        self._unused_floors = 0
        self._wanted = 0
        self._freeing = 0
        self._grants = 0
        self._turns: OrderedDict[Share, None] = OrderedDict()
        self._oldest_idle: list[tuple[int, int, Share]] = []
        self._order = count(1)

    def add(self, name: Hashable, *, cap: int, floor: int = 0, keep_idle: int) -> Share:
        """Add a source.

        Args:
            name: unique among the sources.
            cap: the most units.
            floor: units that nobody else can take.
            keep_idle: the most idle units.

        Raises:
            ValueError: if the name is taken or the floors do not fit the total.
        """
        if name in self.shares:
            raise ValueError(f"source {name!r} is in the budget already")
        if sum(share.floor for share in self.shares.values()) + floor > self.total:
            raise ValueError(f"the floors of all sources pass the total of {self.total}")
        share = Share(name=name, cap=cap, floor=floor, keep_idle=keep_idle)
        self.shares[name] = share
        self._recount(share)
        return share

    def remove(self, share: Share) -> list[Unit]:
        """Take a source out; what is busy closes on its return.

        Returns:
            the idle units, now closing, for the pool to close.
        """
        share.removed = True
        share.floor = share.keep_idle = 0
        idle = list(share.idle)
        for unit in idle:
            self.discard_idle(unit)
        del self.shares[share.name]
        self._recount(share)
        self._serve(share)
        return idle

    def take(self, share: Share) -> Unit | None:
        """Grant a unit at once if one can be had without anybody waiting: idle (busy now), or to be opened.

        Returns:
            the unit, in state BUSY with a connection or OPENING without one; None if the caller must wait.
        """
        if share.idle:
            unit = share.idle.pop()
            unit.state = State.BUSY
            self._grants += 1
            return unit
        if not share.waiting and self._has_room(share):
            return self._open(share)
        return None

    def wait(self, share: Share, granted: Callable[[], None]) -> Ticket:
        """Queue for a unit after `take` gave none.

        Args:
            share: the source.
            granted: called when the ticket has its unit, at the latest when somebody gives one back.

        Raises:
            QueueFull: if the queue of the source or of the budget is full.
        """
        if self.waiting >= self._queue or len(share.waiting) >= self._queue_per_source:
            raise QueueFull
        ticket = Ticket(share, granted)
        share.waiting[ticket] = None
        self.waiting += 1
        self._recount(share)
        self._make_room()
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Give up waiting. A ticket that has its unit already is the caller's to give back."""
        if ticket.unit is None and ticket in ticket.share.waiting:
            del ticket.share.waiting[ticket]
            self.waiting -= 1
            self._recount(ticket.share)

    def position(self, ticket: Ticket) -> int:
        """Return how many tickets of the source stand before this one, plus one; it walks the queue."""
        return next((place for place, each in enumerate(ticket.share.waiting, 1) if each is ticket), 0)

    def opened(self, unit: Unit, connection: object) -> None:
        """Report that a unit's connection is open; it is busy from now on."""
        unit.connection = connection
        unit.state = State.BUSY

    def give_back(self, unit: Unit, *, held: float) -> bool:
        """Return a clean busy unit.

        Args:
            unit: the unit.
            held: seconds since it was granted, for the expected wait.

        Returns:
            True if that was all; False if the unit is closing now, and the caller closes it and reports `closed`.
        """
        share = unit.share
        share.held_seconds += (held - share.held_seconds) * _RECENT
        if share.removed or self._must_make_way(share):
            self.closing(unit)
            return False
        if share.waiting:
            self._grant(next(iter(share.waiting)), unit)
            return True
        if len(share.idle) >= share.keep_idle:
            self.closing(unit)
            return False
        unit.state = State.IDLE
        unit.idle_order = next(self._order)
        share.idle.append(unit)
        if not share.in_heap:
            self._remember_idle(share)
        if self._wanted:
            self._make_room()
        return True

    def closing(self, unit: Unit) -> None:
        """Report that a unit, opening or busy, is being closed; it counts until `closed`."""
        unit.state = State.CLOSING
        unit.share.closing += 1
        self._recount(unit.share)

    def discard_idle(self, unit: Unit) -> None:
        """Take an idle unit out of reach because it is too old or dead; it is closing from now on."""
        unit.share.idle.remove(unit)
        self.closing(unit)

    def closed(self, unit: Unit) -> None:
        """Report that a closing unit is gone; whoever waits for room is served."""
        share = unit.share
        unit.connection = None
        share.closing -= 1
        share.used -= 1
        self.used -= 1
        self._recount(share)
        self._serve(share)

    def expected_wait(self, share: Share) -> float:
        """Return the seconds that a ticket coming now would wait, from how long connections were held lately."""
        return share.held_seconds * (len(share.waiting) + 1) / max(1, share.busy)

    def _has_room(self, share: Share) -> bool:
        if share.used >= share.cap:
            return False
        return share.used < share.floor or self.used + self._unused_floors < self.total

    def _open(self, share: Share) -> Unit:
        self._grants += 1
        share.used += 1
        self.used += 1
        self._recount(share)
        return Unit(share)

    def _grant(self, ticket: Ticket, unit: Unit | None) -> None:
        """Hand a busy unit to a waiting ticket, or a new one if there is none."""
        share = ticket.share
        del share.waiting[ticket]
        self.waiting -= 1
        if unit is None:
            unit = self._open(share)
        else:
            self._grants += 1
            self._recount(share)
        ticket.unit = unit
        ticket.granted()

    def _serve(self, changed: Share) -> None:
        """Open new units: first up to the floor of the share that changed, then for those whose turn it is."""
        while changed.waiting and changed.used < min(changed.floor, changed.cap):
            self._grant(next(iter(changed.waiting)), None)
        while self._turns and self.used + self._unused_floors < self.total:
            share = next(iter(self._turns))
            self._grant(next(iter(share.waiting)), None)
            share.stamp = self._grants
            if share in self._turns:
                self._turns.move_to_end(share)
        self._make_room()

    def _make_room(self) -> None:
        """Evict the least recently used idle units while more is wanted than is free or will be."""
        free = self.total - self.used - self._unused_floors
        while self._wanted > free + self._freeing and (unit := self._least_recently_used()) is not None:
            self.discard_idle(unit)
            self._evict(unit)

    def _must_make_way(self, share: Share) -> bool:
        """Whether a unit that comes back must close because another source has been passed too often."""
        if not self._turns or share.used <= share.floor:
            return False
        first = next(iter(self._turns))
        return first is not share and self._freeing == 0 and self._grants - first.stamp >= PATIENCE * len(self._turns)

    def _recount(self, share: Share) -> None:
        """Bring the sums up to date after a change of one share."""
        unused_floor = max(0, share.floor - share.used)
        freeing = min(share.closing, max(0, share.used - share.floor))
        wanted = min(len(share.waiting), share.cap - share.used)
        self._unused_floors += unused_floor - share.unused_floor
        self._freeing += freeing - share.freeing
        self._wanted += wanted - share.wanted
        share.unused_floor, share.freeing, share.wanted = unused_floor, freeing, wanted
        if wanted and share not in self._turns:
            share.stamp = self._grants
            self._turns[share] = None
        elif not wanted:
            self._turns.pop(share, None)
        if share.idle and not share.in_heap:
            self._remember_idle(share)

    def _remember_idle(self, share: Share) -> None:
        share.in_heap = True
        heappush(self._oldest_idle, (share.idle[0].idle_order, next(self._order), share))

    def _least_recently_used(self) -> Unit | None:
        """Return the idle unit to evict, None if every source is at its floor or has nothing idle.

        The heap holds at most one entry for a source, whose key is never larger than the order of the source's oldest
        idle unit, because that order only grows. An entry that turns out stale is put back with the true key.
        """
        heap = self._oldest_idle
        while heap:
            order, _, share = heap[0]
            if not share.idle or share.used - share.closing <= share.floor:
                heappop(heap)
                share.in_heap = False
                continue
            if share.idle[0].idle_order == order:
                return share.idle[0]
            heappop(heap)
            self._remember_idle(share)
        return None
