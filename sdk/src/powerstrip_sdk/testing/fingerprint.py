"""A file beside the tests that holds what clients and operators rely on, so that no change of it goes unseen."""

import difflib
import inspect
import json
import os
from pathlib import Path
from typing import Any

from powerstrip_sdk.connector import Connector
from powerstrip_sdk.json_schema import input_schema
from powerstrip_sdk.testing.declared import Declared
from powerstrip_sdk.tool import Tool

__all__ = ["ACCEPT", "accepts", "difference", "fingerprint", "fingerprint_file"]

#: The environment variable with which the file is written.
ACCEPT = "POWERSTRIP_ACCEPT"


def fingerprint(declared: Declared, connector: str) -> dict[str, Any]:
    """Return the names and schemas of one connector, without the texts, which may change at any time.

    Args:
        declared: what the plugin declares.
        connector: the connector's name; tools without a connector are told with each.
    """
    record = declared.connector(connector)
    tools = [tool for tool in declared.callable if tool.connector in (connector, None)]
    return {
        "config": _without_texts(input_schema(record.config)),
        "prompts": _prompts(record),
        "resources": {each.path: each.mime_type for each in record.resources},
        "tools": {tool.name: _tool(tool) for tool in tools},
    }


def fingerprint_file(suite: type, connector: str) -> Path:
    """Return where the fingerprint of a connector is kept.

    Args:
        suite: the author's class; the file lies beside the one in which it is written.
        connector: the connector's name.
    """
    return Path(inspect.getfile(suite)).with_name(f"fingerprint-{connector}.json")


def difference(found: dict[str, Any], file: Path) -> str:
    """Return what differs between a fingerprint and the file, as a unified diff; empty if nothing does.

    Args:
        found: what is declared now.
        file: what was accepted.
    """
    kept = file.read_text(encoding="utf-8").splitlines()
    now = _written(found).splitlines()
    return "\n".join(difflib.unified_diff(kept, now, file.name, "declared now", lineterm=""))


def accepts(found: dict[str, Any], file: Path) -> bool:
    """Write the fingerprint if the environment asks for it, and return whether it did.

    Args:
        found: what is declared now.
        file: what is written.
    """
    if not os.environ.get(ACCEPT):
        return False
    file.write_text(_written(found), encoding="utf-8")
    return True


def _written(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _prompts(connector: Connector) -> dict[str, Any]:
    return {
        prompt.name: {argument.name: "required" if argument.required else "optional" for argument in prompt.arguments}
        for prompt in connector.prompts
    }


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "destructive": tool.destructive,
        "idempotent": tool.idempotent,
        "input": _without_texts(input_schema(tool.params)),
        "output": _without_texts(tool.result.schema),
        "read_only": tool.read_only,
        "result": tool.result.kind,
    }


def _without_texts(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_texts(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if not (key in _TEXTS and isinstance(value, str))}
    return {
        key: {name: _without_texts(each) for name, each in value.items()}
        if key == "properties"
        else value
        if key in _VALUES
        else _without_texts(value)
        for key, value in kept.items()
    }


_TEXTS = ("description", "title")
_VALUES = ("const", "default", "enum", "examples")
