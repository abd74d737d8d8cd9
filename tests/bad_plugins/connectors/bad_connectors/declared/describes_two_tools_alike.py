"""Two tools have one description."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, label: Annotated[str, Field(description="What goes in.")]) -> str:
    """Check that the source answers, with the server's version and the time of one round trip."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
