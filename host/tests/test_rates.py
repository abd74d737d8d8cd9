"""The arithmetic of rates, on a clock that the tests move."""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations_with_replacement

from hypothesis import given
from hypothesis import strategies as st

from powerstrip.rates import Demand, Rates

START = 1000.0
RATES = st.integers(1, 100_000)
BURSTS = st.integers(1, 20)
#: Milliseconds from one call to the next.
PAUSES = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 90_000)), min_size=1, max_size=60)


def demand(kind="principal", names=("ada",), rate=60, burst=5):
    return Demand(kind=kind, names=names, calls_per_minute=rate, burst=burst)


def at(milliseconds):
    return START + milliseconds / 1000


def fits_every_window(passed, rate, burst):
    """Whether no window, its ends included, saw more than its share; times are in milliseconds."""
    return all(
        last - first + 1 <= burst + Fraction(rate * (passed[last] - passed[first]), 60_000)
        for first, last in combinations_with_replacement(range(len(passed)), 2)
    )


@given(rate=RATES, burst=BURSTS, pauses=PAUSES)
def test_no_window_sees_more_calls_than_its_rate_and_the_burst(rate, burst, pauses):
    rates, now, passed = Rates(), 0, []
    for pause in pauses:
        now += pause
        if rates.take([demand(rate=rate, burst=burst)], at(now)) is None:
            passed.append(now)

    assert fits_every_window(passed, rate, burst)


@given(rate=RATES, burst=BURSTS, pauses=PAUSES)
def test_each_refusal_says_to_the_millisecond_when_the_call_would_pass(rate, burst, pauses):
    now = 0
    rates, wanted = Rates(), [demand(rate=rate, burst=burst)]
    for pause in pauses:
        now += pause
        refusal = rates.take(wanted, at(now))
        if refusal is not None:
            early = rates.take(wanted, at(now + refusal.milliseconds - 1))
            now += refusal.milliseconds
            assert early is not None
            assert rates.take(wanted, at(now)) is None


@given(
    calls=st.lists(
        st.tuples(st.integers(0, 3_000), st.sampled_from("ab"), st.sampled_from("st"), st.sampled_from("xy")),
        max_size=60,
    )
)
def test_principals_sources_and_tools_are_held_on_their_own_and_a_refused_call_takes_from_none(calls):
    limits = {"principal": (100, 4), "source": (50, 6), "tool": (30, 2)}
    rates, now, passed = Rates(), 0, defaultdict(list)
    for pause, *names in calls:
        now += pause
        keys = list(zip(limits, names, strict=True))
        wanted = [demand(kind, (name,), *limits[kind]) for kind, name in keys]
        alone = [kind for kind, name in keys if not fits_every_window([*passed[kind, name], now], *limits[kind])]
        refusal = rates.take(wanted, at(now))
        # Refused exactly if one of the three would see too much, counting only calls that have passed.
        assert (refusal is not None) == bool(alone)
        if refusal is None:
            for key in keys:
                passed[key].append(now)

    assert all(fits_every_window(times, *limits[kind]) for (kind, _), times in passed.items())


def test_after_a_pause_the_burst_passes_at_once_and_then_one_call_at_a_time():
    rates = Rates()
    answers = [rates.take([demand(rate=60, burst=3)], START) for _ in range(4)]

    assert answers[:3] == [None] * 3
    assert answers[3].milliseconds == 1000
    assert [rates.take([demand(rate=60, burst=3)], START + 1) is None for _ in range(2)] == [True, False]


def test_buckets_that_are_full_again_are_forgotten():
    rates, most = Rates(), 0
    for number in range(10_000):
        rates.take([demand(names=(str(number),), rate=600)], START + number / 1000)
        most = max(most, len(rates))

    # A bucket is full again after 100 ms, in which 100 more are made.
    assert most <= 200
