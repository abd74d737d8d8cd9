"""The description of a parameter says no more than its name."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, label: Annotated[str, Field(description="Label.")]) -> str:
    """Fill one drawer."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
