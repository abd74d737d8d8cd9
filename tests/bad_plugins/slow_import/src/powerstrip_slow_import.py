"""Wrong on purpose: its import takes long; it works all the same."""

import time

from powerstrip_sdk import hookimpl, tool

time.sleep(1.2)


@tool(read_only=True)
async def yawn() -> str:
    """Yawn."""
    return "good morning"


@hookimpl
def powerstrip_tools():
    return [yawn]
