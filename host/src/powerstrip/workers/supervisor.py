"""Starts the workers of a host, starts them again when they die, and stops them together."""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import anyio.lowlevel
import structlog
from anyio.abc import Process, TaskStatus

from powerstrip.endpoint.address import listen, share_port
from powerstrip.errors import ConfigurationError, Problem
from powerstrip.workers.orders import Orders

__all__ = ["Serving", "supervise"]

#: Seconds that workers get to stop: more than each gives its requests and its connections.
GRACE = 20.0
#: Seconds before a worker that has died is started again: at first, and at most.
PAUSES = (0.5, 30.0)
#: Seconds that a worker has to live for its death to be the first one again.
STEADY = 60.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
log = structlog.get_logger("powerstrip.workers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What every worker serves.

    Args:
        host: address to listen on.
        port: likewise, 0 for any free one.
        config: the file of `--config`.
        only: the one source that is served.
        strict: whether to start with a broken plugin or source.
    """

    host: str
    port: int
    config: Path | None
    only: str | None
    strict: bool


async def supervise(serving: Serving, count: int, tell: Callable[[str], None]) -> int:
    """Run a host of several workers until told to stop; SIGHUP is passed on to each.

    Args:
        serving: what they serve.
        count: how many there are.
        tell: is told what is served, and where, once all of them listen.

    Returns:
        the exit code: 0, or that of a worker that could not start.

    Raises:
        ConfigurationError: if the address cannot be listened on.
    """
    if sys.platform != "linux":
        message = "takes Linux, which alone spreads connections over the processes at one port"
        raise ConfigurationError([Problem(origin="--workers", path="", message=message)])
    with listen(serving.host, serving.port) as free:
        # Were the port only shared, a second host on it would not be noticed.
        port = free.getsockname()[1]
    with TemporaryDirectory(prefix="powerstrip-") as folder, share_port(serving.host, port):
        return await _Supervisor(replace(serving, port=port), count, Path(folder)).run(tell)


class _Supervisor:
    """The workers of one host.

    Args:
        serving: what they serve, on a port that is held for them.
        count: how many there are.
        folder: that they share, and nobody else may enter.
    """

    def __init__(self, serving: Serving, count: int, folder: Path) -> None:
        self._serving = serving
        self._count = count
        self._folder = folder
        self._name = secrets.token_hex(8)
        self._key = secrets.token_hex(32)
        self._running: dict[int, Process] = {}

    async def run(self, tell: Callable[[str], None]) -> int:
        """See `supervise`."""
        failed: int | None = None
        try:
            async with anyio.create_task_group() as tasks:
                await tasks.start(self._obey_signals, tasks.cancel_scope)
                served = ""
                # One after the other: what is wrong with the configuration is said once.
                for number in range(self._count):
                    served = await self._start(number)
                    if not served:
                        failed = await self._running[number].wait()
                        tasks.cancel_scope.cancel()
                        await anyio.lowlevel.checkpoint()
                tell(f"{served}\n  {self._count} workers")
                for number in range(self._count):
                    tasks.start_soon(self._keep, number)
        finally:
            with anyio.CancelScope(shield=True):
                await self._stop()
        return failed or 0

    async def _start(self, number: int) -> str:
        """Start a worker; returns what it says once it listens, nothing if it ended before."""
        read_end, write_end = os.pipe()
        try:
            with share_port(self._serving.host, self._serving.port) as listening:
                handed_on = (listening.fileno(), write_end)
                command = [sys.executable, "-m", "powerstrip.cli.worker"]
                process = await anyio.open_process(command, stdout=None, stderr=None, pass_fds=handed_on)
            self._running[number] = process
            assert process.stdin is not None
            # One that died at once takes no orders; the pipe says so, and its exit code why.
            with suppress(anyio.BrokenResourceError):
                await process.stdin.send(self._orders(number, *handed_on).model_dump_json().encode() + b"\n")
            os.close(write_end)
            write_end = -1
            return await _read_to_end(read_end)
        finally:
            os.close(read_end)
            if write_end >= 0:
                os.close(write_end)

    def _orders(self, number: int, listening: int, report: int) -> Orders:
        serving = self._serving
        return Orders(
            number=number,
            count=self._count,
            group=self._name,
            key=self._key,
            folder=self._folder,
            host=serving.host,
            port=serving.port,
            listening=listening,
            report=report,
            config=serving.config,
            only=serving.only,
            strict=serving.strict,
        )

    async def _keep(self, number: int) -> None:
        """Start a worker again whenever it ends; clients that it served come to the others meanwhile."""
        pause = PAUSES[0]
        while True:
            since = anyio.current_time()
            code = await self._running[number].wait()
            if anyio.current_time() - since > STEADY:
                pause = PAUSES[0]
            log.error("a worker has ended and is started again", worker=number, code=code, seconds=pause)
            await anyio.sleep(pause)
            pause = min(2 * pause, PAUSES[1])
            await self._start(number)

    async def _obey_signals(
        self, scope: anyio.CancelScope, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        with anyio.open_signal_receiver(*_STOP_SIGNALS, signal.SIGHUP) as signals:
            task_status.started()
            async for received in signals:
                if received in _STOP_SIGNALS:
                    log.info("stopping", signal=received.name)
                    scope.cancel()
                    return
                self._tell_all(received)

    def _tell_all(self, number: signal.Signals) -> None:
        for process in self._running.values():
            if process.returncode is None:
                process.send_signal(number)

    async def _stop(self) -> None:
        """Stop the workers; one that does not, in time, is killed."""
        self._tell_all(signal.SIGTERM)
        with anyio.move_on_after(GRACE):
            for process in self._running.values():
                await process.wait()
        self._tell_all(signal.SIGKILL)
        for process in self._running.values():
            await process.aclose()


async def _read_to_end(descriptor: int) -> str:
    """Return what is written to a pipe before its other end is closed."""
    written = b""
    while True:
        await anyio.wait_readable(descriptor)
        if not (part := os.read(descriptor, 65536)):
            return written.decode()
        written += part
