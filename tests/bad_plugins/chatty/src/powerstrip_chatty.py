"""Wrong on purpose: it prints on stdout at import and in its hook; it works all the same."""

import os

from powerstrip_sdk import hookimpl, tool

print("hello from a plugin")  # noqa: T201


@tool(read_only=True)
async def chat() -> str:
    """Chat."""
    print("a word from a tool")  # noqa: T201
    os.write(1, b"a word past print\n")
    return "talk"


@hookimpl
def powerstrip_tools():
    print("hello from a hook")  # noqa: T201
    return [chat]
