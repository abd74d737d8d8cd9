"""The command `powerstrip` and its groups."""

from typing import Annotated

import typer

from powerstrip.cli import (
    audit,
    budget,
    config,
    demo,
    grade,
    keys,
    new,
    plugins,
    reload,
    serve,
    sources,
    store,
    token,
    tools,
)

__all__ = ["app", "main"]

app = typer.Typer(
    name="powerstrip",
    help="Many connectors, one MCP endpoint, one connection budget.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Help in boxes takes as long to import as everything else that help takes.
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("budget")(budget.budget)
app.command("reload")(reload.reload)
app.command("new")(new.new)
app.command("grade")(grade.grade)
app.add_typer(plugins.app, name="plugins")
app.add_typer(sources.app, name="sources")
app.add_typer(tools.app, name="tools")
app.add_typer(config.app, name="config")
app.add_typer(keys.app, name="keys")
app.add_typer(store.app, name="store")
app.add_typer(token.app, name="token")
app.add_typer(audit.app, name="audit")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"powerstrip {version('powerstrip')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Many connectors, one MCP endpoint, one connection budget."""


def main() -> None:
    """Run the command line."""
    app()
