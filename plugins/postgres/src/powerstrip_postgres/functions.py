"""Which functions and relations a caller's statement may name; read from the files beside this module."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from powerstrip_postgres.tree import Name, Names
from powerstrip_sdk import RefusedReadOnly

__all__ = ["BY_SERVER", "Rules", "check_names", "rules", "unknown_calls"]

#: The schema of the server's own functions.
BY_SERVER = "pg_catalog"
#: How the names of the server's functions begin that do more than compute.
_PREFIX = "pg_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What `functions.toml` and `builtin.txt` say.

    Args:
        denied: names of functions, the last character * for any ending, and the reason for each.
        denied_relations: names of relations, and the reason for each.
        allowed: names of functions that are VOLATILE and may be called; with * as above.
        builtin: names in pg_catalog of which no function is VOLATILE, in one version of the server.
    """

    denied: dict[str, str]
    denied_relations: dict[str, str]
    allowed: frozenset[str]
    builtin: frozenset[str]

    def denial(self, name: str) -> str | None:
        """Return the reason why a function may not be called, None if it may.

        Args:
            name: without its schema.
        """
        return next((self.denied[each] for each in _patterns(name) if each in self.denied), None)

    def is_allowed(self, name: str) -> bool:
        """Tell whether a function of pg_catalog may be called although it is VOLATILE.

        Args:
            name: without its schema.
        """
        return any(each in self.allowed for each in _patterns(name))

    def is_known(self, name: str) -> bool:
        """Tell whether a function of pg_catalog needs no look into the server's catalog.

        Args:
            name: without its schema.
        """
        return name in self.builtin or self.is_allowed(name)


@cache
def rules() -> Rules:
    """Read the files, once."""
    folder = files("powerstrip_postgres")
    written = tomllib.loads(folder.joinpath("functions.toml").read_text(encoding="utf-8"))
    return Rules(
        denied=_reasons(written["denied"]),
        denied_relations=_reasons(written["denied_relations"]),
        allowed=frozenset(_reasons(written["allowed"])),
        builtin=frozenset(folder.joinpath("builtin.txt").read_text(encoding="utf-8").split()),
    )


def check_names(names: Names) -> None:
    """Refuse what no statement may name, whatever the source's grade.

    Args:
        names: of a statement.

    Raises:
        RefusedReadOnly: with the name and the reason.
    """
    for name in (*(call[-1] for call in names.calls), *names.columns):
        if reason := rules().denial(name):
            raise RefusedReadOnly(f"function {name!r} is not called here, it {reason}")
    for *_, name in names.relations:
        if reason := rules().denied_relations.get(name):
            raise RefusedReadOnly(f"{name!r} is not read here, it {reason}")


def unknown_calls(names: Names) -> list[str]:
    """Return the names of functions that may be new in the server's pg_catalog.

    Args:
        names: of a statement.
    """
    called = {name[-1] for name in names.calls if _may_be_the_servers(name)}
    # Without a prefix nearly every column would have to be asked for; what the server adds of its own kind has it.
    called |= {name for name in names.columns if name.startswith(_PREFIX)}
    return sorted(name for name in called if not rules().is_known(name))


def _may_be_the_servers(name: Name) -> bool:
    return len(name) == 1 or name[-2] == BY_SERVER


def _patterns(name: str) -> Iterable[str]:
    """Yield what may stand in a file for a name: itself and each of its beginnings."""
    yield name
    for end in range(len(name), 1, -1):
        yield f"{name[:end]}*"


def _reasons(groups: list[dict[str, object]]) -> dict[str, str]:
    return {str(name): str(group["reason"]) for group in groups for name in _names(group)}


def _names(group: dict[str, object]) -> list[object]:
    names = group["names"]
    assert isinstance(names, list)
    return names
