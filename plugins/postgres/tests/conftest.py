from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from relaying import relayed

from powerstrip_postgres import PostgresConnection, connect
from powerstrip_postgres.testing import PostgresServer
from powerstrip_postgres.tree import Names


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def opens(server: PostgresServer, anyio_backend: str) -> AsyncIterator[Any]:
    """A function of options that opens a connection, which is closed after the test."""
    opened = []

    async def opens(**options: Any) -> PostgresConnection:
        opened.append(await connect(server.config(**options)))
        return opened[-1]

    yield opens
    for each in opened:
        await each.close()


@pytest.fixture
async def connection(opens: Any) -> PostgresConnection:
    return await opens()


@pytest.fixture
async def admin(server: PostgresServer, anyio_backend: str) -> AsyncIterator[Any]:
    """The driver's own connection of a superuser, in a schema `shop` that is dropped afterwards."""
    opened = await asyncpg.connect(
        host=server.host,
        port=server.port,
        user=server.username,
        password=server.password,
        database=server.database,
        server_settings={"search_path": "shop"},
    )
    await opened.execute("CREATE SCHEMA shop")
    yield opened
    await opened.execute("DROP SCHEMA shop CASCADE")
    await opened.close()


@pytest.fixture
async def reader(admin: Any) -> AsyncIterator[dict[str, Any]]:
    """The options that log in as a role which may look into the schema `shop` and no more."""
    await admin.execute("CREATE ROLE reader LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA shop TO reader")
    yield {"username": "reader", "password": "secret"}
    await admin.execute("DROP OWNED BY reader; DROP ROLE reader")


@pytest.fixture
async def socket_folder(server: PostgresServer, tmp_path: Path, anyio_backend: str) -> AsyncIterator[Path]:
    """A folder with a Unix socket that leads to the server, which has none itself."""
    async with relayed(server, tmp_path):
        yield tmp_path


@pytest.fixture
def unguarded(monkeypatch):
    """Let every statement through to the transaction, which has to hold alone."""

    async def nothing(_):
        return Names()

    monkeypatch.setattr("powerstrip_postgres.connection.check_statement", nothing)
    monkeypatch.setattr("powerstrip_postgres.connection.question_about", lambda *_: None)
