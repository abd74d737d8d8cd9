"""The description of a tool was to be written later."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, label: Annotated[str, Field(description="What goes in.")]) -> str:
    """TODO: describe what this does."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
