"""The schema of a result refers to another."""

from dataclasses import replace

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=False)
async def fill(connection: Drawers) -> list[str]:
    """Fill one drawer."""
    return []


FILL = replace(
    fill,
    result=replace(
        fill.result,
        schema={
            "type": "object",
            "properties": {"items": {"$ref": "#/$defs/items"}},
            "$defs": {"items": {"type": "array"}},
        },
    ),
)
powerstrip_connectors, powerstrip_tools = hooks(Drawers, FILL)
