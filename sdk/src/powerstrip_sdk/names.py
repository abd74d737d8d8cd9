"""The rules for names, so that `<connector>_<tool>` can be read back and fits every client."""

import re

from powerstrip_sdk.errors import DeclarationError

__all__ = ["CONNECTOR_NAME", "MAX_EXPOSED_NAME", "SOURCE_NAME", "TOOL_NAME", "check_connector_name", "check_tool_name"]

CONNECTOR_NAME = re.compile(r"[a-z][a-z0-9]{0,15}")
TOOL_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
#: Names that an operator gives: sources and views.
SOURCE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
#: Clients allow 64 characters together with a prefix of their own.
MAX_EXPOSED_NAME = 48


def check_connector_name(name: str) -> None:
    """Raise a `DeclarationError` unless `name` can be a connector's."""
    if not CONNECTOR_NAME.fullmatch(name):
        raise DeclarationError(
            f"connector name {name!r} must be 1 to 16 lower-case letters and digits, and start with a letter"
        )


def check_tool_name(name: str, what: str = "tool") -> None:
    """Raise a `DeclarationError` unless `name` can be a tool's, template's or prompt's.

    Args:
        name: the name to check.
        what: the word for the message.
    """
    if not TOOL_NAME.fullmatch(name):
        raise DeclarationError(
            f"{what} name {name!r} must be 1 to 32 lower-case letters, digits and underscores, and start with a letter"
        )
