"""The same tests on a file of SQLite and on a database of PostgreSQL."""

import secrets
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

# pytest's import mode leaves the modules beside a test file unimportable.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request):
    return request.param


@pytest.fixture
async def place(backend, request, tmp_path, anyio_backend):
    """Where a store can be made, as an operator writes it."""
    if backend == "sqlite":
        yield str(tmp_path / "powerstrip.db")
        return
    postgres = request.getfixturevalue("postgres")
    import asyncpg

    name = f"store_{secrets.token_hex(6)}"
    server = f"postgresql://{postgres.username}:{quote(postgres.password)}@{postgres.host}:{postgres.port}"
    connection = await asyncpg.connect(f"{server}/{postgres.database}")
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()
