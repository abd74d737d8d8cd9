"""The root of its parameters is a union."""

from pydantic import BaseModel, ConfigDict, Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import Tool, tool


class Either(BaseModel):
    """One of the two must be given."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["label"]}, {"required": ["number"]}]})

    label: str = Field(default="", description="What goes in.")
    number: int = Field(default=0, description="How many go in.")


async def fill(connection, call, params):
    return ""


@tool(read_only=False)
async def nothing() -> str:
    """Do nothing."""
    return ""


FILL = Tool(
    name="fill",
    connector="drawer",
    description="Fill one drawer.",
    params=Either,
    run=fill,
    result=nothing.result,
    read_only=False,
)
powerstrip_connectors, powerstrip_tools = hooks(Drawers, FILL)
