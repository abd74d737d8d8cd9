"""A source's options as a command gets them: from the command line, from files and variables, or at a prompt."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from powerstrip.cli.output import ExitCode, fail

__all__ = ["Given", "SecretEnvOption", "SecretFileOption", "SetOption", "is_terminal", "prompt", "read_options"]

SetOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="An option that is no secret; what is no text as JSON. Repeat."),
]
SecretFileOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--secret-file", metavar="KEY=FILE", help="A secret, read from a file. Repeat."),
]
SecretEnvOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--secret-env", metavar="KEY=VARIABLE", help="A secret, read from an environment variable. Repeat."),
]
_NUMBERS = ("integer", "number")
#: Settings of every source that are texts, whatever they look like.
_TEXTS = ("description", "accept_grade_c")
_SCALARS = ("string", "boolean", *_NUMBERS)
_YES, _NO = ("true", "yes", "y"), ("false", "no", "n")


class Given:
    """What the options of a command say about a source.

    Args:
        config: the connector's own options.
        settings: what every source has.
    """

    def __init__(self) -> None:
        self.config: dict[str, Any] = {}
        self.settings: dict[str, Any] = {}

    def __bool__(self) -> bool:
        return bool(self.config or self.settings)

    def put(self, key: str, value: Any) -> None:
        """Take one value; a key with dots leads into tables."""
        from powerstrip.settings import SourceSettings

        table = self.settings if key.split(".", maxsplit=1)[0] in SourceSettings.model_fields else self.config
        *tables, last = key.split(".")
        for name in tables:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                fail(ExitCode.USAGE, f"{key!r} is given twice, as a value and as a table")
        table[last] = value


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def read_options(
    schema: Mapping[str, Any],
    values: Sequence[str] | None,
    secret_files: Sequence[str] | None,
    secret_variables: Sequence[str] | None,
) -> Given:
    """Return what the command line says, with the secrets that it points at; a mistake ends the command.

    Args:
        schema: of the connector's options.
        values: of `--set`.
        secret_files: of `--secret-file`.
        secret_variables: of `--secret-env`.
    """
    given = Given()
    for key, text in _pairs("--set", values):
        if _holds_secret(schema, list(_nodes(schema, key))):
            fail(
                ExitCode.USAGE,
                f"{key!r} is a secret, and everybody on this machine can read a command line: give it by "
                f"--secret-env {key}=VARIABLE, by --secret-file {key}=FILE, or at the prompt",
            )
        given.put(key, _value(text, list(_nodes(schema, key)), is_text=key in _TEXTS))
    for key, file in _pairs("--secret-file", secret_files):
        try:
            given.put(key, Path(file).expanduser().read_text("utf-8").rstrip("\r\n"))
        except (OSError, UnicodeDecodeError) as error:
            fail(ExitCode.USAGE, f"--secret-file {key}: {file!r} cannot be read: {getattr(error, 'strerror', error)}")
    for key, variable in _pairs("--secret-env", secret_variables):
        if variable not in os.environ:
            fail(ExitCode.USAGE, f"--secret-env {key}: the environment variable {variable!r} is not set")
        given.put(key, os.environ[variable])
    return given


def prompt(schema: Mapping[str, Any], given: Given, present: Mapping[str, Any] | None = None) -> None:
    """Ask for every option that is not given; without a terminal, one that is missing ends the command.

    Args:
        schema: of the connector's options.
        given: takes the answers.
        present: the options as they are, with masks for secrets, None for a new source.
    """
    known = present or {}
    options = sorted(schema.get("properties", {}).items(), key=lambda each: each[1].get("x-order", 0))
    required = [name for name in schema.get("required", ()) if name not in known]
    if not is_terminal():
        if missing := [name for name in required if name not in given.config]:
            fail(
                ExitCode.USAGE,
                f"these options are missing: {', '.join(missing)}; give them by --set KEY=VALUE, secrets by "
                "--secret-env KEY=VARIABLE or --secret-file KEY=FILE, or run this in a terminal",
            )
        return
    for name, option in options:
        if name not in given.config and (name in required or _is_scalar(option)):
            answer = _ask(name, option, known.get(name), required=name in required)
            if answer is not None:
                given.config[name] = answer


def _ask(name: str, option: Mapping[str, Any], present: Any, *, required: bool) -> Any:
    """Return what somebody enters, None for what is left as it is."""
    from powerstrip_sdk.text import visible

    typer.echo(f"\n{visible(str(option.get('description', name)))}", err=True)
    choices = option.get("enum")
    if choices:
        typer.echo(f"One of: {', '.join(map(str, choices))}", err=True)
    shown = present if present is not None else option.get("default")
    secret = bool(option.get("x-secret"))
    label = visible(name)
    if secret:
        label += " (hidden; empty keeps it)" if present is not None else " (hidden)"
    default = "" if shown is None or secret else _text(shown)
    while True:
        text = _hidden(label) if secret else typer.prompt(label, default=default, show_default=bool(default), err=True)
        if text == default:
            if not required or present is not None:
                return None
            typer.echo(f"{visible(name)} is required", err=True)
            continue
        if secret:
            return text
        value = _value(text, [option])
        if (wrong := _mistake(value, option)) is None:
            return value
        typer.echo(wrong, err=True)


def _hidden(label: str) -> str:
    """Return what somebody enters unseen: the terminal stops to show it before the prompt says that it may be typed."""
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(f"{label}: ")
        except GetPassWarning:
            fail(ExitCode.USAGE, "this terminal shows what is typed: give secrets by --secret-env or --secret-file")


def _mistake(value: Any, option: Mapping[str, Any]) -> str | None:
    """Say what is wrong with an answer as far as a type can tell; the host checks the rest."""
    kinds = _kinds([option])
    if "enum" in option and value not in option["enum"]:
        return "this is none of the choices"
    if "string" in kinds or not kinds & set(_SCALARS):
        return None
    if "boolean" in kinds and isinstance(value, bool):
        return None
    if kinds & set(_NUMBERS) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return None
    return "answer yes or no" if "boolean" in kinds else "this is no number"


def _pairs(option: str, texts: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    for text in texts or ():
        key, separator, value = text.partition("=")
        if not separator or not key:
            # What was written may hold a secret, so it is not repeated.
            fail(ExitCode.USAGE, f"{option} is written KEY=VALUE")
        yield key, value


def _nodes(schema: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """Return the schemas that a value under a key may have."""
    nodes: list[Mapping[str, Any]] = [schema]
    for name in key.split("."):
        nodes = [
            each["properties"][name]
            for node in nodes
            for each in _branches(schema, node)
            if name in each.get("properties", {})
        ]
    yield from nodes


def _branches(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    if str(node.get("$ref", "")).startswith("#/$defs/"):
        yield from _branches(schema, schema["$defs"][node["$ref"].removeprefix("#/$defs/")])
    for each in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        yield from _branches(schema, each)


def _holds_secret(
    schema: Mapping[str, Any], nodes: Iterable[Mapping[str, Any]], seen: frozenset[str] = frozenset()
) -> bool:
    """Whether a value of one of these schemas is a secret or may hold one."""
    for node in nodes:
        for each in _branches(schema, node):
            if each.get("x-secret") or each.get("writeOnly") or each.get("format") == "password":
                return True
            name = str(each.get("title", id(each)))
            members = [*each.get("properties", {}).values(), each.get("items"), each.get("additionalProperties")]
            below = [member for member in members if isinstance(member, Mapping)]
            if name not in seen and _holds_secret(schema, below, seen | {name}):
                return True
    return False


def _is_scalar(option: Mapping[str, Any]) -> bool:
    return bool(_kinds([option]) & set(_SCALARS)) or "enum" in option


def _kinds(nodes: Iterable[Mapping[str, Any]]) -> set[str]:
    return {
        kind["type"] for node in nodes for kind in (node, *node.get("anyOf", ())) if isinstance(kind.get("type"), str)
    }


def _value(text: str, nodes: Sequence[Mapping[str, Any]], *, is_text: bool = False) -> Any:
    """Return what a text stands for: itself where the option is a text, else JSON."""
    import orjson

    kinds = _kinds(nodes)
    if is_text or ("string" in kinds and not kinds & {"boolean", *_NUMBERS}):
        return text
    if "boolean" in kinds and text.lower() in (*_YES, *_NO):
        return text.lower() in _YES
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _text(value: Any) -> str:
    import orjson

    return value if isinstance(value, str) else orjson.dumps(value).decode()
