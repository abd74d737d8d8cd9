"""The JSON Schema of `powerstrip.toml`, for editors: built from the host's and the connectors' own models."""

from collections.abc import Iterable
from typing import Any

from powerstrip.settings import Settings, SourceSettings
from powerstrip_sdk import Connector

__all__ = ["configuration_schema"]

#: What may stand in place of a secret, or of any other text, of a connector.
_REFERENCE = {
    "oneOf": [
        {
            "type": "object",
            "properties": {kind: {"type": "string", "description": description}},
            "required": [kind],
            "additionalProperties": False,
        }
        for kind, description in (("env", "Environment variable that holds it."), ("file", "File that holds it."))
    ]
}


def configuration_schema(connectors: Iterable[Connector]) -> dict[str, Any]:
    """Return the schema (2020-12) of the whole file.

    Args:
        connectors: whose options a source may have.
    """
    schema = Settings.model_json_schema()
    definitions = schema.setdefault("$defs", {})
    source_definitions = SourceSettings.model_json_schema()
    definitions.update(source_definitions.pop("$defs", {}))
    for connector in connectors:
        definitions[f"source_{connector.name}"] = _source(connector, source_definitions, definitions)
    choices = [{"$ref": f"#/$defs/{name}"} for name in sorted(definitions) if name.startswith("source_")]
    schema["properties"]["sources"] = {
        "type": "object",
        "title": "Sources",
        "additionalProperties": {"oneOf": choices} if choices else {"type": "object"},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "powerstrip.toml"}


def _source(connector: Connector, common: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    own = connector.config.model_json_schema()
    definitions.update(own.pop("$defs", {}))
    properties = {
        **common["properties"],
        "connector": {"const": connector.name},
        **{name: _or_reference(property_) for name, property_ in own["properties"].items()},
    }
    return {
        "type": "object",
        "title": connector.title or connector.name,
        "description": connector.description,
        "properties": properties,
        "required": ["connector", *own.get("required", [])],
        "additionalProperties": False,
    }


def _or_reference(schema: dict[str, Any]) -> dict[str, Any]:
    texts = {"string"} & {branch.get("type") for branch in [schema, *schema.get("anyOf", [])]}
    return {"anyOf": [schema, *_REFERENCE["oneOf"]], **_described(schema)} if texts else schema


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in ("title", "description") if key in schema}
