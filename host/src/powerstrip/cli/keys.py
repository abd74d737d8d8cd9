"""`powerstrip keys`."""

import os
from typing import TYPE_CHECKING, Any

import typer

from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, configured, fail, print_json, print_table

if TYPE_CHECKING:
    from powerstrip.configuration import Configuration
    from powerstrip.secrets import Vault
    from powerstrip.store import Location, Rotation

__all__ = ["app"]

_HELP = """Make and change the key that seals the secrets of stored sources.

Keys are read from POWERSTRIP_KEY, else from the file that host.key_file names, and from no other place. Both may hold
several, parted by white space: the first seals, and each opens what it has sealed.
"""
app = typer.Typer(help=_HELP, no_args_is_help=True)


@app.command("generate")
def generate() -> None:
    """Print a new random key, and nothing else.

    For a file that nobody else may read: (umask 077; powerstrip keys generate > powerstrip.key)
    """
    from powerstrip.secrets import generate_key

    typer.echo(generate_key())


@app.command("rotate")
def rotate(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Seal every stored secret with the first key.

    A running host goes on, and nothing that it writes is lost. First put the new key before the old one, in
    POWERSTRIP_KEY or the key file, and restart the host with both. Then run this. When `powerstrip keys status` shows
    no row of the old key any more, take the old key away.
    """
    with configured(config) as configuration:
        location, vault = _opened(configuration)
    import anyio

    rotation = anyio.run(_rotate, location, vault)
    if json:
        print_json({"rewrapped": rotation.rewrapped, "refused": rotation.refused})
    else:
        typer.echo(f"{rotation.rewrapped} of the stored secrets are newly sealed with the key {vault.key_id}")
    for reason in rotation.refused.values():
        typer.echo(reason, err=True)
    if rotation.refused:
        fail(ExitCode.FAILED, f"{len(rotation.refused)} of the stored secrets keep their key")


@app.command("status")
def status(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show which keys are here, and which are in use.

    Every stored secret is opened on trial.
    """
    with configured(config) as configuration:
        location, vault = _opened(configuration, needs_key=False)
    import anyio

    rows = anyio.run(_look, location, vault)
    if json:
        print_json(rows)
    else:
        print_table(
            ("KEY", "ROLE", "ROWS", "OPENED"),
            [(row["key"], row["role"], row["rows"], row["opened"]) for row in rows],
            empty="there is no key, and nothing is sealed: powerstrip keys generate makes one",
        )
    if closed := sum(row["rows"] - row["opened"] for row in rows):
        fail(ExitCode.FAILED, f"{closed} of the stored secrets cannot be opened: {vault.reason or 'see OPENED'}")


def _opened(configuration: "Configuration", *, needs_key: bool = True) -> tuple["Location", "Vault"]:
    """Return the store's location and the vault; a key that is refused, and one that is missing, end the command."""
    import anyio

    from powerstrip.secrets import KeyRefused, open_vault
    from powerstrip.store import Location, StoreError

    host = configuration.settings.host
    try:
        vault = anyio.run(open_vault, os.environ, host.key_file)
        location = Location.of(host.state_location)
    except (KeyRefused, StoreError) as error:
        fail(ExitCode.CONFIGURATION, str(error))
    if needs_key and vault.reason:
        fail(ExitCode.CONFIGURATION, vault.reason)
    return location, vault


async def _rotate(location: "Location", vault: "Vault") -> "Rotation":
    from powerstrip.store import Rotation, StoreError, StoreOnDemand

    try:
        async with StoreOnDemand(location, vault) as on_demand:
            store = await on_demand.if_exists()
            return await store.rotate_keys() if store else Rotation(rewrapped=0, refused={})
    except StoreError as error:
        fail(ExitCode.UNREACHABLE, str(error))


async def _look(location: "Location", vault: "Vault") -> list[dict[str, Any]]:
    from powerstrip.store import StoreError, StoreOnDemand

    try:
        async with StoreOnDemand(location, vault) as on_demand:
            store = await on_demand.if_exists()
            used = await store.look_at_keys() if store else {}
    except StoreError as error:
        fail(ExitCode.UNREACHABLE, str(error))
    roles = {key_id: "former" if position else "current" for position, key_id in enumerate(vault.key_ids)}
    return [
        {
            "key": key_id,
            "role": roles.get(key_id, "missing"),
            "rows": used[key_id].rows if key_id in used else 0,
            "opened": used[key_id].opened if key_id in used else 0,
        }
        for key_id in dict.fromkeys([*roles, *used])
    ]
