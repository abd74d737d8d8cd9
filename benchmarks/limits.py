"""What a call takes whose result would fill the memory or never end: memory, time beyond its deadline, and afterwards.

Usage::

    python benchmarks/limits.py [--only WORD]

One row for each statement of `tests/limits/shapes.py`, each in a fresh `powerstrip serve`. `beyond deadline` is when
the answer came, `gone` how long after it the server had stopped, both in seconds. With `POWERSTRIP_LONG=1` the largest
cell has 1 GB.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import anyio
import asyncpg

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "limits"))

from limited_host import ALLOWED, configuration, dripping, limited_host, until_gone
from shapes import SHAPES

from powerstrip_postgres.testing import PostgresServer

DEADLINES = {"plenty": 60, "hurry": 2, "drip": 3}


async def measure(shape, server, admin):
    with tempfile.TemporaryDirectory() as folder:
        async with dripping(server.host, server.port) as port:
            with limited_host(Path(folder), configuration(Path(folder), server, port)) as host:
                code, _, megabytes = await host.growth(shape.connector, shape.source, shape.query)
                answered = anyio.current_time()
                await until_gone(admin, 30)
                gone = anyio.current_time() - answered
    beyond = host.seconds - DEADLINES[shape.source.removesuffix("_file")]
    return code, megabytes, beyond, gone


async def main(only):
    print(f"allowed: {ALLOWED:.0f} MB\n")
    print("| statement | code | MB | beyond deadline | gone |\n| --- | --- | --- | --- | --- |")
    with PostgresServer() as server:
        admin = await asyncpg.connect(
            host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
        )
        for shape in SHAPES:
            if only in shape.name:
                code, megabytes, beyond, gone = await measure(shape, server, admin)
                late = f"{beyond:.2f}" if beyond > 0 else "before"
                print(
                    f"| {shape.connector}: {shape.name} | {code} | {megabytes:.0f} | {late} | {gone:.2f} |", flush=True
                )
        await admin.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="only statements whose name holds this")
    anyio.run(main, parser.parse_args().only)
