"""Wrong on purpose: its hook returns no list."""

from powerstrip_sdk import hookimpl


@hookimpl
def powerstrip_connectors():
    return 42
