"""TOML, as far as configurations of servers need it."""

import json
from collections.abc import Mapping
from typing import Any


def document(values: Mapping[str, Any]) -> str:
    """Return a document, one line for each key.

    Args:
        values: of the document: tables, lists, texts, numbers, booleans.
    """
    return "".join(f"{name} = {_inline(value)}\n" for name, value in values.items())


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {_inline(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    # Texts, numbers and booleans are written as in JSON.
    return json.dumps(value)
