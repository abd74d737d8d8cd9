"""A tool that says it only reads writes."""

from bad_connectors.honest import Link, hooks
from powerstrip_sdk import tool


@tool(connector="drawer", read_only=True)
async def count_labels(connection: Link) -> int:
    """Count what is in the drawers."""
    await connection.ask(write=True)
    return len(await connection.read("LABELS"))


powerstrip_connectors, powerstrip_tools = hooks(Link, count_labels)
SUITE = {"arguments": {}, "failing": {}, "values_tool": "count_labels"}
