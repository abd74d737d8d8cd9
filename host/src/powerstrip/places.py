"""The places under the total: how many are free, and what fits."""

from collections.abc import Mapping

from powerstrip.shares import Share, Ticket

__all__ = ["Places"]


class Places:
    """The places that all units together may have.

    Attributes:
        total: all places.
        used: places of units in any state.
        floors: places that the sources' floors keep, in use or not.
        unused_floors: the part of them that is kept free.
        freeing: places of closing units that any source may have soon.
    """

    __slots__ = ("floors", "freeing", "total", "unused_floors", "used")

    def __init__(self, total: int) -> None:
        self.total = total
        self.used = self.floors = self.unused_floors = self.freeing = 0

    @property
    def free(self) -> int:
        """Places beyond all floors that nobody has; below 0 while a new source's floor is in use by others."""
        return self.total - self.used - self.unused_floors

    @property
    def coming(self) -> int:
        """Places beyond all floors that are free, or will be soon, once what is closing has closed."""
        return self.free + self.freeing

    def count(self, share: Share) -> None:
        """Bring the sums up to date after a change in one share's units or floor."""
        unused_floor = max(0, share.floor - share.used)
        freeing = min(share.closing - share.slow, max(0, share.used - share.floor))
        self.unused_floors += unused_floor - share.unused_floor
        self.freeing += freeing - share.freeing
        share.unused_floor, share.freeing = unused_floor, freeing

    def need(self, ticket: Ticket) -> int | None:
        """Return the places beyond the floors that a ticket needs; None if it does not wait for places alone."""
        need = 0
        for share, units in ticket.demands.items():
            new = max(0, units - len(share.idle))
            # Closing units hold a place of the cap, but a ticket for several does not lose its turn for them.
            held = share.used if ticket.single else share.used - share.closing
            if share.head is not ticket or held + new > share.cap:
                return None
            need += max(0, new - share.unused_floor)
        return need if self.can_ever_fit(ticket.demands) else None

    def fits(self, ticket: Ticket, need: int) -> bool:
        """Whether a ticket, first in all its queues, can have all its units now.

        Args:
            ticket: the ticket.
            need: places beyond the floors that it needs.
        """
        opening = self.opening(ticket)
        return opening is not None and self.used + opening <= self.total and (need == 0 or need <= self.free)

    def opening(self, ticket: Ticket) -> int | None:
        """Return how many units are to be opened for a ticket, None if a cap forbids it now."""
        opening = 0
        for share, units in ticket.demands.items():
            new = max(0, units - len(share.idle))
            if share.used + new > share.cap:
                return None
            opening += new
        return opening

    def check(self, demands: Mapping[Share, int]) -> None:
        """Check that so many units can be had.

        Raises:
            ValueError: if they never can, with the numbers.
        """
        if not demands or min(demands.values()) < 1:
            raise ValueError("a ticket asks for one unit or more of each of its sources")
        for share, units in demands.items():
            if units > share.cap:
                raise ValueError(f"{units} units of source {share.name!r} pass its cap of {share.cap}")
        if not self.can_ever_fit(demands):
            others = self.floors - sum(share.floor for share in demands)
            raise ValueError(
                f"{sum(demands.values())} units never come free at once: the total is {self.total}, "
                f"and other sources' floors keep {others}"
            )

    def can_ever_fit(self, demands: Mapping[Share, int]) -> bool:
        """Whether so many units can be had at once when nobody else has any."""
        beyond_floors = sum(max(0, units - share.floor) for share, units in demands.items())
        return self.floors + beyond_floors <= self.total

    def most(self, share: Share) -> int:
        """Return the most units that a source can ever have at once."""
        return max(1, min(share.cap, self.total - self.floors + share.floor))

    def hopeless_wait(self, ticket: Ticket, patience: float) -> float | None:
        """Return the seconds that a ticket must wait if they are more than its patience, else None.

        The wait is guessed low, because a wrong refusal is worse than a wait: only who stands before the ticket counts,
        as if the first unit came back right now, and the source is taken to have all units that it can ever have.

        Args:
            ticket: not yet in a queue.
            patience: seconds until the caller's deadline, below 0 after it.
        """
        longest = 0.0
        for share, units in ticket.demands.items():
            ahead = share.demanded + units - 1
            if not share.knows_its_hold:
                continue
            # The longest hold is found at once; the usual one, which is no longer, takes sorting.
            one_by_one = max(share.held) * ahead
            if one_by_one > patience and one_by_one / (most := self.most(share)) > patience:
                longest = max(longest, share.usual_hold * ahead / most)
        return longest if longest > patience else None
