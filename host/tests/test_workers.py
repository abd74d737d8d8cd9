"""How a host's limits are divided among its processes, and what they tell each other."""

import os

import anyio
import pytest
import tomli_w
import virtual_time
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from powerstrip.configuration import load
from powerstrip.errors import ConfigurationError
from powerstrip.host import plan_host
from powerstrip.settings import BudgetSettings, LimitSettings
from powerstrip.workers import ALONE, Worker
from powerstrip.workers.claims import OwnClaims, SharedClaims
from powerstrip.workers.metrics import merge_metrics
from powerstrip.workers.supervisor import Serving, supervise

counts = st.integers(1, 64)


@given(counts, st.integers(0, 100_000))
def test_the_parts_of_all_workers_are_the_whole_and_nearly_the_same(count, whole):
    parts = [worker.share_of(whole) for worker in Worker(count=count).everyone]

    assert sum(parts) == whole
    assert max(parts) - min(parts) <= 1


@given(counts, st.integers(0, 1000), st.integers(0, 1000))
def test_a_workers_part_of_a_floor_never_passes_its_part_of_the_cap(count, floor, more):
    for worker in Worker(count=count).everyone:
        assert worker.share_of(floor) <= worker.share_of(floor + more)


def test_one_process_has_everything():
    assert ALONE.budget(BudgetSettings()) == BudgetSettings()
    limits = LimitSettings(calls_per_minute=10, tool_calls_per_minute={"a": 3})
    assert ALONE.limits(limits) == limits


def test_rates_and_quotas_are_divided_and_the_limits_of_one_call_are_not():
    whole = LimitSettings(calls_per_minute=10, tool_calls_per_minute={"a": 3}, handle_quota=5)
    part = Worker(number=1, count=4).limits(whole)

    assert (part.calls_per_minute, part.tool_calls_per_minute, part.handle_quota) == (3, {"a": 1}, 2)
    assert (part.max_rows, part.call_timeout) == (whole.max_rows, whole.call_timeout)


def test_no_rate_stays_no_rate():
    assert Worker(count=4).limits(LimitSettings()).calls_per_minute == 0


def test_floors_that_starve_a_source_in_one_worker_alone_are_refused(tmp_path):
    # Over the whole host 4 + 1 + 1 fits into 6; the first of two workers would have 3 for 2 + 1 + 1.
    pools = {"a": {"size": 4, "max_overflow": 0}, **{name: {"size": 2, "floor": 1, "max_overflow": 0} for name in "bc"}}
    sources = {name: {"connector": "none", "pool": pool} for name, pool in pools.items()}
    file = tmp_path / "powerstrip.toml"
    file.write_text(tomli_w.dumps({"budget": {"total": 6, "per_source": 4}, "sources": sources}), "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        plan_host(load(file, {}, worker=Worker(count=2)), entry_points=[])

    said = [each.message for each in refused.value.problems if each.path == "sources.a.pool"]
    part = "one worker's part of budget.total = 3"
    assert said == [f"the source may have 2 connections, but the floors of the others leave 1 of {part}"]


NAME, OTHER = "0123456789abcdef0123456789abcdef", "f" * 32


def test_a_claim_is_good_once_until_it_is_forgotten():
    async def claims():
        own = OwnClaims(10)
        first = [await own.claim(NAME), await own.claim(NAME), await own.claim(OTHER)]
        await anyio.sleep(10)
        return [*first, await own.claim(NAME)]

    assert virtual_time.run(claims) == [True, False, True, True]


@pytest.mark.anyio
async def test_a_claim_of_several_workers_is_good_once_among_all_of_them(tmp_path):
    workers = [SharedClaims(tmp_path / "states", 600) for _ in range(8)]
    won = []

    async def claim(claims, name):
        won.append((await claims.claim(name), name))

    async with anyio.create_task_group() as tasks:
        for claims in workers:
            tasks.start_soon(claim, claims, NAME)
            tasks.start_soon(claim, claims, OTHER)

    assert sorted(name for is_won, name in won if is_won) == [NAME, OTHER]
    assert (tmp_path / "states").stat().st_mode & 0o777 == 0o700


@pytest.mark.anyio
async def test_an_old_claim_of_several_workers_is_forgotten(tmp_path):
    claims = SharedClaims(tmp_path / "states", 600)
    await claims.claim(NAME)
    long_ago = (tmp_path / "states" / NAME).stat().st_mtime - 601
    os.utime(tmp_path / "states" / NAME, (long_ago, long_ago))

    assert [await claims.claim(OTHER), await claims.claim(NAME)] == [True, True]


def test_metrics_of_workers_are_added_and_ages_are_not():
    def exposition(calls, age, observed):
        registry = CollectorRegistry()
        Counter("calls", "Calls.", ("source",), registry=registry).labels("a").inc(calls)
        Gauge("oldest_lease_seconds", "Age.", ("source",), registry=registry).labels("a").set(age)
        Gauge("limit", "Limit.", registry=registry).set(5)
        seconds = Histogram("seconds", "Seconds.", ("source",), buckets=(1, 2), registry=registry)
        seconds.labels("a").observe(observed)
        seconds.labels("b").observe(observed)
        return generate_latest(registry)

    merged = merge_metrics([exposition(2, 7.5, 0.5), exposition(3, 1.0, 1.5)], lambda source: source == "a")

    lines = [line for line in merged.decode().splitlines() if "created" not in line]
    assert lines == [
        "# HELP calls_total Calls.",
        "# TYPE calls_total counter",
        'calls_total{source="a"} 5.0',
        "# HELP oldest_lease_seconds Age.",
        "# TYPE oldest_lease_seconds gauge",
        'oldest_lease_seconds{source="a"} 7.5',
        "# HELP limit Limit.",
        "# TYPE limit gauge",
        "limit 10.0",
        "# HELP seconds Seconds.",
        "# TYPE seconds histogram",
        'seconds_bucket{le="1.0",source="a"} 1.0',
        'seconds_bucket{le="2.0",source="a"} 2.0',
        'seconds_bucket{le="+Inf",source="a"} 2.0',
        'seconds_count{source="a"} 2.0',
        'seconds_sum{source="a"} 2.0',
    ]


@pytest.mark.anyio
async def test_a_worker_that_dies_before_it_takes_its_orders_is_one_that_could_not_start(monkeypatch, tmp_path):
    program = tmp_path / "dies"
    program.write_text("#!/bin/sh\nexec <&-\nexit 5\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("powerstrip.workers.supervisor.sys.executable", str(program))
    serving = Serving(host="127.0.0.1", port=0, config=None, only=None, strict=False)
    told = []

    assert (await supervise(serving, 2, told.append), told) == (5, [])
