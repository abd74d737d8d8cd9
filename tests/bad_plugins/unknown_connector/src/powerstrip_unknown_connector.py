"""Wrong on purpose: its tool is for a connector that nobody has."""

from powerstrip_sdk import hookimpl, tool


@tool(connector="nowhere", read_only=True)
async def look(connection) -> str:
    """Look at nothing."""
    return "nothing"


@hookimpl
def powerstrip_tools():
    return [look]
