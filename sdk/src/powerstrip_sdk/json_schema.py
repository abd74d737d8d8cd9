"""JSON Schemas that every client understands: one plain object, no references, no titles, no null branches."""

from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from powerstrip_sdk.errors import DeclarationError

__all__ = ["input_schema", "output_schema"]

Schema = dict[str, Any]


def input_schema(model: type[BaseModel]) -> Schema:
    """Return the JSON Schema (2020-12) of a tool's arguments.

    Args:
        model: the pydantic model of the arguments.

    Raises:
        DeclarationError: if the model refers to itself, which not every client can read.
    """
    schema = _portable(model.model_json_schema(by_alias=True, mode="validation"))
    schema.pop("description", None)
    schema.setdefault("properties", {})
    schema["additionalProperties"] = False
    return schema


def output_schema(annotation: Any) -> Schema:
    """Return the JSON Schema of a tool's structured result; `annotation` must describe an object.

    Args:
        annotation: a pydantic model or another type that serializes to an object.

    Raises:
        DeclarationError: if the type refers to itself or its root is no object.
    """
    schema = TypeAdapter(annotation).json_schema(mode="serialization", schema_generator=GenerateJsonSchema)
    portable = _portable(schema, nullable=True)
    if portable.get("type") != "object":
        raise DeclarationError(f"a result of type {annotation!r} is no JSON object, return a pydantic model")
    return portable


def _portable(schema: Schema, *, nullable: bool = False) -> Schema:
    definitions = schema.pop("$defs", {})
    rewritten: Schema = _rewrite(schema, definitions, (), nullable=nullable)
    return rewritten


def _rewrite(node: Any, definitions: Schema, inside: tuple[str, ...], *, nullable: bool) -> Any:
    """Inline local references, drop generated titles and, for inputs, the null branch of optional values."""
    if isinstance(node, list):
        return [_rewrite(item, definitions, inside, nullable=nullable) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(node, definitions, inside, nullable=nullable)
    if not nullable and "anyOf" in node:
        node = _without_null(node)
    return {
        key: _rewrite_member(key, value, definitions, inside, nullable)
        for key, value in node.items()
        if not _is_title(key, value)
    }


def _rewrite_member(key: str, value: Any, definitions: Schema, inside: tuple[str, ...], nullable: bool) -> Any:
    if key in ("properties", "patternProperties"):
        return {name: _rewrite(item, definitions, inside, nullable=nullable) for name, item in value.items()}
    if key in ("default", "const", "enum", "examples"):
        return value
    return _rewrite(value, definitions, inside, nullable=nullable)


def _is_title(key: str, value: Any) -> bool:
    return key == "title" and isinstance(value, str)


def _inline(node: Schema, definitions: Schema, inside: tuple[str, ...], *, nullable: bool) -> Schema:
    name = node["$ref"].removeprefix("#/$defs/")
    if name in inside:
        raise DeclarationError(f"type {name!r} refers to itself, which not every client can read")
    beside = {key: value for key, value in node.items() if key != "$ref"}
    target: Schema = _rewrite(definitions[name], definitions, (*inside, name), nullable=nullable)
    return {**target, **_rewrite(beside, definitions, inside, nullable=nullable)}


def _without_null(node: Schema) -> Schema:
    """Turn `anyOf: [X, null]` into `X`: the parameter may be left out instead, and null is accepted all the same."""
    branches = [branch for branch in node["anyOf"] if branch != {"type": "null"}]
    if len(branches) == len(node["anyOf"]):
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf" and not (key == "default" and value is None)}
    return {**branches[0], **rest} if len(branches) == 1 else {"anyOf": branches, **rest}
