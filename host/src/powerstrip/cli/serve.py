"""`powerstrip serve`."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powerstrip.cli.output import ConfigOption, ExitCode, configured, fail, plan

if TYPE_CHECKING:
    from powerstrip.endpoint.serving import Served
    from powerstrip.endpoint.wire import Wire
    from powerstrip.host import Plan

__all__ = ["announcement", "claim_wire", "run_http", "run_stdio", "serve"]


def serve(  # noqa: PLR0917 - each is an option
    config: ConfigOption = None,
    bind: Annotated[
        str | None, typer.Option(help="HOST:PORT in place of host.bind; beyond the loopback it takes POWERSTRIP_TOKEN.")
    ] = None,
    stdio: Annotated[bool, typer.Option("--stdio", help="Serve one client on stdin and stdout.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Do not start with a broken plugin or source.")] = False,
    only: Annotated[str | None, typer.Option(metavar="SOURCE", help="Serve this source alone.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes on the one port, each with its part of the budget.")
    ] = 1,
) -> None:
    """Serve every configured source at one MCP endpoint."""
    from powerstrip.collector import collector_paused

    if stdio and workers > 1:
        fail(ExitCode.USAGE, "--stdio serves one client, which one process does: leave --workers out")
    wire = claim_wire() if stdio else None
    address = None if bind is None else _parse(bind)
    if workers > 1:
        _run_workers(workers, address, config=config, only=only, strict=strict)
    with collector_paused(), configured(config, quiet=False) as configuration:
        planned = plan(configuration, only=only, strict=strict)
        if wire is not None:
            run_stdio(planned, wire)
            return
        host, port = address or configuration.settings.host.address
        run_http(planned, host=host, port=port, started=_announce)


def _run_workers(
    count: int, address: tuple[str, int] | None, *, config: Path | None, only: str | None, strict: bool
) -> None:
    """Serve in several processes, until told to stop."""
    import anyio

    from powerstrip.workers.supervisor import Serving, supervise

    with configured(config, quiet=False) as configuration:
        host, port = address or configuration.settings.host.address
        serving = Serving(host=host, port=port, config=config, only=only, strict=strict)
        raise typer.Exit(anyio.run(supervise, serving, count, typer.echo))


def claim_wire() -> "Wire":
    """Keep stdin and stdout for the protocol, before any plugin is imported."""
    from powerstrip.endpoint.wire import claim_standard_streams

    return claim_standard_streams()


def run_http(planned: "Plan", *, host: str, port: int, started: "Callable[[Served], None]") -> None:
    """Serve over HTTP until told to stop.

    Args:
        planned: the checked configuration.
        host: address to listen on.
        port: to listen on.
        started: called once the host listens.
    """
    import anyio

    from powerstrip.endpoint.serving import serve_http
    from powerstrip.logs import log_what_nobody_catches

    log_what_nobody_catches()
    token = os.environ.get("POWERSTRIP_TOKEN") or None
    anyio.run(
        partial(serve_http, planned, host=host, port=port, token=token, started=started),
        backend_options={"use_uvloop": os.name != "nt"},
    )


def run_stdio(planned: "Plan", wire: "Wire") -> None:
    """Serve one client on stdin and stdout until it closes its end.

    Args:
        planned: the checked configuration.
        wire: what was stdin and stdout.
    """
    import anyio

    from powerstrip.endpoint.serving import serve_over_stdio
    from powerstrip.logs import log_what_nobody_catches

    log_what_nobody_catches()
    anyio.run(serve_over_stdio, planned, wire)


def _parse(bind: str) -> tuple[str, int]:
    from pydantic import ValidationError

    from powerstrip.settings import HostSettings

    try:
        return HostSettings(bind=bind).address
    except ValidationError:
        fail(ExitCode.USAGE, f"--bind takes HOST:PORT, not {bind!r}")


def announcement(served: "Served") -> list[str]:
    """Return the lines that say what is served, and where."""
    tools = served.host.catalog.views[""].tools
    views = [f"  view {view}: {served.url}/{view}" for view in served.host.catalog.views if view]
    return [f"powerstrip serves {len(list(served.host.sources))} sources, {len(tools)} tools at {served.url}", *views]


def _announce(served: "Served") -> None:
    for line in announcement(served):
        typer.echo(line)
