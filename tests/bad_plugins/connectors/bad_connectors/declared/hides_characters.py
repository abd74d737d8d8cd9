"""A description holds a character that nobody sees."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, label: Annotated[str, Field(description="What goes in.")]) -> str:
    """Fill one drawer.\u200b"""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
