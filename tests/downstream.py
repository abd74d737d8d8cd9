"""Run the tests of plugins against the wheels of this working copy, each in an environment of its own.

The plugins are those of this repository (plugins/*, tests/packages/*, tests/external/*), and those of others that
tests/downstream.toml lists. Each is tested as a stranger would: its folder alone, its package installed with the extra
`test`, and our wheels in place of every released version.

    python tests/downstream.py                                 # all
    python tests/downstream.py example powerstrip-postgres     # some, by name
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from xml.etree import ElementTree

from packaging.utils import canonicalize_name, parse_wheel_filename
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests" / "downstream.toml"
#: What is built of this repository; only the last three are plugins.
PACKAGES = ("sdk", "host", "plugins/*", "tests/packages/*", "tests/external/*")
PLUGINS = PACKAGES[2:]
#: How the names of all distributions and modules of ours begin.
NAME = "powerstrip"
SDK = "powerstrip-sdk"
#: Seconds for everything that is done with one plugin.
LONGEST = 1800
#: The longest reason in the table.
WIDEST = 160


class Plugin(BaseModel):
    """One plugin, as `[[plugin]]` in tests/downstream.toml has it.

    Args:
        name: of the distribution.
        folder: with its source and tests, relative to the file.
        git: address of a repository in place of a folder.
        ref: branch or tag of it, the default branch if None.
        requirement: what pip installs; the folder with the extra `test` if None.
        test: how its tests are run in its folder, as arguments of `python -m`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    folder: Path | None = None
    git: str | None = None
    ref: str | None = None
    requirement: str | None = None
    test: tuple[str, ...] = Field(default=("pytest", "-q", "tests"), min_length=1)

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Self:
        if self.folder and self.git:
            raise ValueError("give folder or git, not both")
        if not (self.folder or self.git or self.requirement):
            raise ValueError("give folder, git or requirement")
        return self


class Listed(BaseModel):
    """The file that lists the plugins of others."""

    model_config = ConfigDict(extra="forbid")

    plugin: list[Plugin] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one plugin did; `why` is empty if nothing is wrong."""

    plugin: str
    version: str = "-"
    passed: int = 0
    failed: int = 0
    why: str = ""


class Failed(Exception):
    """A step that did not work; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Test what is asked for, print the table, and return 1 if anything failed."""
    options = _parser().parse_args(arguments)
    try:
        plugins = chosen([*own_plugins(), *listed_plugins(options.list)], options.plugins)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="powerstrip-downstream-") as folder:
        bench = Bench(Path(folder), offline=options.offline)
        try:
            bench.build()
        except Failed as error:
            print(f"the wheels of the working copy cannot be built: {error}", file=sys.stderr)
            return 1
        outcomes = [bench.outcome(plugin) for plugin in plugins]
    print(table(outcomes))
    return int(any(outcome.why for outcome in outcomes))


def _parser() -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="downstream.py", description=__doc__, formatter_class=formatter)
    parser.add_argument("plugins", nargs="*", metavar="PLUGIN", help="name of a plugin or its package; all if none")
    parser.add_argument("--list", type=Path, default=LIST, metavar="FILE", help="the plugins of others [%(default)s]")
    parser.add_argument(
        "--offline",
        action="store_true",
        help="ask no index: take what is needed beside our wheels from the environment of this Python",
    )
    return parser


def own_plugins() -> list[Plugin]:
    """Return the plugins of this repository."""
    found = [file for pattern in PLUGINS for file in sorted(ROOT.glob(f"{pattern}/pyproject.toml"))]
    projects = [(file.parent, tomllib.loads(file.read_text("utf-8"))["project"]["name"]) for file in found]
    return [Plugin(name=name, folder=folder) for folder, name in projects]


def listed_plugins(file: Path) -> list[Plugin]:
    """Return the plugins of others.

    Raises:
        ValueError: if the file cannot be used.
    """
    try:
        plugins = Listed.model_validate(tomllib.loads(file.read_text("utf-8"))).plugin
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{file} cannot be used: {error}") from error
    return [
        each.model_copy(update={"folder": (file.parent / each.folder).resolve()}) if each.folder else each
        for each in plugins
    ]


def chosen(plugins: Iterable[Plugin], names: Sequence[str]) -> list[Plugin]:
    """Return the plugins of these names, all if there are none.

    Raises:
        ValueError: if one of the names is no plugin's.
    """
    by_name = {str(canonicalize_name(each.name)): each for each in plugins}
    full = {name: canonicalize_name(name) for name in names}
    found = {name: by_name.get(each) or by_name.get(f"{NAME}-{each}") for name, each in full.items()}
    if unknown := [name for name, plugin in found.items() if plugin is None]:
        raise ValueError(f"there is no plugin {unknown[0]!r} (plugins: {', '.join(sorted(by_name))})")
    return [plugin for plugin in found.values() if plugin] if names else list(by_name.values())


class Bench:
    """Where the wheels are, and the environments that plugins are tested in.

    Args:
        folder: an empty one.
        offline: whether no index may be asked.
    """

    def __init__(self, folder: Path, *, offline: bool) -> None:
        self._folder = folder
        self._beyond = folder / "beyond"
        self._wheels: dict[str, Path] = {}
        self._offline = offline

    def build(self) -> None:
        """Build the wheels of the working copy.

        Raises:
            Failed: if one cannot be built.
        """
        sources = [file.parent for each in PACKAGES for file in sorted(ROOT.glob(f"{each}/pyproject.toml"))]
        isolation = ["--no-build-isolation"] if self._offline else []
        folder = self._folder / "wheels"
        _run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", *isolation, "-w", folder, *sources])
        self._wheels = {parse_wheel_filename(each.name)[0]: each for each in sorted(folder.iterdir())}
        if self._offline:
            self._link_what_is_installed()

    def _link_what_is_installed(self) -> None:
        """Make a folder of everything that this Python finds installed but what is ours."""
        self._beyond.mkdir()
        for site in (Path(each) for each in sys.path if Path(each).name in ("site-packages", "dist-packages")):
            for entry in site.iterdir():
                place = self._beyond / entry.name
                if not (entry.name.startswith(NAME) or entry.suffix == ".pth" or place.exists()):
                    place.symlink_to(entry)

    def outcome(self, plugin: Plugin) -> Outcome:
        """Install a plugin, run its tests, and return how it did."""
        print(f"testing {plugin.name}", file=sys.stderr)
        folder = self._folder / canonicalize_name(plugin.name)
        folder.mkdir()
        try:
            source = _source(plugin, folder / "source")
            python = self._environment(folder / "environment")
            self._install(plugin, source, python)
            version = _run([python, "-c", _VERSION, plugin.name]).strip()
        except Failed as error:
            return Outcome(plugin=plugin.name, why=str(error))
        return _tested(plugin, version, python, source, folder / "report.xml")

    def _environment(self, folder: Path) -> Path:
        """Make an environment without anything in it, and return its Python."""
        venv.create(folder, symlinks=True)
        if self._offline:
            site = sysconfig.get_path("purelib", "venv", vars={"base": str(folder)})
            Path(site, "beyond.pth").write_text(str(self._beyond), "utf-8")
        return folder / "bin" / "python"

    def _install(self, plugin: Plugin, source: Path, python: Path) -> None:
        """Install a plugin with what it needs: first see which packages these are, then take ours in their place."""
        own = self._wheels.get(canonicalize_name(plugin.name))
        wanted = plugin.requirement or (f"{own}[test]" if own else f"{plugin.name}[test] @ {source.as_uri()}")
        command = [sys.executable, "-m", "pip", "--python", python, "install"]
        command += ["--find-links", self._folder / "wheels"]
        command += ["--no-index", "--no-build-isolation"] if self._offline else []
        report = python.parent / "needed.json"
        _run([*command, "--dry-run", "--report", report, wanted, self._wheels[SDK]])
        needed = {canonicalize_name(each["metadata"]["name"]) for each in json.loads(report.read_bytes())["install"]}
        ours = [wheel for name, wheel in self._wheels.items() if name in needed and wheel != own]
        _run([*command, wanted, *ours])


_VERSION = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"


def _source(plugin: Plugin, folder: Path) -> Path:
    """Bring the plugin's folder to a place where nothing of this repository is above it."""
    if plugin.git:
        ref = ["--branch", plugin.ref] if plugin.ref else []
        _run(["git", "clone", "-q", "--depth", "1", *ref, plugin.git, folder])
    elif plugin.folder:
        if not plugin.folder.is_dir():
            raise Failed(f"there is no folder {plugin.folder}")
        shutil.copytree(plugin.folder, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        folder.mkdir()
    return folder


def _tested(plugin: Plugin, version: str, python: Path, source: Path, report: Path) -> Outcome:
    environment = {**_clean_environment(), "PYTEST_ADDOPTS": f"--junitxml={report}"}
    try:
        _run([python, "-m", *plugin.test], cwd=source, env=environment)
        why = ""
    except Failed as error:
        why = str(error)
    passed, failed, first = _counted(report)
    if not (why or passed):
        why = "no test passed"
    return Outcome(plugin=plugin.name, version=version, passed=passed, failed=failed, why=(first or why) if why else "")


def _counted(report: Path) -> tuple[int, int, str]:
    """Return how many tests passed and failed, and what is said of the first that failed."""
    if not report.exists():
        return 0, 0, ""
    cases = list(ElementTree.parse(report).iter("testcase"))
    failures = [(case, each) for case in cases for each in case if each.tag in ("failure", "error")]
    failed = {id(case) for case, _ in failures}
    skipped = {id(case) for case in cases if case.find("skipped") is not None}
    first = next((f"{case.get('name')}: {each.get('message')}" for case, each in failures), "")
    return len(cases) - len(failed | skipped), len(failed), first


def _run(command: Sequence[Any], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a command and return what it printed.

    Raises:
        Failed: with the last line that says what is wrong.
    """
    try:
        done = subprocess.run(
            [str(each) for each in command],
            cwd=cwd,
            env=env or _clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"it had not ended after {LONGEST} s") from error
    if done.returncode != 0:
        raise Failed(_reason(f"{done.stdout}\n{done.stderr}") or f"exit code {done.returncode}")
    return done.stdout


def _reason(printed: str) -> str:
    """Return the line that says most: of pip what conflicts, else its error or that of git, else the last one."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    conflicts = [line for line in lines if " depends on " in line and SDK in line]
    errors = [line for line in lines if line.startswith(("ERROR: ", "fatal: "))]
    return next(iter([*conflicts, *errors, *reversed(lines)]), "").removeprefix("ERROR: ")


def _clean_environment() -> dict[str, str]:
    """The environment without what would change how a plugin or its tests behave."""
    ours = ("POWERSTRIP_", "PYTEST_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def table(outcomes: Iterable[Outcome]) -> str:
    """Return the outcomes as a table, aligned."""
    rows = [("plugin", "version", "passed", "failed", "why")]
    for each in outcomes:
        why = " ".join(each.why.split())
        shown = why if len(why) <= WIDEST else f"{why[: WIDEST - 1]}…"
        rows.append((each.plugin, each.version, str(each.passed), str(each.failed), shown or "-"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


if __name__ == "__main__":
    sys.exit(main())
