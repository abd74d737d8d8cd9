"""What the budget's operations cost: calls of functions, counted, at any number of sources and of waiting tickets."""

import gc
import sys
from math import log2

from powerstrip.budget import Budget


def calls_of(function):
    """Return how many calls of functions, built-in ones included, it takes to run this one."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    gc.disable()  # what it calls is not the function's
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
        gc.enable()
    return calls


def cost_of_each_operation(sources, waiting):
    """Return the calls that each operation takes, by name.

    Args:
        sources: each has one unit, all idle but that of the first.
        waiting: tickets for another source, which is at its cap.
    """
    evicted = []
    budget = Budget(sources + 1, queue=waiting + 10, queue_per_source=waiting + 10, evict=evicted.append)
    shares = [budget.add(number, cap=5, keep_idle=5) for number in range(sources)]
    crowded, late = (budget.add(name, cap=cap, keep_idle=1) for name, cap in (("crowded", 1), ("late", 5)))
    units = [budget.take(share) for share in (*shares, crowded)]
    for unit in units:
        budget.opened(unit, object())
    for unit in units[1:-1]:
        budget.give_back(unit, held=1.0)
    queue = [budget.wait(crowded, lambda: None) for _ in range(waiting)]
    tickets = []
    return {
        "take": calls_of(lambda: budget.take(shares[2])),
        "give back": calls_of(lambda: budget.give_back(units[2], held=1.0)),
        "give back the first": calls_of(lambda: budget.give_back(units[0], held=1.0)),
        "take the last": calls_of(lambda: budget.take(shares[0])),
        "discard": calls_of(lambda: budget.discard_idle(units[1])),
        "wait, and evict": calls_of(lambda: [tickets.append(budget.wait(late, lambda: None)) for _ in range(2)]),
        "close, and grant": calls_of(lambda: budget.closed(units[1])),
        "line up for several": calls_of(lambda: tickets.append(budget.request({shares[0]: 2, shares[2]: 1}, int))),
        "cancel": calls_of(lambda: budget.cancel(tickets[-1])),
        "position of the newest": calls_of(lambda: budget.position(queue[-1])),
        "line up at the end": calls_of(lambda: budget.wait(crowded, lambda: None, patience_seconds=1e9)),
        "hand on": calls_of(lambda: budget.give_back(units[-1], held=1.0)),
        "give up in the middle": calls_of(lambda: budget.cancel(queue[waiting // 2])),
        "close": calls_of(lambda: budget.closing(units[0])),
    }


def test_no_operation_costs_more_with_more_sources_but_for_the_depth_of_a_heap():
    few, many = cost_of_each_operation(10, 10), cost_of_each_operation(1_000, 10)

    assert {name: calls for name, calls in many.items() if calls > few[name] + log2(1_000)} == {}


def test_no_operation_costs_more_with_more_tickets_waiting():
    few, many = cost_of_each_operation(10, 10), cost_of_each_operation(10, 10_000)

    assert many == few


def test_a_unit_is_returned_and_taken_again_in_a_handful_of_calls():
    costs = cost_of_each_operation(1_000, 10_000)

    assert (costs["take"], costs["give back"]) == (5, 8)
