"""A connector that does everything right and speaks no SQL."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Link, hooks
from powerstrip_sdk import NotFound, tool


@tool(connector="drawer", read_only=True)
async def list_labels(connection: Link) -> list[str]:
    """List what is in the drawers."""
    return await connection.read("LABELS")


@tool(connector="drawer", read_only=True)
async def find_label(connection: Link, label: Annotated[str, Field(description="A label, written out.")]) -> str:
    """Find one label, and say in which drawer it is."""
    labels = await connection.read("LABELS")
    if label not in labels:
        raise NotFound(f"there is no label {label!r}, see list_labels")
    return f"drawer {labels.index(label)}"


powerstrip_connectors, powerstrip_tools = hooks(Link, list_labels, find_label)
