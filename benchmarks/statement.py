"""What a caller's statement costs the client over PostgreSQL's driver doing the same in four round trips.

Usage::

    python benchmarks/statement.py [--rounds 15]

Two connections to one server take turns, with a role that may only read: one of the plugin's, on which a statement of a
caller's is checked, run in its transaction and undone, and one of asyncpg's that does nothing but the round trips: the
words that open the transaction, Parse and Describe, Bind and Execute, the words that end it; the plugin sends the first
two together. Figures are the least processor time of this process in any round; the server is not in it. Then sixteen
of the driver's connections do the same round trips at once, for as many calls a second as a server without any other
work could answer. Last is how long a statement takes by itself for a role that only reads, and for a superuser, for
whom the catalog is asked what it leads to; a server that compiles queries (`jit`) shows there, such as Debian's, which
`POWERSTRIP_TEST_POSTGRES_DSN` can name.
"""

import argparse
import asyncio
import math
import statistics
import time
from itertools import count

import asyncpg
import uvloop
from template import fill, least, open_both

from powerstrip_postgres import PostgresConfig, clearance, connect
from powerstrip_postgres.session import END
from powerstrip_postgres.testing import PostgresServer
from powerstrip_sdk import Grade

READER = "CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON items TO reader"
STATEMENT = "SELECT id, name, stock FROM items WHERE id = 7"
TIMES = 400
#: Statements that are timed one after the other.
ALONE = 50


async def four_trips(driver, opening, sql, ending):
    """Do what every statement in a transaction of its own needs, and no more."""
    await driver.execute(opening)
    state = await driver._get_statement(sql, None, named="", use_cache=False)  # noqa: SLF001
    rows = await driver._protocol.bind_execute(state, (), "", 4, False, None)  # noqa: SLF001
    await driver.execute(ending)
    return rows


async def open_probed(server, grade, **role):
    options = server.options(sslmode="disable") | role
    connection = await connect(PostgresConfig.model_validate(options, context={"call_timeout": 30.0}))
    assert (await connection.probe()).grade is grade
    return connection


async def open_reader(server):
    return await open_probed(server, Grade.A, username="reader", password="reader")


async def measure(server, rounds):
    _, bare = await open_both(server)
    await bare.execute(READER)
    connection, numbers = await open_reader(server), count()

    async def plugin(_, sql=STATEMENT):
        assert len(await connection.fetch_rows(sql)) == 1
        await connection.reset()

    async def new(key):
        await plugin(key, f"{STATEMENT} AND stock <> -{next(numbers)}")

    async def driver(_):
        assert len(await four_trips(bare, "BEGIN READ ONLY", STATEMENT, "ROLLBACK")) == 1

    async def whole(_):
        assert len(await four_trips(bare, "BEGIN READ ONLY", STATEMENT, END)) == 1

    prepared = await bare.prepare(STATEMENT)

    async def one(_):
        assert len(await prepared.fetch()) == 1

    names = ["one round trip", "four, and nothing reset", "four, and the reset", "a known statement", "a new statement"]
    found = await least([one, driver, whole, plugin, new], TIMES, rounds)
    await connection.close()
    await bare.close()
    return zip(names, found, strict=True)


async def at_once(server):
    """Return the calls a second of sixteen connections, by what each call does."""
    opened = [(await open_both(server))[1] for _ in range(16)]
    prepared = {each: await each.prepare(STATEMENT) for each in opened}
    ways = {
        "one round trip": lambda each: prepared[each].fetch(),
        "four, and nothing reset": lambda each: four_trips(each, "BEGIN READ ONLY", STATEMENT, "ROLLBACK"),
        "four, and the reset": lambda each: four_trips(each, "BEGIN READ ONLY", STATEMENT, END),
    }
    found = {}
    for name, way in ways.items():

        async def calls(each, way=way):
            for _ in range(TIMES):
                await way(each)

        started = time.perf_counter()
        await asyncio.gather(*map(calls, opened))
        found[name] = TIMES * len(opened) / (time.perf_counter() - started)
    for each in opened:
        await each.close()
    return found


async def alone(server):
    """Return the median seconds of one statement, by what it is, and what the server does."""
    reader, owner = await open_reader(server), await open_probed(server, Grade.B)

    async def statement(connection, key):
        await connection.fetch_rows(f"SELECT id, name, stock FROM items WHERE id = {key}")
        await connection.reset()

    async def template(key):
        await reader.run_template("SELECT id, name, stock FROM items WHERE id = $1", [key])

    # Each run of the template is as the first one after a while, and then as one that is asked about again.
    clearance.HOLDS_SECONDS = 0.0
    await template(0)
    found = {
        "a caller's, at grade A": await median(lambda key: statement(reader, key)),
        "a caller's, at grade B": await median(lambda key: statement(owner, key)),
    }
    clearance.RUNS_BEFORE_ASKING = math.inf
    found["a template that was not run for a while, at grade A"] = await median(template)
    clearance.RUNS_BEFORE_ASKING = 0
    found["the same, and it is asked whether it needs a transaction"] = await median(template)
    ((compiles,),) = await reader.fetch_rows("SELECT pg_jit_available()")
    await reader.close()
    await owner.close()
    return found, "compiles" if compiles else "does not compile"


async def median(run):
    """Return the median seconds of one run after the other."""
    seconds = []
    for key in range(ALONE):
        started = time.perf_counter()
        await run(key)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main(rounds):
    with PostgresServer() as server:
        asyncio.run(fill(server))
        print(f"asyncpg {asyncpg.__version__}\n\n| what | us of the processor |\n| --- | --- |")
        for name, seconds in uvloop.run(measure(server, rounds)):
            print(f"| {name} | {seconds * 1e6:.0f} |")
        print("\n| what | calls/s, 16 connections |\n| --- | --- |")
        for name, calls in uvloop.run(at_once(server)).items():
            print(f"| {name} | {calls:,.0f} |")
        found, compiles = uvloop.run(alone(server))
        print(f"\n| a statement, on a server that {compiles} | ms |\n| --- | --- |")
        for what, seconds in found.items():
            print(f"| {what} | {seconds * 1e3:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    main(parser.parse_args().rounds)
