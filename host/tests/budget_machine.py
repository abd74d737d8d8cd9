"""Callers of a budget that do anything in any order, and the rules that it must keep whatever they do.

`World` is driven by hypothesis in `test_budget.py`, and by seeded random walks for the long run::

    python host/tests/budget_machine.py --steps 10000000 --processes 2

What is checked after each step, from the callers' own books and not from the budget's: I1 all units are within the
total; I2 and within their source's cap; I3 the floors of the others stay free; I4 the budget's idle units are those
that came back clean; I5 no first ticket waits that could be served; I6 tickets of one source are served in order;
I7 a cancelled ticket owns nothing; I8 only idle units are evicted, the least recently used first; I9 what was opened
and not closed is what is used; I10 a connection that did not come back clean is never idle again. At the end everybody
who waits is served once everything that is held comes back.
"""

import argparse
import random
import sys
import time
from multiprocessing import Pool

from budget_books import Books

from powerstrip.budget import State

STEPS_PER_WORLD = 250


class World(Books):
    """A budget and its callers.

    Args:
        choose: given n, returns a number from 0 to n - 1; everything that happens follows from its answers.
    """

    def __init__(self, choose):
        super().__init__(choose)
        for _ in range(1 + choose(4)):
            self._add_share()

    def take_or_wait(self):
        """Ask for one unit, as the pool does."""
        share = self._any_share()
        had_waiting = bool(self.order[share])
        unit = self.budget.take(share)
        if unit is None:
            return self._ask({share: 1}, lambda granted, patience: self._wait(share, granted, patience))
        assert not had_waiting, "I6: nobody passes a ticket that waits"
        return self._hold(share, unit)

    def request(self):
        """Ask for several units at once, of one source or of up to three."""
        demands = {}
        for _ in range(1 + self.choose(3)):
            share = self._any_share()
            demands[share] = 1 + self.choose(share.cap + (not self.choose(8)))
        if self._is_impossible(demands):
            try:
                self.budget.request(demands, lambda: None)
            except ValueError:
                return
            raise AssertionError("a ticket that can never be served is refused")
        self._ask(demands, lambda granted, patience: self.budget.request(demands, granted, patience_seconds=patience))

    def give_up(self):
        """Cancel a ticket that waits."""
        tickets = list(dict.fromkeys(ticket for waiting in self.order.values() for ticket in waiting))
        if tickets:
            ticket = tickets[self.choose(len(tickets))]
            self._forget(ticket)
            self.budget.cancel(ticket)
            self.budget.cancel(ticket)
            assert ticket.units == (), "I7: a cancelled ticket owns nothing"

    def connect(self):
        """Open what was granted to be opened, or fail to."""
        if self.opening:
            unit = self._one_of(self.opening)
            if self.choose(5):
                self.busy.append(unit)
                self.budget.opened(unit, object())
            else:
                self.budget.closing(unit)
                self._confirm(unit)

    def come_back(self):
        """Return a clean connection."""
        if self.busy:
            self._return(self._one_of(self.busy), held=float(self.choose(10)))

    def come_back_dirty(self):
        """Close a connection that was in use."""
        if self.busy:
            unit = self._one_of(self.busy)
            self.closing.append(unit)
            self.budget.closing(unit)
            assert unit.state is State.CLOSING, "I10: what is not clean is closed"

    def confirm_close(self):
        """Report a connection closed."""
        if self.closing:
            self._confirm(self._one_of(self.closing))

    def close_slowly(self):
        """Report that a close takes long."""
        swift = [unit for unit in self.closing if not unit.slow]
        if swift:
            self.budget.closing_slowly(swift[self.choose(len(swift))])

    def expire(self):
        """Close an idle connection because of its age."""
        idle = [unit for units in self.idle.values() for unit in units]
        if idle:
            unit = idle[self.choose(len(idle))]
            self.idle[unit.share].remove(unit)
            self.closing.append(unit)
            self.budget.discard_idle(unit)

    def reconfigure(self):
        """Take a source out, or add one."""
        if self.choose(8):
            return
        if len(self.shares) > 1 and self.choose(2):
            share = self.shares.pop(self.choose(len(self.shares)))
            self.gone.append(share)
            idle, self.idle[share] = self.idle[share], []
            self.closing += idle
            assert self.budget.remove(share) == idle
        elif len(self.shares) < 5:
            self._add_share()

    RULES = (
        take_or_wait, take_or_wait, take_or_wait, request, give_up, connect, connect, come_back, come_back,
        come_back, come_back_dirty, confirm_close, confirm_close, close_slowly, expire,
        reconfigure,
    )  # fmt: skip

    def step(self):
        """Do anything, and check everything."""
        self.RULES[self.choose(len(self.RULES))](self)
        self._settle()
        self.check()

    def _add_share(self):
        floors = sum(share.floor for share in self.shares)
        floor = min(self.choose(3), self.budget.total - 1 - floors)
        several = any(len(ticket.demands) > 1 or not ticket.single for each in self.order.values() for ticket in each)
        if several:
            floor = 0
        cap = max(1, floor, min(1 + self.choose(4), self.budget.total - floors))
        share = self.budget.add(self.names, cap=cap, floor=floor, keep_idle=self.choose(cap + 1))
        self.names += 1
        self.shares.append(share)
        self.idle[share], self.order[share], self.held[share] = [], [], []
        self.excess = max(0, -self._free())

    def _any_share(self):
        return self.shares[self.choose(len(self.shares))]

    def _one_of(self, units):
        return units.pop(self.choose(len(units)))

    def drain(self):
        """Everybody is served in the end if everything that is held comes back."""
        steps = 0
        while any(self.order.values()) or self.opening or self.busy or self.closing:
            steps += 1
            assert steps < 5_000, "somebody waits for ever"
            if self.closing:
                self._confirm(self.closing.pop(0))
            elif self.opening:
                self.busy.append(self.opening.pop(0))
                self.budget.opened(self.busy[-1], object())
            else:
                assert self.busy, "somebody waits although nothing is held"
                self._return(self.busy.pop(0), held=1.0)
            self._settle()
            self.check()
        for share in (*self.shares, *self.gone):
            counts = (share.granted_new, share.granted_idle, share.evicted, share.refused, share.waited)
            kinds = ("new", "idle", "evicted", "refused", "waited")
            assert counts == tuple(self.counted[kind, share] for kind in kinds)
        assert self.budget.waiting == 0


def walk(seed, steps):
    """Walk through worlds at random.

    Args:
        seed: of the first world; each further one has the next.
        steps: the least that are made.

    Returns:
        the steps made, those of draining not counted.
    """
    made = 0
    while made < steps:
        generator = random.Random(seed)
        world = World(lambda n, pick=generator.random: int(pick() * n))
        try:
            for _ in range(STEPS_PER_WORLD):
                world.step()
            world.drain()
        except BaseException:
            sys.stderr.write(f"failed in the world of seed {seed}\n")
            raise
        made += STEPS_PER_WORLD
        seed += 1
    return made


def main():
    """Walk for a long time and report."""
    parser = argparse.ArgumentParser(description="Walk through the budget's states at random.")
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chunk = 50_000
    starts = [(options.seed + number * chunk, chunk) for number in range(-(-options.steps // chunk))]
    started = time.monotonic()
    with Pool(options.processes) as pool:
        made = sum(pool.starmap(walk, starts, chunksize=1))
    seconds = time.monotonic() - started
    sys.stdout.write(f"{made:,} steps, {made / seconds:,.0f} steps/s, no invariant broken\n")


if __name__ == "__main__":
    main()
