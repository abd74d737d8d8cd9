"""What this package declares to the host."""

from collections.abc import Iterable

from powerstrip_postgres_extras.templates import largest_tables, unused_indexes
from powerstrip_postgres_extras.tools import list_extensions
from powerstrip_sdk import Template, Tool, hookimpl

__all__ = ["powerstrip_templates", "powerstrip_tools"]


@hookimpl
def powerstrip_tools() -> Iterable[Tool]:
    """Declare the tool."""
    return [list_extensions]


@hookimpl
def powerstrip_templates() -> Iterable[Template]:
    """Declare the templates."""
    return [largest_tables, unused_indexes]
