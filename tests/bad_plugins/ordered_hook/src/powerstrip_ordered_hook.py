"""Wrong on purpose: it wants to come first."""

from powerstrip_sdk import hookimpl


@hookimpl(tryfirst=True)
def powerstrip_tools():
    return []
