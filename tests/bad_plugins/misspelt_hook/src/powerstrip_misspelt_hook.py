"""Wrong on purpose: its hook is misspelt."""

from powerstrip_sdk import hookimpl


@hookimpl
def powerstrip_conectors():
    return []
