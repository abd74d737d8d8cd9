"""`powerstrip sources add`, `edit`, `remove` and `toggle`: sources that are not written in the file."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from powerstrip.cli.options import (
    Given,
    SecretEnvOption,
    SecretFileOption,
    SetOption,
    is_terminal,
    prompt,
    read_options,
)
from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, fail, print_json

if TYPE_CHECKING:
    from powerstrip.cli.rest import Rest

__all__ = ["ConnectorOption", "ManagedUrlOption", "StoreOption", "add", "edit", "remove", "toggle", "try_options"]

NameArgument: TypeAlias = Annotated[str, typer.Argument(help="Name of the source.")]
ConnectorOption: TypeAlias = Annotated[
    str | None, typer.Option("--connector", metavar="KIND", help="Kind of the source, as powerstrip plugins lists it.")
]
ManagedUrlOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--url", help="The host's address; else the one of host.bind, if a host answers there."),
]
StoreOption: TypeAlias = Annotated[
    bool, typer.Option("--store", help="Write to the store itself; a running host then takes powerstrip reload.")
]


def add(
    name: NameArgument,
    *,
    connector: ConnectorOption = None,
    values: SetOption = None,
    secret_file: SecretFileOption = None,
    secret_env: SecretEnvOption = None,
    config: ConfigOption = None,
    url: ManagedUrlOption = None,
    store: StoreOption = False,
    json: JsonOption = False,
) -> None:
    """Make a source that is kept in the store.

    A running host serves it at once. What the options leave open is asked for. Secrets are never taken from the command
    line.
    """
    from powerstrip.cli.rest import managing

    with managing(config, url=url, store=store) as rest:
        kind, given = _options_of(rest, connector, values, secret_file, secret_env)
        body = {"name": name, "connector": kind, "config": given.config, **given.settings}
        made = rest.send("POST", "/sources", body)
        _tell(rest, made, "is stored", json=json)


def edit(
    name: NameArgument,
    *,
    values: SetOption = None,
    secret_file: SecretFileOption = None,
    secret_env: SecretEnvOption = None,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", metavar="KEY", help="An option to take back. Repeat.")
    ] = None,
    rename: Annotated[str | None, typer.Option("--rename", metavar="NAME", help="Another name for it.")] = None,
    config: ConfigOption = None,
    url: ManagedUrlOption = None,
    store: StoreOption = False,
    json: JsonOption = False,
) -> None:
    """Change a stored source.

    New options of one that works are tried first, and nothing changes if they do not. Without an option that says what
    to change, everything is asked for, with what is there as the default.
    """
    from powerstrip.cli.rest import managing

    with managing(config, url=url, store=store) as rest:
        found, version = rest.get_versioned(f"/sources/{name}")
        _check_stored(found)
        schema = rest.get(f"/connectors/{found['connector']}")["config_schema"]
        given = read_options(schema, values, secret_file, secret_env)
        for key in unset or ():
            given.put(key, None)
        if not given and rename is None:
            if not is_terminal():
                fail(ExitCode.USAGE, "say what to change by --set, --unset, --secret-env, --secret-file or --rename")
            prompt(schema, given, found["config"] or {})
        patch = {**given.settings, **({"config": given.config} if given.config else {})}
        changed = rest.send("PATCH", f"/sources/{name}", patch | ({"name": rename} if rename else {}), version=version)
        _tell(rest, changed, "is stored", json=json)


def remove(
    name: NameArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
    url: ManagedUrlOption = None,
    store: StoreOption = False,
    json: JsonOption = False,
) -> None:
    """Remove a stored source with its secrets.

    Calls that run end as they began.
    """
    from powerstrip.cli.rest import managing

    with managing(config, url=url, store=store) as rest:
        found, version = rest.get_versioned(f"/sources/{name}")
        _check_stored(found)
        if not yes:
            if not is_terminal():
                fail(ExitCode.USAGE, f"nobody can be asked whether {name!r} is to be removed, say so with --yes")
            question = f"Remove {found['name']} ({found['connector']}) with its options and secrets?"
            if not typer.confirm(question, err=True):
                fail(ExitCode.FAILED, f"{name!r} stays")
        rest.send("DELETE", f"/sources/{name}", version=version)
        if json:
            print_json({"removed": found["name"], "id": found["id"]})
        else:
            typer.echo(f"{found['name']} is removed{_where(rest)}")


def toggle(
    name: NameArgument,
    *,
    on: Annotated[bool | None, typer.Option("--on/--off", help="Left out, the other of what it is.")] = None,
    config: ConfigOption = None,
    url: ManagedUrlOption = None,
    store: StoreOption = False,
    json: JsonOption = False,
) -> None:
    """Switch a stored source off, or on again.

    One that is off is kept, and not served.
    """
    from powerstrip.cli.rest import managing

    with managing(config, url=url, store=store) as rest:
        found = rest.get(f"/sources/{name}")
        _check_stored(found)
        active = not found["active"] if on is None else on
        changed = rest.send("POST", f"/sources/{name}/toggle", {"active": active})
        _tell(rest, changed, "is switched on" if active else "is switched off", json=json)


def try_options(
    rest: "Rest",
    connector: str | None,
    values: list[str] | None,
    secret_file: list[str] | None,
    secret_env: list[str] | None,
) -> dict[str, Any]:
    """Return how it went to connect with options that are not kept; what is not given is asked for.

    Args:
        rest: tries them.
        connector: of `--connector`.
        values: of `--set`.
        secret_file: of `--secret-file`.
        secret_env: of `--secret-env`.
    """
    kind, given = _options_of(rest, connector, values, secret_file, secret_env)
    return rest.send("POST", "/sources/test", {"connector": kind, "config": given.config, **given.settings})


def _options_of(
    rest: "Rest",
    connector: str | None,
    values: list[str] | None,
    secret_file: list[str] | None,
    secret_env: list[str] | None,
) -> tuple[str, Given]:
    """Return the kind and the options of a new source, asked for where they are not given."""
    if connector is None:
        known = [each["name"] for each in rest.get("/connectors")["items"]]
        listed = ", ".join(known) or "none, install a plugin"
        if not is_terminal():
            fail(ExitCode.USAGE, f"--connector is missing (installed: {listed})")
        connector = typer.prompt(f"connector ({listed})", err=True)
    schema = rest.get(f"/connectors/{connector}")["config_schema"]
    given = read_options(schema, values, secret_file, secret_env)
    prompt(schema, given)
    return connector, given


def _check_stored(found: dict[str, Any]) -> None:
    if found["origin"] == "file":
        fail(ExitCode.USAGE, f"source {found['name']!r} is written in the file, change it there and reload")


def _tell(rest: "Rest", document: dict[str, Any], done: str, *, json: bool) -> None:
    if json:
        print_json(document)
    else:
        typer.echo(f"{document['name']} {done}{_where(rest)}")


def _where(rest: "Rest") -> str:
    if rest.host is not None:
        return f", and the host at {rest.host} knows it"
    return "; a host that runs on this store reads it by powerstrip reload"
