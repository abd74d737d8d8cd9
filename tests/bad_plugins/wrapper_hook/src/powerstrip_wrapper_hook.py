"""Wrong on purpose: it wraps the hooks of others."""

from powerstrip_sdk import hookimpl


@hookimpl(wrapper=True)
def powerstrip_tools():
    yield
    return []
