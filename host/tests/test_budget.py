"""The arithmetic of the budget: examples for each rule, and a machine that looks for a way around them."""

import pytest
from budget_ledger import Ledger
from budget_machine import World, walk
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from powerstrip.budget import QueueFull, State


def test_a_source_gets_its_newest_idle_connection_before_a_new_one():
    ledger = Ledger(10)
    share = ledger.add("a")
    first, second = ledger.take(share), ledger.take(share)
    ledger.give_back(first)
    ledger.give_back(second)

    assert ledger.budget.take(share) is second
    assert ledger.budget.used == 2


def test_a_source_never_has_more_than_its_cap():
    ledger = Ledger(10)
    share = ledger.add("a", cap=2)
    ledger.take(share)
    ledger.take(share)

    assert ledger.budget.take(share) is None


def test_all_sources_together_never_have_more_than_the_total():
    ledger = Ledger(2)
    ledger.take(ledger.add("a"))
    ledger.take(ledger.add("b"))

    assert ledger.budget.take(ledger.add("c")) is None


def test_the_unused_part_of_a_floor_is_kept_free_for_its_source():
    ledger = Ledger(3)
    greedy, quiet = ledger.add("greedy"), ledger.add("quiet", floor=1)
    ledger.take(greedy)
    ledger.take(greedy)

    assert ledger.budget.take(greedy) is None
    assert ledger.budget.take(quiet) is not None


def test_floors_that_do_not_fit_the_total_are_refused():
    ledger = Ledger(3)
    ledger.add("a", floor=2)

    with pytest.raises(ValueError, match="floors"):
        ledger.add("b", floor=2)


def test_two_sources_of_one_name_are_refused():
    ledger = Ledger(3)
    ledger.add("a")

    with pytest.raises(ValueError, match="source 'a' is in the budget already"):
        ledger.add("a")


def test_the_least_recently_used_idle_connection_of_any_source_makes_room():
    ledger = Ledger(3)
    shares = [ledger.add(name) for name in "abc"]
    units = [ledger.take(share) for share in shares]
    for unit in (units[1], units[0], units[2]):
        ledger.give_back(unit)

    ledger.wait(ledger.add("d"))

    assert ledger.evicted == [units[1]]


def test_a_unit_is_free_only_when_the_close_of_the_evicted_connection_is_confirmed():
    ledger = Ledger(1)
    ledger.give_back(ledger.take(ledger.add("a")))
    ticket = ledger.wait(ledger.add("b"))
    assert (ticket.unit, ledger.budget.used) == (None, 1)

    ledger.budget.closed(ledger.evicted[0])

    assert ticket.unit is not None
    assert ticket.unit.state is State.OPENING


def test_an_idle_connection_within_its_sources_floor_is_never_evicted():
    ledger = Ledger(2)
    floored, free, late = ledger.add("floored", floor=1), ledger.add("free"), ledger.add("late")
    ledger.give_back(ledger.take(floored))
    unit = ledger.take(free)
    ledger.give_back(unit)

    ledger.wait(late)
    ledger.budget.closed(unit)
    ledger.wait(late)

    assert ledger.evicted == [unit]


def test_no_more_is_evicted_than_is_waited_for():
    ledger = Ledger(4)
    share = ledger.add("a")
    for unit in [ledger.take(share) for _ in range(4)]:
        ledger.give_back(unit)

    ledger.wait(ledger.add("b", cap=2))

    assert len(ledger.evicted) == 1


def test_tickets_of_one_source_are_served_in_the_order_of_their_coming():
    ledger = Ledger(1)
    share = ledger.add("a")
    unit = ledger.take(share)
    tickets = [ledger.wait(share) for _ in range(3)]

    for _ in tickets:
        ledger.give_back(unit)

    assert ledger.granted == tickets


def test_a_cancelled_ticket_is_passed_over():
    ledger = Ledger(1)
    share = ledger.add("a")
    unit = ledger.take(share)
    first, second = ledger.wait(share), ledger.wait(share)

    ledger.budget.cancel(first)
    ledger.give_back(unit)

    assert (ledger.granted, ledger.budget.waiting) == ([second], 0)


def test_sources_that_wait_for_room_take_turns():
    ledger = Ledger(1)
    holder, left, right = ledger.add("holder", keep_idle=0), ledger.add("left"), ledger.add("right")
    unit = ledger.take(holder)
    tickets = {"l1": ledger.wait(left), "l2": ledger.wait(left), "r1": ledger.wait(right), "r2": ledger.wait(right)}

    order = []
    ledger.close(unit)
    while ledger.granted:
        ticket = ledger.granted.pop()
        order.append(next(name for name, each in tickets.items() if each is ticket))
        ledger.budget.opened(ticket.unit, object())
        ledger.close(ticket.unit)

    assert order == ["l1", "r1", "l2", "r2"]


def test_a_source_that_waits_for_room_is_passed_a_bounded_number_of_times():
    ledger = Ledger(1)
    busy, patient = ledger.add("busy"), ledger.add("patient")
    unit = ledger.take(busy)
    ticket = ledger.wait(patient)

    passed = 0
    while ticket.unit is None:
        ledger.wait(busy)
        ledger.give_back(unit)
        passed += 1
        assert passed < 50

    assert passed == 4 * 2 + 1


def test_a_connection_beyond_those_that_may_stay_idle_closes_on_its_return():
    ledger = Ledger(10)
    share = ledger.add("a", keep_idle=1)
    first, second = ledger.take(share), ledger.take(share)

    assert ledger.budget.give_back(first, held=0.0)
    assert not ledger.budget.give_back(second, held=0.0)
    assert second.state is State.CLOSING


def test_a_connection_beyond_those_that_may_stay_idle_goes_to_who_waits_for_it():
    ledger = Ledger(10)
    share = ledger.add("a", cap=1, keep_idle=0)
    unit = ledger.take(share)
    ticket = ledger.wait(share)

    ledger.give_back(unit)

    assert ticket.unit is unit


def test_queues_are_bounded_for_a_source_and_over_all():
    ledger = Ledger(1, queue=3, queue_per_source=2)
    first, second = ledger.add("a"), ledger.add("b")
    ledger.take(first)
    for share in (first, first, second):
        ledger.wait(share)

    with pytest.raises(QueueFull):
        ledger.wait(first)
    with pytest.raises(QueueFull):
        ledger.wait(second)


def test_the_expected_wait_grows_with_the_queue_and_with_how_long_connections_are_held():
    ledger = Ledger(1)
    share = ledger.add("a")
    unit = ledger.take(share)
    assert ledger.budget.expected_wait(share) == 0.0

    ledger.give_back(unit)
    ledger.take(share)
    alone = ledger.budget.expected_wait(share)
    ledger.wait(share)

    assert 0 < alone < ledger.budget.expected_wait(share)


def test_a_removed_source_gives_its_floor_to_the_others_and_closes_what_comes_back():
    ledger = Ledger(2)
    leaving, staying = ledger.add("leaving", floor=2), ledger.add("staying")
    busy, idle = ledger.take(leaving), ledger.take(leaving)
    ledger.give_back(idle)
    ticket = ledger.wait(staying)

    closing = ledger.budget.remove(leaving)
    for unit in closing:
        ledger.budget.closed(unit)

    assert closing == [idle]
    assert ticket.unit is not None
    assert not ledger.budget.give_back(busy, held=0.0)


def test_no_walk_through_the_budgets_states_breaks_a_rule():
    assert walk(seed=1, steps=20_000) == 20_000


class BudgetMachine(RuleBasedStateMachine):
    """Sources come and go with any caps and floors; calls ask, give up, return and fail in any order."""

    @initialize(data=st.data())
    def start(self, data):
        self.world = World(lambda n: data.draw(st.integers(0, n - 1)))

    @rule(data=st.data())
    def step(self, data):
        self.world.choose = lambda n: data.draw(st.integers(0, n - 1))
        self.world.step()

    def teardown(self):
        if hasattr(self, "world"):
            self.world.drain()


BudgetMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestBudgetMachine = BudgetMachine.TestCase
