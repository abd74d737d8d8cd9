"""Whether what a package requires is installed, read from metadata alone: nothing of it is imported."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

__all__ = ["Unmet", "unmet_requirements"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A requirement that does not hold.

    Args:
        package: that requires it: the one that was asked about, or one that it needs.
        requirement: such as `asyncpg>=0.30`.
        installed: the version that is installed, None if none is.
    """

    package: str
    requirement: str
    installed: str | None

    def __str__(self) -> str:
        there = f"{self.installed} is installed" if self.installed else "it is not installed"
        return f"{self.package} requires {self.requirement}, {there}"


def unmet_requirements(package: Distribution) -> list[Unmet]:
    """Return what a package and all that it needs require in vain.

    Args:
        package: installed.
    """
    return list(_Search().unmet(package, frozenset()))


class _Search:
    """Looks at each package once, with each of its extras that somebody asks for."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def unmet(self, package: Distribution, extras: frozenset[str]) -> Iterator[Unmet]:
        """Yield what is not there."""
        name = str(package.metadata["Name"])
        if (python := _unfit_python(package)) is not None:
            yield Unmet(package=name, requirement=f"Python {python}", installed=platform.python_version())
        for requirement in _requirements(package, extras):
            if not self._is_new(requirement):
                continue
            try:
                found = distribution(requirement.name)
            except PackageNotFoundError:
                yield Unmet(package=name, requirement=_shown(requirement), installed=None)
                continue
            if not requirement.specifier.contains(found.version, prereleases=True):
                yield Unmet(package=name, requirement=_shown(requirement), installed=found.version)
            yield from self.unmet(found, frozenset(requirement.extras))

    def _is_new(self, requirement: Requirement) -> bool:
        key = canonicalize_name(requirement.name), str(requirement)
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new


def _requirements(package: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for text in package.requires or ():
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        applies = requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        )
        if applies and requirement.url is None:
            yield requirement


def _unfit_python(package: Distribution) -> str | None:
    """Return which versions of Python a package takes, if this is none of them."""
    takes = package.metadata["Requires-Python"]
    try:
        fits = not takes or SpecifierSet(takes).contains(platform.python_version(), prereleases=True)
    except InvalidSpecifier:
        return None
    return None if fits else str(takes)


def _shown(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"
