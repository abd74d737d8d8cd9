"""Tickets for several units, waits that are refused, counters and the reserve."""

import pytest
from budget_ledger import Ledger

from powerstrip.budget import PATIENCE, Hopeless, QueueFull, State


def test_a_ticket_that_fits_is_granted_before_the_request_returns_with_its_idle_units_first():
    ledger = Ledger(10)
    ledger.add("a"), ledger.add("b")
    idle = ledger.take(ledger.budget.shares["a"])
    ledger.give_back(idle)
    granted = []

    ticket = ledger.budget.request(
        {ledger.budget.shares["b"]: 1, ledger.budget.shares["a"]: 2}, lambda: granted.append(1)
    )

    assert ledger.states(ticket) == [("b", "opening"), ("a", "busy"), ("a", "opening")]
    assert ticket.units[1] is idle
    assert (granted, ledger.budget.used, ledger.budget.waiting) == ([1], 3, 0)


def test_a_ticket_holds_nothing_until_it_gets_everything():
    ledger = Ledger(3)
    share, other = ledger.add("a"), ledger.add("b")
    first, second = ledger.take(share), ledger.take(other)
    ticket = ledger.request(a=2, b=1)
    assert (ticket.units, ledger.budget.used) == ((), 2)

    ledger.give_back(first)
    assert ticket.units == ()
    ledger.give_back(second)

    assert ledger.states(ticket) == [("a", "busy"), ("a", "opening"), ("b", "busy")]


@pytest.mark.parametrize(
    ("demands", "words"),
    [
        ({"a": 4}, "4 units of source 'a' pass its cap of 3"),
        ({"a": 3, "b": 1}, "4 units never come free at once: the total is 5, and other sources' floors keep 2"),
        ({}, "one unit or more"),
        ({"a": 1, "b": 0}, "one unit or more"),
    ],
)
def test_a_ticket_that_can_never_be_served_is_refused_with_the_numbers(demands, words):
    ledger = Ledger(5)
    ledger.add("a", cap=3), ledger.add("b"), ledger.add("floored", floor=2)

    with pytest.raises(ValueError, match=words):
        ledger.request(**demands)
    assert ledger.states(ledger.request(a=3)) == [("a", "opening")] * 3


def test_a_floor_of_a_tickets_own_source_counts_for_it():
    ledger = Ledger(4)
    ledger.add("a", floor=2), ledger.add("b")
    ledger.take_several(ledger.budget.shares["b"], 2)

    assert ledger.states(ledger.request(a=2)) == [("a", "opening")] * 2


def test_nobody_passes_a_ticket_of_the_same_source_even_where_a_connection_is_idle():
    ledger = Ledger(4)
    share, other = ledger.add("a", cap=2), ledger.add("b", cap=2)
    first, second = ledger.take_several(share, 2)
    ticket = ledger.request(b=1, a=2)
    ledger.give_back(first)

    assert (ledger.budget.take(share), ledger.budget.take(other)) == (None, None)
    late = ledger.wait(share)
    ledger.give_back(second)

    assert (len(ticket.units), late.unit) == (3, None)


def test_tickets_that_want_the_same_sources_in_another_order_do_not_lock_each_other_out():
    ledger = Ledger(2)
    share, other = ledger.add("a", cap=1), ledger.add("b", cap=1)
    held = [ledger.take(share), ledger.take(other)]
    first, second = ledger.request(a=1, b=1), ledger.request(b=1, a=1)

    for unit in held:
        ledger.give_back(unit)
    assert (len(first.units), len(second.units)) == (2, 0)
    for unit in first.units:
        ledger.give_back(unit)

    assert ledger.states(second) == [("b", "busy"), ("a", "busy")]


def test_two_sources_that_each_keep_a_unit_for_a_ticket_of_two_are_served_one_after_the_other():
    ledger = Ledger(2)
    share, other = ledger.add("a", cap=2), ledger.add("b", cap=2)
    held = [ledger.take(share), ledger.take(other)]
    tickets = [ledger.request(a=2), ledger.request(b=2)]

    for unit in held:
        ledger.give_back(unit)
    ledger.close_evicted()
    assert ledger.states(tickets[0]) == [("a", "busy"), ("a", "opening")]
    for unit in tickets[0].units:
        ledger.give_back(unit)
    ledger.close_evicted()

    assert ledger.states(tickets[1]) == [("b", "opening")] * 2


def test_what_is_kept_for_a_ticket_is_not_evicted_for_others_before_their_turn():
    ledger = Ledger(4)
    share, other, third = ledger.add("a", cap=3), ledger.add("b", cap=3), ledger.add("c")
    idle = ledger.take(share)
    ledger.take_several(other, 3)
    ledger.give_back(idle)
    ledger.request(a=3)

    ledger.wait(third)

    assert (ledger.evicted, list(share.idle)) == ([], [idle])


def test_what_is_kept_for_a_ticket_makes_room_when_another_takes_a_place_that_the_first_in_turn_counted_on():
    ledger = Ledger(4)
    share, other = ledger.add("a"), ledger.add("b", cap=1)
    idle, _ = ledger.take(share), ledger.take(other)
    ledger.give_back(idle)
    ledger.budget.closing(ledger.take(ledger.add("closing")))
    ledger.request(a=1, b=1)
    ledger.add("first")
    ledger.request(first=2)
    assert ledger.evicted == []

    ledger.take(ledger.add("passing"))

    assert ledger.evicted == [idle]


def test_more_units_than_may_stay_idle_are_kept_for_a_ticket_and_closed_when_it_is_cancelled():
    ledger = Ledger(5)
    share = ledger.add("a", cap=4, keep_idle=1)
    units = ledger.take_several(share, 4)
    ticket = ledger.request(a=4)
    for unit in units[:3]:
        assert ledger.budget.give_back(unit, held=1.0)

    ledger.budget.cancel(ticket)

    assert (ledger.evicted, list(share.idle), share.evicted) == (units[:2], [units[2]], 0)
    assert (ticket.units, ledger.budget.waiting, share.demanded) == ((), 0, 0)


def test_a_cancelled_ticket_lets_those_behind_it_have_what_was_kept_for_it():
    ledger = Ledger(2)
    share, other = ledger.add("a"), ledger.add("b")
    unit, _ = ledger.take(share), ledger.take(other)
    ticket = ledger.request(a=1, b=1)
    behind = ledger.wait(share)
    ledger.give_back(unit)
    assert behind.unit is None

    ledger.budget.cancel(ticket)

    assert behind.unit is unit


def test_one_unit_may_pass_a_ticket_that_does_not_fit_a_bounded_number_of_times():
    ledger = Ledger(4)
    busy, _ = ledger.add("busy", cap=3), ledger.add("patient", cap=4)
    held = ledger.take_several(busy, 2)
    ticket = ledger.request(patient=4)

    passed = 0
    while (unit := ledger.budget.take(busy)) is not None:
        passed += 1
        ledger.budget.opened(unit, object())
        ledger.close(unit)
    assert (passed, ticket.units) == (PATIENCE, ())
    for unit in held:
        ledger.close(unit)

    assert ledger.states(ticket) == [("patient", "opening")] * 4


def test_a_ticket_for_two_sources_is_served_after_a_bounded_number_of_grants_under_load():
    ledger = Ledger(4, queue=1000, queue_per_source=1000)
    shares = [ledger.add(name, cap=2) for name in "abcd"]
    busy = [ledger.take(share) for share in shares]
    for share in shares[2:]:
        ledger.wait(share)
    ticket = ledger.request(a=2, b=2)

    grants = 0
    while not ticket.units:
        unit = busy.pop(0)
        ledger.wait(unit.share)
        before = len(ledger.granted)
        ledger.give_back(unit)
        ledger.close_evicted()
        for each in ledger.granted[before:]:
            grants += 1
            if each.unit.state is State.OPENING:
                ledger.budget.opened(each.unit, object())
            busy.append(each.unit)
        assert grants <= PATIENCE * 3 + 4

    assert ledger.states(ticket) == [("a", "opening"), ("a", "opening"), ("b", "opening"), ("b", "opening")]


def test_a_ticket_for_several_takes_its_turn_when_the_one_before_it_is_handed_a_unit():
    ledger = Ledger(3)
    share, _, other = ledger.add("a", cap=2), ledger.add("b", cap=1), ledger.add("c")
    busy, closing, idle = ledger.take(share), ledger.take(share), ledger.take(other)
    first, several = ledger.wait(share), ledger.request(a=1, b=1)
    ledger.budget.closing(closing)

    ledger.give_back(busy)
    ledger.give_back(idle)
    assert (first.unit, several.units, ledger.evicted) == (busy, (), [idle])
    ledger.budget.closed(closing)
    ledger.close_evicted()

    assert ledger.states(several) == [("a", "opening"), ("b", "opening")]


def test_as_many_idle_units_make_way_at_once_as_calls_of_one_source_wait():
    ledger = Ledger(4)
    idle, other = ledger.add("idle"), ledger.add("other", cap=3)
    units = ledger.take_several(idle, 4)
    for unit in units:
        ledger.give_back(unit)

    tickets = [ledger.wait(other) for _ in range(3)]
    assert ledger.evicted == units[:3]
    ledger.close_evicted()

    assert [ledger.states(each) for each in tickets] == [[("other", "opening")]] * 3


def test_no_more_units_make_way_than_are_lacked_and_none_within_a_floor():
    ledger = Ledger(3)
    floored, other = ledger.add("floored", floor=1), ledger.add("other")
    unit, first, second = ledger.take(floored), ledger.take(other), ledger.take(other)
    ledger.wait(ledger.add("patient"))
    for _ in range(PATIENCE):
        ledger.give_back(unit)
        ledger.take(floored)

    assert ledger.budget.give_back(unit, held=1.0)
    assert not ledger.budget.give_back(first, held=1.0)
    assert ledger.budget.give_back(second, held=1.0)


def test_the_units_that_come_back_for_an_overdue_ticket_of_their_own_source_are_kept():
    ledger = Ledger(2)
    share, other = ledger.add("a", cap=3), ledger.add("b", cap=2)
    mine, theirs = ledger.take(share), ledger.take(other)
    ticket = ledger.request(a=2)
    for _ in range(PATIENCE * 2 + 1):
        ledger.wait(other)
        if not ledger.budget.give_back(theirs, held=1.0):
            break
    assert theirs.state is State.CLOSING

    assert ledger.budget.give_back(mine, held=1.0)
    ledger.budget.closed(theirs)

    assert ledger.states(ticket) == [("a", "busy"), ("a", "opening")]


def test_a_floor_that_others_use_is_had_as_soon_as_they_close_and_before_anybody_elses_turn():
    ledger = Ledger(2)
    share, other = ledger.add("a"), ledger.add("b")
    units = ledger.take_several(share, 2)
    waiting = ledger.wait(other)
    late = ledger.add("late", floor=1)
    assert ledger.budget.take(late) is None
    owed = ledger.wait(late)

    ledger.close(units[0])
    assert (owed.unit is not None, waiting.unit, ledger.budget.used) == (True, None, 2)
    ledger.close(units[1])

    assert waiting.unit is not None


def test_a_ticket_that_a_new_floor_leaves_no_chance_stands_in_nobodys_way_until_the_floor_is_gone():
    ledger = Ledger(4)
    share, other = ledger.add("a"), ledger.add("b")
    unit = ledger.take(other)
    ticket = ledger.request(a=4)
    late = ledger.add("late", floor=1)
    ledger.close(unit)
    assert ticket.units == ()
    for _ in range(PATIENCE + 1):
        ledger.close(ledger.take(other))

    ledger.budget.remove(late)

    assert (len(ticket.units), share.used) == (4, 4)


def test_the_patience_of_a_source_begins_anew_when_its_first_ticket_is_served():
    ledger = Ledger(4)
    busy, patient = ledger.add("busy", cap=4), ledger.add("patient", cap=10)
    held = ledger.take_several(busy, 3)
    first, second = ledger.request(patient=2), ledger.request(patient=4)

    def passed():
        passes = 0
        while (unit := ledger.budget.take(busy)) is not None:
            passes += 1
            ledger.budget.opened(unit, object())
            ledger.close(unit)
        return passes

    before = passed()
    ledger.close(held.pop())
    assert (len(first.units), second.units) == (2, ())
    ledger.close(first.units[0])

    assert (before, passed()) == (PATIENCE, PATIENCE)
    assert patient.used == 1


def test_a_close_that_was_slow_is_forgotten_when_it_is_over():
    ledger = Ledger(2)
    first, second, third = ledger.add("a"), ledger.add("b"), ledger.add("c")
    units = [ledger.take(first), ledger.take(second)]
    for unit in units:
        ledger.give_back(unit)
    waiting = ledger.wait(third)
    ledger.budget.closing_slowly(units[0])
    assert ledger.evicted == units
    ledger.close_evicted()
    ledger.close(waiting.unit)

    units = [ledger.take(first), ledger.take(second)]
    for unit in units:
        ledger.give_back(unit)
    ledger.wait(third)

    assert ledger.evicted == units[:1]


def test_a_ticket_that_was_cancelled_is_not_wanted_for_any_more():
    ledger = Ledger(3)
    share, late = ledger.add("a"), ledger.add("late")
    units = ledger.take_several(share, 3)
    ledger.budget.cancel(ledger.wait(late))
    for unit in units:
        ledger.give_back(unit)

    ledger.wait(late)

    assert ledger.evicted == [units[0]]


def test_a_connection_that_was_used_again_is_no_longer_the_least_recently_used():
    ledger = Ledger(2)
    share, other = ledger.add("a"), ledger.add("b")
    used_again, left_alone = ledger.take(share), ledger.take(other)
    ledger.give_back(used_again)
    ledger.give_back(left_alone)
    ledger.give_back(ledger.take(share))

    ledger.wait(ledger.add("late"))

    assert ledger.evicted == [left_alone]


def test_the_position_is_that_in_the_queue_and_zero_for_who_does_not_wait():
    ledger = Ledger(1)
    share = ledger.add("a")
    unit = ledger.take(share)
    tickets = [ledger.wait(share) for _ in range(3)]
    assert [ledger.budget.position(ticket) for ticket in tickets] == [1, 2, 3]

    ledger.give_back(unit)

    assert [ledger.budget.position(ticket) for ticket in tickets] == [0, 1, 2]


def held_for(ledger, share, *seconds):
    for each in seconds:
        unit = ledger.take(share)
        ledger.budget.give_back(unit, held=each)


def test_a_wait_that_would_be_longer_than_the_caller_has_time_is_refused_at_once():
    ledger = Ledger(5)
    share = ledger.add("a", cap=2)
    held_for(ledger, share, 3.0, 1.0, 2.0)
    ledger.take_several(share, 2)
    for _ in range(3):
        ledger.wait(share, patience_seconds=2.0)

    with pytest.raises(Hopeless) as refusal:
        ledger.wait(share, patience_seconds=2.9)

    assert refusal.value.expected_wait == 2.0 * 3 / 2
    assert (share.refused, share.waited, len(share.waiting)) == (1, 3, 3)
    assert ledger.wait(share, patience_seconds=3.0).unit is None
    assert ledger.wait(share).unit is None


def test_a_ticket_for_several_is_refused_for_its_slowest_source():
    ledger = Ledger(5)
    share, other = ledger.add("a", cap=2), ledger.add("b", cap=2)
    held_for(ledger, share, 1.0, 1.0, 1.0)
    held_for(ledger, other, 4.0, 4.0, 4.0)
    ledger.take(share)

    with pytest.raises(Hopeless) as refusal:
        ledger.budget.request({share: 2, other: 2}, lambda: None, patience_seconds=1.9)

    assert (refusal.value.expected_wait, share.refused, other.refused) == (2.0, 1, 1)


def test_nothing_is_refused_while_too_little_is_known_of_how_long_connections_are_held():
    ledger = Ledger(1)
    share = ledger.add("a")
    held_for(ledger, share, 60.0, 60.0)
    ledger.take(share)

    for _ in range(10):
        assert ledger.wait(share, patience_seconds=0.1).unit is None


def test_one_slow_lease_does_not_change_the_expected_wait_and_a_lasting_change_does():
    ledger = Ledger(1)
    share = ledger.add("a")
    held_for(ledger, share, *[1.0] * 15)
    held_for(ledger, share, 600.0)
    assert ledger.budget.expected_wait(share) == 1.0

    held_for(ledger, share, *[600.0] * 7)

    assert ledger.budget.expected_wait(share) == 600.0


def test_the_expected_wait_counts_the_units_that_a_source_can_ever_have():
    ledger = Ledger(5)
    share = ledger.add("a", cap=5, floor=1)
    ledger.add("b", floor=2)
    held_for(ledger, share, 6.0)
    ledger.take_several(share, 3)
    ledger.request(a=2)

    assert ledger.budget.expected_wait(share) == 6.0 * 3 / 3


def test_what_is_granted_evicted_refused_and_waited_for_is_counted():
    ledger = Ledger(2, queue_per_source=1)
    share, other = ledger.add("a", cap=2), ledger.add("b")
    held_for(ledger, share, 1.0)
    ledger.request(a=2)
    ledger.wait(share)
    with pytest.raises(QueueFull):
        ledger.request(b=1, a=1)
    unit = ledger.take(other) if ledger.budget.used < 2 else None
    counts = [(each.granted_new, each.granted_idle, each.waited, each.refused, each.evicted) for each in (share, other)]

    assert (unit, counts) == (None, [(2, 1, 1, 1, 0), (0, 0, 0, 1, 0)])


def test_an_eviction_is_counted_for_the_source_that_loses():
    ledger = Ledger(1)
    share, other = ledger.add("a"), ledger.add("b")
    held_for(ledger, share, 1.0)
    ledger.wait(other)

    assert (share.evicted, other.evicted) == (1, 0)
