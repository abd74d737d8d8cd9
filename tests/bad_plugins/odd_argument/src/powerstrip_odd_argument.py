"""Wrong on purpose: its hook takes what it is never given."""

from powerstrip_sdk import hookimpl


@hookimpl
def powerstrip_tools(hosst):
    return []
