"""`powerstrip config`."""

from collections.abc import Sized

import typer

from powerstrip.cli.output import ConfigOption, configured, plan, print_json, print_unknown_plugins

__all__ = ["app"]

app = typer.Typer(help="Check the configuration, or describe what may stand in it.", no_args_is_help=True)


@app.command("check")
def check(config: ConfigOption = None) -> None:
    """Check everything without connecting to anything.

    SQL is the engine's to check, when it runs.
    """
    with configured(config) as configuration:
        planned = plan(configuration)
    where = configuration.origins.file or "no powerstrip.toml here, the defaults hold"
    typer.echo(f"ok: {where}: {_count(planned.sources, 'source')}, {_count(planned.templates, 'template')}")
    print_unknown_plugins(planned.registry)
    for source in planned.sources:
        if source.reason:
            typer.echo(f"source {source.name!r} cannot be used: {source.reason}", err=True)


def _count(things: Sized, what: str) -> str:
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"


@app.command("schema")
def schema(config: ConfigOption = None) -> None:
    """Print the JSON Schema of powerstrip.toml.

    It has the options of the installed connectors.
    """
    with configured(config) as configuration:
        from powerstrip.plugins import find_entry_points, load_plugins
        from powerstrip.schema import configuration_schema

        settings = configuration.settings.plugins
        registry = load_plugins(find_entry_points(), disabled=settings.disabled, enabled=settings.enabled)
        print_json(configuration_schema(registry.connectors.values()))
