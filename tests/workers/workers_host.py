"""A host of several workers, as an operator starts it."""

import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

#: Seconds after which something that was expected counts as never happening.
PATIENCE = 60


class ServingProcess:
    """`powerstrip serve`, whose first lines have said where it listens.

    Args:
        process: the supervisor.
        url: of `/mcp`.
    """

    def __init__(self, process, url):
        self.process = process
        self.url = url

    @asynccontextmanager
    async def client(self, mode="auto", **options):
        """A client with connections of its own, which any of the workers may have accepted."""
        async with (
            httpx2.AsyncClient(timeout=30) as http,
            Client(streamable_http_client(self.url, http_client=http), mode=mode, cache=None, **options) as client,
        ):
            yield client

    async def call(self, name, **arguments):
        """Call a tool on a connection of its own."""
        async with self.client() as client:
            return await client.call_tool(name, arguments)

    @property
    def workers(self):
        """Process ids of the workers, found as the supervisor's children."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]

    def end(self, number=signal.SIGTERM):
        """Send a signal to the supervisor alone, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def command(*arguments):
    return [sys.executable, "-m", "powerstrip", "serve", *arguments]


def start(folder, *arguments, **environment):
    """Start to serve what `powerstrip.toml` in a folder says; what is logged goes to `log` beside it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command(*arguments),
            cwd=folder,
            env=own | environment,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        )


async def eventually(condition):
    """Wait until a condition holds."""
    with anyio.fail_after(PATIENCE):
        while True:
            if condition():
                return
            await anyio.sleep(0.02)
