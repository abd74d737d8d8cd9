"""`powerstrip store`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, configured, fail, print_json, print_table

if TYPE_CHECKING:
    from powerstrip.store import Copied, Location

__all__ = ["app"]

app = typer.Typer(help="Look after the store of what is made at run time.", no_args_is_help=True)


@app.command("import")
def import_store(
    file: Annotated[Path, typer.Argument(help="The store to copy, a file of SQLite.", exists=True, dir_okay=False)],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Copy another store into the one that host.state names.

    This moves a store to PostgreSQL, for example. What is there already stays as it is, so this can be run again.
    Secrets stay sealed with the keys that they are sealed with. Stop the hosts that use either store before.
    """
    import anyio

    from powerstrip.store import Location, StoreError

    with configured(config) as configuration:
        state = configuration.settings.host.state_location
    try:
        origin, target = Location.of(file), Location.of(state)
        if origin == target:
            fail(ExitCode.USAGE, f"{str(file)!r} is the store that host.state names, name the other one")
        copied = anyio.run(_copy, origin, target)
    except StoreError as error:
        fail(ExitCode.UNREACHABLE, str(error))
    if json:
        print_json({name: {"read": each.read, "written": each.written} for name, each in copied.items()})
    else:
        rows = [(name, each.read, each.written) for name, each in copied.items()]
        print_table(("TABLE", "READ", "WRITTEN"), rows, empty="")


async def _copy(origin: "Location", target: "Location") -> "dict[str, Copied]":
    from powerstrip.store import open_store

    async with await open_store(origin) as old, await open_store(target) as new:
        return await new.copy_from(old)
