"""`powerstrip plugins`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powerstrip.cli.output import (
    ConfigOption,
    ExitCode,
    JsonOption,
    configured,
    fail,
    first_sentence,
    print_json,
    print_table,
    print_unknown_plugins,
)

if TYPE_CHECKING:
    from powerstrip.configuration import Configuration
    from powerstrip.plugins import PluginStatus, Registry

__all__ = ["app"]

app = typer.Typer(help="See the installed plugins, and what is wrong with them.")
NameArgument = Annotated[str, typer.Argument(help="Name of the plugin.", show_default=False)]


@app.callback(invoke_without_command=True)
def _plugins(context: typer.Context, config: ConfigOption = None, json: JsonOption = False) -> None:
    """See the installed plugins, and what is wrong with them."""
    if context.invoked_subcommand is None:
        list_plugins(config, json)


@app.command("list")
def list_plugins(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the installed plugins, and why one is not loaded."""
    with configured(config) as configuration:
        registry = _load(configuration)
    print_unknown_plugins(registry)
    if json:
        print_json([{**asdict(status), "tier": _tier(status)} for status in registry.plugins.values()])
        return
    print_table(
        ("PLUGIN", "STATUS", "TIER", "PACKAGE", "CONNECTORS", "REASON"),
        [
            (
                status.name,
                status.status,
                _tier(status),
                f"{status.distribution} {status.version}",
                ", ".join(status.connectors),
                status.reason,
            )
            for status in registry.plugins.values()
        ],
        empty="no plugin is installed, try: pip install powerstrip-sqlite",
    )


@app.command("info")
def show_plugin(name: NameArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show one plugin: its package, and everything that it declares."""
    from powerstrip.plugin_facts import facts_of

    with configured(config) as configuration:
        registry = _load(configuration)
    _check_installed(name, list(registry.plugins))
    facts = facts_of(name, registry)
    if json:
        print_json({**asdict(facts), "tier": facts.tier.model_dump() if facts.tier else None})
        return
    tier = (facts.tier.tier or "none") if facts.tier else f"none: {facts.tier_reason}"
    for label, value in (
        ("plugin", f"{name} ({facts.status.status})"),
        ("why", facts.status.reason),
        ("what to do", facts.status.advice),
        ("package", f"{facts.status.distribution} {facts.status.version}"),
        ("tier", tier),
        ("summary", facts.summary),
        ("licence", facts.licence),
        ("contact", facts.contact),
    ):
        if value:
            typer.echo(f"{label + ':':<12}{value}")
    for each in facts.tier.missing if facts.tier else ():
        typer.echo(f"{'':<12}for {each.tier}: {each.what}: {each.why}")
    for connector in facts.connectors:
        typer.echo(f"\nconnector {connector.name}")
        print_table(
            ("OPTION", "TYPE", "DEFAULT", "DESCRIPTION"),
            [(each.name, each.type, each.shown_default, each.description) for each in connector.options],
            empty="it has no options of its own",
        )
    if facts.tools:
        typer.echo("")
        rows = [(each.name, each.kind, first_sentence(each.description)) for each in facts.tools]
        print_table(("TOOL", "KIND", "DESCRIPTION"), rows, empty="")


@app.command("doctor")
def examine_plugins(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Find what is wrong with the plugins, and say what to do about it.

    Versions are compared before anything is imported; loading is tried in a process of its own. Exits with 1 if
    something cannot be used.
    """
    with configured(config) as configuration:
        from powerstrip.diagnosis import diagnose
        from powerstrip.plugins import find_entry_points

        tables = configuration.settings.sources
        sources = {name: str(table.get("connector", "")) for name, table in tables.items()}
        findings = diagnose(find_entry_points(), configuration.settings.plugins, sources)
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            typer.echo(f"{finding.severity}: {finding.plugin or 'powerstrip'}: {finding.problem}")
            typer.echo(f"  {finding.advice}")
        if not findings:
            typer.echo("nothing is wrong with the plugins")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(ExitCode.FAILED)


@app.command("enable")
def enable_plugin(name: NameArgument, config: ConfigOption = None) -> None:
    """Load a plugin again, from the next start on.

    Writes powerstrip.toml, and leaves everything else in it as it is.
    """
    _switch(name, config, on=True)


@app.command("disable")
def disable_plugin(name: NameArgument, config: ConfigOption = None) -> None:
    """Load a plugin no more, from the next start on.

    Writes powerstrip.toml, and leaves everything else in it as it is.
    """
    _switch(name, config, on=False)


def _switch(name: str, config: Path | None, *, on: bool) -> None:
    with configured(config) as configuration:
        from powerstrip.plugin_switches import switch_plugin
        from powerstrip.plugins import find_entry_points

        settings = configuration.settings.plugins
        known = {each.name for each in find_entry_points()} | settings.disabled | (settings.enabled or frozenset())
        _check_installed(name, sorted(known))
        file = configuration.origins.file or Path("powerstrip.toml")
        changed = switch_plugin(file, name, on=on)
    state = "loaded" if on else "not loaded"
    when = f"from the next start on ({file})" if changed else f"already, as {file} says"
    typer.echo(f"plugin {name!r} is {state} {when}")


def _load(configuration: "Configuration") -> "Registry":
    from powerstrip.plugins import find_entry_points, load_plugins

    settings = configuration.settings.plugins
    return load_plugins(find_entry_points(), disabled=settings.disabled, enabled=settings.enabled)


def _tier(status: "PluginStatus") -> str | None:
    from powerstrip.plugin_facts import tier_of

    record, _ = tier_of(status)
    return record.tier if record else None


def _check_installed(name: str, known: list[str]) -> None:
    if name not in known:
        fail(ExitCode.FAILED, f"no plugin {name!r} is installed (installed: {', '.join(known) or 'none'})")
