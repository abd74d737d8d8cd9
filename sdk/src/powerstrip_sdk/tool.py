"""A tool: an async function and its signature, as a record."""

import inspect
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from types import UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, PydanticSchemaGenerationError, TypeAdapter, create_model
from pydantic.fields import FieldInfo

from powerstrip_sdk.call import Call
from powerstrip_sdk.errors import DeclarationError
from powerstrip_sdk.json_schema import output_schema
from powerstrip_sdk.names import check_connector_name, check_tool_name
from powerstrip_sdk.result import Audio, EmbeddedResource, Image, Rows, RowStream, Text

__all__ = ["ResultShape", "Tool", "check_params_model", "result_shape", "tool"]

#: Names of parameters that the host fills in.
CONNECTION, CALL, SOURCE = "connection", "call", "source"
_CONTENT = (str, Text, Image, Audio, EmbeddedResource, type(None))

#: `run(connection, call, params)`: connection and call are None where the tool does not take them.
Run: TypeAlias = Callable[[Any, Any, Any], Awaitable[Any]]
_QUESTIONS = (str, str | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShape:
    """How what a tool returns becomes an answer.

    Args:
        kind: `rows`, `content` (text and other blocks), `object` (a model), `items` (a list, wrapped), `value` (a
            scalar, wrapped).
        adapter: serializes the returned value, None for `rows` and `content`.
        schema: JSON Schema of the structured result, None for `rows` and `content`.
    """

    kind: Literal["rows", "content", "object", "items", "value"]
    adapter: TypeAdapter[Any] | None = None
    schema: dict[str, Any] | None = None

    def structured(self, returned: Any) -> dict[str, Any]:
        """Return the structured content for `returned`; only for the last three kinds.

        Raises:
            pydantic.ValidationError: if `returned` is not what the annotation says.
        """
        assert self.adapter is not None
        checked = self.adapter.validate_python(returned, by_alias=True, by_name=True)
        dumped = self.adapter.dump_python(checked, mode="json", by_alias=True)
        return dumped if self.kind == "object" else {self.kind: dumped}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What a client can call. Made by `tool`, rarely by hand.

    Args:
        name: `[a-z][a-z0-9_]{0,31}`; exposed as `<connector>_<name>`, or `<plugin>_<name>` without a connector.
        description: for the model.
        params: pydantic model of the arguments; `source` is never among them.
        run: async function of connection, call and a validated `params`.
        result: what `run` returns.
        read_only: whether the tool never changes anything at the source.
        connector: name of the connector whose sources it works on, None for a tool without a source.
        title: for people.
        takes_connection: whether a connection is leased for the call.
        takes_call: whether `run` makes use of the call, and so may ask a person; to be sure, True for a tool by hand.
        destructive: whether a writing tool may delete or overwrite.
        idempotent: whether calling twice does what calling once does.
        open_world: whether the tool reaches things beyond its source.
        confirm: for a writing tool with a connection: called like `run` before it, on a connection that is given back
            before anybody is asked; returns what a person is asked, or None where nothing needs to be.
    """

    name: str
    description: str
    params: type[BaseModel]
    run: Run
    result: ResultShape
    read_only: bool
    connector: str | None = None
    title: str = ""
    takes_connection: bool = True
    takes_call: bool = True
    destructive: bool = True
    idempotent: bool = False
    open_world: bool = False
    confirm: Run | None = None

    def __post_init__(self) -> None:
        check_tool_name(self.name)
        if self.connector is not None:
            check_connector_name(self.connector)
        if self.takes_connection and self.connector is None:
            raise DeclarationError(f"tool {self.name!r} takes a connection and names no connector")
        if not self.description:
            raise DeclarationError(f"tool {self.name!r} has no description, write a docstring for the model to read")
        check_params_model(self.params, f"tool {self.name!r}")
        if self.confirm is not None and self.read_only:
            raise DeclarationError(f"tool {self.name!r} only reads, so there is nothing to confirm")
        if self.confirm is not None and not self.takes_connection:
            raise DeclarationError(f"tool {self.name!r} takes no connection: ask by call.ask instead of confirm")

    def on(self, connector: str) -> "Tool":
        """Return the same tool for the sources of `connector`."""
        return replace(self, connector=connector)


def tool(
    *,
    read_only: bool,
    connector: str | None = None,
    name: str | None = None,
    title: str = "",
    description: str | None = None,
    destructive: bool = True,
    idempotent: bool = False,
    open_world: bool = False,
    confirm: Callable[..., Awaitable[str | None]] | None = None,
) -> Callable[[Callable[..., Awaitable[Any]]], Tool]:
    """Make a `Tool` from an async function.

    The parameter `connection` receives a leased connection, `call` the `Call`; every other parameter is an argument
    that the client gives, described by `Annotated[..., Field(description=...)]`. The docstring is the description.

    Args:
        read_only: whether the tool never changes anything at the source.
        connector: see `Tool`.
        name: the function's name if None.
        title: for people; made from the name if empty.
        description: the docstring if None.
        destructive: see `Tool`.
        idempotent: see `Tool`.
        open_world: see `Tool`.
        confirm: async function of the same parameters (`call` may be left out) that returns the question a person is
            asked before the tool runs, or None for no question. The host runs it on a lease of its own, gives the
            connection back, asks, and only after the answer leases again and runs the tool.

    Raises:
        DeclarationError: if the function cannot be a tool; the message says why.
    """

    def decorate(function: Callable[..., Awaitable[Any]]) -> Tool:
        tool_name = name or function.__name__
        signature = _Signature.of(function, tool_name)
        return Tool(
            name=tool_name,
            connector=connector,
            title=title or tool_name.replace("_", " ").capitalize(),
            description=description if description is not None else inspect.cleandoc(function.__doc__ or ""),
            params=signature.params,
            run=signature.run,
            result=signature.result,
            read_only=read_only,
            takes_connection=signature.takes_connection,
            takes_call=signature.takes_call,
            destructive=destructive and not read_only,
            idempotent=idempotent or read_only,
            open_world=open_world,
            confirm=None if confirm is None else _confirmation(confirm, function, tool_name),
        )

    return decorate


def check_params_model(params: Any, what: str) -> None:
    """Raise a `DeclarationError` unless `params` is a model that does not declare `source`."""
    if not (isinstance(params, type) and issubclass(params, BaseModel)):
        raise DeclarationError(f"{what}: params must be a pydantic model class")
    if SOURCE in params.model_fields:
        raise DeclarationError(f"{what} declares the parameter 'source', which the host adds itself")


def result_shape(annotation: Any, what: str) -> ResultShape:
    """Return the shape of a function's result from its return annotation.

    Args:
        annotation: the return annotation.
        what: names the function in messages.

    Raises:
        DeclarationError: if nothing can be made of the annotation.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in (Rows, RowStream) or (
        isinstance(origin, type) and issubclass(origin, AbstractAsyncContextManager)
    ):
        return ResultShape(kind="rows")
    # A list of plain strings is data; blocks of text among others are written `list[Text | Image]`.
    is_blocks = origin is list and arguments != (str,) and all(_is_content(argument) for argument in arguments)
    if _is_content(annotation) or is_blocks:
        return ResultShape(kind="content")
    try:
        adapter = TypeAdapter(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return ResultShape(kind="object", adapter=adapter, schema=output_schema(annotation))
        kind: Literal["items", "value"] = "items" if origin in (list, tuple) else "value"
        wrapper = create_model("Result", **{kind: (annotation, ...)})  # type: ignore[call-overload]
        return ResultShape(kind=kind, adapter=adapter, schema=output_schema(wrapper))
    except PydanticSchemaGenerationError as error:
        raise DeclarationError(f"{what} returns {annotation!r}, which cannot be described as JSON") from error


def _is_content(annotation: Any) -> bool:
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return all(member in _CONTENT for member in members)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signature:
    """What a tool's function takes and returns."""

    params: type[BaseModel]
    run: Run
    result: ResultShape
    takes_connection: bool
    takes_call: bool

    @classmethod
    def of(cls, function: Callable[..., Awaitable[Any]], name: str) -> "_Signature":
        what = f"tool {name!r}"
        if not inspect.iscoroutinefunction(function):
            raise DeclarationError(f"{what} must be an async function")
        hints = _hints(function, what)
        parameters = inspect.signature(function).parameters
        takes_connection, takes_call = CONNECTION in parameters, CALL in parameters
        arguments = [parameter for key, parameter in parameters.items() if key not in (CONNECTION, CALL)]
        if SOURCE in parameters:
            raise DeclarationError(f"{what} declares the parameter 'source', which the host adds itself")
        if "return" not in hints:
            raise DeclarationError(f"{what} has no return annotation")
        fields = {_field_name(parameter.name): _field(parameter, hints, what) for parameter in arguments}
        params: type[BaseModel] = create_model(  # type: ignore[call-overload]
            f"{name}_params", __config__=ConfigDict(extra="forbid", hide_input_in_errors=True), **fields
        )
        return cls(
            params=params,
            run=_runner(
                function,
                tuple(parameter.name for parameter in arguments),
                takes_connection=takes_connection,
                takes_call=takes_call,
            ),
            result=result_shape(hints["return"], what),
            takes_connection=takes_connection,
            takes_call=takes_call,
        )


def _confirmation(confirm: Callable[..., Awaitable[str | None]], function: Callable[..., Any], name: str) -> Run:
    """Return what asks for a tool, after checking that it takes what the tool takes."""
    what = f"confirm of tool {name!r}"
    if not inspect.iscoroutinefunction(confirm):
        raise DeclarationError(f"{what} must be an async function")
    hints, wanted = _hints(confirm, what), _hints(function, what)
    if hints.pop("return", None) not in _QUESTIONS:
        raise DeclarationError(f"{what} must return a question or None, annotated str | None")
    given, expected = _arguments(confirm), _arguments(function)
    if given != expected:
        raise DeclarationError(f"{what} must take the tool's parameters {', '.join(expected)}, not {', '.join(given)}")
    for parameter in expected:
        if hints.get(parameter) != wanted.get(parameter):
            raise DeclarationError(f"{what} annotates {parameter!r} in another way than the tool does")
    names = tuple(parameter for parameter in expected if parameter != CONNECTION)
    takes_call = CALL in inspect.signature(confirm).parameters
    return _runner(confirm, names, takes_connection=CONNECTION in expected, takes_call=takes_call)


def _arguments(function: Callable[..., Any]) -> list[str]:
    """Return the names of a function's parameters, sorted, without the call."""
    return sorted(name for name in inspect.signature(function).parameters if name != CALL)


def _hints(function: Callable[..., Any], what: str) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except NameError as error:
        raise DeclarationError(f"{what}: annotation {error.name!r} cannot be resolved") from error


def _field(parameter: inspect.Parameter, hints: dict[str, Any], what: str) -> tuple[Any, FieldInfo]:
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise DeclarationError(f"{what}: parameter {parameter.name!r} must be one that can be given by name")
    if parameter.name not in hints:
        raise DeclarationError(f"{what}: parameter {parameter.name!r} has no annotation")
    if hints[parameter.name] is Call:
        raise DeclarationError(f"{what}: the parameter of type Call must be named 'call'")
    if isinstance(parameter.default, FieldInfo):
        raise DeclarationError(f"{what}: describe {parameter.name!r} by Annotated[..., Field(...)], not by a default")
    default = ... if parameter.default is parameter.empty else parameter.default
    return hints[parameter.name], Field(default, alias=parameter.name)


def _field_name(parameter: str) -> str:
    """A model has attributes of its own (`schema`, `copy`), which a parameter may be named like."""
    return f"{parameter}_"


def _runner(
    function: Callable[..., Awaitable[Any]], names: tuple[str, ...], *, takes_connection: bool, takes_call: bool
) -> Run:
    def run(connection: Any, call: Any, params: Any) -> Awaitable[Any]:
        arguments = {name: getattr(params, _field_name(name)) for name in names}
        if takes_connection:
            arguments[CONNECTION] = connection
        if takes_call:
            arguments[CALL] = call
        return function(**arguments)

    return run
