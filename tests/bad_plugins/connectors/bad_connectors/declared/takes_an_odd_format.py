"""A parameter has a format that no standard defines."""

from typing import Annotated

from pydantic import Field, FilePath

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers, file: Annotated[FilePath, Field(description="Where it is.")]) -> str:
    """Fill one drawer."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
