"""Templates from the operator's file: a statement and its parameters become a tool."""

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from powerstrip.catalog import OfferedTool
from powerstrip.configuration import Configuration
from powerstrip.errors import Problem
from powerstrip.inspection import check_tool, exposed_name
from powerstrip.plugins import Registry
from powerstrip.settings import ParameterSettings, TemplateSettings
from powerstrip_sdk import Connector, DeclarationError
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


class _Mistake(Exception):
    """What is wrong with a template, and with which of its keys."""

    def __init__(self, message: str, *path: str) -> None:
        super().__init__(message)
        self.path = path


def plan_templates(configuration: Configuration, registry: Registry) -> tuple[list[OfferedTool], list[Problem]]:
    """Turn every `[templates.NAME]` into a tool.

    A template for a connector whose plugin is installed but not loaded is left out; its plugin's reason is shown
    already.

    Args:
        configuration: the settings.
        registry: the loaded plugins, whose tools a template may not be named like.
    """
    offered, problems = [], []
    taken = {exposed_name(tool, plugin): plugin for plugin, tool in registry.tools}
    for name, settings in configuration.settings.templates.items():
        try:
            planned = _plan(configuration, registry, name, settings)
            _check_not_taken(planned, taken)
        except _Mistake as mistake:
            problems.append(configuration.origins.problem(("templates", name, *mistake.path), str(mistake)))
        else:
            offered += [planned] if planned is not None else []
    return offered, problems


def _plan(
    configuration: Configuration, registry: Registry, name: str, settings: TemplateSettings
) -> OfferedTool | None:
    connector_name = _connector_name(configuration, settings)
    connector = registry.connectors.get(connector_name)
    if connector is None:
        if registry.why_missing(connector_name) is not None:
            return None
        known = ", ".join(sorted(registry.connectors)) or "none is installed"
        raise _Mistake(f"connector {connector_name!r} is unknown (known: {known})", "connector")
    _check_statement(connector, settings)
    params = _params_model(name, settings)
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
        raise _Mistake(f"there is no source {settings.source!r}", "source")
    return str(source.get("connector", ""))


def _check_statement(connector: Connector, settings: TemplateSettings) -> None:
    if connector.dialect is None:
        raise _Mistake(f"connector {connector.name!r} does not speak SQL", "connector")
    used, declared = parameter_names(settings.sql, connector.dialect), set(settings.params)
    if missing := sorted(used - declared):
        raise _Mistake(f"the statement uses :{missing[0]}, which is not declared", "params")
    if unused := sorted(declared - used):
        raise _Mistake(f"the statement does not use :{unused[0]}", "params", unused[0])


def _params_model(name: str, settings: TemplateSettings) -> type[BaseModel]:
    fields = {f"{key}_": _field(key, each) for key, each in settings.params.items()}
    model: type[BaseModel] = create_model(  # type: ignore[call-overload]
        f"{name}_params", __config__=ConfigDict(extra="forbid", hide_input_in_errors=True), **fields
    )
    return model


def _field(key: str, settings: ParameterSettings) -> tuple[Any, Any]:
    if key == "source":
        raise _Mistake("the name 'source' is the host's own", "params", key)
    annotation = _annotation(key, settings)
    default = ... if settings.default is None else settings.default
    if settings.default is not None:
        try:
            TypeAdapter(annotation).validate_python(settings.default)
        except ValidationError as error:
            raise _Mistake(f"does not fit: {error.errors()[0]['msg'].lower()}", "params", key, "default") from error
    return annotation, Field(default, alias=key, description=settings.description or None)


def _annotation(key: str, settings: ParameterSettings) -> Any:
    if settings.enum is not None:
        inner: Any = Literal[settings.enum]
    else:
        inner = _scalar(key, settings, settings.items or "string" if settings.type == "array" else settings.type)
    return list[inner] if settings.type == "array" else inner


def _scalar(key: str, settings: ParameterSettings, kind: str) -> Any:
    bounds: dict[str, Any] = {}
    if settings.minimum is not None or settings.maximum is not None:
        if kind not in ("integer", "number"):
            raise _Mistake("minimum and maximum are for integer and number", "params", key)
        bounds |= {"ge": settings.minimum, "le": settings.maximum}
    if settings.pattern is not None:
        if kind != "string":
            raise _Mistake("pattern is for string", "params", key, "pattern")
        _check_pattern(key, settings.pattern)
        bounds["pattern"] = settings.pattern
    return Annotated[_TYPES[kind], Field(**bounds)] if bounds else _TYPES[kind]


def _check_pattern(key: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise _Mistake(f"is no regular expression: {error}", "params", key, "pattern") from error
