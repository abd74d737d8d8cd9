from collections.abc import AsyncIterator, Iterator

import pytest

from powerstrip_postgres import PostgresConnection, connect
from powerstrip_postgres.testing import PostgresServer


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def connection(server: PostgresServer, anyio_backend: str) -> AsyncIterator[PostgresConnection]:
    opened = await connect(server.config())
    yield opened
    await opened.close()
