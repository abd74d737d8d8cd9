"""Tables where people look, JSON where programs do, and the exit codes."""

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeAlias

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from powerstrip.configuration import Configuration
    from powerstrip.host import Plan
    from powerstrip.plugins import Registry
    from powerstrip.workers import Worker

__all__ = [
    "ConfigOption",
    "ExitCode",
    "JsonOption",
    "configured",
    "fail",
    "first_sentence",
    "plan",
    "print_json",
    "print_table",
    "print_unknown_plugins",
]

ConfigOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", help="The file; else POWERSTRIP_CONFIG, else ./powerstrip.toml.", show_default=False),
]
#: Columns of a table that nobody looks at on a terminal.
_UNLIMITED = 1_000_000
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


class ExitCode(IntEnum):
    """How a command ended."""

    FAILED = 1
    USAGE = 2
    CONFIGURATION = 3
    UNREACHABLE = 4


def fail(code: ExitCode, message: str) -> NoReturn:
    """Say what is wrong on stderr, and exit."""
    from powerstrip_sdk.text import visible

    typer.echo(f"powerstrip: {visible(message, lines=True)}", err=True)
    raise typer.Exit(code)


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, without its period."""
    return text.split(". ", 1)[0].splitlines()[0].rstrip(".")


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    import orjson

    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """Print rows as a table, folded to the width of a terminal and on one line each anywhere else.

    Args:
        columns: headings.
        rows: cells; None is shown as nothing, what is no text as JSON.
        empty: the sentence that is printed if there are no rows.
    """
    from rich.console import Console
    from rich.table import Table

    if not rows:
        typer.echo(empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(_cell(column), overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row))
    width = None if sys.stdout.isatty() else _UNLIMITED
    Console(width=width, highlight=False).print(table)


def print_unknown_plugins(registry: "Registry") -> None:
    """Say on stderr which names of the configuration are no plugin's: a typo must not silently load one."""
    for name in registry.unknown:
        typer.echo(f"no plugin {name!r} is installed, check plugins.disabled and plugins.enabled", err=True)


def _cell(value: object) -> "Text":
    """Return a value as it is: no mark-up is read in it, and control characters do not reach the terminal."""
    import orjson
    from rich.text import Text

    if value is None:
        return Text()
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    return Text("".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text))


@contextmanager
def configured(file: Path | None, *, quiet: bool = True, worker: "Worker | None" = None) -> "Generator[Configuration]":
    """Load the configuration for a block; every mistake in it, or found inside the block, ends the command.

    Args:
        file: of `--config`.
        quiet: whether only errors are logged.
        worker: the process that loads it, None if it is the whole host.
    """
    import powerstrip.logs  # before anything else imports structlog
    from powerstrip.configuration import load
    from powerstrip.errors import ConfigurationError
    from powerstrip.redaction import Redaction
    from powerstrip.workers import ALONE

    redact = Redaction()
    powerstrip.logs.configure_logs(level="error" if quiet else "info", redact=redact)
    try:
        yield load(file, redact=redact, worker=worker or ALONE)
    except ConfigurationError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        count = len(error.problems)
        fail(ExitCode.CONFIGURATION, f"{count} mistake{'s' if count > 1 else ''} in the configuration")


def plan(configuration: "Configuration", *, only: str | None = None, strict: bool = False) -> "Plan":
    """Load the plugins and check the configuration against them; see `plan_host`."""
    from powerstrip.host import plan_host

    return plan_host(configuration, only=only, strict=strict)
