"""Everything that the OpenAPI document allows and forbids, tried at random against a host with a real connector."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from powerstrip.secrets import generate_key
from powerstrip.testing import running_host

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(3600)]

TOKEN = "correct-horse-battery-staple"
SETTINGS = Path(__file__).parent / "schemathesis.toml"
#: Cases of each operation and phase; the long run takes as many as fit into an hour.
EXAMPLES = "1000" if os.environ.get("POWERSTRIP_LONG") else "12"


async def test_no_request_that_can_be_made_up_is_answered_otherwise_than_the_document_says(tmp_path):
    path = tmp_path / "shop.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE sold (item TEXT)")
    database.close()
    config = {"sources": {"shop": {"connector": "sqlite", "path": str(path)}}}
    async with running_host(config, environment={"POWERSTRIP_KEY": generate_key()}, token=TOKEN) as host:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(SETTINGS), "run"),
            host.url.replace("/mcp", "/api/v1/openapi.json"),
            *("-H", f"Authorization: Bearer {TOKEN}", "-c", "all", "--max-examples", EXAMPLES),
            *("--phases", "examples,coverage,fuzzing,stateful", "--generation-database", "none", "--no-color"),
        ]
        done = await anyio.to_thread.run_sync(
            lambda: subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
        )

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
