"""From `powerstrip.toml` and the environment to checked settings, with every mistake reported at once."""

import difflib
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from urllib.parse import unquote

import orjson
from pydantic import BaseModel, ValidationError

from powerstrip.errors import ConfigurationError, Problem
from powerstrip.redaction import Redaction
from powerstrip.secrets import KEY_VARIABLE, KeyRefused, read_keys
from powerstrip.settings import Settings, SourceSettings
from powerstrip.workers import ALONE, Worker
from powerstrip_sdk import SourceConfig
from powerstrip_sdk.names import SOURCE_NAME, TOOL_NAME

__all__ = ["Configuration", "Origins", "load", "read_source", "validate"]

Model = TypeVar("Model", bound=BaseModel)

DEFAULT_FILE = "powerstrip.toml"
ENVIRONMENT_PREFIX = "POWERSTRIP_"
TOKEN_VARIABLE = "POWERSTRIP_TOKEN"  # noqa: S105 - its name
_NEST = "__"
#: `{env = "..."}` and `{file = "..."}` stand for a value that is kept elsewhere.
_REFERENCES = ("env", "file")
_ARRAY = "must be an array, which in an environment variable is written as JSON"
_TABLE = "must be a table"
#: What pydantic would say in the words of Python.
_SENTENCES = {
    "dict_type": _TABLE,
    "frozen_set_type": _ARRAY,
    "list_type": _ARRAY,
    "missing": "is required",
    "model_type": _TABLE,
    "tuple_type": _ARRAY,
}


@dataclass(slots=True)
class Origins:
    """Where each key was written, so that a message can say it.

    Args:
        file: path of the file, None if there is none.
        variables: environment variable by the path that it sets.
        place: what a message calls the place of everything else; None for the file.
    """

    file: Path | None = None
    variables: dict[tuple[str, ...], str] = field(default_factory=dict)
    place: str | None = None

    @property
    def folder(self) -> Path | None:
        """The folder of the file, to which the paths in it are relative; None without a file."""
        return self.file.parent.absolute() if self.file else None

    def of(self, path: tuple[str, ...]) -> str:
        """Return the file or environment variable in which `path` was written."""
        for length in range(len(path), 0, -1):
            if variable := self.variables.get(path[:length]):
                return f"environment variable {variable}"
        return self.place or (str(self.file) if self.file else "configuration")

    def problem(self, path: Iterable[str], message: str) -> Problem:
        """Return a problem with the key at `path`."""
        keys = tuple(path)
        return Problem(origin=self.of(keys), path=".".join(keys), message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings, and where they came from.

    Args:
        settings: what is right of them, with defaults in place of what is not; sources are still tables.
        origins: where each key was written.
        environment: the variables that `{env = ...}` looks into.
        problems: the mistakes that can be found without knowing any plugin.
        redact: masks the secrets of every source that was read.
        worker: the process that reads it; the settings are those of the whole host.
    """

    settings: Settings = field(repr=False)
    origins: Origins
    environment: Mapping[str, str] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    redact: Redaction = field(default_factory=Redaction, repr=False)
    worker: Worker = ALONE

    def problems_for(self, only: str | None) -> list[Problem]:
        """Return the mistakes that matter to a host.

        Args:
            only: the one source that it serves, None if it serves all.
        """
        others = {f"sources.{name}" for name in self.settings.sources if only not in (None, name)}
        return [each for each in self.problems if ".".join(each.path.split(".")[:2]) not in others]


def load(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    use_default_file: bool = True,
    redact: Redaction | None = None,
    worker: Worker = ALONE,
) -> Configuration:
    """Read the file and the environment, and check everything that needs no plugin.

    What is wrong is only noted, because the plugins are needed to find the rest: `plan_host` raises all of it together.

    Args:
        file: the file; if None, `POWERSTRIP_CONFIG`, else `./powerstrip.toml` if it exists, else no file.
        environment: the environment variables; if None, the process's.
        use_default_file: whether a file is looked for if none is given.
        redact: learns the secrets of every source that is read; a new one if None.
        worker: the process that reads it.

    Raises:
        ConfigurationError: if the file cannot be read or is no TOML.
    """
    environment = os.environ if environment is None else environment
    file = _find(file, environment) if use_default_file else file
    origins = Origins(file)
    tree = _read(file) if file else {}
    problems = _overlay(tree, origins, environment)
    settings = _check_sections(tree, origins, problems)
    problems += _check_names(settings, origins)
    problems += _check_keys(settings, origins, environment)
    redact = redact or Redaction()
    redact.learn_texts(_own_secrets(settings, environment))
    return Configuration(
        settings=settings,
        origins=origins,
        environment=environment,
        problems=tuple(problems),
        redact=redact,
        worker=worker,
    )


def read_source(
    configuration: Configuration, name: str, config_of: Callable[[str], type[SourceConfig] | None]
) -> tuple[SourceSettings | None, SourceConfig | None, list[Problem]]:
    """Check one source's table: first what every source has, then the connector's own options.

    Args:
        configuration: the settings that hold the source.
        name: the source.
        config_of: the config model of a connector, None if no loaded plugin declares it.

    Returns:
        both parts, None where they cannot be made, and the mistakes.
    """
    table, path = configuration.settings.sources[name], ("sources", name)
    problems: list[Problem] = []
    model = config_of(str(table.get("connector", "")))
    common_keys = _keys_of(SourceSettings)
    own_keys = _keys_of(model) if model else set()
    common = {key: value for key, value in table.items() if key in common_keys or (model and key not in own_keys)}
    own = {key: value for key, value in table.items() if key in own_keys}
    settings = validate(SourceSettings, common, path, configuration.origins, problems, also_known=own_keys)
    if model is None:
        return settings, None, problems + _slips(table.keys() - common_keys, common_keys, path, configuration)
    resolved, unresolved = _resolve(own, path, configuration)
    found: list[Problem] = []
    config = validate(model, resolved, path, configuration.origins, found, context=_context(configuration, settings))
    if config is not None:
        configuration.redact.learn(config)
    # Of an option whose reference leads nowhere nobody needs to hear that it is missing.
    named = {problem.path for problem in unresolved}
    problems += [*unresolved, *(each for each in found if each.path not in named)]
    return settings, None if unresolved else config, problems


def _context(configuration: Configuration, settings: SourceSettings | None) -> dict[str, Any]:
    """Return what a connector's own options may depend on beside themselves; see `SourceConfig`."""
    general = configuration.settings.limits
    limits = settings.limits.over(general) if settings else general
    return {
        "folder": configuration.origins.folder,
        "read_only": settings is None or settings.read_only,
        "call_timeout": limits.call_timeout,
        "max_rows": limits.max_rows,
    }


def _slips(keys: Iterable[str], common: set[str], path: tuple[str, ...], configuration: Configuration) -> list[Problem]:
    """Which keys a connector has is unknown without it, but one that is nearly a common one is a slip."""
    near = {key: difflib.get_close_matches(key, common, n=1, cutoff=0.8) for key in sorted(keys)}
    return [
        configuration.origins.problem((*path, key), f"unknown key, did you mean {matches[0]!r}?")
        for key, matches in near.items()
        if matches
    ]


def validate(
    model: type[Model],
    tree: Mapping[str, Any],
    path: tuple[str, ...],
    origins: Origins,
    problems: list[Problem],
    *,
    also_known: Iterable[str] = (),
    context: Mapping[str, Any] | None = None,
) -> Model | None:
    """Validate a table and turn each of pydantic's errors into a problem; no value is ever repeated.

    Args:
        model: what the table should be.
        tree: the table.
        path: of the table.
        origins: where keys were written.
        problems: to which the problems are added.
        also_known: keys that another model reads, for the nearest known key.
        context: passed to the model's validators as `info.context`.

    Returns:
        the model, None if there was a problem.
    """
    try:
        return model.model_validate(tree, context=context)
    except (AttributeError, ArithmeticError, LookupError, TypeError) as error:
        # A connector's own validator that fails instead of refusing; pydantic passes only some errors on.
        problems.append(origins.problem(path, f"cannot be checked, its connector failed: {type(error).__name__}"))
        return None
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False, include_context=False):
            keys = (*path, *(str(key) for key in each["loc"]))
            message = _sentence(each["type"], each["msg"])
            if each["type"] == "extra_forbidden":
                beside = also_known if len(each["loc"]) == 1 else ()
                message = _unknown_key(keys[-1], {*_known_keys(model, each["loc"][:-1]), *beside})
            problems.append(origins.problem(keys, message))
        return None


def _find(file: Path | None, environment: Mapping[str, str]) -> Path | None:
    if file is None and (named := environment.get("POWERSTRIP_CONFIG")):
        file = Path(named)
    if file is None and Path(DEFAULT_FILE).exists():
        file = Path(DEFAULT_FILE)
    return file


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        message = "is not UTF-8"
    except RecursionError:
        message = "is nested too deeply"
    except tomllib.TOMLDecodeError as error:
        message = f"is not valid TOML: {str(error)[:1].lower()}{str(error)[1:]}"
    raise ConfigurationError([Problem(origin=str(file), path="", message=message)])


def _overlay(tree: dict[str, Any], origins: Origins, environment: Mapping[str, str]) -> list[Problem]:
    """Put `POWERSTRIP_SECTION__KEY` over what the file says."""
    problems = []
    for variable, text in sorted(environment.items()):
        if not variable.startswith(ENVIRONMENT_PREFIX) or _NEST not in variable:
            continue
        path = tuple(variable.removeprefix(ENVIRONMENT_PREFIX).lower().split(_NEST))
        origins.variables[path] = variable
        table = tree
        for key in path[:-1]:
            table = table.setdefault(key, {})
            if not isinstance(table, dict):
                problems.append(origins.problem(path, f"{key!r} is a value and has no keys"))
                break
        else:
            table[path[-1]] = _value(text)
    return problems


def _value(text: str) -> Any:
    """Lists and tables are written as JSON; everything else stays text, which the models convert."""
    if text[:1] in ("[", "{"):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return text


def _check_sections(tree: Mapping[str, Any], origins: Origins, problems: list[Problem]) -> Settings:
    """Check piece by piece, so that a mistake in one piece hides none in another."""

    def is_right(piece: dict[str, Any]) -> bool:
        return validate(Settings, piece, (), origins, problems) is not None

    kept: dict[str, Any] = {}
    for section, value in tree.items():
        if section in ("sources", "templates", "views") and isinstance(value, dict):
            kept[section] = {name: entry for name, entry in value.items() if is_right({section: {name: entry}})}
        elif is_right({section: value}):
            kept[section] = value
    return Settings.model_validate(kept)


def _check_names(settings: Settings, origins: Origins) -> list[Problem]:
    problems = []
    for section, names, pattern in (
        ("sources", settings.sources, SOURCE_NAME),
        ("views", settings.views, SOURCE_NAME),
        ("templates", settings.templates, TOOL_NAME),
    ):
        for name in names:
            if not pattern.fullmatch(name):
                dash = "" if pattern is TOOL_NAME else ", -"
                problems.append(
                    origins.problem(
                        (section, name),
                        f"a name has 1 to 32 lower-case letters, digits{dash} and _, and starts with a letter",
                    )
                )
    return problems


def _check_keys(settings: Settings, origins: Origins, environment: Mapping[str, str]) -> list[Problem]:
    """Find a key that is weak or can be read by others before anything is sealed with it; having none is no mistake."""
    try:
        read_keys(environment, settings.host.key_file)
    except KeyRefused as error:
        if environment.get(KEY_VARIABLE):
            return [Problem(origin="environment", path="", message=str(error))]
        return [origins.problem(("host", "key_file"), str(error))]
    return []


def _own_secrets(settings: Settings, environment: Mapping[str, str]) -> Iterable[str]:
    """Return the secrets that are no source's: the token, the keys, and the password in the store's URL."""
    yield environment.get(TOKEN_VARIABLE, "")
    yield from environment.get(KEY_VARIABLE, "").split()
    address = settings.host.state_location
    if "://" in address:
        password = address.partition("://")[2].rpartition("@")[0].partition(":")[2]
        yield from (password, unquote(password))


def _resolve(
    own: dict[str, Any], path: tuple[str, ...], configuration: Configuration
) -> tuple[dict[str, Any], list[Problem]]:
    resolved, problems = {}, []
    for key, value in own.items():
        if (
            isinstance(value, dict)
            and len(value) == 1
            and next(iter(value)) in _REFERENCES
            and key != "additional_params"
        ):
            try:
                resolved[key] = _referenced(value, configuration)
            except LookupError as error:
                problems.append(configuration.origins.problem((*path, key), str(error.args[0])))
        else:
            resolved[key] = value
    return resolved, problems


def _referenced(reference: dict[str, Any], configuration: Configuration) -> str:
    (kind, target), *_ = reference.items()
    if kind == "env":
        if (value := configuration.environment.get(str(target))) is None:
            raise LookupError(f"environment variable {str(target)!r} is not set")
        return value
    try:
        return Path(str(target)).expanduser().read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise LookupError(f"file {str(target)!r} cannot be read: {reason}") from error


def _unknown_key(key: str, known: set[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f"unknown key, did you mean {near[0]!r}?"
    return f"unknown key, known are: {', '.join(sorted(known))}" if known else "unknown key"


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> set[str]:
    """Return the keys of the table at `location` inside `model`."""
    annotation: Any = model
    for key in location:
        annotation = _member(annotation, key)
    found = _model_in(annotation)
    return _keys_of(found) if found else set()


def _keys_of(model: type[BaseModel]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


def _member(annotation: Any, key: int | str) -> Any:
    if model := _model_in(annotation):
        info = model.model_fields.get(str(key))
        return info.annotation if info else None
    arguments = get_args(annotation)
    return arguments[-1] if get_origin(annotation) in (dict, list, tuple) and arguments else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    branches = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return next((each for each in branches if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _sentence(kind: str, message: str) -> str:
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    message = message.removeprefix("Value error, ")
    return f"{message[:1].lower()}{message[1:]}"
