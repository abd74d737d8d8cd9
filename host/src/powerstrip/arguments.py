"""What a client wrote: which source, and the tool's own arguments."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from powerstrip.catalog import BoundTool, View
from powerstrip.errors import CallError
from powerstrip.sources import Source

__all__ = ["choose_source", "validate_arguments"]

#: Sources that a message names.
_NAMED = 10


def choose_source(bound: BoundTool, view: View, arguments: Mapping[str, Any]) -> Source | None:
    """Return the source that a call is for, None for a tool without one.

    Args:
        bound: the tool.
        view: through which the client looks.
        arguments: as the client gave them.

    Raises:
        CallError: `unknown_source` if there is no such source, whatever the schema says; `source_broken` if there is
            one whose plugin is not loaded; `refused_read_only` if the tool writes and the source is only read.
    """
    if not bound.sources:
        return None
    name = arguments.get("source", bound.default_source) if bound.takes_source else bound.default_source
    if name is None:
        raise CallError("unknown_source", f"say which source: {_some(bound.sources)}")
    if not isinstance(name, str):
        raise CallError("unknown_source", f"source is the name of one, as text: {_some(bound.sources)}")
    if (source := bound.sources.get(name)) is not None:
        return source
    raise _not_for(name, bound, view)


def _not_for(name: str, bound: BoundTool, view: View) -> CallError:
    known = _some(bound.sources)
    other = view.sources.get(name)
    if other is None:
        return CallError("unknown_source", f"there is no source {name!r} here, there is: {known}")
    if other.plan.connector is None:
        return CallError("source_broken", f"source {name!r} cannot be used: {other.reason}")
    kind = other.plan.connector.name
    if kind == bound.tool.connector and not bound.tool.read_only:
        return CallError("refused_read_only", f"source {name!r} is only read, this tool writes to: {known}")
    return CallError("unknown_source", f"source {name!r} is of connector {kind!r}, this tool is for: {known}")


def validate_arguments(bound: BoundTool, arguments: Mapping[str, Any]) -> BaseModel:
    """Return the tool's params.

    Args:
        bound: the tool.
        arguments: as the client gave them; `source` is passed over.

    Raises:
        CallError: `invalid_arguments` with what is wrong with the first arguments; no value is repeated.
    """
    # What validates may change what it is given, and the audit is to tell what came.
    given = dict(arguments)
    if bound.takes_source:
        given.pop("source", None)
    try:
        # What `model_validate` does, whose options take longer than a small model.
        validated: BaseModel = bound.tool.params.__pydantic_validator__.validate_python(given)
    except ValidationError as error:
        raise CallError("invalid_arguments", "; ".join(_complaints(error, bound))) from None
    return validated


def _complaints(error: ValidationError, bound: BoundTool) -> list[str]:
    complaints = []
    for each in error.errors(include_url=False, include_input=False, include_context=False)[:3]:
        where = ".".join(str(key) for key in each["loc"])
        if each["type"] == "extra_forbidden":
            known = ", ".join(bound.wire["inputSchema"]["properties"]) or "none"
            complaints.append(f"unknown argument {where!r} (known: {known})")
        elif each["type"] == "missing":
            complaints.append(f"argument {where!r} is required")
        else:
            message = each["msg"].removeprefix("Value error, ")
            complaints.append(f"argument {where!r}: {message[:1].lower()}{message[1:]}")
    return complaints


def _some(sources: Mapping[str, Source]) -> str:
    names = list(sources)
    more = f" and {len(names) - _NAMED} more, see list_sources" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
