"""The books that callers of a budget keep, and what must hold by them after each step."""

from collections import Counter
from statistics import median

from powerstrip.budget import PATIENCE, Budget, Hopeless, QueueFull, State


class Books:
    """A budget, and what its callers know of it.

    Args:
        choose: given n, returns a number from 0 to n - 1; everything that happens follows from its answers.
    """

    def __init__(self, choose):
        self.choose = choose
        total = 1 + choose(8)
        self.queue, self.queue_per_source = (1000, 1000) if choose(4) else (1 + choose(6), 1 + choose(4))
        self.budget = Budget(total, queue=self.queue, queue_per_source=self.queue_per_source, evict=self._evict)
        self.shares, self.gone = [], []
        self.idle, self.order, self.held = {}, {}, {}
        self.opening, self.busy, self.closing = [], [], []
        self.opened = self.closed = self.names = self.excess = 0
        self.counted = Counter()
        self.passed = {}
        self.pending = []

    def _is_impossible(self, demands):
        beyond = sum(max(0, units - share.floor) for share, units in demands.items())
        over_cap = any(units > share.cap for share, units in demands.items())
        return over_cap or sum(share.floor for share in self.shares) + beyond > self.budget.total

    def _wait(self, share, granted, patience):
        if patience is None:
            return self.budget.wait(share, granted)
        return self.budget.wait(share, granted, patience_seconds=patience)

    def _ask(self, demands, ask):
        patience = None if self.choose(3) else float(self.choose(33)) - 3
        full = len({ticket for each in self.order.values() for ticket in each}) >= self.queue
        full = full or any(len(self.order[share]) >= self.queue_per_source for share in demands)
        hopeless = patience is not None and self._least_wait(demands) > patience
        answers = []
        try:
            ticket = ask(lambda: answers.append(True), patience)
        except QueueFull:
            assert full
        except Hopeless as refusal:
            predicted = refusal.expected_wait
            assert hopeless
            assert not full
            assert predicted > patience
        else:
            assert not full
            assert not hopeless
            assert len(answers) == bool(ticket.units)
            self._enqueue(ticket, demands, answers)
            return
        self.counted.update({("refused", share): 1 for share in demands})

    def _least_wait(self, demands):
        waits = [0.0]
        for share, units in demands.items():
            lately = self.held[share][-15:]
            before = sum(ticket.demands[share] for ticket in self.order[share])
            most = min(share.cap, self.budget.total - sum(s.floor for s in self.shares if s is not share))
            if len(lately) >= 3:
                waits.append(median(lately) * (before + units - 1) / most)
        return max(waits)

    def _enqueue(self, ticket, demands, answers):
        assert dict(ticket.demands) == demands
        for share in demands:
            self.order[share].append(ticket)
        self.passed[ticket] = 0
        if ticket.units:
            self.pending.append(ticket)
        else:
            self.counted.update({("waited", share): 1 for share in demands})
            ticket.granted = lambda: self.pending.append(ticket)

    def _forget(self, ticket):
        for share in ticket.demands:
            self.order[share].remove(ticket)
        self.passed.pop(ticket)

    def _settle(self):
        """Take in what the budget granted meanwhile."""
        while self.pending:
            ticket = self.pending.pop(0)
            for share in ticket.demands:
                assert self.order[share][0] is ticket, "I6: tickets of one source are served in order"
            self._forget(ticket)
            assert Counter(unit.share for unit in ticket.units) == Counter(dict(ticket.demands)), "all or nothing"
            for unit in ticket.units:
                self._hold(unit.share, unit)

    def _hold(self, share, unit):
        assert unit.share is share
        if unit.state is State.OPENING:
            self.opened += 1
            self.opening.append(unit)
            self.counted["new", share] += 1
            if share.used > share.floor:
                for ticket in self.passed:
                    self.passed[ticket] += 1
        else:
            assert unit.state is State.BUSY
            assert self.idle[share].pop() is unit, "a source's newest idle connection comes first"
            self.busy.append(unit)
            self.counted["idle", share] += 1

    def _return(self, unit, held):
        share = unit.share
        self.held[share].append(held)
        self.idle[share].append(unit)  # it may be granted or evicted before the call returns
        if self.budget.give_back(unit, held=held):
            assert share not in self.gone
        else:
            assert unit.state is State.CLOSING
            self.idle[share].remove(unit)
            self.closing.append(unit)

    def _confirm(self, unit):
        self.closed += 1
        self.budget.closed(unit)

    def _evict(self, unit):
        share = unit.share
        assert unit.state is State.CLOSING
        assert self.idle[share], "I8: only an idle connection is evicted"
        assert self.idle[share].pop(0) is unit, "I8: the least recently used of its source"
        self.closing.append(unit)
        if share.evicted == self.counted["evicted", share]:  # kept for a ticket that is gone
            assert len(share.idle) >= share.keep_idle
            return
        self.counted["evicted", share] += 1
        assert share.used - share.closing >= share.floor, "I8: a floor is never evicted from"
        if not share.waiting:
            spare = [each.idle[0] for each in self.shares if self._is_spare(each)]
            assert all(each.idle_order > unit.idle_order for each in spare), "I8: the least recently used of all"

    @staticmethod
    def _is_spare(share):
        return share.idle and not share.waiting and share.used - share.closing > share.floor

    # What must hold

    def _free(self):
        return self.budget.total - sum(max(share.used, share.floor) for share in (*self.shares, *self.gone))

    def check(self):
        """Check every invariant."""
        shares = (*self.shares, *self.gone)
        used = sum(share.used for share in shares)
        assert self.budget.used == used == self.opened - self.closed, "I9"
        assert used <= self.budget.total, "I1"
        excess = max(0, -self._free())
        assert excess <= self.excess, "I3"
        self.excess = excess
        self.check_counts(shares)
        self.check_queues(shares)

    def check_counts(self, shares):
        """Compare the counts of each share with the books."""
        closing = Counter(unit.share for unit in self.closing)
        busy = Counter(unit.share for unit in self.busy)
        opening = Counter(unit.share for unit in self.opening)
        for share in shares:
            assert 0 <= share.used <= share.cap, "I2"
            counts = (share.opening, share.busy, share.closing)
            assert counts == (opening[share], busy[share], closing[share]), "I9"
            assert list(share.idle) == self.idle[share], "I4"
            assert all(unit.state is State.IDLE for unit in share.idle), "I4"
            demanded = self.order[share][0].demands[share] if self.order[share] else 0
            assert len(share.idle) <= max(share.keep_idle, demanded)

    def check_queues(self, shares):
        """Check that nobody waits who could be served, nor for what stands idle elsewhere."""
        free = self._free()
        eligible = [ticket for ticket in self._heads(shares) if self._need(ticket) is not None]
        turns = list(self.budget._turns.order)
        assert {ticket.share for ticket in eligible if self._need(ticket) > 0} <= set(turns)
        assert all(share.head in eligible for share in turns)
        barrier = bool(turns) and self.budget._turns.grants - turns[0].stamp >= PATIENCE * len(turns)
        several = [share.head for share in turns if not share.head.single]
        for ticket in eligible:
            if self._opens_within(ticket, free):
                owed = next(iter(self.budget._turns._owed), None)
                assert self._need(ticket) > 0 or owed not in {None, ticket.share}, "I5: own units and floors are had"
                assert ticket.share is not turns[0], "I5: the first in turn is served"
                assert self._need(ticket) == 0 or barrier or ticket in several[1:], (
                    "I5: nobody who fits waits but behind a first that is due"
                )
        self.check_room(free, turns)
        bound = (len(shares) + 2) * (PATIENCE * (len(shares) + 2) + 8)
        assert all(self.passed[ticket] <= bound for ticket in eligible), "a ticket is passed within bounds"
        for ticket in self.passed:
            if ticket not in eligible:
                self.passed[ticket] = 0

    def check_room(self, free, turns):
        """Check that idle connections make room, as far as they are needed and not further."""
        shares = (*self.shares, *self.gone)
        swift = Counter(unit.share for unit in self.closing if not unit.slow)
        coming = free + sum(min(swift[share], max(0, share.used - share.floor)) for share in shares)
        wanted = 0
        for share in turns:
            single = share.head.single
            wanted += min(len(share.waiting), share.cap - share.used) if single else self._need(share.head)
        if turns and wanted > coming:
            assert not any(self._is_spare(share) for share in shares)
        if turns and self._need(turns[0].head) > coming:
            for share in shares:
                more_than_kept = len(share.idle) > turns[0].head.demands.get(share, 0)
                assert not (more_than_kept and share.used - share.closing > share.floor)

    def _heads(self, shares):
        firsts = dict.fromkeys(self.order[share][0] for share in shares if self.order[share])
        return [ticket for ticket in firsts if all(self.order[share][0] is ticket for share in ticket.demands)]

    def _need(self, ticket):
        need = 0
        for share, units in ticket.demands.items():
            new = max(0, units - len(share.idle))
            standing = share.used if ticket.single else share.used - share.closing
            if standing + new > share.cap:
                return None
            need += max(share.used + new, share.floor) - max(share.used, share.floor)
        return need

    def _opens_within(self, ticket, free):
        new = {share: max(0, units - len(share.idle)) for share, units in ticket.demands.items()}
        if any(share.used + more > share.cap for share, more in new.items()):
            return False
        need = self._need(ticket)
        return self.budget.used + sum(new.values()) <= self.budget.total and (need == 0 or need <= free)
