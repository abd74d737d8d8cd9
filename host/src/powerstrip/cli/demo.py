"""`powerstrip demo`."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powerstrip.cli.output import ExitCode, fail, first_sentence, plan
from powerstrip.cli.serve import claim_wire, run_http, run_stdio

if TYPE_CHECKING:
    from powerstrip.endpoint.serving import Served

__all__ = ["demo"]


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8321,
    host: Annotated[str, typer.Option(help="Address to listen on; beyond the loopback it takes POWERSTRIP_TOKEN.")] = (
        "127.0.0.1"
    ),
    dir: Annotated[  # noqa: A002 - the option's name
        Path | None,
        typer.Option(help="Folder for the database; else a folder of your user's data.", show_default=False),
    ] = None,
    stdio: Annotated[bool, typer.Option("--stdio", help="Serve one client on stdin and stdout.")] = False,
) -> None:
    """Serve a small shop in a SQLite database, to try everything out."""
    wire = claim_wire() if stdio else None
    import powerstrip.logs  # before anything else imports structlog
    from powerstrip.configuration import load
    from powerstrip.demo import SHOP
    from powerstrip.errors import ConfigurationError
    from powerstrip.settings import HostSettings

    powerstrip.logs.configure_logs(level="warning")
    file = _make_shop(dir or HostSettings().data_dir / "demo")
    environment = {
        "POWERSTRIP_SOURCES__SHOP__CONNECTOR": "sqlite",
        "POWERSTRIP_SOURCES__SHOP__PATH": str(file),
        "POWERSTRIP_SOURCES__SHOP__DESCRIPTION": SHOP,
    }
    try:
        planned = plan(load(environment=environment, use_default_file=False))
        if reason := planned.sources[0].reason:
            fail(ExitCode.CONFIGURATION, f"the demo takes the SQLite connector: {reason}")
        if wire is not None:
            run_stdio(planned, wire)
        else:
            run_http(planned, host=host, port=port, started=_announce)
    except ConfigurationError as error:
        if any(problem.path == "sources.shop.connector" for problem in error.problems):
            fail(ExitCode.CONFIGURATION, "the demo takes the SQLite connector: pip install powerstrip-sqlite")
        fail(ExitCode.CONFIGURATION, str(error))


def _make_shop(folder: Path) -> Path:
    import sqlite3

    from powerstrip.demo import make_shop

    try:
        return make_shop(folder / "shop.db")
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        fail(ExitCode.FAILED, f"no database can be made in {str(folder)!r}: {reason.lower()}, choose another by --dir")


def _announce(served: "Served") -> None:
    typer.echo(f"powerstrip demo: a shop at {served.url}\nIts database: {_database(served)}\n\nTools:")
    for name, tool in served.host.catalog.views[""].tools.items():
        typer.echo(f"  {name:<24} {first_sentence(tool.tool.description)}")
    typer.echo(_SETTINGS.format(url=served.url, command=_own_command()))


def _database(served: "Served") -> str:
    (source,) = served.host.sources
    return str(getattr(source.plan.config, "path", ""))


def _own_command() -> str:
    """The absolute path, because a desktop application does not know this shell's PATH."""
    return (shutil.which(sys.argv[0]) or shutil.which("powerstrip") or "powerstrip").replace("\\", "\\\\")


_SETTINGS = """
Claude Code:
  claude mcp add --transport http powerstrip {url}

Claude Desktop (claude_desktop_config.json):
  {{"mcpServers": {{"powerstrip": {{"command": "{command}", "args": ["demo", "--stdio"]}}}}}}

Cursor (.cursor/mcp.json):
  {{"mcpServers": {{"powerstrip": {{"url": "{url}"}}}}}}

VS Code (.vscode/mcp.json):
  {{"servers": {{"powerstrip": {{"type": "http", "url": "{url}"}}}}}}

Then ask, for example: which products earned most last year, and which customers bought them?
Stop with Ctrl+C."""
