"""A parameter is a tuple, which becomes prefixItems."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, size: Annotated[tuple[int, int], Field(description="Width and height.")]) -> str:
    """Fill one drawer."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
