"""What the tests of the whole share."""

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
import structlog

from powerstrip_postgres.testing import PostgresServer


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(autouse=True, scope="session")
def only_warnings_are_logged():
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)],
        wrapper_class=structlog.make_filtering_bound_logger("warning"),
    )


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
async def admin(postgres):
    """A superuser's connection, to see what the server sees."""
    connection = await asyncpg.connect(
        host=postgres.host,
        port=postgres.port,
        user=postgres.username,
        password=postgres.password,
        database=postgres.database,
    )
    yield connection
    connection.terminate()


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """Install package folders apart from everything else; the environment of a process that sees them."""

    def install(*folders: Path) -> dict[str, str]:
        site = tmp_path_factory.mktemp("site")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        options = ["--no-deps", "--no-build-isolation", "--target", site]
        done = subprocess.run([*command, *options, *folders], capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
        return {**own, "PYTHONPATH": str(site)}

    return install
