"""What a package says about itself, without its tests: licence, pages, bounds, types."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from powerstrip_sdk.connector import SourceConfig
from powerstrip_sdk.hookspecs import NAME
from powerstrip_sdk.testing.declared import Declared
from powerstrip_sdk.tier import Missing, Tier

__all__ = ["Package", "missing_facts", "read_package"]

_SDK = re.compile(r"powerstrip[-_.]sdk(\[[^]]*\])?\s*(?P<bounds>[^;]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The folder of a plugin's package, as it is developed.

    Args:
        folder: with `pyproject.toml`.
        project: the table `[project]`.
        modules: that entry points of plugins name.
        source: folder of the import package.
    """

    folder: Path
    project: dict[str, Any]
    modules: tuple[str, ...]
    source: Path

    @property
    def name(self) -> str:
        """The distribution."""
        return str(self.project["name"])

    def text(self, *names: str) -> str:
        """Return the first of these files that there is, `""` if there is none.

        Args:
            names: relative to the folder.
        """
        for name in names:
            if (file := self.folder / name).is_file():
                return file.read_text("utf-8")
        return ""


def read_package(folder: Path) -> Package:
    """Read a package's folder.

    Args:
        folder: with `pyproject.toml`.

    Raises:
        ValueError: if it is not the folder of a plugin's package; the message says what is missing.
    """
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{str(folder)!r} has no pyproject.toml with a [project]") from error
    modules = tuple(project.get("entry-points", {}).get(NAME, {}).values())
    if not modules:
        raise ValueError(f"{str(folder)!r} declares no entry point of the group {NAME!r}")
    top = modules[0].partition(":")[0].partition(".")[0]
    spec = find_spec(top)
    sources = [folder / "src" / top, folder / top]
    source = next((each for each in sources if each.is_dir()), None)
    if spec is None or source is None:
        raise ValueError(f"the package {top!r} is not in {str(folder)!r}, or not installed (run: pip install -e .)")
    return Package(folder=folder, project=project, modules=modules, source=source)


def missing_facts(package: Package, found: Declared) -> Iterator[Missing]:
    """Yield what the package does not have that a tier asks for.

    Args:
        package: its folder.
        found: what it declares.
    """
    for tier, what, why_not in _FACTS:
        if why := why_not(package, found):
            yield Missing(tier=tier, what=what, why=why)


def _licence(package: Package, _found: Declared) -> str:
    return "" if package.project.get("license") else "pyproject.toml names no licence"


def _summary(package: Package, _found: Declared) -> str:
    return "" if package.project.get("description") else "pyproject.toml has no description"


def _bounds(package: Package, _found: Declared) -> str:
    for requirement in package.project.get("dependencies", ()):
        if match := _SDK.fullmatch(requirement.strip()):
            bounds = match["bounds"]
            return "" if ">=" in bounds and "<" in bounds.replace("<=", "") else "powerstrip-sdk needs >= and <"
    return "powerstrip-sdk is not among the dependencies"


def _readme(package: Package, found: Declared) -> str:
    text = package.text("README.md", "README.rst")
    common = set(SourceConfig.model_fields)
    options = {
        field.alias or name
        for connector in found.connectors
        for name, field in connector.config.model_fields.items()
        if name not in common
    }
    unnamed = sorted(option for option in options if not re.search(rf"\b{re.escape(option)}\b", text))
    return f"the README does not name the options {', '.join(unnamed)}" if unnamed else "" if text else "no README"


def _changelog(package: Package, _found: Declared) -> str:
    return "" if package.text("CHANGELOG.md", "CHANGELOG.rst", "CHANGES.md") else "there is no CHANGELOG"


def _marked_as_typed(package: Package, _found: Declared) -> str:
    return "" if (package.source / "py.typed").is_file() else "the package has no py.typed"


def _strictly_typed(package: Package, _found: Declared) -> str:
    """Run the type checker; without one nothing is shown."""
    if find_spec("mypy") is None:
        return "mypy is not installed, so nobody knows (run: pip install mypy)"
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(package.source)]
    done = subprocess.run(command, cwd=package.folder, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    return "" if done.returncode == 0 else f"mypy --strict: {(done.stdout or done.stderr).splitlines()[0]}"


_FACTS: tuple[tuple[Tier, str, Callable[[Package, Declared], str]], ...] = (
    ("bronze", "licence", _licence),
    ("bronze", "summary", _summary),
    ("bronze", "bounds of the SDK", _bounds),
    ("silver", "options in the README", _readme),
    ("silver", "changelog", _changelog),
    ("gold", "marked as typed", _marked_as_typed),
    ("platinum", "type-checks strictly", _strictly_typed),
)
