"""Templates from the operator's file: a statement and its parameters become a tool."""

import datetime
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic_core import SchemaError

from powerstrip.catalog import OfferedTool
from powerstrip.configuration import Configuration
from powerstrip.errors import Problem
from powerstrip.inspection import check_tool, exposed_name
from powerstrip.plugins import Registry
from powerstrip.settings import ParameterSettings, TemplateSettings
from powerstrip_sdk import Connector, DeclarationError
from powerstrip_sdk.names import TOOL_NAME
from powerstrip_sdk.sql import parameter_names, statement_template

__all__ = ["plan_templates"]

_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "uuid": uuid.UUID,
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class _Mistake(Exception):
    """What is wrong with a template, and with which of its keys."""

    def __init__(self, message: str, *path: str) -> None:
        super().__init__(message)
        self.path = path


class _Mistakes(Exception):
    """Everything that is wrong with a template."""

    def __init__(self, mistakes: list[_Mistake]) -> None:
        super().__init__()
        self.mistakes = mistakes


def plan_templates(
    configuration: Configuration, registry: Registry, *, only: str | None = None
) -> tuple[list[OfferedTool], list[Problem]]:
    """Turn every `[templates.NAME]` into a tool.

    A template for a connector whose plugin is installed but not loaded is left out; its plugin's reason is shown
    already.

    Args:
        configuration: the settings.
        registry: the loaded plugins, whose tools a template may not be named like.
        only: if given, the one source that is served; templates for others are not even looked at.
    """
    offered, problems, origins = [], [], configuration.origins
    taken = {exposed_name(tool, plugin): plugin for plugin, tool in registry.tools}
    for name, settings in configuration.settings.templates.items():
        # A name that cannot be is a mistake already, found with all the others.
        if not TOOL_NAME.fullmatch(name) or not _is_wanted(configuration, settings, only):
            continue
        try:
            planned = _plan(configuration, registry, name, settings)
            _check_not_taken(planned, taken)
            offered += [planned] if planned is not None else []
        except (_Mistake, _Mistakes) as error:
            mistakes = error.mistakes if isinstance(error, _Mistakes) else [error]
            problems += [origins.problem(("templates", name, *mistake.path), str(mistake)) for mistake in mistakes]
    return offered, problems


def _is_wanted(configuration: Configuration, settings: TemplateSettings, only: str | None) -> bool:
    served = configuration.settings.sources.get(only or "")
    if served is None:
        return True
    return settings.source == only if settings.source else settings.connector in (None, served.get("connector"))


def _plan(
    configuration: Configuration, registry: Registry, name: str, settings: TemplateSettings
) -> OfferedTool | None:
    connector_name = _connector_name(configuration, settings)
    connector = registry.connectors.get(connector_name)
    if connector is None:
        # Of a source without a usable connector the source's own message says all there is to say.
        if settings.source is not None or registry.why_missing(connector_name) is not None:
            return None
        known = ", ".join(sorted(registry.connectors)) or "none is installed"
        raise _Mistake(f"connector {connector_name!r} is unknown (known: {known})", "connector")
    params = _params_model(name, settings, connector)
    try:
        tool = statement_template(
            name=name,
            connector=connector.name,
            sql=settings.sql,
            params=params,
            description=settings.description,
            title=settings.title,
        ).as_tool()
        check_tool(tool, connector.name)
    except DeclarationError as error:
        raise _Mistake(str(error)) from error
    return OfferedTool(tool=tool, plugin=None, name=exposed_name(tool, connector.name), only_source=settings.source)


def _check_not_taken(planned: OfferedTool | None, taken: Mapping[str, str]) -> None:
    if planned is not None and planned.name in taken:
        raise _Mistake(f"tool {planned.name!r} is declared by plugin {taken[planned.name]!r} too, rename this one")


def _connector_name(configuration: Configuration, settings: TemplateSettings) -> str:
    if (settings.connector is None) == (settings.source is None):
        raise _Mistake("give either connector or source")
    if settings.connector is not None:
        return settings.connector
    source = configuration.settings.sources.get(str(settings.source))
    if source is None:
        known = ", ".join(configuration.settings.sources) or "none is configured"
        raise _Mistake(f"there is no source {settings.source!r} (known: {known})", "source")
    return str(source.get("connector", ""))


def _params_model(name: str, settings: TemplateSettings, connector: Connector) -> type[BaseModel]:
    if connector.dialect is None:
        raise _Mistake(f"connector {connector.name!r} does not speak SQL", "connector")
    mistakes = list(_statement_mistakes(settings, parameter_names(settings.sql, connector.dialect)))
    fields = {}
    for key, each in settings.params.items():
        try:
            fields[f"{key}_"] = _field(key, each)
        except _Mistake as mistake:
            mistakes.append(mistake)
    if mistakes:
        raise _Mistakes(mistakes)
    model: type[BaseModel] = create_model(  # type: ignore[call-overload]
        f"{name}_params", __config__=ConfigDict(extra="forbid", hide_input_in_errors=True), **fields
    )
    return model


def _statement_mistakes(settings: TemplateSettings, used: frozenset[str]) -> Iterator[_Mistake]:
    for key in sorted(used - set(settings.params)):
        yield _Mistake(f"the statement uses :{key}, which is not declared", "params")
    for key in sorted(set(settings.params) - used):
        yield _Mistake(f"the statement does not use :{key}", "params", key)


def _field(key: str, settings: ParameterSettings) -> tuple[Any, Any]:
    if key == "source":
        raise _Mistake("the name 'source' is the host's own", "params", key)
    if not _NAME.fullmatch(key):
        raise _Mistake("a name has letters, digits and _, and starts with a letter", "params", key)
    annotation = _annotation(key, settings)
    if settings.optional and settings.default is not None:
        raise _Mistake("give optional or default, not both", "params", key)
    if settings.optional:
        return annotation | None, Field(None, alias=key, description=settings.description or None)
    if settings.default is None:
        return annotation, Field(alias=key, description=settings.description or None)
    _check_value(annotation, settings.default, "params", key, "default")
    return annotation, Field(settings.default, alias=key, description=settings.description or None)


def _annotation(key: str, settings: ParameterSettings) -> Any:
    if settings.type != "array" and settings.items is not None:
        raise _Mistake("items is for array", "params", key, "items")
    kind = settings.items or "string" if settings.type == "array" else settings.type
    inner: Any = _scalar(key, settings, kind)
    if settings.enum is not None:
        for value in settings.enum:
            _check_value(inner, value, "params", key, "enum")
        inner = Literal[tuple(_as_json(value) for value in settings.enum)]
    return list[inner] if settings.type == "array" else inner


def _as_json(value: Any) -> Any:
    """TOML has dates, clients send them as text, and the engine's connection reads the text."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def _scalar(key: str, settings: ParameterSettings, kind: str) -> Any:
    bounds: dict[str, Any] = {}
    if settings.minimum is not None or settings.maximum is not None:
        if kind not in ("integer", "number"):
            raise _Mistake("minimum and maximum are for integer and number", "params", key)
        bounds |= {"ge": settings.minimum, "le": settings.maximum}
    if settings.pattern is not None:
        if kind != "string":
            raise _Mistake("pattern is for string", "params", key, "pattern")
        bounds["pattern"] = settings.pattern
    scalar: Any = _TYPES[kind]
    if not bounds:
        return scalar
    annotation: Any = Annotated[scalar, Field(**bounds)]
    try:
        TypeAdapter(annotation)
    except SchemaError as error:
        # The engine takes time linear in the text, so a client cannot make it spin; it has no look-around for that.
        raise _Mistake("is no regular expression, or one with look-around", "params", key, "pattern") from error
    return annotation


def _check_value(annotation: Any, value: Any, *path: str) -> None:
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError as error:
        message = error.errors(include_input=False)[0]["msg"]
        raise _Mistake(f"{value!r} does not fit: {message[:1].lower()}{message[1:]}", *path) from error
