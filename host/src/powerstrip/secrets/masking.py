"""Secret fields are written and never read: a mask is shown in their place, and one that comes back keeps the value.

Which values of a document are secret is what the connector's config model says: whatever stands where the model has
`SecretStr`, `SecretBytes` or `Secret[...]`, at any depth. What the model does not know is taken for a secret. A
reference, `{"env": ...}` or `{"file": ...}`, says where a secret is and is none.
"""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, Secret, SecretBytes, SecretStr

from powerstrip.redaction import MASK
from powerstrip.secrets.errors import MaskRefused

__all__ = ["MASK", "mask", "unmask"]

#: Types that a value may have; none if nothing is known about it.
_Types: TypeAlias = tuple[Any, ...]
_Path: TypeAlias = tuple[str | int, ...]
_REFERENCES = ("env", "file")
_MISSING = object()
_CONTAINERS = (Mapping, list, tuple, set, frozenset)


def mask(model: type[BaseModel] | None, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with a mask in place of every secret.

    Args:
        model: the connector's config model; None if its plugin is not there, and then every value is masked.
        document: a source's own options, as they were written.
    """
    return dict(_masked(_of_model(model), document))


def unmask(model: type[BaseModel] | None, written: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with the kept secret in place of every mask.

    Inside an array a mask stands for the secret of the same element: the one at its index if nothing else in the
    element has changed, else the only one that looks the same. So no secret slips into an element that is not its own.

    Args:
        model: the connector's config model, None if its plugin is not there.
        written: the options as somebody writes them now.
        kept: the options as they are.

    Raises:
        MaskRefused: if a mask stands where no secret is kept, or more than one could be meant.
    """
    return dict(_unmasked(_of_model(model), written, kept, ()))


def _masked(types: _Types, value: Any) -> Any:
    if value is None or not _leads_to_secret(types):
        return value
    if _is_secret_here(types, value):
        return value if _is_reference(value) else MASK
    if isinstance(value, Mapping):
        return {key: _masked(_member(types, key), each) for key, each in value.items()}
    if _is_array(value):
        return [_masked(_member(types, index), each) for index, each in enumerate(value)]
    return value


def _unmasked(types: _Types, written: Any, kept: Any, path: _Path) -> Any:
    if written is None or not _leads_to_secret(types):
        return written
    if _is_secret_here(types, written):
        if written != MASK:
            return written
        if kept is _MISSING or kept is None or _is_reference(kept):
            raise MaskRefused(path)
        return kept
    if isinstance(written, Mapping):
        old = kept if isinstance(kept, Mapping) else {}
        return {
            key: _unmasked(_member(types, key), each, old.get(key, _MISSING), (*path, key))
            for key, each in written.items()
        }
    if _is_array(written):
        return _unmasked_array(types, written, kept, path)
    return written


def _unmasked_array(types: _Types, written: Sequence[Any], kept: Any, path: _Path) -> list[Any]:
    old = list(kept) if _is_array(kept) else []
    shown = [_masked(_member(types, index), each) for index, each in enumerate(old)]

    def counterpart(index: int, each: Any) -> Any:
        if len(written) == len(old) and shown[index] == each:
            return old[index]
        alike = [position for position, other in enumerate(shown) if other == each]
        return old[alike[0]] if len(alike) == 1 else _MISSING

    return [
        _unmasked(_member(types, index), each, counterpart(index, each), (*path, index))
        for index, each in enumerate(written)
    ]


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _REFERENCES


def _is_array(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _of_model(model: type[BaseModel] | None) -> _Types:
    return (dict[str, SecretStr],) if model is None else (model,)


def _branches(annotation: Any) -> _Types:
    """Return the types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _branches(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return tuple(branch for each in get_args(annotation) for branch in _branches(each))
    if (value := getattr(annotation, "__value__", None)) is not None:  # `type X = ...`
        return _branches(value)
    return (annotation,)


def _is_class(annotation: Any, *classes: type) -> bool:
    kind = get_origin(annotation) or annotation
    return isinstance(kind, type) and issubclass(kind, classes)


def _is_secret(types: _Types) -> bool:
    """Whether a value of these types is a secret; one of unknown type is."""
    return not types or any(_is_class(each, SecretStr, SecretBytes, Secret) for each in types)


def _is_secret_here(types: _Types, value: Any) -> bool:
    """Whether a value is a secret; so is one that is no container where only containers of secrets are known."""
    if _is_secret(types):
        return True
    return not (isinstance(value, Mapping) or _is_array(value)) and all(map(_is_container, types))


def _is_container(annotation: Any) -> bool:
    return annotation is type(None) or _is_class(annotation, BaseModel, *_CONTAINERS)


def _leads_to_secret(types: _Types, seen: frozenset[type] = frozenset()) -> bool:
    """Whether a value of these types is a secret or may hold one."""
    if _is_secret(types):
        return True
    for each in types:
        if _is_class(each, BaseModel):
            if each not in seen and any(
                _leads_to_secret(_branches(info.annotation), seen | {each}) for info in each.model_fields.values()
            ):
                return True
        elif any(_leads_to_secret(_branches(argument), seen) for argument in _arguments(each)):
            return True
    return False


def _arguments(annotation: Any) -> _Types:
    """Return the types of what a container holds."""
    if not _is_class(annotation, *_CONTAINERS):
        return ()
    arguments = get_args(annotation)
    if _is_class(annotation, Mapping):
        return arguments[1:]
    return tuple(each for each in arguments if each is not Ellipsis)


def _member(types: _Types, key: str | int) -> _Types:
    """Return the types of what stands under a key or an index of a value of these types."""
    found: list[Any] = []
    for each in types:
        if _is_class(each, BaseModel):
            found += _field(each, str(key))
        else:
            found += [branch for argument in _arguments(each) for branch in _branches(argument)]
    return tuple(found)


def _field(model: type[BaseModel], key: str) -> _Types:
    for name, info in model.model_fields.items():
        aliases = info.validation_alias if isinstance(info.validation_alias, AliasChoices) else None
        names = {name, info.alias, info.validation_alias if aliases is None else None}
        if key in names or (aliases and key in aliases.choices):
            return _branches(info.annotation)
    return ()
