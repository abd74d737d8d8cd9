"""`powerstrip token`."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, configured, fail, print_json, print_table

if TYPE_CHECKING:
    from powerstrip.configuration import Configuration
    from powerstrip.store import AuditRecord, NewToken, StoredToken
    from powerstrip.store.store import Store

__all__ = ["app"]

_HELP = """Make, list and revoke the tokens by which callers are known.

Tokens are kept in the store of the configuration, as digests. A host that runs on the same store knows a new token, and
refuses a revoked one, within two seconds.
"""
app = typer.Typer(help=_HELP, no_args_is_help=True)
Returned = TypeVar("Returned")
#: Scopes of a token of which no other are said: what a client needs.
_USUAL = ("tools:list", "tools:call")
_ALL = "all"
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PAGE = 500
GlobsOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="GLOB", help="A source that it may use, by name or glob; left out, all. Repeat."),
]
ViewsOption = Annotated[
    list[str] | None,
    typer.Option("--view", metavar="GLOB", help="A view that it may use, by name or glob; left out, all. Repeat."),
]
ScopesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scope",
        metavar="SCOPE",
        help="What it may do: tools:list, tools:call, sources:read, sources:write, metrics:read, audit:read, "
        "host:admin, or all; left out, tools:list and tools:call. Repeat.",
    ),
]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Whom or what the token is for, as the audit shows it.")],
    *,
    scope: ScopesOption = None,
    source: GlobsOption = None,
    view: ViewsOption = None,
    write: Annotated[bool, typer.Option("--write", help="Let it use tools that write.")] = False,
    expires: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="How long it is good, as 12h, 30d or 8w; left out, for ever."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Make a token, and print it and nothing else on stdout.

    It is shown this once. From the first token on, every request to the host needs one.
    """
    until = None if expires is None else _until(expires)
    with configured(config) as configuration:
        from powerstrip.access import SCOPES
        from powerstrip.secrets import new_token, token_digest
        from powerstrip.store import NewToken
        from powerstrip.tokens import TokenRefused, check_token

        scopes = tuple(SCOPES) if _ALL in (scope or ()) else tuple(dict.fromkeys(scope or _USUAL))
        shown = new_token()
        new = NewToken(
            name=name,
            digest=token_digest(shown),
            scopes=scopes,
            sources=tuple(source) if source else None,
            views=tuple(view) if view else None,
            write=write,
            expires_at=until,
        )
        try:
            check_token(new)
        except TokenRefused as error:
            fail(ExitCode.USAGE, str(error))
        _with_store(configuration, lambda store: _create(store, new, configuration), make=True)
    typer.echo(shown)


@app.command("list")
def list_tokens(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are revoked.")] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List the tokens with what they allow, and when they were used.

    No token itself is kept anywhere.
    """

    async def read(store: "Store") -> "list[StoredToken]":
        found: list[StoredToken] = []
        after = None
        while True:
            page = await store.tokens.page(limit=_PAGE, after=after, revoked=everything)
            found += page.items
            if (after := page.next) is None:
                return found

    with configured(config) as configuration:
        tokens = _with_store(configuration, read) or []
    rows = [_described(token) for token in tokens]
    if json:
        print_json(rows)
        return
    print_table(
        ("NAME", "ID", "STATE", "SCOPES", "SOURCES", "VIEWS", "WRITE", "EXPIRES", "LAST USED"),
        [
            (
                row["name"],
                row["id"],
                row["state"],
                " ".join(row["scopes"]),
                _globs(row["sources"]),
                _globs(row["views"]),
                "yes" if row["write"] else "no",
                _minute(row["expires_at"]),
                _minute(row["last_used_at"]),
            )
            for row in rows
        ],
        empty="there is no token, powerstrip token create NAME makes one",
    )


@app.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(metavar="NAME|ID", help="Name or id of the token.")],
    config: ConfigOption = None,
) -> None:
    """Refuse a token from now on.

    Another token of the same name is somebody else.
    """
    with configured(config) as configuration:
        revoked = _with_store(configuration, lambda store: _revoke(store, token, configuration))
    if revoked is None:
        fail(ExitCode.FAILED, f"there is no token {token!r} that could be revoked")
    typer.echo(f"{revoked.name} ({revoked.id}) is revoked")


async def _create(store: "Store", new: "NewToken", configuration: "Configuration") -> "StoredToken":
    created = await store.tokens.create(new)
    await _write_down(store, "token.create", created, configuration)
    return created


async def _revoke(store: "Store", token: str, configuration: "Configuration") -> "StoredToken":
    revoked = await store.tokens.revoke(token)
    await _write_down(store, "token.revoke", revoked, configuration)
    return revoked


async def _write_down(store: "Store", action: str, token: "StoredToken", configuration: "Configuration") -> None:
    """Keep who changed what, where the operator wants the audit to be kept; on this machine that is `local`."""
    from powerstrip.access import LOCAL
    from powerstrip.audit import Audit, Change

    settings = configuration.settings.audit
    if not settings.store:
        return
    written = _Written()
    audit = Audit(arguments=settings.arguments, redact=configuration.redact, keeper=written)
    audit.write_change(Change(principal=LOCAL, action=action, details={"id": token.id, "name": token.name}))
    await store.audit.add(written.records)


class _Written:
    """Takes the audit's records."""

    def __init__(self) -> None:
        self.records: list[AuditRecord] = []

    def put(self, record: "AuditRecord", size: int) -> None:  # noqa: ARG002 - the protocol's names
        """Take one record."""
        self.records.append(record)


def _with_store(
    configuration: "Configuration", work: "Callable[[Store], Awaitable[Returned]]", *, make: bool = False
) -> Returned | None:
    """Work with the store of a configuration; None if there is none and none is made."""
    import anyio

    from powerstrip.secrets import Vault
    from powerstrip.store import Location, NameTaken, NotStored, StoreError, StoreOnDemand, StoreUnavailable

    async def run(location: Location) -> Returned | None:
        async with StoreOnDemand(location, Vault.closed()) as on_demand:
            store = await on_demand.get() if make else await on_demand.if_exists()
            return None if store is None else await work(store)

    try:
        return anyio.run(run, Location.of(configuration.settings.host.state_location))
    except (NameTaken, NotStored) as error:
        fail(ExitCode.FAILED, str(error))
    except StoreUnavailable as error:
        fail(ExitCode.UNREACHABLE, str(error))
    except StoreError as error:
        fail(ExitCode.CONFIGURATION, str(error))


def _until(expires: str) -> datetime:
    if not (match := _DURATION.fullmatch(expires)):
        fail(ExitCode.USAGE, f"--expires takes a number and s, m, h, d or w, such as 30d, not {expires!r}")
    try:
        return datetime.now(UTC) + timedelta(**{_UNITS[match[2]]: int(match[1])})
    except OverflowError:
        fail(ExitCode.USAGE, f"--expires {expires!r} is beyond the calendar, leave it out for a token without an end")


def _described(token: "StoredToken") -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "state": token.state(datetime.now(UTC)),
        "scopes": token.scopes,
        "sources": token.sources,
        "views": token.views,
        "write": token.write,
        "expires_at": token.expires_at,
        "created_at": token.created_at,
        "last_used_at": token.last_used_at,
        "revoked_at": token.revoked_at,
    }


def _globs(globs: list[str] | None) -> str:
    return "all" if globs is None else " ".join(glob or "''" for glob in globs)


def _minute(time: datetime | None) -> str | None:
    return time.strftime("%Y-%m-%d %H:%M") if time else None
