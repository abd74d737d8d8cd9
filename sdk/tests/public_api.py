"""The public names of the SDK, as plain data that can be kept in a file and compared."""

import dataclasses
import enum
import functools
import importlib
import inspect
import re
import types
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from powerstrip_sdk import Connection, SourceConfig, hookspecs
from powerstrip_sdk.testing import ConnectorSuite

#: What `docs/sdk-versions.md` promises; what other modules hold may change at any time.
MODULES = (
    "powerstrip_sdk",
    "powerstrip_sdk.hookspecs",
    "powerstrip_sdk.plain",
    "powerstrip_sdk.sql",
    "powerstrip_sdk.testing",
    "powerstrip_sdk.text",
    "powerstrip_sdk.tier",
)
#: What authors subclass: nothing that they would have to implement may be added to these.
SUBCLASSED = (Connection, SourceConfig, ConnectorSuite)

_DEPRECATED = re.compile(r"deprecated since (?P<since>\d+\.\d+), goes in (?P<removed_in>\d+\.0): (?P<instead>.+)")
_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.VAR_POSITIONAL: "variable",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_KEYWORD: "variable",
}


def public_api() -> dict[str, Any]:
    """Return what each public module offers, by module and name."""
    return {name: module_api(importlib.import_module(name)) for name in MODULES}


def module_api(module: types.ModuleType) -> dict[str, Any]:
    """Return what one module offers, by name."""
    return {name: _entry(name, getattr(module, name)) for name in sorted(module.__all__)}


def _entry(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, types.FunctionType) and value.__module__ == hookspecs.__name__:
        # An implementation leaves out what it does not need.
        return {"kind": "hook", "parameters": dict.fromkeys(inspect.signature(value).parameters, "keyword, optional")}
    if isinstance(value, types.FunctionType):
        return {"kind": _kind(value, "function"), "parameters": _parameters(value), **_deprecation(name, value)}
    if isinstance(value, type):
        return {**_class(value), **_deprecation(name, value)}
    if get_origin(value) is Literal:
        return {"kind": "choice", "values": sorted(get_args(value))}
    if isinstance(value, (str, int)):
        return {"kind": "constant", "value": value}
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return {"kind": "choice", "values": sorted(value)}
    return {"kind": "value"}


def _class(value: type) -> dict[str, Any]:
    if issubclass(value, enum.Enum):
        return {"kind": "choice", "values": sorted(value.__members__)}
    entry: dict[str, Any] = {"kind": "class", "bases": _bases(value)}
    if (fields := _fields(value)) is not None:
        entry |= {"kind": "record", "fields": fields}
    elif (
        made := next((vars(base)["__init__"] for base in _ours(value) if "__init__" in vars(base)), None)
    ) is not None:
        entry["parameters"] = _parameters(made, skip_first=True)
    if issubclass(value, SUBCLASSED):
        entry["subclassed"] = True
    return {**entry, "members": _members(value, fields or {})}


def _bases(value: type) -> list[str]:
    return [base.__name__ for base in value.__mro__[1:] if base in _public_classes()]


@functools.cache
def _public_classes() -> set[type]:
    offered = [getattr(module, name) for module in map(importlib.import_module, MODULES) for name in module.__all__]
    return {value for value in offered if isinstance(value, type)}


def _ours(value: type) -> list[type]:
    """The class and its bases, without those of libraries."""
    named = [base for base in value.__mro__ if not base.__name__.startswith("_")]
    return [base for base in named if base is value or base.__module__.startswith("powerstrip_sdk.")]


def _fields(value: type) -> dict[str, str] | None:
    if issubclass(value, BaseModel):
        return {name: _required(field.is_required()) for name, field in value.model_fields.items()}
    if dataclasses.is_dataclass(value):
        missing = dataclasses.MISSING
        return {
            each.name: _required(each.default is missing and each.default_factory is missing)
            for each in dataclasses.fields(value)
        }
    return None


def _members(value: type, fields: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(_ours(value)):
        # What is only annotated has no value: whoever subclasses or implements it gives one.
        members = {**dict.fromkeys(inspect.get_annotations(base)), **vars(base)}
        for name, member in members.items():
            if not name.startswith(("_", "model_")) and name not in fields:
                found[name] = _member(name, member, has_value=name in vars(base))
    return dict(sorted(found.items()))


def _member(name: str, member: Any, *, has_value: bool) -> dict[str, Any]:
    function = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
    must = {"must_be_given": True} if getattr(member, "__isabstractmethod__", False) or not has_value else {}
    if isinstance(function, types.FunctionType) and name.startswith("test_"):
        return {"kind": "test"}
    if isinstance(function, types.FunctionType):
        parameters = _parameters(function, skip_first=not isinstance(member, staticmethod))
        return {"kind": _kind(function, "method"), "parameters": parameters, **must, **_deprecation(name, function)}
    if type(member).__name__ == "FixtureFunctionDefinition":
        return {"kind": "fixture"}
    if isinstance(member, str):
        return {"kind": "attribute", "value": member}
    return {"kind": "attribute", **must}


def _parameters(function: Any, *, skip_first: bool = False) -> dict[str, str]:
    parameters = list(inspect.signature(function).parameters.values())[int(skip_first) :]
    return {
        each.name: f"{_KINDS[each.kind]}, {_required(each.default is each.empty and _KINDS[each.kind] != 'variable')}"
        for each in parameters
    }


def _kind(function: Any, word: str) -> str:
    return f"async {word}" if inspect.iscoroutinefunction(function) else word


def _required(required: bool) -> str:
    return "required" if required else "optional"


def _deprecation(name: str, value: Any) -> dict[str, Any]:
    """What `typing_extensions.deprecated` says of a name; a decorated class keeps it in its own namespace alone."""
    text = vars(value).get("__deprecated__")
    if text is None:
        return {}
    said = _DEPRECATED.fullmatch(text)
    assert said is not None, f"{name}: say 'deprecated since 1.2, goes in 2.0: use ...', not {text!r}"
    return {"deprecated": said.groupdict()}
