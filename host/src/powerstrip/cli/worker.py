"""One worker of `powerstrip serve --workers`: a process that the supervisor starts, told by its stdin what to do."""

import os
import signal
import socket
import sys
from functools import partial
from typing import TYPE_CHECKING

import anyio
import typer

from powerstrip.cli.output import configured, plan
from powerstrip.cli.serve import announcement

if TYPE_CHECKING:
    from powerstrip.endpoint.serving import Served
    from powerstrip.host import Plan
    from powerstrip.workers.orders import Orders

__all__ = ["main"]


def main() -> None:
    """Serve as ordered until told to stop, or until the supervisor is gone."""
    import powerstrip.logs  # before anything else imports structlog
    from powerstrip.collector import collector_paused
    from powerstrip.logs import log_what_nobody_catches
    from powerstrip.workers.orders import Orders

    orders = Orders.model_validate_json(sys.stdin.buffer.readline())
    powerstrip.logs.say_in_every_line(worker=orders.number)
    with collector_paused(), configured(orders.config, quiet=False, worker=orders.worker) as configuration:
        log_what_nobody_catches()
        planned = plan(configuration, only=orders.only, strict=orders.strict)
        anyio.run(partial(_serve, planned, orders), backend_options={"use_uvloop": True})


async def _serve(planned: "Plan", orders: "Orders") -> None:
    from powerstrip.endpoint.serving import Part, serve_http

    def report(served: "Served") -> None:
        os.write(orders.report, "\n".join(announcement(served)).encode())
        os.close(orders.report)

    part = Part(group=orders.as_group(), listening=socket.socket(fileno=orders.listening))
    token = os.environ.get("POWERSTRIP_TOKEN") or None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_stop_with_the_supervisor)
        await serve_http(planned, host=orders.host, port=orders.port, token=token, started=report, part=part)
        tasks.cancel_scope.cancel()


async def _stop_with_the_supervisor() -> None:
    """End as if told to, once the supervisor's end of stdin is closed: however it died, nothing is left behind."""
    await anyio.wait_readable(sys.stdin.fileno())
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    try:
        main()
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
