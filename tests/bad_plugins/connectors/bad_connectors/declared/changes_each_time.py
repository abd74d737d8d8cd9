"""What it declares depends on how often it was asked."""

from typing import Annotated

from pydantic import Field

from bad_connectors.honest import Drawers, hooks
from powerstrip_sdk import hookimpl, tool

powerstrip_connectors, _tools = hooks()
TIMES: list[int] = []


@hookimpl
def powerstrip_tools():
    TIMES.append(1)

    @tool(connector="drawer", read_only=False)
    async def fill(
        connection: Drawers, number: Annotated[int, Field(le=len(TIMES), description="How many go in.")]
    ) -> str:
        """Fill one drawer."""
        return ""

    return [*_tools(), fill]
