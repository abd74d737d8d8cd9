"""What a template costs the client over PostgreSQL's driver alone.

Usage::

    python benchmarks/template.py [--rounds 15] [--profile]

Two connections to one server take turns: one of the plugin's, on which a template is run as a host runs it, up to rows
that are ready to be written as JSON; and one of asyncpg's, on which `fetch` of a prepared statement returns its own
records. Each figure is the least processor time of this process in any round of the plugin's, divided by the least of
the driver's: the server is not in it. `--profile` prints where the time of the first kind goes instead.

Predicted before the first run: 1.5 for one row by key, where some ten function calls of Python's join one of the
driver's; 1.3 for 500 rows that need nothing, which are copied from records into tuples; 2.0 for 500 rows with moments
and numerics, which the plugin reads and writes in Python.

Found, the first time: 1.7, 1.8 and 1.9. Then records became rows by way of columns, which takes half of what `tuple`
takes for each, and the coroutines between a template and the driver were made one: 1.5 to 1.7, 1.5 to 1.9 and 1.8. Then
the scope that let `cancel` end the wait became a small class, and numbers and moments were read by the column. Now
(two cores that others used too, uvloop), in two runs: 1.2 to 1.4, 1.3, and 0.6 to 0.7, as asyncpg makes a `Decimal`
and a `datetime` of each value.
"""

import argparse
import asyncio
import cProfile
import pstats
import time

import asyncpg
import uvloop

from powerstrip_postgres import PostgresConfig, connect
from powerstrip_postgres.testing import PostgresServer

TABLE = """
CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, stock int8, price numeric, changed timestamptz);
INSERT INTO items SELECT i, 'item ' || i, i * 7, i / 100.0, now() FROM generate_series(1, 10000) i;
ANALYZE items;
"""
WORK = [
    ("one row by key", "SELECT id, name, stock FROM items WHERE id = $1", 500, 1.5),
    ("500 rows", "SELECT id, name, stock FROM items WHERE id > $1 LIMIT 500", 40, 1.3),
    ("500 rows, moments and numerics", "SELECT * FROM items WHERE id > $1 LIMIT 500", 20, 2.0),
]


async def timed(run, times):
    started = time.process_time()
    for _ in range(times):
        await run(7)
    return time.process_time() - started


async def least(runs, times, rounds):
    taken = [[] for _ in runs]
    for number in range(rounds + 1):
        for position in range(len(runs)) if number % 2 else reversed(range(len(runs))):
            seconds = await timed(runs[position], times)
            if number:  # the first round warms up
                taken[position].append(seconds / times)
    return [min(each) for each in taken]


async def open_both(server):
    options = {"user": server.username, "password": server.password, "database": server.database, "ssl": False}
    bare = await asyncpg.connect(host=server.host, port=server.port, **options)
    config = PostgresConfig.model_validate(server.options(sslmode="disable"), context={"call_timeout": 30.0})
    return await connect(config), bare


async def measure(server, rounds):
    connection, bare = await open_both(server)
    found = []
    for _, sql, times, _ in WORK:
        prepared = await bare.prepare(sql)

        async def template(key, sql=sql):
            return await connection.run_template(sql, [key])

        assert not (await template(7)).keep, "the template had a transaction around it"
        assert len((await template(7)).rows) == len(await prepared.fetch(7))
        found.append(await least([template, prepared.fetch], times, rounds))
    await connection.close()
    await bare.close()
    return found


async def profile(server):
    connection, bare = await open_both(server)
    await bare.close()
    for name, sql, times, _ in WORK:
        await connection.run_template(sql, [7])
        profiler = cProfile.Profile()
        with profiler:
            await timed(lambda key, sql=sql: connection.run_template(sql, [key]), times)
        print(name)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(12)
    await connection.close()


async def fill(server):
    _, bare = await open_both(server)
    await bare.execute(TABLE)


def main(rounds, is_profile):
    with PostgresServer() as server:
        asyncio.run(fill(server))
        if is_profile:
            uvloop.run(profile(server))
            return
        print("| loop | " + " | ".join(name for name, *_ in WORK) + " |\n" + "| --- " * (len(WORK) + 1) + "|")
        print("| predicted | " + " | ".join(f"{predicted:.2f}" for *_, predicted in WORK) + " |")
        for loop, factory in (("asyncio", asyncio.new_event_loop), ("uvloop", uvloop.new_event_loop)):
            with asyncio.Runner(loop_factory=factory) as runner:
                found = runner.run(measure(server, rounds))
            cells = [f"{ours / bare:.2f} ({ours * 1e6:.0f} us / {bare * 1e6:.0f} us)" for ours, bare in found]
            print(f"| {loop} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    main(given.rounds, given.profile)
