"""What clients and the models behind them are known to stumble over in the JSON Schema of a tool's arguments.

A client hands every tool's schema to a model's provider, and providers take different parts of JSON Schema. Most
answer one schema that they cannot read by refusing the whole list of tools, so that one parameter of one plugin takes
all other tools away. What is allowed here is what all of them take:

- The root is one object without `anyOf`, `oneOf` and `allOf`, which are refused there by Anthropic's API
  (https://github.com/makenotion/notion-mcp-server/issues/341), Bedrock, Vertex and Azure
  (https://github.com/DeusData/codebase-memory-mcp/issues/1524).
- No references (https://github.com/google-gemini/gemini-cli/pull/22210).
- An array has `items`, and they are one schema: anything else is refused by Visual Studio Code
  (https://github.com/microsoft/vscode/issues/244467), and `prefixItems` is misread by clients of draft 7.
- `type` is one word, not a list with "null" in it (https://github.com/sbroenne/mcp-server-excel/pull/674).
- The values of `enum` are strings (https://github.com/microsoft/azure-devops-mcp/issues/139).
- Other keywords than those below are refused by Gemini or Vertex (https://github.com/danny-avila/LibreChat/pull/13850)
  or by OpenAI (https://github.com/anomalyco/opencode/issues/32488).
- Formats that JSON Schema does not define are refused or warned about by validators, `uri` is refused by Gemini
  (https://github.com/punkpeye/mcp-remote/issues/118).
- Objects in objects go five levels deep, which is the least that a provider is known to allow.
"""

from collections.abc import Iterator
from typing import Any

__all__ = ["input_surprises", "output_surprises"]

_KEYWORDS = frozenset(
    {
        "additionalProperties",
        "anyOf",
        "default",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
    }
)
_INSTEAD = {
    "const": "write the constant as an enum of one value, or leave the parameter out",
    "discriminator": "take one object with optional fields in place of a union",
    "exclusiveMaximum": "use le= with the next smaller value",
    "exclusiveMinimum": "use ge= with the next larger value",
    "oneOf": "take one object with optional fields in place of a union",
    "prefixItems": "take an object or a list of one type in place of a tuple",
    "uniqueItems": "take a list in place of a set",
}
_TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_FORMATS = frozenset({"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"})
_DEEPEST = 5
#: A result's schema is read by clients alone, which need less care than models' providers.
_OUTPUT_REFUSED = frozenset({"$defs", "$dynamicRef", "$recursiveRef", "$ref", "discriminator", "prefixItems"})


def input_surprises(schema: dict[str, Any]) -> list[str]:
    """Say what in the schema of a tool's arguments some client does not read, with the place of it.

    Args:
        schema: as clients get it.
    """
    return [*_root(schema), *_inside(schema, "the root", 0)]


def output_surprises(schema: dict[str, Any]) -> list[str]:
    """Say what in the schema of a tool's result some client does not read.

    Args:
        schema: as clients get it.
    """
    return [*_root(schema), *(f"{key!r} is used" for key in sorted(_OUTPUT_REFUSED & set(_keywords(schema))))]


def _root(schema: dict[str, Any]) -> Iterator[str]:
    for key in ("allOf", "anyOf", "enum", "oneOf", "not"):
        if key in schema:
            yield f"the root has {key!r}"


def _inside(node: Any, place: str, depth: int) -> Iterator[str]:
    if not isinstance(node, dict):
        yield f"{place} is {node!r} in place of a schema"
        return
    if depth > _DEEPEST:
        yield f"{place} is nested more than {_DEEPEST} levels deep"
        return
    for key in sorted(node.keys() - _KEYWORDS):
        yield f"{place} uses {key!r}" + (f", {_INSTEAD[key]}" if key in _INSTEAD else "")
    yield from _values(node, place)
    for branch in node.get("anyOf", ()):
        yield from _inside(branch, f"a branch of {place}", depth)
    if "items" in node:
        yield from _inside(node["items"], f"an item of {place}", depth + 1)
    if isinstance(node.get("additionalProperties"), dict):
        yield from _inside(node["additionalProperties"], f"a value of {place}", depth + 1)
    for name, each in node.get("properties", {}).items():
        yield from _inside(each, f"{name!r}" if depth == 0 else f"{place}.{name}", depth + 1)


def _values(node: dict[str, Any], place: str) -> Iterator[str]:
    if "type" in node and not (isinstance(node["type"], str) and node["type"] in _TYPES):
        yield f"{place} has the type {node['type']!r}"
    if node.get("type") == "array" and "items" not in node:
        yield f"{place} is an array that does not say of what"
    if not all(isinstance(value, str) for value in node.get("enum", ())):
        yield f"{place} has values in its enum that are no strings: {node['enum']}"
    if node.get("format", "date") not in _FORMATS:
        yield f"{place} has the format {node['format']!r}"


def _keywords(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _keywords(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            if key == "properties":
                yield from (found for each in value.values() for found in _keywords(each))
            elif key not in ("const", "default", "enum", "examples"):
                yield from _keywords(value)
