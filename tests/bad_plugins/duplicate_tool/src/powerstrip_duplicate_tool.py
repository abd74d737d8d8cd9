"""Wrong on purpose: it declares a tool of another plugin's connector again."""

from powerstrip_sdk import hookimpl, tool


@tool(connector="sqlite", read_only=True)
async def list_tables(connection) -> str:
    """Say nothing."""
    return "nothing"


@hookimpl
def powerstrip_tools():
    return [list_tables]
