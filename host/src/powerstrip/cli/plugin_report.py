"""How loading the plugins ends, written to a file: a process of its own, for plugins that would end it."""

import sys
from pathlib import Path

__all__ = ["main"]


def main() -> None:
    """Load the plugins as the settings on stdin say, and write what became of them to the file that is named."""
    from dataclasses import asdict

    import orjson

    from powerstrip.logs import configure_logs
    from powerstrip.plugins import find_entry_points, load_plugins
    from powerstrip.settings import PluginSettings

    settings = PluginSettings.model_validate_json(sys.stdin.buffer.read())
    configure_logs(level="critical")
    registry = load_plugins(find_entry_points(), disabled=settings.disabled, enabled=settings.enabled)
    Path(sys.argv[1]).write_bytes(orjson.dumps([asdict(status) for status in registry.plugins.values()]))


if __name__ == "__main__":
    main()
