"""What of one snapshot of the public names would break a plugin that was written against another."""

from collections.abc import Iterator, Mapping
from typing import Any

from packaging.version import Version

#: A caller who gave a parameter in the first way can still do so after it takes the second.
_WIDER = {("positional only", "positional"), ("keyword", "positional")}


def breaking(kept: Mapping[str, Any], found: Mapping[str, Any], version: str) -> list[str]:
    """Return what would break somebody, one sentence each.

    Args:
        kept: the snapshot, by module and name.
        found: what the modules offer now.
        version: of the SDK now, by which deprecated names may go.
    """
    return [
        problem
        for module, names in kept.items()
        for name in names
        for problem in _name(f"{module}.{name}", names[name], found.get(module, {}).get(name), version)
    ]


def _name(path: str, kept: Mapping[str, Any], found: Mapping[str, Any] | None, version: str) -> Iterator[str]:
    if found is None:
        yield from _gone(path, kept, version)
        return
    if kept["kind"] != found["kind"]:
        yield f"{path} was of the kind {kept['kind']!r} and is {found['kind']!r}"
    if kept.get("value") != found.get("value"):
        yield f"{path} was {kept.get('value')!r} and is {found.get('value')!r}"
    for what in ("values", "bases"):
        for each in sorted(set(kept.get(what, ())) - set(found.get(what, ()))):
            yield f"{path}: {each!r} is gone from its {what}"
    yield from _parameters(path, kept, found)
    yield from _fields(path, kept.get("fields", {}), found.get("fields", {}))
    yield from _members(path, kept, found, version)


def _gone(path: str, kept: Mapping[str, Any], version: str) -> Iterator[str]:
    deprecated = kept.get("deprecated")
    if deprecated is None:
        yield f"{path} is gone and was never deprecated"
    elif Version(version) < Version(deprecated["removed_in"]):
        yield f"{path} is gone, which it may be from {deprecated['removed_in']} on"


def _parameters(path: str, kept: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    before, after = kept.get("parameters", {}), found.get("parameters", {})
    for name, written in before.items():
        if name not in after:
            yield f"{path}: parameter {name!r} is gone"
            continue
        (old, needed), (new, needs) = written.split(", "), after[name].split(", ")
        if old != new and (old, new) not in _WIDER:
            yield f"{path}: parameter {name!r} was {old} and is {new}"
        elif old.startswith("positional") and _place(before, name) != _place(after, name):
            yield f"{path}: parameter {name!r} has changed its position"
        if needed == "optional" and needs == "required":
            yield f"{path}: parameter {name!r} has become required"
    for name in after.keys() - before.keys():
        if after[name].endswith("required"):
            yield f"{path}: the new parameter {name!r} is required"


def _place(parameters: Mapping[str, str], name: str) -> int:
    return [each for each, written in parameters.items() if written.startswith("positional")].index(name)


def _fields(path: str, kept: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for name, needed in kept.items():
        if name not in found:
            yield f"{path}: field {name!r} is gone"
        elif needed == "optional" and found[name] == "required":
            yield f"{path}: field {name!r} has become required"
    for name in found.keys() - kept.keys():
        if found[name] == "required":
            yield f"{path}: the new field {name!r} is required"


def _members(path: str, kept: Mapping[str, Any], found: Mapping[str, Any], version: str) -> Iterator[str]:
    before, after = kept.get("members", {}), found.get("members", {})
    for name, member in before.items():
        yield from _name(f"{path}.{name}", member, after.get(name), version)
    if kept.get("subclassed"):
        yield from _subclassed(path, before, after)


def _subclassed(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Find what the subclasses of authors, which nobody changes, do not have."""
    for name, member in after.items():
        old = before.get(name, {})
        if member.get("must_be_given") and not old.get("must_be_given"):
            yield f"{path}.{name} must be given by subclasses, which do not have it"
        for parameter in member.get("parameters", {}).keys() - old.get("parameters", {}).keys():
            if old:
                yield f"{path}.{name}: subclasses that override it do not take the new parameter {parameter!r}"
