"""What it costs to count the bytes of a PostgreSQL connection below its driver.

Usage::

    python benchmarks/meter.py [--rounds 15]

Two connections to one server take turns, one with its meter and one whose meter was taken out again. Each figure is the
least processor time of this process in any round with the meter, divided by the least without it: the server, and most
of what else the machine does, are not in it.

Predicted before the first run: 1.01 for a small statement, where a few calls of a Python function join some hundred
microseconds, and 1.00 for larger results, where they join the decoding of many rows.
"""

import argparse
import asyncio
import time

import uvloop

from powerstrip_postgres import connect
from powerstrip_postgres.testing import PostgresServer

WORK = [
    ("SELECT 1", "SELECT 1", 400, 1.01),
    ("500 rows", "SELECT i, 'row number ' || i, now() FROM generate_series(1, 500) i", 60, 1.00),
    ("5 MB in one cell", "SELECT repeat(repeat('x', 1000), 5000)", 4, 1.00),
]


async def timed(connection, query, times):
    started = time.process_time()
    for _ in range(times):
        await connection.fetch_rows(query)
    return time.process_time() - started


async def ratio(metered, bare, query, times, rounds):
    taken = {metered: [], bare: []}
    for number in range(rounds + 1):
        for each in (metered, bare) if number % 2 else (bare, metered):
            seconds = await timed(each, query, times)
            if number:  # the first round warms up
                taken[each].append(seconds)
    return min(taken[metered]) / min(taken[bare])


async def measure(server, sslmode, rounds):
    metered, bare = [await connect(server.config(sslmode=sslmode)) for _ in range(2)]
    driver = bare._driver  # noqa: SLF001
    driver._transport.set_protocol(driver._protocol)  # noqa: SLF001
    found = [await ratio(metered, bare, query, times, rounds) for _, query, times, _ in WORK]
    for each in (metered, bare):
        await each.close()
    return found


def main(rounds):
    print("| loop | way | " + " | ".join(name for name, *_ in WORK) + " |\n" + "| --- " * (len(WORK) + 2) + "|")
    print("| predicted | | " + " | ".join(f"{predicted:.2f}" for *_, predicted in WORK) + " |")
    with PostgresServer() as server:
        for loop, factory in (("asyncio", asyncio.new_event_loop), ("uvloop", uvloop.new_event_loop)):
            for way, sslmode in (("TCP", "disable"), ("TLS", "require")):
                with asyncio.Runner(loop_factory=factory) as runner:
                    found = runner.run(measure(server, sslmode, rounds))
                print(f"| {loop} | {way} | " + " | ".join(f"{each:.2f}" for each in found) + " |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    main(parser.parse_args().rounds)
