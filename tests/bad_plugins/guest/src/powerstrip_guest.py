"""Wrong on purpose: its tool is for the connector of a plugin that is refused."""

from powerstrip_sdk import hookimpl, tool


@tool(connector="halfway", read_only=True)
async def look(connection) -> str:
    """Look at nothing."""
    return "nothing"


@hookimpl
def powerstrip_tools():
    return [look]
