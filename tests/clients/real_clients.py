"""Three clients that other people wrote, each listing and calling tools in either era of the protocol."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from mcp import Client, StdioServerParameters
from node import Node

#: The revision that each era's newest clients speak.
ERAS = {"legacy": "2025-11-25", "modern": "2026-07-28"}

#: Where the server is: an address, or a command.
Target = str | list[str]
#: Tools to call, with their arguments.
Calls = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a client saw.

    Args:
        revision: of the protocol, None where the client does not tell.
        tools: names, in the order of the list.
        answers: text of the first block of each call's answer.
    """

    revision: str | None
    tools: Sequence[str]
    answers: Sequence[str]


async def python(_node: Node, target: Target, era: str, calls: Calls) -> Seen:
    """The Python SDK's client."""
    server = target if isinstance(target, str) else StdioServerParameters(command=target[0], args=target[1:])
    async with Client(server, mode="legacy" if era == "legacy" else ERAS[era], cache=None) as client:
        listed = await client.list_tools()
        answered = [await client.call_tool(name, dict(arguments)) for name, arguments in calls.items()]
        return Seen(
            revision=client.protocol_version,
            tools=[tool.name for tool in listed.tools],
            answers=[answer.content[0].text for answer in answered],
        )


async def typescript(node: Node, target: Target, era: str, calls: Calls) -> Seen:
    """The TypeScript SDK's client."""
    mode = "legacy" if era == "legacy" else {"pin": ERAS[era]}
    task = {"target": target, "mode": mode, "calls": list(calls.items())}
    ended = await node.run("typescript_client.mjs", json.dumps(task))
    assert ended.code == 0, ended.err
    return Seen(**orjson.loads(ended.out))


async def inspector(node: Node, target: Target, era: str, calls: Calls) -> Seen:
    """The Inspector's command line, which is one process for each request and tells the revision to nobody."""
    listed = await _inspect(node, target, era, "tools/list")
    answered = [
        await _inspect(node, target, era, "tools/call", "--tool-name", name, "--tool-args-json", json.dumps(arguments))
        for name, arguments in calls.items()
    ]
    return Seen(
        revision=None,
        tools=[tool["name"] for tool in listed["tools"]],
        answers=[answer["content"][0]["text"] for answer in answered],
    )


async def _inspect(node: Node, target: Target, era: str, method: str, *options: str) -> Any:
    where = ["--server-url", target, "--transport", "http"] if isinstance(target, str) else []
    command = [] if isinstance(target, str) else ["--", *target]
    ended = await node.run(
        "inspector", "--cli", *where, "--protocol-era", era, "--method", method, *options, "--format", "json", *command
    )
    assert ended.code == 0, ended.err
    return orjson.loads(ended.out)["result"]
