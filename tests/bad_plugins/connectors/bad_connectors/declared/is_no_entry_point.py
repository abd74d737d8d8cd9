"""Its package names no entry point for it."""

from bad_connectors.honest import hooks

powerstrip_connectors, powerstrip_tools = hooks()
