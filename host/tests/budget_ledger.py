"""A budget for examples, and what it decided."""

from powerstrip.budget import Budget, State


class Ledger:
    """A budget and what it decided, in order."""

    def __init__(self, total, *, queue=100, queue_per_source=100):
        self.evicted = []
        self.granted = []
        self.budget = Budget(total, queue=queue, queue_per_source=queue_per_source, evict=self.evicted.append)

    def add(self, name, *, cap=5, floor=0, keep_idle=5):
        return self.budget.add(name, cap=cap, floor=floor, keep_idle=keep_idle)

    def take(self, share):
        """Take a unit that must be free, and open it if it is new."""
        unit = self.budget.take(share)
        assert unit is not None
        if unit.state is State.OPENING:
            self.budget.opened(unit, object())
        return unit

    def wait(self, share, **patience):
        ticket = self.budget.wait(share, lambda: self.granted.append(ticket), **patience)
        return ticket

    def request(self, **demands):
        """Ask for units of the sources of these names."""
        by_share = {self.budget.shares[name]: units for name, units in demands.items()}
        return self.budget.request(by_share, lambda: None)

    def take_several(self, share, units):
        return [self.take(share) for _ in range(units)]

    def close_evicted(self):
        """Confirm the close of everything that was evicted."""
        while self.evicted:
            self.budget.closed(self.evicted.pop(0))

    def states(self, ticket):
        """Return what a ticket was granted, as names of sources and states."""
        return [(unit.share.name, unit.state.value) for unit in ticket.units]

    def give_back(self, unit):
        if not self.budget.give_back(unit, held=1.0):
            self.budget.closed(unit)

    def close(self, unit):
        self.budget.closing(unit)
        self.budget.closed(unit)
