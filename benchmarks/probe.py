"""How long a PostgreSQL role's probe takes on a large catalog.

Usage::

    python benchmarks/probe.py [--tables 20000] [--runs 5]

Starts a server, makes tables of eight columns that a role may read, and probes that role on connections of their own.
"""

import argparse
import asyncio
import statistics
import time

import asyncpg

from powerstrip_postgres import connect, testing
from powerstrip_postgres.testing import PostgresServer

COLUMNS = "id int, a text, b text, c date, d int, e int, f int, g int"
AT_ONCE = 500


async def main(server, tables, runs):
    admin = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    await admin.execute("CREATE SCHEMA many; CREATE ROLE reader LOGIN PASSWORD 'secret'")
    await admin.execute("GRANT USAGE ON SCHEMA many TO reader")
    for first in range(0, tables, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, tables))
        await admin.execute("; ".join(f"CREATE TABLE many.t{number} ({COLUMNS})" for number in numbers))
    await admin.execute("GRANT SELECT ON ALL TABLES IN SCHEMA many TO reader")
    await admin.close()
    milliseconds = []
    for _ in range(runs):
        connection = await connect(server.config(username="reader", password="secret"))
        started = time.perf_counter()
        found = await connection.probe()
        milliseconds.append((time.perf_counter() - started) * 1000)
        await connection.close()
    median, worst = statistics.median(milliseconds), max(milliseconds)
    print(f"{tables:,} tables, {runs} probes: median {median:.0f} ms, worst {worst:.0f} ms; grade {found.grade}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How long a role's probe takes on a large catalog.")
    parser.add_argument("--tables", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    # A grant on all tables at once locks each of them.
    testing._SETTINGS["max_locks_per_transaction"] = str(options.tables // 50 + 100)  # noqa: SLF001
    with PostgresServer() as running:
        asyncio.run(main(running, options.tables, options.runs))
