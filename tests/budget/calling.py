"""Calls on the host's own path, without HTTP between."""

from dataclasses import dataclass

import anyio

from powerstrip.access import LOCAL
from powerstrip.running_call import Caller, SilentClient

__all__ = ["Standing", "call", "once_open", "outcome", "settled", "standing"]


async def call(running, source, number, seconds=0.0):
    """Ask a source for a number, which takes it some seconds, and return the reply."""
    view = running.host.catalog.views[""]
    query = f"SELECT $1::int4 AS n FROM pg_sleep({seconds})"
    return await running.host.calls.call_tool(
        Caller(principal=LOCAL, view=view),
        "postgres_execute_query",
        {"source": source, "query": query, "params": [number]},
        SilentClient(),
    )


def outcome(reply, number):
    """Return the code of a reply's error, or `ok` if it is the answer to this number and no other."""
    if reply.error is not None:
        return reply.error.code
    text = reply.content[0]["text"]
    return "ok" if f'"rows":[[{number}]]' in text else f"crossed: {number} got {text}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the host's budget holds.

    Args:
        busy: connections that are opening or leased.
        closing: connections that are closing.
        waiting: calls that wait.
        idle: open connections without a call, by source.
    """

    busy: int
    closing: int
    waiting: int
    idle: list[int]


def standing(running):
    """Return what the budget holds now."""
    shares = [source.pool.share for source in running.host.sources]
    return Standing(
        busy=sum(share.opening + share.busy for share in shares),
        closing=sum(share.closing for share in shares),
        waiting=running.host.sources.budget.waiting,
        idle=[len(share.idle) for share in shares],
    )


async def settled(running):
    """Return what the budget holds once nothing is opening, leased, closing or waiting any more."""
    with anyio.fail_after(30):
        while (found := standing(running)).busy or found.closing or found.waiting:
            await anyio.lowlevel.checkpoint()
    return found


async def once_open(server, expected):
    """Return the server's census once just these sockets are open, by source."""
    with anyio.fail_after(30):
        while (census := server.census()).open != expected:
            await anyio.lowlevel.checkpoint()
    return census
