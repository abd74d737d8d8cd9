"""Wrong on purpose: the name of its tool is too long for clients."""

from powerstrip_sdk import hookimpl, tool


@tool(read_only=True)
async def a_name_that_says_far_too_much() -> str:
    """Say a lot."""
    return "a lot"


@hookimpl
def powerstrip_tools():
    return [a_name_that_says_far_too_much]
