"""Wrong on purpose: its hook is a generator that raises late."""

from powerstrip_sdk import hookimpl


@hookimpl
def powerstrip_tools():
    yield from ()
    raise LookupError("it was going so well")
