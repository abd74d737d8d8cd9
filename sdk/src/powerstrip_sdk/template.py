"""A template: a tool whose statement is already written and whose parameters are typed."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, get_type_hints

from pydantic import BaseModel

from powerstrip_sdk.errors import DeclarationError
from powerstrip_sdk.names import check_connector_name, check_tool_name
from powerstrip_sdk.tool import ResultShape, Tool, check_params_model, result_shape

__all__ = ["Template", "template"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A tool that is written in advance, by a plugin, by another package or by the operator.

    Args:
        name: like a tool's, and sharing its names.
        connector: name of the connector whose sources it works on.
        params: pydantic model of the parameters.
        function: async function of a connection and a validated `params`.
        result: what `function` returns.
        description: for the model.
        title: for people.
    """

    name: str
    connector: str
    params: type[BaseModel]
    function: Callable[[Any, Any], Awaitable[Any]]
    result: ResultShape
    description: str
    title: str = ""

    def __post_init__(self) -> None:
        check_tool_name(self.name, "template")
        check_connector_name(self.connector)
        check_params_model(self.params, f"template {self.name!r}")
        if not self.description:
            raise DeclarationError(f"template {self.name!r} has no description, write one for the model to read")

    def on(self, connector: str) -> "Template":
        """Return the same template for the sources of `connector`."""
        return replace(self, connector=connector)

    def as_tool(self) -> Tool:
        """Return the tool that a client calls; a template only reads."""

        def run(connection: Any, _call: Any, params: Any) -> Awaitable[Any]:
            return self.function(connection, params)

        return Tool(
            name=self.name,
            connector=self.connector,
            title=self.title or self.name.replace("_", " ").capitalize(),
            description=self.description,
            params=self.params,
            run=run,
            result=self.result,
            read_only=True,
            destructive=False,
            idempotent=True,
        )


def template(
    *,
    connector: str,
    params: type[BaseModel],
    name: str | None = None,
    title: str = "",
    description: str | None = None,
) -> Callable[[Callable[[Any, Any], Awaitable[Any]]], Template]:
    """Make a `Template` from an async function of a connection and its params.

    Args:
        connector: see `Template`.
        params: pydantic model of the parameters.
        name: the function's name if None.
        title: for people; made from the name if empty.
        description: the docstring if None.

    Raises:
        DeclarationError: if the function cannot be a template; the message says why.
    """

    def decorate(function: Callable[[Any, Any], Awaitable[Any]]) -> Template:
        what = f"template {name or function.__name__!r}"
        if not inspect.iscoroutinefunction(function):
            raise DeclarationError(f"{what} must be an async function")
        if list(inspect.signature(function).parameters) != ["connection", "params"]:
            raise DeclarationError(f"{what} must take exactly 'connection' and 'params'")
        hints = get_type_hints(function, include_extras=True)
        if "return" not in hints:
            raise DeclarationError(f"{what} has no return annotation")
        return Template(
            name=name or function.__name__,
            connector=connector,
            params=params,
            function=function,
            result=result_shape(hints["return"], what),
            description=description if description is not None else inspect.cleandoc(function.__doc__ or ""),
            title=title,
        )

    return decorate
