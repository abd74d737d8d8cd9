"""The JSON Schema of `powerstrip.toml`, for editors: built from the host's and the connectors' own models."""

from collections.abc import Iterable
from typing import Any

from powerstrip.settings import Settings, SourceSettings
from powerstrip_sdk import Connector

__all__ = ["configuration_schema"]

#: What may stand in place of a connector's option, for secrets above all.
_REFERENCES = [
    {
        "type": "object",
        "properties": {kind: {"type": "string", "description": description}},
        "required": [kind],
        "additionalProperties": False,
    }
    for kind, description in (("env", "Environment variable that holds it."), ("file", "File that holds it."))
]


def configuration_schema(connectors: Iterable[Connector]) -> dict[str, Any]:
    """Return the schema (2020-12) of the whole file.

    Args:
        connectors: whose options a source may have.
    """
    schema = Settings.model_json_schema()
    definitions = schema.setdefault("$defs", {})
    common = SourceSettings.model_json_schema()
    definitions.update(common.pop("$defs", {}))
    choices = []
    for connector in connectors:
        definitions[f"source_{connector.name}"] = _source(connector, common, definitions)
        choices.append({"$ref": f"#/$defs/source_{connector.name}"})
    schema["properties"]["sources"] = {
        "type": "object",
        "title": "Sources",
        "additionalProperties": {"oneOf": choices} if choices else {"type": "object"},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "powerstrip.toml"}


def _source(connector: Connector, common: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    # Two connectors may name their models alike, so each connector's definitions carry its name.
    own = connector.config.model_json_schema(ref_template=f"#/$defs/{connector.name}.{{model}}")
    definitions.update({f"{connector.name}.{name}": each for name, each in own.pop("$defs", {}).items()})
    return {
        "type": "object",
        "title": connector.title or connector.name,
        "description": connector.description,
        "properties": {
            **common["properties"],
            "connector": {"const": connector.name},
            **{name: _or_reference(name, option) for name, option in own["properties"].items()},
        },
        "required": ["connector", *own.get("required", [])],
        "additionalProperties": False,
    }


def _or_reference(name: str, option: dict[str, Any]) -> dict[str, Any]:
    if name == "additional_params":
        return option
    return {"anyOf": [option, *_REFERENCES], **{key: option[key] for key in ("title", "description") if key in option}}
