"""JSON Schemas that every client understands: one plain object, no references, no titles, no null branches."""

from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from powerstrip_sdk.errors import DeclarationError

__all__ = ["form_schema", "input_schema", "output_schema"]

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


def form_schema(model: type[BaseModel]) -> Schema:
    """Return the JSON Schema of a form for a person: like `input_schema`, but with the titles that people see.

    Args:
        model: a model of flat fields.

    Raises:
        DeclarationError: if the model refers to itself.
    """
    schema = model.model_json_schema(by_alias=True)
    inlined: Schema = _Rewriting(schema.pop("$defs", {}), nullable=False, titles=True).rewrite(schema)
    return {key: inlined[key] for key in ("type", "properties", "required") if key in inlined}


def _portable(schema: Schema, *, nullable: bool = False) -> Schema:
    rewritten: Schema = _Rewriting(schema.pop("$defs", {}), nullable=nullable, titles=False).rewrite(schema)
    return rewritten


class _Rewriting:
    """Inlines local references, and drops generated titles and the null branch of optional values where asked.

    Args:
        definitions: what references point to.
        nullable: whether null branches stay.
        titles: whether titles stay.
    """

    def __init__(self, definitions: Schema, *, nullable: bool, titles: bool) -> None:
        self._definitions = definitions
        self._nullable = nullable
        self._titles = titles

    def rewrite(self, node: Any, inside: tuple[str, ...] = ()) -> Any:
        """Return the node rewritten; `inside` names the definitions around it."""
        if isinstance(node, list):
            return [self.rewrite(item, inside) for item in node]
        if not isinstance(node, dict):
            return node
        # What is left of an optional value may be a reference.
        if not self._nullable and "anyOf" in node:
            node = _without_null(node)
        if "$ref" in node:
            return self._inline(node, inside)
        kept = {key: value for key, value in node.items() if self._titles or not _is_title(key, value)}
        return {key: self._member(key, value, inside) for key, value in kept.items()}

    def _member(self, key: str, value: Any, inside: tuple[str, ...]) -> Any:
        if key in ("properties", "patternProperties"):
            return {name: self.rewrite(item, inside) for name, item in value.items()}
        return value if key in ("default", "const", "enum", "examples") else self.rewrite(value, inside)

    def _inline(self, node: Schema, inside: tuple[str, ...]) -> Schema:
        name = node["$ref"].removeprefix("#/$defs/")
        if name in inside:
            raise DeclarationError(f"type {name!r} refers to itself, which not every client can read")
        beside = {key: value for key, value in node.items() if key != "$ref"}
        target: Schema = self.rewrite(self._definitions[name], (*inside, name))
        return {**target, **self.rewrite(beside, inside)}


def _is_title(key: str, value: Any) -> bool:
    return key == "title" and isinstance(value, str)


def _without_null(node: Schema) -> Schema:
    """Turn `anyOf: [X, null]` into `X`: the parameter may be left out instead, and null is accepted all the same."""
    branches = [branch for branch in node["anyOf"] if branch != {"type": "null"}]
    if len(branches) == len(node["anyOf"]):
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf" and not (key == "default" and value is None)}
    return {**branches[0], **rest} if len(branches) == 1 else {"anyOf": branches, **rest}
