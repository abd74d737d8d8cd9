"""Hosts and commands as processes, and what they print."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import anyio
import anyio.to_thread

__all__ = ["HostProcess", "Machine"]

OBSERVED = Path(__file__).parent / "observed_host.py"


class HostProcess:
    """A host that serves.

    Args:
        machine: where it runs.
        config: its file.
        environment: what differs from the machine's.
    """

    def __init__(self, machine: "Machine", config: Path, environment: Mapping[str, str]) -> None:
        self._machine = machine
        self._files = {name: machine.folder / f"{name}-{len(machine.hosts)}" for name in ("stdout", "stderr", "spans")}
        self._pipe = machine.folder / f"records-{len(machine.hosts)}"
        os.mkfifo(self._pipe)
        command = [sys.executable, OBSERVED, self._files["spans"], "serve", "--bind", "127.0.0.1:0", "--config", config]
        with self._files["stderr"].open("wb") as stderr:
            self._process = subprocess.Popen(
                command,
                env={**machine.environment, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                # What is read ahead would be lost to `communicate`.
                bufsize=0,
                cwd=machine.folder,
            )
        self._said: list[bytes] = []
        self.url = ""

    def wait(self) -> None:
        """Wait until it listens."""
        self._said.append(self._process.stdout.readline())
        assert b" serves " in self._said[0], self._files["stderr"].read_text(encoding="utf-8")
        self.url = self._said[0].rpartition(b" at ")[2].decode().strip()

    async def look(self) -> None:
        """Collect its command line and the `repr` of every record in it."""
        command_line = anyio.Path(f"/proc/{self._process.pid}/cmdline")
        if await command_line.exists():
            self._machine.sinks.put("command lines", await command_line.read_bytes())
        self._process.stdin.write(f"{self._pipe}\n".encode())
        self._process.stdin.flush()
        self._machine.sinks.put("records", await anyio.Path(self._pipe).read_bytes())

    async def end(self, how: signal.Signals) -> None:
        """End it, and collect what it printed, logged and traced."""
        self._process.send_signal(how)
        rest, _ = await anyio.to_thread.run_sync(self._process.communicate)
        put = self._machine.sinks.put
        put("stdout", b"".join([*self._said, rest]))
        put("log", self._files["stderr"].read_bytes())
        put("spans", self._files["spans"].read_bytes())

    def kill(self) -> None:
        """See that it is gone."""
        if self._process.stdout.closed:
            return
        self._process.kill()
        self._process.communicate()


class Machine:
    """Runs hosts and commands.

    Args:
        folder: for what they print.
        sinks: where it is collected.
        environment: for all of them.
    """

    def __init__(self, folder: Path, sinks, environment: Mapping[str, str]) -> None:
        self.folder, self.sinks, self.environment = folder, sinks, dict(environment)
        self.hosts: list[HostProcess] = []

    async def start(self, config: Path, **environment: str) -> HostProcess:
        """Start a host, and wait until it listens."""
        host = HostProcess(self, config, environment)
        self.hosts.append(host)
        await anyio.to_thread.run_sync(host.wait)
        return host

    async def run(self, *words: str | Path, sink: str | None = "commands", **environment: str) -> str:
        """Run one command; returns what it printed.

        Args:
            words: of the command line.
            sink: where it is collected, None for a secret that is shown on purpose.
            environment: what differs from the machine's.
        """
        done = await anyio.run_process(
            [sys.executable, "-m", "powerstrip", *words],
            env={**self.environment, **environment},
            cwd=self.folder,
            check=False,
        )
        if sink is not None:
            self.sinks.put(sink, " ".join(map(str, words)))
            self.sinks.put(sink, done.stdout)
        self.sinks.put("commands", done.stderr)
        return done.stdout.decode().strip()

    def close(self) -> None:
        """Leave nothing running."""
        for host in self.hosts:
            host.kill()
