"""`powerstrip audit`."""

import re
import sys
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, configured, fail

if TYPE_CHECKING:
    from powerstrip.configuration import Configuration
    from powerstrip.store import AuditFilter, AuditRecord
    from powerstrip.store.store import Store

__all__ = ["app"]

_HELP = """Read who called and changed what, and how it went.

It is read from the store of the configuration, whether a host runs or not. The store has it from the time on when the
configuration said [audit] store = true; a running host writes a call within about a second.
"""
app = typer.Typer(help=_HELP, no_args_is_help=True)

#: Seconds between two looks for what is new.
LOOK = 1.0
#: Seconds for which a record may come later than one that ended after it: hosts write in batches.
LATE = 30.0
_AGE = re.compile(r"([0-9]{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Format(StrEnum):
    """How the audit is exported."""

    CSV = "csv"
    JSONL = "jsonl"


def _parse_time(text: str) -> datetime:
    if age := _AGE.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "a time is 2026-05-04 or 2026-05-04T12:30, in UTC unless it has an offset, or an age such as 30m, 12h or 7d"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


_TIME = "TIME|AGE"
Since = Annotated[
    datetime | None,
    typer.Option(parser=_parse_time, metavar=_TIME, help="Only from this time on: 2026-05-04, 2026-05-04T12:30, 24h."),
]
Until = Annotated[
    datetime | None, typer.Option(parser=_parse_time, metavar=_TIME, help="Only before this time, written likewise.")
]
Who = Annotated[str | None, typer.Option(help="Only of this principal, by name or id.")]
Source = Annotated[str | None, typer.Option(help="Only on this source.")]
Tool = Annotated[str | None, typer.Option(help="Only of this tool, by its exposed name.")]
Outcome = Annotated[str | None, typer.Option(help="Only with this outcome: ok, or an error's code.")]
Action = Annotated[str | None, typer.Option(help="Only this action: call, source.create, ...")]


@app.command("tail")
def tail(
    *,
    number: Annotated[int, typer.Option("-n", "--number", min=0, help="How many records to begin with.")] = 10,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes, until interrupted.")] = False,
    principal: Who = None,
    source: Source = None,
    tool: Tool = None,
    outcome: Outcome = None,
    action: Action = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Print the last calls and changes, the newest last.

    With --json it is one JSON object on each line.
    """
    from powerstrip.store import AuditFilter

    which = AuditFilter(principal=principal, source=source, tool=tool, outcome=outcome, action=action)
    with configured(config) as configuration:
        show = _print_json if json else _print_line
        try:
            _run(configuration, lambda store: _tail(store, which, number, show, follow=follow))
        except KeyboardInterrupt:
            raise typer.Exit from None


@app.command("export")
def export(
    *,
    form: Annotated[
        Format, typer.Option("--format", help="CSV with a header, or one JSON object on each line.")
    ] = Format.JSONL,
    since: Since = None,
    until: Until = None,
    principal: Who = None,
    source: Source = None,
    tool: Tool = None,
    outcome: Outcome = None,
    action: Action = None,
    config: ConfigOption = None,
) -> None:
    """Print everything that matches, the oldest first.

    It is printed as it is read: the audit need not fit into memory.

    Columns: id, at (UTC), principal, principal_id, action, outcome, call_id (as in the log), source, tool, digest (of
    the arguments), arguments (only where the configuration said [audit] arguments = true), rows, bytes, milliseconds.
    """
    from powerstrip.store import AuditFilter

    which = AuditFilter(
        principal=principal, source=source, tool=tool, outcome=outcome, action=action, since=since, until=until
    )
    with configured(config) as configuration:
        _run(configuration, lambda store: _export(store, which, form))


def _run(configuration: "Configuration", work: "Callable[[Store | None], Coroutine[Any, Any, None]]") -> None:
    """Work with the store of the configuration, which is not made if it is not there."""
    import anyio

    async def run() -> None:
        async with _opened(configuration) as store:
            if store is None:
                typer.echo(f"there is no store yet: {_hint(configuration)}", err=True)
            await work(store)

    anyio.run(run)


@asynccontextmanager
async def _opened(configuration: "Configuration") -> "AsyncGenerator[Store | None]":
    from powerstrip.secrets import Vault
    from powerstrip.store import Location, StoreError, StoreOnDemand

    try:
        location = Location.of(configuration.settings.host.state_location)
    except StoreError as error:
        fail(ExitCode.CONFIGURATION, str(error))
    try:
        async with StoreOnDemand(location, Vault.closed()) as on_demand:
            yield await on_demand.if_exists()
    except StoreError as error:
        fail(ExitCode.UNREACHABLE, str(error))


def _hint(configuration: "Configuration") -> str:
    if configuration.settings.audit.store:
        return "nothing has been called since [audit] store is true"
    return "calls are kept from the time on when the configuration says [audit] store = true"


async def _export(store: "Store | None", which: "AuditFilter", form: Format) -> None:
    from powerstrip.audit_lines import as_text

    batches = _nothing() if store is None else store.audit.export(which)
    async for text in as_text(batches, as_csv=form is Format.CSV):
        sys.stdout.write(text)


async def _nothing() -> "AsyncGenerator[list[AuditRecord]]":
    """Yield what a store that is not there holds."""
    yield []


async def _tail(
    store: "Store | None", which: "AuditFilter", number: int, show: "Callable[[AuditRecord], None]", *, follow: bool
) -> None:
    if store is None:
        return
    import anyio

    seen: dict[str, None] = {}
    begun = _id_at(time.time() - LATE)
    if follow:
        async for batch in store.audit.export(which, after=begun):
            seen |= dict.fromkeys(record.id for record in batch)
    page = await store.audit.page(which, limit=number) if number else None
    for record in reversed(page.items if page else ()):
        seen[record.id] = None
        show(record)
    while follow:
        sys.stdout.flush()
        await anyio.sleep(LOOK)
        begun = _id_at(time.time() - LATE)
        async for batch in store.audit.export(which, after=begun):
            for record in batch:
                if record.id not in seen:
                    seen[record.id] = None
                    show(record)
        seen = {each: None for each in seen if each > begun}


def _id_at(seconds: float) -> str:
    """Return what stands before the ids of all records from this time on."""
    return f"{int(seconds * 1000):012x}"


def _print_json(record: "AuditRecord") -> None:
    from powerstrip.audit_lines import as_json_lines

    sys.stdout.write(as_json_lines([record]))


def _print_line(record: "AuditRecord") -> None:
    """Print one record for people: what is not there is left out."""
    import json

    from powerstrip_sdk.text import visible

    words = [record.at.isoformat(sep=" ", timespec="milliseconds").replace("+00:00", "Z"), record.principal]
    words += [record.tool or record.action, *([record.source] if record.source else []), record.outcome]
    if record.milliseconds is not None:
        words.append(f"{record.milliseconds:g} ms")
    if record.rows is not None:
        words.append(f"{record.rows} rows")
    if record.bytes is not None:
        words.append(f"{record.bytes} bytes")
    if record.call_id is not None:
        words.append(f"call={record.call_id}")
    if record.arguments is not None:
        words.append(json.dumps(record.arguments, default=str))
    sys.stdout.write(visible("  ".join(words)) + "\n")
