"""What only operators may write among a connector's options: what reaches into the host's machine, or past the model.

File paths, what is passed to a driver as it is, and references to environment variables and files. They come from the
file or the command line; over REST they take the scope `host:admin` and a token. So does pointing a source elsewhere
with a secret that was never shown to the one who does it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, get_args

from pydantic import BaseModel

from powerstrip.access import LOCAL, Principal
from powerstrip.errors import CallError
from powerstrip.secrets import MASK, mask

__all__ = ["check_kept_secrets", "check_operator_fields", "is_operator", "is_operator_field", "is_reference"]

#: In a field's `json_schema_extra`: true for what a driver reads as it is, such as a connection string.
MARK = "operator_only"
_RAW = "additional_params"
_REFERENCES = ("env", "file")


def is_operator(principal: Principal) -> bool:
    """Whether somebody may write what only operators may; who is only on the same machine may not."""
    return principal != LOCAL and "host:admin" in principal.grant.scopes


def check_operator_fields(
    principal: Principal, model: type[BaseModel] | None, written: Mapping[str, Any], kept: Mapping[str, Any]
) -> None:
    """Refuse a change of what only operators may write; what stays as it is may be written by everybody.

    Args:
        principal: who writes.
        model: the connector's config model, None if its plugin is not loaded.
        written: the options as they shall be.
        kept: the options as they are.

    Raises:
        CallError: `permission`, naming the options.
    """
    if is_operator(principal):
        return
    new, old = dict(_of_operators(model, written)), dict(_of_operators(model, kept))
    if changed := sorted(key for key in {*new, *old} if new.get(key) != old.get(key)):
        raise CallError(
            "permission",
            f"only operators may write {', '.join(map(repr, changed))}: in powerstrip.toml, on the command line, or "
            "with a token of the scope 'host:admin'",
        )


def check_kept_secrets(
    principal: Principal,
    model: type[BaseModel] | None,
    written: Mapping[str, Any],
    config: Mapping[str, Any],
    kept: Mapping[str, Any],
) -> None:
    """Refuse that a kept secret goes along with other options that change: it could be sent to another server.

    Args:
        principal: who writes.
        model: the connector's config model, None if its plugin is not loaded.
        written: the options as they were sent, with masks for secrets that are kept.
        config: the options as they shall be.
        kept: the options as they are.

    Raises:
        CallError: `invalid_arguments`, naming the secrets that are to be given again.
    """
    if is_operator(principal) or _without_masks(mask(model, config)) == _without_masks(mask(model, kept)):
        return
    if again := sorted(_kept_by_mask(written, config)):
        raise CallError(
            "invalid_arguments",
            f"give {', '.join(map(repr, again))} again: while other options change, only an operator, with a token of "
            "the scope 'host:admin', may keep a secret by its mask",
        )


def is_operator_field(model: type[BaseModel], name: str) -> bool:
    """Whether only operators may write an option, whatever its value.

    Args:
        model: that has the option.
        name: as it is written, which may be its alias.
    """
    if name == _RAW:
        return True
    for field, info in model.model_fields.items():
        if name in (field, info.alias):
            extra = info.json_schema_extra
            return (isinstance(extra, Mapping) and extra.get(MARK) is True) or _names_files(info.annotation)
    return False


def is_reference(value: Any) -> bool:
    """Whether a value is `{"env": ...}` or `{"file": ...}`."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _REFERENCES


def _of_operators(model: type[BaseModel] | None, options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in options.items():
        if value in (None, {}) or (key == _RAW and not value):
            continue
        if model is None or is_reference(value) or is_operator_field(model, key):
            yield key, value


def _kept_by_mask(written: Any, config: Any, path: str = "") -> Iterator[str]:
    """Yield where a mask was sent and something else is meant."""
    if written == MASK and config != MASK:
        yield path
    elif isinstance(written, Mapping):
        for key, value in written.items():
            yield from _kept_by_mask(value, config[key], f"{path}.{key}" if path else key)
    elif isinstance(written, Sequence) and not isinstance(written, str):
        for index, (value, meant) in enumerate(zip(written, config, strict=True)):
            yield from _kept_by_mask(value, meant, f"{path}.{index}")


def _without_masks(shown: Any) -> Any:
    if isinstance(shown, Mapping):
        return {key: _without_masks(value) for key, value in shown.items() if value != MASK}
    if isinstance(shown, list):
        return [_without_masks(each) for each in shown if each != MASK]
    return shown


def _names_files(annotation: Any, seen: frozenset[type] = frozenset()) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, PurePath):
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        return any(_names_files(info.annotation, seen | {annotation}) for info in annotation.model_fields.values())
    return any(_names_files(each, seen) for each in get_args(annotation))
