"""Wrong on purpose: its tool declares the argument that is the host's."""

from powerstrip_sdk import hookimpl, tool


@tool(connector="sqlite", read_only=True)
async def look(connection, source: str) -> str:
    """Look at a source."""
    return source


@hookimpl
def powerstrip_tools():
    return [look]
