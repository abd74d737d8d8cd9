"""Serve the installed veteran over MCP, use all that it declares, and print what a client got as JSON."""

import dataclasses
import inspect
import json
from typing import Any

import anyio
from mcp.types import ElicitResult, PromptReference

import powerstrip_sdk
from powerstrip.logs import configure_logs
from powerstrip.testing import RunningHost, running_host
from powerstrip_sdk import hookspecs

CONFIG = {
    "sources": {
        "old": {"connector": "veteran", "token": "sesame"},
        "wrong": {"connector": "veteran", "token": "barley"},
        "memory": {"connector": "veteransql", "read_only": False, "writes": "allow"},
    }
}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("veteran_agree", {}),
    ("veteran_by_hand", {"source": "old"}),
    ("veteran_by_hand", {"source": "wrong"}),
    ("veteran_count_sold", {"source": "old", "product": "lamp"}),
    ("veteran_count_sold", {"source": "old", "product": "moon"}),
    ("veteran_draw_orders", {"source": "old"}),
    ("veteran_list_orders", {"source": "old"}),
    ("veteran_orders_of", {"source": "old", "product": "lamp"}),
    ("veteransql_describe_table", {"table": "orders"}),
    ("veteransql_execute_query", {"query": "SELECT product FROM orders WHERE id = :id", "params": {"id": 2}}),
    ("veteransql_execute_query", {"query": "SELECT moon"}),
    ("veteransql_get_table_stats", {"table": "orders"}),
    ("veteransql_orders_above", {"pieces": 2}),
    ("veteransql_select_query", {"table": "orders", "columns": ["id"], "limit": 1}),
    ("veteransql_execute_statements", {"statements": ["DELETE FROM orders WHERE id < 3"]}),
]
RESOURCES = ("powerstrip://old/city", "powerstrip://old/sold/cable", "powerstrip://memory/schema")
PROMPTS = (("introduce_orders", {"source": "old", "product": "lamp"}), ("introduce_source", {"source": "memory"}))


async def agrees(*_: Any) -> ElicitResult:
    """Answer every question like somebody who agrees."""
    return ElicitResult(action="accept", content={"agreed": True})


async def used(host: RunningHost) -> dict[str, Any]:
    """Return what a client of the host got."""
    async with host.client(elicitation_callback=agrees) as client:
        listed = (await client.list_tools()).tools
        completed = await client.complete(
            PromptReference(name="introduce_orders"),
            {"name": "product", "value": "l"},
            context_arguments={"source": "old"},
        )
        return {
            "tools": {
                each.name: [each.description, each.input_schema, each.output_schema]
                for each in listed
                if each.name.startswith("veteran")
            },
            "answers": [[name, *blocks((await client.call_tool(name, given)).content)] for name, given in CALLS],
            "resources": {uri: blocks((await client.read_resource(uri)).contents) for uri in RESOURCES},
            "prompts": [
                (await client.get_prompt(name, given)).messages[0].content.text.splitlines()[0]
                for name, given in PROMPTS
            ],
            "completed": completed.completion.values,
        }


def blocks(content: list[Any]) -> list[Any]:
    """Return texts, as what they say in JSON where they do, and the types of other blocks."""
    return [_said(each.text) if hasattr(each, "text") else each.mime_type for each in content]


def _said(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text


async def main() -> None:
    """Serve, use and print."""
    configure_logs(level="error")
    async with running_host(CONFIG) as host:
        got = await used(host)
    sdk = {
        "fields of a tool": [each.name for each in dataclasses.fields(powerstrip_sdk.Tool)],
        "parameters of a hook": list(inspect.signature(hookspecs.powerstrip_tools).parameters),
    }
    print(json.dumps({"sdk": sdk, "client": got}))  # noqa: T201 - this is what it is for


if __name__ == "__main__":
    anyio.run(main)
