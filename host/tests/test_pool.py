"""Leasing connections, through a real host: who waits, who is refused, and what is left behind."""

import anyio
import pytest
from connectors import Stage

from powerstrip.access import LOCAL
from powerstrip.errors import BudgetExhausted
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host
from powerstrip_sdk import Unreachable, WrongCredentials

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"


def stage_host(stage, *, sources=("one",), pool=None, **config):
    tables = {name: {"connector": "stage", "place": name, "pool": pool or {}} for name in sources}
    return running_host({"sources": tables, **config}, plugins={"stage": stage.plugin()})


async def call(running, name, arguments=None):
    """Call a tool on the host's own call path, in this task."""
    view = running.host.catalog.views[""]
    return await running.host.calls.call_tool(Caller(principal=LOCAL, view=view), name, arguments or {}, SilentClient())


def share_of(running, source="one"):
    return running.host.sources.get(source).pool.share


async def until(condition):
    """Let other tasks run until something is true, within bounds."""
    with anyio.fail_after(5):
        while not condition():
            await anyio.lowlevel.checkpoint()


async def test_one_connection_serves_call_after_call_and_is_reset_between_them():
    stage = Stage()
    async with stage_host(stage) as running:
        for _ in range(3):
            await call(running, "stage_echo")

    assert stage.events == ["open one", "reset one", "reset one", "reset one", "close one"]


async def test_a_connection_that_is_as_good_as_new_is_not_reset():
    stage = Stage(fresh=True)
    async with stage_host(stage) as running:
        await call(running, "stage_echo")
        await call(running, "stage_echo")

    assert stage.events == ["open one", "close one"]


async def test_a_connection_that_cannot_be_reset_is_closed_and_the_next_call_gets_another():
    stage = Stage()
    async with stage_host(stage) as running:
        stage.fail_reset = True
        await call(running, "stage_echo")
        stage.fail_reset = False
        reply = await call(running, "stage_echo")

    assert reply.error is None
    assert stage.attempts == 2


async def test_a_call_waits_for_the_connection_that_another_holds():
    stage = Stage()
    async with stage_host(stage, pool={"size": 1, "max_overflow": 0}) as running, anyio.create_task_group() as tasks:
        tasks.start_soon(call, running, "stage_hold")
        await stage.holding.wait()
        tasks.start_soon(call, running, "stage_echo")
        await until(lambda: len(share_of(running).waiting) == 1)
        stage.may_finish.set()

    assert (stage.most, stage.events.count("open one")) == (1, 1)


async def test_waiting_ends_at_the_deadline_with_what_a_client_can_act_on():
    stage = Stage()
    limits = {"call_timeout": 0.2}
    async with stage_host(stage, pool={"size": 1, "max_overflow": 0}, limits=limits) as running:
        pool = running.host.sources.get("one").pool
        lease = await pool.acquire(anyio.current_time() + 5)
        result = await call(running, "stage_echo")
        await pool.release(lease)

    facts = result.wire()["_meta"][ERROR]
    assert result.content[0]["text"] == (
        "budget_exhausted: no connection for source 'one': 1 of 1 in use, none came free in time"
    )
    assert {key: facts[key] for key in ("code", "limit", "in_use", "position")} == {
        "code": "budget_exhausted",
        "limit": 1,
        "in_use": 1,
        "position": 1,
    }
    assert facts["retry_after_ms"] >= 1


async def test_a_full_queue_refuses_at_once():
    stage = Stage()
    budget = {"queue": 1, "queue_per_source": 1}
    async with (
        stage_host(stage, pool={"size": 1, "max_overflow": 0}, budget=budget) as running,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(call, running, "stage_hold")
        await stage.holding.wait()
        tasks.start_soon(call, running, "stage_echo")
        await until(lambda: len(share_of(running).waiting) == 1)
        refused = await call(running, "stage_echo")
        stage.may_finish.set()

    assert refused.content[0]["text"] == (
        "budget_exhausted: no connection for source 'one': 1 of 1 in use, too many calls wait already"
    )


async def test_a_call_that_would_wait_longer_than_it_has_time_is_refused_at_once():
    stage = Stage()
    async with stage_host(stage, pool={"size": 1, "max_overflow": 0}) as running:
        pool = running.host.sources.get("one").pool
        now = anyio.current_time()
        for _ in range(3):
            lease = await pool.acquire(now + 60)
            lease.since -= 20
            await pool.release(lease)
        lease = await pool.acquire(now + 60)
        async with anyio.create_task_group() as waiting:
            for _ in range(2):
                waiting.start_soon(call, running, "stage_echo")
            await until(lambda: len(pool.share.waiting) == 2)
            with pytest.raises(BudgetExhausted, match="the wait would be longer than the call has time"):
                await pool.acquire(anyio.current_time() + 1)
            await pool.release(lease)


async def test_the_idle_connection_of_another_source_is_closed_to_make_room():
    stage = Stage()
    async with stage_host(stage, sources=("one", "two"), budget={"total": 1}) as running:
        await call(running, "stage_echo", {"source": "one"})
        reply = await call(running, "stage_echo", {"source": "two"})

    assert reply.content == [{"type": "text", "text": "two: hello"}]
    assert stage.events == ["open one", "reset one", "close one", "open two", "reset two", "close two"]
    assert stage.most == 1


async def test_a_cancelled_call_gives_its_connection_up_and_the_next_call_gets_a_fresh_one():
    stage = Stage()
    async with stage_host(stage) as running:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, running, "stage_hold")
            await stage.holding.wait()
            tasks.cancel_scope.cancel()
        await until(lambda: stage.open == 0)
        reply = await call(running, "stage_echo")

    assert reply.error is None
    assert stage.events[:4] == ["open one", "cancel one", "close one", "open one"]


async def test_a_call_cancelled_while_it_waits_leaves_the_queue():
    stage = Stage()
    async with stage_host(stage, pool={"size": 1, "max_overflow": 0}) as running, anyio.create_task_group() as tasks:
        tasks.start_soon(call, running, "stage_hold")
        await stage.holding.wait()
        async with anyio.create_task_group() as waiting:
            waiting.start_soon(call, running, "stage_echo")
            await until(lambda: len(share_of(running).waiting) == 1)
            waiting.cancel_scope.cancel()
        left = len(share_of(running).waiting)
        stage.may_finish.set()

    assert left == 0


async def test_a_call_cancelled_in_the_moment_of_its_grant_hands_the_connection_on():
    stage = Stage()
    async with stage_host(stage, pool={"size": 1, "max_overflow": 0}) as running:
        pool = running.host.sources.get("one").pool
        lease = await pool.acquire(anyio.current_time() + 5)
        async with anyio.create_task_group() as waiting:
            waiting.start_soon(call, running, "stage_echo")
            await until(lambda: len(pool.share.waiting) == 1)
            granted = next(iter(pool.share.waiting))
            await pool.release(lease)
            waiting.cancel_scope.cancel()
        leased = pool.share.busy
        reply = await call(running, "stage_echo")

    assert granted.unit is not None
    assert leased == 0
    assert reply.error is None


async def test_a_call_cancelled_while_it_connects_frees_its_place():
    stage = Stage()
    stage.doors["one"] = anyio.Event()
    async with stage_host(stage) as running:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, running, "stage_echo")
            await until(lambda: stage.attempts == 1)
            tasks.cancel_scope.cancel()
        used = share_of(running).used
        stage.doors["one"].set()
        reply = await call(running, "stage_echo")

    assert used == 0
    assert reply.error is None


async def test_a_dead_source_is_tried_by_one_call_and_refused_to_all_the_others():
    stage = Stage()
    stage.fail_connect = Unreachable("nobody answers at db.internal", detail="the driver's own words")
    stage.doors["one"] = anyio.Event()
    replies = []

    async def collect(running):
        replies.append(await call(running, "stage_echo"))

    async with stage_host(stage) as running:
        async with anyio.create_task_group() as tasks:
            for _ in range(20):
                tasks.start_soon(collect, running)
            await until(lambda: stage.attempts == 1)
            stage.doors["one"].set()
        reported = (await call(running, "list_sources")).structured["items"][0]

    assert stage.attempts == 1
    assert {reply.content[0]["text"] for reply in replies} == {"unreachable: nobody answers at db.internal"}
    assert (reported["state"], reported["reason"]) == ("unreachable", "nobody answers at db.internal")


async def test_a_refused_credential_makes_the_source_broken_with_its_reason():
    stage = Stage()
    stage.fail_connect = WrongCredentials("user 'reader' was refused")
    async with stage_host(stage) as running:
        reply = await call(running, "stage_echo")
        reported = (await call(running, "list_sources")).structured["items"][0]

    assert reply.content[0]["text"] == "credentials: user 'reader' was refused"
    assert (reported["state"], reported["reason"]) == ("broken", "user 'reader' was refused")


async def test_a_source_that_does_not_answer_does_not_hold_up_the_others():
    stage = Stage()
    stage.doors["silent"] = anyio.Event()
    async with stage_host(stage, sources=("silent", "alive")) as running, anyio.create_task_group() as tasks:
        tasks.start_soon(call, running, "stage_echo", {"source": "silent"})
        await until(lambda: stage.attempts == 1)
        reply = await call(running, "stage_echo", {"source": "alive"})
        stage.doors["silent"].set()

    assert reply.content == [{"type": "text", "text": "alive: hello"}]


async def test_after_a_lost_connection_the_idle_ones_are_checked_before_they_are_used():
    stage = Stage()
    async with stage_host(stage) as running:
        pool = running.host.sources.get("one").pool
        deadline = anyio.current_time() + 5
        leases = [await pool.acquire(deadline), await pool.acquire(deadline)]
        for lease in leases:
            await pool.release(lease)
        lost = await call(running, "stage_lose")
        stage.fail_check = True
        reply = await call(running, "stage_echo")

    assert lost.content[0]["text"] == "unreachable: the connection was lost"
    assert reply.error is None
    assert stage.events.count("check one") == 1
    assert stage.attempts == 3


async def test_when_an_idle_connection_turns_out_dead_all_the_idle_ones_are_closed():
    stage = Stage()
    async with stage_host(stage) as running:
        pool = running.host.sources.get("one").pool
        deadline = anyio.current_time() + 5
        leases = [await pool.acquire(deadline) for _ in range(3)]
        for lease in leases:
            await pool.release(lease)
        pool.doubt()
        stage.fail_check = True
        reply = await call(running, "stage_echo")
        await until(lambda: stage.open == 1)

    assert reply.error is None
    assert (stage.events.count("check one"), stage.attempts) == (1, 4)


async def test_a_connection_that_was_busy_while_the_server_changed_is_closed_on_its_return():
    stage = Stage()
    async with stage_host(stage) as running:
        pool = running.host.sources.get("one").pool
        lease = await pool.acquire(anyio.current_time() + 5)
        pool.invalidate()
        await pool.release(lease)
        await until(lambda: stage.open == 0)

    assert stage.events == ["open one", "reset one", "close one"]


async def test_a_connection_is_not_used_beyond_its_lifetime():
    stage = Stage()
    async with stage_host(stage, budget={"max_lifetime": 0.000_001}) as running:
        await call(running, "stage_echo")
        await call(running, "stage_echo")

    assert stage.events.count("open one") == 2


async def test_a_lease_that_nobody_gave_back_is_closed_once_its_call_is_long_over():
    stage = Stage()
    async with stage_host(stage, pool={"size": 1, "max_overflow": 0}) as running:
        pool = running.host.sources.get("one").pool
        now = anyio.current_time()
        lost = await pool.acquire(now + 5, holder="a call")
        pool.close_lost_leases(now + 34)
        still_held = pool.share.busy
        pool.close_lost_leases(now + 36)
        reply = await call(running, "stage_echo")
        await pool.release(lost)

    assert still_held == 1
    assert reply.error is None
    assert stage.events.count("close one") == 2


async def test_idle_connections_close_when_their_time_is_over():
    stage = Stage()
    async with stage_host(stage, pool={"idle_ttl": 0.05}) as running:
        await call(running, "stage_echo")
        await until(lambda: stage.open == 0)

    assert stage.events == ["open one", "reset one", "close one"]


async def test_only_as_many_connections_stay_idle_as_the_pool_may_keep():
    stage = Stage()
    async with stage_host(stage, pool={"size": 1, "max_overflow": 4}) as running:
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(call, running, "stage_hold")
            await until(lambda: stage.open == 5)
            stage.may_finish.set()
        await until(lambda: stage.open == 1)
        report = (await call(running, "budget_status")).structured

    assert report == {
        "total": 500,
        "used": 1,
        "waiting": 0,
        "sources": [
            {
                "source": "one",
                "cap": 5,
                "floor": 0,
                "opening": 0,
                "busy": 0,
                "idle": 1,
                "closing": 0,
                "waiting": 0,
                "evicted": 0,
                "refused": 0,
                "leases": [],
            },
        ],
    }


async def test_two_hundred_callers_share_ten_sources_within_every_cap():
    stage = Stage()
    sources = [f"s{number}" for number in range(10)]
    replies = []

    async def caller(running, number):
        for turn in range(5):
            source = sources[(number + turn) % len(sources)]
            replies.append(await call(running, "stage_count", {"source": source, "rows": 30}))

    async with stage_host(stage, sources=sources, pool={"size": 5, "max_overflow": 0}, budget={"total": 20}) as running:
        async with anyio.create_task_group() as tasks:
            for number in range(200):
                tasks.start_soon(caller, running, number)
        leased = sum(share_of(running, source).busy for source in sources)

    assert [reply.error for reply in replies] == [None] * 1000
    assert stage.most <= 20
    assert (leased, stage.open) == (0, 0)


async def test_a_stopped_host_leaves_no_connection_open():
    stage = Stage()
    async with stage_host(stage, sources=("one", "two")) as running:
        await call(running, "stage_echo", {"source": "one"})
        await call(running, "stage_echo", {"source": "two"})

    assert stage.open == 0
