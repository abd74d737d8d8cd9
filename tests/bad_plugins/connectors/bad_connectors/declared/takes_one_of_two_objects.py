"""A parameter is a union that is told apart by a field."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


class Nut(BaseModel):
    """A thing of one kind."""

    kind: Literal["nut", "nuts"]


class Bolt(BaseModel):
    """A thing of another kind."""

    kind: Literal["bolt", "bolts"]


@tool(connector="drawer", read_only=False)
async def fill(
    connection: Drawers, thing: Annotated[Nut | Bolt, Field(description="What goes in.", discriminator="kind")]
) -> str:
    """Fill one drawer."""
    return ""


powerstrip_connectors, powerstrip_tools = hooks(Drawers, fill)
