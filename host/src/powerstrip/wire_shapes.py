"""What one item of a list must look like on the wire, for clients of every protocol revision.

The SDK of MCP has a model for every message of each revision, and takes longer to import than everything else that a
host needs to start. Plugins declare only tools, resources and prompts: the shapes of these are here, each as strict as
the stricter of 2025-11-25 and 2026-07-28. A test holds them to the SDK's models.
"""

from typing import Any

import jsonschema_rs

__all__ = ["misfit"]

_TEXT = {"type": ["string", "null"]}
_FLAG = {"type": ["boolean", "null"]}
_SCHEMA = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "$schema": _TEXT,
        "type": {"const": "object"},
        "properties": {"type": ["object", "null"], "additionalProperties": {"type": ["object", "boolean"]}},
        "required": {"type": ["array", "null"], "items": {"type": "string"}},
    },
}
_TOOL = {
    "type": "object",
    "required": ["name", "inputSchema"],
    "properties": {
        "name": {"type": "string"},
        "title": _TEXT,
        "description": _TEXT,
        "inputSchema": _SCHEMA,
        "outputSchema": {"anyOf": [_SCHEMA, {"type": "null"}]},
        "annotations": {
            "type": ["object", "null"],
            "properties": {
                "title": _TEXT,
                "readOnlyHint": _FLAG,
                "destructiveHint": _FLAG,
                "idempotentHint": _FLAG,
                "openWorldHint": _FLAG,
            },
        },
    },
}
_RESOURCE = {
    "type": "object",
    "required": ["uri", "name"],
    "properties": {
        "uri": {"type": "string"},
        "name": {"type": "string"},
        "title": _TEXT,
        "description": _TEXT,
        "mimeType": _TEXT,
    },
}
_ARGUMENT = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "title": _TEXT, "description": _TEXT, "required": _FLAG},
}
_PROMPT = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "title": _TEXT,
        "description": _TEXT,
        "arguments": {"type": ["array", "null"], "items": _ARGUMENT},
    },
}
_SHAPES = {
    kind: jsonschema_rs.Draft202012Validator(shape)
    for kind, shape in (("tools", _TOOL), ("resources", _RESOURCE), ("prompts", _PROMPT))
}


def misfit(kind: str, item: dict[str, Any]) -> str | None:
    """Return where an item of a list does not have the shape that clients take, None if it has.

    Args:
        kind: `tools`, `resources` or `prompts`, the member of the list's result.
        item: as it is listed.
    """
    try:
        error = next(iter(_SHAPES[kind].iter_errors(item)), None)
    except ValueError:
        return "something that is no JSON"
    return None if error is None else ".".join(str(key) for key in error.instance_path) or "its root"
