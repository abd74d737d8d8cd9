"""A parameter is not described."""

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, label: str) -> str:
    """Fill one drawer."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
