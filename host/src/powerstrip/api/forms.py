"""The JSON Schema of a connector's options, with what a form needs to know beside it."""

from typing import Any

from powerstrip.operator_fields import is_operator_field
from powerstrip_sdk import SourceConfig

__all__ = ["form_schema"]

#: From the type of JSON to what a form shows.
_WIDGETS = {"boolean": "checkbox", "integer": "number", "number": "number", "object": "json", "array": "json"}
_PATHS = ("path", "file-path", "directory-path")


def form_schema(model: type[SourceConfig]) -> dict[str, Any]:
    """Return the schema (2020-12) of a connector's options with `x-secret`, `x-operator-only`, `x-widget`, `x-order`.

    Args:
        model: of the options.
    """
    schema = model.model_json_schema()
    for order, (name, option) in enumerate(schema.get("properties", {}).items()):
        secret = _says(option, "writeOnly", (True,))
        option["x-order"] = order
        option["x-widget"] = "password" if secret else _widget(option)
        if secret:
            option["x-secret"] = True
        if is_operator_field(model, name):
            option["x-operator-only"] = True
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _widget(option: dict[str, Any]) -> str:
    if _says(option, "format", _PATHS):
        return "file"
    if any("enum" in each for each in _branches(option)):
        return "select"
    kinds = [each["type"] for each in _branches(option) if each.get("type") not in (None, "null")]
    return _WIDGETS.get(kinds[0], "text") if len(set(kinds)) == 1 else "json" if not kinds else "text"


def _says(option: dict[str, Any], key: str, values: tuple[Any, ...]) -> bool:
    return any(each.get(key) in values for each in _branches(option))


def _branches(option: dict[str, Any]) -> list[dict[str, Any]]:
    return [option, *option.get("anyOf", []), *option.get("oneOf", [])]
