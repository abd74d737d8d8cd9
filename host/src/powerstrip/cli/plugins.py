"""`powerstrip plugins`."""

from dataclasses import asdict

from powerstrip.cli.output import ConfigOption, JsonOption, configured, print_json, print_table, print_unknown_plugins

__all__ = ["plugins"]


def plugins(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the installed plugins, and why one is not loaded."""
    with configured(config) as configuration:
        from powerstrip.plugins import find_entry_points, load_plugins

        settings = configuration.settings.plugins
        registry = load_plugins(find_entry_points(), disabled=settings.disabled, enabled=settings.enabled)
    print_unknown_plugins(registry)
    if json:
        print_json([asdict(status) for status in registry.plugins.values()])
        return
    print_table(
        ("PLUGIN", "STATUS", "PACKAGE", "CONNECTORS", "REASON"),
        [
            (
                status.name,
                status.status,
                f"{status.distribution} {status.version}",
                ", ".join(status.connectors),
                status.reason,
            )
            for status in registry.plugins.values()
        ],
        empty="no plugin is installed, try: pip install powerstrip-sqlite",
    )
