"""`powerstrip budget`."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from powerstrip.cli.output import ConfigOption, JsonOption, configured, print_json, print_table

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["budget", "configured_address"]

#: Seconds between two looks.
INTERVAL = 1.0
_COUNTS = ("opening", "busy", "idle", "closing", "cap", "floor", "waiting", "evicted", "refused")
_COLUMNS = ("SOURCE", *(count.upper() for count in _COUNTS), "LONGEST LEASE", "CALL")


def budget(
    config: ConfigOption = None,
    url: Annotated[
        str | None, typer.Option(help="The host's address; else the one that host.bind says.", show_default=False)
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once instead of every second.")] = False,
    json: JsonOption = False,
) -> None:
    """Show who has how many of a running host's connections.

    It also says who waits, and who holds a connection since when.
    """
    address = url or configured_address(config)
    if json:
        print_json(_look(address))
    elif once or not sys.stdout.isatty():
        report = _look(address)
        print_table(_COLUMNS, _rows(report), empty="the host has no sources")
        typer.echo(_total(report))
    else:
        _watch(address)


def configured_address(config: ConfigOption) -> str:
    """Return the address of `/mcp` of the host that the configuration describes."""
    with configured(config) as configuration:
        host, port = configuration.settings.host.address
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}/mcp"  # noqa: S104 - compared with


def _look(url: str) -> dict[str, Any]:
    from powerstrip.cli.remote import call_remote_tool

    return call_remote_tool(url, "budget_status")


def _watch(url: str) -> None:
    import time

    from rich.live import Live

    try:
        with Live(_table(_look(url)), screen=False) as live:
            while True:
                time.sleep(INTERVAL)
                live.update(_table(_look(url)))
    except KeyboardInterrupt:
        return


def _table(report: dict[str, Any]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, caption=_total(report), caption_justify="left")
    for column in _COLUMNS:
        table.add_column(column)
    for row in _rows(report):
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return table


def _rows(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            share["source"],
            *(share[count] for count in _COUNTS),
            f"{share['leases'][0]['seconds']:.1f} s" if share["leases"] else None,
            share["leases"][0]["call"] if share["leases"] else None,
        )
        for share in report["sources"]
    ]


def _total(report: dict[str, Any]) -> str:
    return f"{report['used']} of {report['total']} connections, {report['waiting']} calls waiting"
