"""The sockets that carry requests to cancel: each takes a place in the reserve, by the server's own count."""

import anyio
import pytest
from calling import Standing, call, once_open, settled
from counting_server import CountingServer

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

CALLERS, RESERVE = 30, 2


async def cancel_in_mid_statement(running, server):
    """Cancel all callers while the server works for every one of them."""
    async with anyio.create_task_group() as group:
        for number in range(CALLERS):
            group.start_soon(call, running, "one", number, 600)
        with anyio.fail_after(30):
            while server.census().statements < CALLERS:
                await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()


def host(server):
    pool = {"size": CALLERS, "max_overflow": 0}
    budget = {"total": CALLERS, "per_source": CALLERS, "reserve": RESERVE}
    return running_host({"budget": budget, "sources": {"one": server.source(0, sslmode="disable", pool=pool)}})


@pytest.mark.parametrize("anyio_backend", ["asyncio", "uvloop"], indirect=True)
async def test_cancelled_calls_share_the_reserve_and_their_connections_live_on():
    with CountingServer(1) as server:
        async with host(server) as running:
            await cancel_in_mid_statement(running, server)
            left = await settled(running)
            census = await once_open(server, [CALLERS])

    assert left == Standing(busy=0, closing=0, waiting=0, idle=[CALLERS])
    assert (census.cancels, census.accepted) == (CALLERS, [CALLERS])
    assert census.most_cancels == RESERVE


async def test_who_gets_no_place_in_the_reserve_in_time_ends_the_connection_instead():
    with CountingServer(1, stubborn=True) as server:
        async with host(server) as running:
            await cancel_in_mid_statement(running, server)
            left = await settled(running)
            census = await once_open(server, [0])

    assert left == Standing(busy=0, closing=0, waiting=0, idle=[0])
    assert (census.cancels, census.accepted) == (RESERVE, [CALLERS])
    assert census.most_cancels == RESERVE
