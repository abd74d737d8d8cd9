"""What it costs to grant and return an idle clean connection, beside the pools of asyncpg and SQLAlchemy.

Usage::

    python benchmarks/budget.py [--rounds 20000] [--repeats 7]

Microseconds of CPU time for one grant and one return, the best of several repeats. asyncpg's pool needs a PostgreSQL
server, which is started for the run; its `release` resets the connection on the server unless told not to, so both are
shown. A counterpart that is not installed is reported as missing.
"""

import argparse
import asyncio
import time

from powerstrip.budget import Budget


def best(repeats, rounds, run):
    """Return microseconds of CPU for one round, at best."""
    times = []
    for _ in range(repeats):
        started = time.process_time()
        run(rounds)
        times.append((time.process_time() - started) / rounds * 1e6)
    return min(times)


def busy_budget(sources, waiting):
    """Return a budget with one idle connection for each source and tickets that wait for another."""
    budget = Budget(sources + 1, queue=waiting + 1, queue_per_source=waiting + 1, evict=[].append)
    shares = [budget.add(number, cap=20, keep_idle=20) for number in range(sources)]
    crowded = budget.add("crowded", cap=1, keep_idle=1)
    units = [budget.take(share) for share in (*shares, crowded)]
    for unit in units:
        budget.opened(unit, object())
    for unit in units[:-1]:
        budget.give_back(unit, held=0.001)
    for _ in range(waiting):
        budget.wait(crowded, lambda: None)
    return budget, shares


def grant_and_return(sources, waiting, options):
    """Go round the sources, so that nothing stays in a cache because it is the only one."""
    budget, shares = busy_budget(sources, waiting)
    many = (shares * (options.rounds // len(shares) + 1))[: options.rounds]

    def run(_rounds):
        take, give_back = budget.take, budget.give_back
        for share in many:
            give_back(take(share), held=0.001)

    return best(options.repeats, options.rounds, run)


def sqlalchemy_pool(options):
    try:
        from sqlalchemy.pool import QueuePool
    except ImportError:
        return None
    import sqlite3

    pool = QueuePool(lambda: sqlite3.connect(":memory:"), pool_size=20, reset_on_return=None)

    def run(rounds):
        for _ in range(rounds):
            pool.connect().close()

    return best(options.repeats, options.rounds, run)


async def asyncpg_pool(server, options, *, reset):
    import asyncpg

    async def nothing(_connection):
        pass

    settings = {} if reset else {"reset": nothing}
    pool = await asyncpg.create_pool(
        host=server.host,
        port=server.port,
        database=server.database,
        user=server.username,
        password=server.password,
        min_size=1,
        max_size=20,
        **settings,
    )
    rounds = options.rounds // 10
    times = []
    for _ in range(options.repeats):
        started = time.process_time()
        for _ in range(rounds):
            await pool.release(await pool.acquire())
        times.append((time.process_time() - started) / rounds * 1e6)
    await pool.close()
    return min(times)


def asyncpg_pools(options):
    try:
        import asyncpg  # noqa: F401

        from powerstrip_postgres.testing import PostgresServer
    except ImportError:
        return None, None
    with PostgresServer() as server:
        with_reset = asyncio.run(asyncpg_pool(server, options, reset=True))
        return with_reset, asyncio.run(asyncpg_pool(server, options, reset=False))


def main():
    parser = argparse.ArgumentParser(description="The cost of granting and returning an idle connection.")
    parser.add_argument("--rounds", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    with_reset, without_reset = asyncpg_pools(options)
    sizes = [(1, 0), (10, 0), (100, 0), (1_000, 0), (1, 100), (1, 10_000), (1_000, 10_000)]
    rows = [(f"sources: {sources:,}, waiting elsewhere: {waiting:,}", (sources, waiting)) for sources, waiting in sizes]
    costs = [(name, grant_and_return(*size, options)) for name, size in rows]
    costs += [
        ("asyncpg's pool, with its reset", with_reset),
        ("asyncpg's pool, without its reset", without_reset),
        ("SQLAlchemy's QueuePool, without a reset", sqlalchemy_pool(options)),
    ]
    one = costs[0][1]
    print("| microseconds of CPU for a grant and a return | us | ratio to 1 source |\n| --- | --- | --- |")
    for name, cost in costs:
        print(f"| {name} | missing | |" if cost is None else f"| {name} | {cost:.2f} | {cost / one:.2f} |")


if __name__ == "__main__":
    main()
