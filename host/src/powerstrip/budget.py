"""The arithmetic of the connection budget: tickets in, grants and evictions out.

No I/O, no clock and no event loop: every decision is a function of the state and the event. `pool.py` does what is
decided here and reports what happened.

A *unit* is one connection, counted from the attempt to open it until its close is confirmed. Sources have a cap and a
floor; all units together never pass the total, and the part of every floor that is not in use stays free for its
source. Who gets a unit:

1. the source's own idle connection, the newest first;
2. else a new one, if the source's cap, the total and the unused floors of the others allow it;
3. else the place of the least recently used idle connection of a source that has more than its floor, once the close
   of that connection is confirmed. A close that takes long is not counted on: another idle connection goes instead.

A ticket is for one unit, or for several of one source or of many: it gets all at once or waits, holding nothing. It
stands in the queue of each of its sources. Queues are served in the order of coming, so the oldest ticket is first
wherever it stands: no two tickets can wait for each other. Idle units of a source whose first ticket waits for more
stay there for it, unless the ticket whose turn it is needs their places.

Sources whose first ticket waits for places in the total take turns. One unit may pass a ticket for several that does
not fit yet. A source is passed by at most `PATIENCE` grants for each waiting source; from then on nobody else gets a
free place beyond a floor, and units that come back make room, until its ticket is served.
"""

from collections.abc import Callable, Hashable, Mapping

from powerstrip.eviction import IdleUnits
from powerstrip.places import Places
from powerstrip.shares import Hopeless, QueueFull, Share, State, Ticket, Unit
from powerstrip.turns import PATIENCE, Turns

__all__ = ["PATIENCE", "Budget", "Hopeless", "QueueFull", "Share", "State", "Ticket", "Unit"]


class Budget:
    """All shares under one total.

    Args:
        total: the most units over all sources.
        queue: the most tickets that wait over all sources.
        queue_per_source: the most tickets that wait for one source.
        evict: called with an idle unit that must be closed; `closed` is to be called once it is. It must not call
            the budget itself.
    """

    def __init__(self, total: int, *, queue: int, queue_per_source: int, evict: Callable[[Unit], None]) -> None:
        self.waiting = 0
        self.shares: dict[Hashable, Share] = {}
        self._queue = queue
        self._queue_per_source = queue_per_source
        self._evict = evict
        self._places = Places(total)
        self._turns = Turns()
        self._idle = IdleUnits()

    @property
    def total(self) -> int:
        """The most units over all sources."""
        return self._places.total

    @property
    def used(self) -> int:
        """Units of all sources, in any state."""
        return self._places.used

    def add(self, name: Hashable, *, cap: int, floor: int = 0, keep_idle: int) -> Share:
        """Add a source. A floor that is in use by others is there for it as soon as they give it back.

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
        if self._places.floors + floor > self.total:
            raise ValueError(f"the floors of all sources pass the total of {self.total}")
        share = Share(name=name, cap=cap, floor=floor, keep_idle=keep_idle)
        self.shares[name] = share
        self._places.floors += floor
        self._changed(share)
        self._look_again()
        return share

    def remove(self, share: Share) -> list[Unit]:
        """Take a source out; what is busy closes on its return.

        Returns:
            the idle units, now closing, for the pool to close.
        """
        self._places.floors -= share.floor
        share.removed = True
        share.floor = share.keep_idle = 0
        idle = list(share.idle)
        share.idle.clear()
        for unit in idle:
            self._close(unit)
        del self.shares[share.name]
        self._changed(share)
        self._look_again()
        return idle

    def take(self, share: Share) -> Unit | None:
        """Grant a unit at once if one can be had without passing anybody: idle (busy now), or to be opened.

        Returns:
            the unit, in state BUSY with a connection or OPENING without one; None if the caller must wait.
        """
        if share.waiting:
            return None
        if share.idle:
            return self._reuse(share)
        if not self._has_room(share):
            return None
        unit = self._open(share)
        self._places.count(share)
        if self._turns.order:
            self._make_room()
        return unit

    def wait(self, share: Share, granted: Callable[[], None], *, patience_seconds: float | None = None) -> Ticket:
        """Queue for a unit after `take` gave none.

        Args:
            share: the source.
            granted: called when the ticket has its unit, at the latest when somebody gives one back.
            patience_seconds: until the caller's deadline.

        Raises:
            QueueFull: if the queue of the source or of the budget is full.
            Hopeless: if the wait would be longer than the caller has time.
        """
        return self._line_up(Ticket({share: 1}, granted), patience_seconds)

    def request(
        self, demands: Mapping[Share, int], granted: Callable[[], None], *, patience_seconds: float | None = None
    ) -> Ticket:
        """Ask for units of one source or of several, all at once or none.

        Args:
            demands: how many units of each source.
            granted: called when the ticket has its units, which may be before this returns.
            patience_seconds: until the caller's deadline.

        Raises:
            ValueError: if so many units can never be had, or fewer than one are asked for.
            QueueFull: if the queue of a source or of the budget is full.
            Hopeless: if the wait would be longer than the caller has time.
        """
        self._places.check(demands)
        return self._line_up(Ticket(dict(demands), granted), patience_seconds)

    def cancel(self, ticket: Ticket) -> None:
        """Give up waiting. A ticket that has its units already is the caller's to give back."""
        if ticket in ticket.share.waiting:
            self._leave(ticket)
            for share in ticket.demands:
                self._changed(share)
            self._serve()

    def position(self, ticket: Ticket) -> int:
        """Return a ticket's place in its first source's queue, from 1; 0 if it does not wait. O(1) for the newest."""
        waiting = ticket.share.waiting
        if ticket not in waiting:
            return 0
        if next(reversed(waiting)) is ticket:
            return len(waiting)
        return next(place for place, each in enumerate(waiting, 1) if each is ticket)

    def opened(self, unit: Unit, connection: object) -> None:
        """Report that a unit's connection is open; it is busy from now on."""
        unit.connection = connection
        unit.state = State.BUSY
        unit.share.opening -= 1

    def give_back(self, unit: Unit, *, held: float) -> bool:
        """Return a clean busy unit.

        Args:
            unit: the unit.
            held: seconds since it was granted, for the expected wait.

        Returns:
            True if that was all; False if the unit is closing now, and the caller closes it and reports `closed`.
        """
        share = unit.share
        share.held.append(held)
        if share.waiting and self._hand_over(unit):
            return True
        may_stay = self._may_stay_idle(share) if share.waiting else share.keep_idle
        if share.removed or len(share.idle) >= may_stay or (self._turns.order and self._must_make_way(share)):
            self.closing(unit)
            return False
        unit.state = State.IDLE
        self._idle.came_back(unit)
        share.idle.append(unit)
        if share.waiting:
            self._changed(share)
        elif not share.in_heap:
            self._idle.remember(share)
        if self._turns.order:
            self._serve()
        return True

    def closing(self, unit: Unit) -> None:
        """Report that a unit, opening or busy, is being closed; it counts until `closed`."""
        self._close(unit)
        self._changed(unit.share)
        self._serve()

    def discard_idle(self, unit: Unit) -> None:
        """Take an idle unit out of reach because it is too old or dead; it is closing from now on."""
        self._discard(unit)
        self._serve()

    def closing_slowly(self, unit: Unit) -> None:
        """Report that a close takes long: the unit still counts, but nobody is made to wait for its place."""
        unit.slow = True
        unit.share.slow += 1
        self._changed(unit.share)
        self._serve()

    def closed(self, unit: Unit) -> None:
        """Report that a closing unit is gone; whoever waits for room is served."""
        share = unit.share
        unit.connection = None
        share.closing -= 1
        share.slow -= unit.slow
        share.used -= 1
        self._places.used -= 1
        self._changed(share)
        self._serve()

    def expected_wait(self, share: Share) -> float:
        """Return the seconds that a ticket coming now would wait, from how long connections were held lately."""
        return share.usual_hold * (share.demanded + 1) / self._places.most(share)

    # Queues

    def _line_up(self, ticket: Ticket, patience_seconds: float | None) -> Ticket:
        self._refuse(ticket, patience_seconds)
        for share, units in ticket.demands.items():
            share.waiting[ticket] = None
            share.demanded += units
        self.waiting += 1
        if not (ticket.single and _is_full(ticket.share)):
            for share in ticket.demands:
                self._changed(share)
            self._serve()
        for share in ticket.demands:
            share.waited += not ticket.units
        return ticket

    def _refuse(self, ticket: Ticket, patience_seconds: float | None) -> None:
        full = self.waiting >= self._queue
        for share in ticket.demands:
            full = full or len(share.waiting) >= self._queue_per_source
        wait = None if patience_seconds is None else self._places.hopeless_wait(ticket, patience_seconds)
        if not full and wait is None:
            return
        for share in ticket.demands:
            share.refused += 1
        raise QueueFull if full or wait is None else Hopeless(wait)

    def _leave(self, ticket: Ticket) -> None:
        self.waiting -= 1
        for share, units in ticket.demands.items():
            del share.waiting[ticket]
            share.demanded -= units

    # Grants

    def _has_room(self, share: Share) -> bool:
        """Whether one more unit may be opened that nobody waits for."""
        if share.used >= share.cap:
            return False
        if share.used < share.floor:
            return self.used < self.total
        return self._places.free > 0 and not self._turns.overdue

    def _open(self, share: Share) -> Unit:
        self._turns.grants += 1
        share.granted_new += 1
        share.used += 1
        share.opening += 1
        self._places.used += 1
        return Unit(share)

    def _reuse(self, share: Share) -> Unit:
        self._turns.grants += 1
        share.granted_idle += 1
        unit = share.idle.pop()
        unit.state = State.BUSY
        return unit

    def _hand_over(self, unit: Unit) -> bool:
        """Pass a busy unit on to the first ticket of its share, as if it had been idle in between.

        Returns:
            False if something else is to be decided than who has it next.
        """
        share = unit.share
        ticket = next(iter(share.waiting))
        if self._turns.order or share.removed or not (ticket.single and _is_full(share)):
            return False
        self._leave(ticket)
        self._turns.grants += 1
        share.granted_idle += 1
        ticket.units = (unit,)
        ticket.granted()
        following = share.head
        if following is not None and not following.single:
            self._changed(share)
            self._serve()
        return True

    def _grant(self, ticket: Ticket) -> None:
        """Hand a ticket that fits all its units: idle ones, the newest first, then new ones."""
        self._leave(ticket)
        units = []
        for share, wanted in ticket.demands.items():
            units += [self._reuse(share) if share.idle else self._open(share) for _ in range(wanted)]
            self._places.count(share)
        ticket.units = tuple(units)
        self._turns.served(ticket.share)
        ticket.granted()

    def _changed(self, share: Share) -> None:
        """Serve the first tickets of a share that need no more than it has, its floor included; put it in its turn."""
        changed = [share]
        while changed:
            share = changed.pop()
            self._places.count(share)
            head = share.head
            if head is not None and self._places.need(head) == 0 and self._places.fits(head, 0):
                self._grant(head)
                changed += head.demands
            else:
                self._take_turn(share, head)
                self._trim(share)
                self._idle.changed(share)

    def _look_again(self) -> None:
        """Look at all queues, because other floors leave other tickets a chance."""
        for share in self.shares.values() if self.waiting else ():
            self._changed(share)
        self._serve()

    def _take_turn(self, share: Share, head: Ticket | None) -> None:
        """Let the first ticket of a share wait for its turn, if places are all that it waits for."""
        if head is None or head.share is not share:
            self._turns.leave(share)
        if head is None or head.share.head is not head:
            return
        need = self._places.need(head)
        if need is None:
            self._turns.leave(head.share)
        else:
            owed = need == 0 and self._places.opening(head) is not None
            self._turns.enter(head.share, need, single=head.single, owed=owed)

    def _serve(self) -> None:
        """Serve those whose turn it is while there is room, and make room for the others."""
        while (ticket := self._next_in_turn()) is not None:
            self._grant(ticket)
            for share in ticket.demands:
                self._changed(share)
        if self._turns.order:
            self._make_room()

    def _next_in_turn(self) -> Ticket | None:
        """Return the ticket whose turn it is if it fits, else one that may still pass it."""
        if not self._turns.order:
            return None
        passing = None if self._turns.overdue else self._turns.first_single
        candidates = (self._turns.first_owed, self._turns.first_ticket, passing)
        return next((each for each in candidates if each is not None and self._fits_now(each)), None)

    def _fits_now(self, ticket: Ticket) -> bool:
        need = ticket.share.need
        return need is not None and self._places.fits(ticket, need)

    # Evictions

    def _make_room(self) -> None:
        """Evict idle units while more is wanted than is free or will be."""
        while self._turns.wanted > self._places.coming and (unit := self._idle.least_recently_used()) is not None:
            self._evict_idle(unit)
        first = self._turns.first_ticket
        while self._lacks_places(first) and (unit := self._idle.kept_for_others(first)) is not None:
            self._evict_idle(unit)

    def _lacks_places(self, ticket: Ticket) -> bool:
        """Whether a ticket in its turn needs more than is free or will be."""
        need = ticket.share.need
        return need is not None and need > self._places.coming

    def _evict_idle(self, unit: Unit) -> None:
        unit.share.evicted += 1
        self._discard(unit)
        self._evict(unit)

    def _must_make_way(self, share: Share) -> bool:
        """Whether a unit that comes back must close, because whose turn it is has less or has been passed too often."""
        first = self._turns.first_ticket
        if share.used <= share.floor or share in first.demands:
            return False
        has_less = max(each.used for each in first.demands) + 1 < share.used
        return (has_less or self._turns.overdue) and self._lacks_places(first)

    def _may_stay_idle(self, share: Share) -> int:
        """Return how many idle units a share may have: as many as it keeps, or as its first ticket waits for."""
        head = share.head
        return share.keep_idle if head is None else max(share.keep_idle, head.demands[share])

    def _trim(self, share: Share) -> None:
        """Close the idle units that were kept for a ticket which is gone."""
        while len(share.idle) > self._may_stay_idle(share):
            unit = share.idle.popleft()
            self._close(unit)
            self._evict(unit)

    def _discard(self, unit: Unit) -> None:
        unit.share.idle.remove(unit)
        self._close(unit)
        self._changed(unit.share)

    def _close(self, unit: Unit) -> None:
        unit.share.opening -= unit.state is State.OPENING
        unit.state = State.CLOSING
        unit.share.closing += 1
        self._places.count(unit.share)


def _is_full(share: Share) -> bool:
    """Whether a share has all units that it may, none of them idle, so that its tickets wait for these alone."""
    return share.used >= share.cap and not share.idle and share.need is None
