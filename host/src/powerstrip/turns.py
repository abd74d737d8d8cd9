"""Whose turn it is among the sources that wait for places in the total."""

from collections import OrderedDict

from powerstrip.shares import Share, Ticket

__all__ = ["PATIENCE", "Turns"]

#: Grants to others, for each waiting source, that the longest waiting source puts up with.
PATIENCE = 4


class Turns:
    """Sources whose first ticket waits for places, the one that waits longest first.

    Attributes:
        order: all of them.
        grants: how many units were granted so far, over all sources.
        wanted: places that all of them could use now.
    """

    def __init__(self) -> None:
        self.order: OrderedDict[Share, None] = OrderedDict()
        self.grants = 0
        self.wanted = 0
        self._singles: OrderedDict[Share, None] = OrderedDict()
        self._owed: OrderedDict[Share, None] = OrderedDict()

    @property
    def first_ticket(self) -> Ticket:
        """The ticket that waits longest; there must be one."""
        return next(iter(next(iter(self.order)).waiting))

    @property
    def first_single(self) -> Ticket | None:
        """The ticket for one unit that waits longest."""
        share = next(iter(self._singles), None)
        return None if share is None else share.head

    @property
    def first_owed(self) -> Ticket | None:
        """The ticket that waits longest for a floor that others use, because its source was added while they did."""
        share = next(iter(self._owed), None)
        return None if share is None else share.head

    @property
    def overdue(self) -> bool:
        """Whether the first source has been passed too often."""
        return bool(self.order) and self.grants - next(iter(self.order)).stamp >= PATIENCE * len(self.order)

    def enter(self, share: Share, need: int, *, single: bool, owed: bool) -> None:
        """Let a share wait for its turn, or keep it there with another need.

        Args:
            share: the share.
            need: places beyond the floors for its first ticket.
            single: whether that ticket is for one unit.
            owed: whether it waits for nothing but a floor that others use.
        """
        if share.need is None:
            share.stamp = self.grants
            self.order[share] = None
        wanted = min(len(share.waiting), share.cap - share.used) if single else need
        self.wanted += wanted - share.wanted
        share.need, share.wanted = need, wanted
        _put(self._singles, share, there=single)
        _put(self._owed, share, there=owed)

    def leave(self, share: Share) -> None:
        """Take a share out, if it is in."""
        if share.need is not None:
            self.wanted -= share.wanted
            share.need, share.wanted = None, 0
            del self.order[share]
            _put(self._singles, share, there=False)
            _put(self._owed, share, there=False)

    def served(self, share: Share) -> None:
        """Let a share wait behind all others, because its first ticket was served."""
        if share.need is not None:
            share.stamp = self.grants
            for each in (self.order, self._singles, self._owed):
                if share in each:
                    each.move_to_end(share)


def _put(shares: OrderedDict[Share, None], share: Share, *, there: bool) -> None:
    if there:
        shares[share] = None
    else:
        shares.pop(share, None)
