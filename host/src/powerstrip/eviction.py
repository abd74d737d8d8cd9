"""Which idle connection goes when another source needs its place."""

from collections import OrderedDict
from heapq import heappop, heappush
from itertools import count

from powerstrip.shares import Share, Ticket, Unit

__all__ = ["IdleUnits"]


class IdleUnits:
    """The idle units that may be evicted: those of sources that have more than their floor.

    Units of a source where nobody waits are spare, and go by age. Units of a source whose first ticket waits for more
    are kept for it; only the ticket whose turn it is may have them.
    """

    def __init__(self) -> None:
        # At most one entry for a share, whose key is never larger than the order of the share's oldest idle unit,
        # because that order only grows. An entry that turns out stale is put back with the true key.
        self._spare: list[tuple[int, int, Share]] = []
        self._kept: OrderedDict[Share, None] = OrderedDict()
        self._order = count(1)

    def came_back(self, unit: Unit) -> None:
        """Date a unit that has just become idle."""
        unit.idle_order = next(self._order)

    def changed(self, share: Share) -> None:
        """Take note of a change in a share's units or queue."""
        if share.idle and share.waiting and _is_above_floor(share):
            self._kept[share] = None
            return
        self._kept.pop(share, None)
        if share.idle and not share.in_heap:
            self.remember(share)

    def remember(self, share: Share) -> None:
        """Put a share with idle units among those that have some."""
        share.in_heap = True
        heappush(self._spare, (share.idle[0].idle_order, next(self._order), share))

    def least_recently_used(self) -> Unit | None:
        """Return the spare unit that was not used for longest, None if there is none."""
        heap = self._spare
        while heap:
            order, _, share = heap[0]
            if share.idle and not share.waiting and _is_above_floor(share):
                if share.idle[0].idle_order == order:
                    return share.idle[0]
                heappop(heap)
                self.remember(share)
            else:
                heappop(heap)
                share.in_heap = False
        return None

    def kept_for_others(self, ticket: Ticket) -> Unit | None:
        """Return a unit that is kept for another ticket than this one, the one kept for the shortest time first."""
        for share in reversed(self._kept):
            if len(share.idle) > ticket.demands.get(share, 0):
                return share.idle[0]
        return None


def _is_above_floor(share: Share) -> bool:
    return share.used - share.closing > share.floor
