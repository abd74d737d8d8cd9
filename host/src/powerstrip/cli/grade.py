"""`powerstrip grade`."""

from pathlib import Path
from typing import Annotated

import typer

from powerstrip.cli.output import ExitCode, fail

__all__ = ["grade"]


def grade(  # noqa: PLR0917 - each is an option
    folder: Annotated[Path, typer.Argument(help="Folder of the package, with its pyproject.toml.")] = Path(),
    pytest: Annotated[
        list[str] | None, typer.Argument(help="After --: arguments for pytest.", show_default=False)
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Report of a run of its tests, instead of running them now.", show_default=False)
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Fail if the file is not up to date; write nothing.")] = False,
    minimum: Annotated[str | None, typer.Option(help="Fail below this tier.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the record.")] = False,
) -> None:
    """Write into a plugin's package which tier its tests show.

    bronze, silver, gold and platinum are what its connectors show in the acceptance suite and what the package says
    about itself. What is missing for the next tier is printed.
    """
    try:
        from powerstrip_sdk.testing.grading import main
    except ModuleNotFoundError as error:
        fail(ExitCode.FAILED, f"grading takes {error.name!r}, run: pip install 'powerstrip-sdk[testing]'")
    options = [str(folder)]
    options += ["--report", str(report)] if report else []
    options += ["--check"] if check else []
    options += ["--minimum", minimum] if minimum else []
    options += ["--json"] if json else []
    raise typer.Exit(main([*options, "--", *(pytest or ())]))
