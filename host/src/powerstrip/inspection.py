"""What a declared connector or tool must satisfy before any client sees it, on top of what its record checks.

One bad schema would break the tool list for everybody, so each tool is checked alone against what it may look like on
the wire in every protocol era, and its plugin is refused if it does not pass.
"""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema_rs

from powerstrip.wire_shapes import misfit
from powerstrip_sdk import Connector, DeclarationError, Prompt, PromptArgument, Resource, Tool
from powerstrip_sdk.json_schema import input_schema
from powerstrip_sdk.names import MAX_EXPOSED_NAME
from powerstrip_sdk.text import check_texts

__all__ = [
    "OWN_TOOLS",
    "check_connector",
    "check_tool",
    "check_wire_tool",
    "exposed_name",
    "wire_prompt",
    "wire_resource",
    "wire_tool",
]

#: Names that no plugin's tool may be exposed under.
OWN_TOOLS = frozenset({"budget_status", "fetch_result", "list_sources"})


def exposed_name(tool: Tool, plugin: str) -> str:
    """Return the name under which a client calls a tool.

    Args:
        tool: the tool.
        plugin: name of the plugin that declares it.
    """
    return f"{tool.connector or plugin}_{tool.name}"


def wire_tool(tool: Tool, name: str, *, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a tool as `tools/list` shows it.

    Args:
        tool: the tool.
        name: its exposed name.
        schema: input schema, None for that of its params alone.
    """
    wire: dict[str, Any] = {
        "name": name,
        "title": tool.title or tool.name,
        "description": tool.description,
        "inputSchema": input_schema(tool.params) if schema is None else schema,
        "annotations": {
            "readOnlyHint": tool.read_only,
            "destructiveHint": tool.destructive,
            "idempotentHint": tool.idempotent,
            "openWorldHint": tool.open_world,
        },
    }
    if tool.result.schema is not None:
        wire["outputSchema"] = tool.result.schema
    return wire


def check_connector(connector: Connector) -> None:
    """Raise a `DeclarationError` if a connector cannot be offered."""
    if not inspect.iscoroutinefunction(connector.connect):
        raise DeclarationError(f"connector {connector.name!r}: connect must be an async function of the config")
    check_texts(connector.config.model_json_schema(), f"connector {connector.name!r}: config")
    check_texts({"title": connector.title, "description": connector.description}, f"connector {connector.name!r}")
    for resource in connector.resources:
        _check_async(resource.read, f"resource {resource.path!r}: read")
        _check_listed("resources", {"uri": "x://y", **wire_resource(resource)}, f"resource {resource.path!r}")
    for prompt in connector.prompts:
        _check_async(prompt.render, f"prompt {prompt.name!r}: render")
        _check_listed("prompts", wire_prompt(prompt, prompt.arguments), f"prompt {prompt.name!r}")
    if connector.scan is not None:
        _check_async(connector.scan, f"connector {connector.name!r}: scan")


def wire_resource(resource: Resource) -> dict[str, Any]:
    """Return what a list shows of a resource, beside its URI and name."""
    return {
        "name": resource.path,
        "title": resource.title,
        "description": resource.description,
        "mimeType": resource.mime_type,
    }


def wire_prompt(prompt: Prompt, arguments: Iterable[PromptArgument]) -> dict[str, Any]:
    """Return a prompt as `prompts/list` shows it.

    Args:
        prompt: the prompt.
        arguments: its own, and the host's.
    """
    return {
        "name": prompt.name,
        "title": prompt.title,
        "description": prompt.description,
        "arguments": [
            {"name": each.name, "description": each.description, "required": each.required} for each in arguments
        ],
    }


def check_tool(tool: Tool, plugin: str) -> None:
    """Raise a `DeclarationError` if a tool would break a client's tool list.

    Args:
        tool: the tool.
        plugin: name of the plugin that declares it.
    """
    name = exposed_name(tool, plugin)
    if len(name) > MAX_EXPOSED_NAME:
        raise DeclarationError(f"tool {name!r} has {len(name)} characters, clients take at most {MAX_EXPOSED_NAME}")
    check_wire_tool(wire_tool(tool, name))


def check_wire_tool(wire: dict[str, Any]) -> None:
    """Raise a `DeclarationError` if a tool as it is listed does not have the shape that both eras take."""
    for member in ("inputSchema", "outputSchema"):
        if member in wire:
            _check_schema(wire[member], f"tool {wire['name']!r}: {member}")
    _check_listed("tools", wire, f"tool {wire['name']!r}")


def _check_async(function: Any, what: str) -> None:
    if not inspect.iscoroutinefunction(function):
        raise DeclarationError(f"{what} must be an async function")


def _check_listed(kind: str, wire: dict[str, Any], what: str) -> None:
    check_texts(wire, what)
    if (where := misfit(kind, wire)) is not None:
        raise DeclarationError(f"{what} does not fit the protocol at {where}")


def _check_schema(schema: dict[str, Any], what: str) -> None:
    if schema.get("type") != "object":
        raise DeclarationError(f"{what} must be an object")
    if any(key in schema for key in ("oneOf", "anyOf", "allOf")):
        raise DeclarationError(f"{what} has alternatives at its root, which some clients refuse")
    if any(not reference.startswith("#") for reference in _references(schema)):
        raise DeclarationError(f"{what} refers to a schema elsewhere, which nobody may fetch")
    try:
        jsonschema_rs.meta.validate(schema)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        raise DeclarationError(f"{what} is no valid JSON Schema") from error


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)
