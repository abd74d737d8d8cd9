"""What is wrong with the installed plugins, and what to do about it; each is loaded in a process that may die of it."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from powerstrip.plugins import SDK, Found, PluginStatus
from powerstrip.requirements import unmet_requirements
from powerstrip.settings import PluginSettings
from powerstrip_sdk.tier import CHANGED, read_tier

__all__ = ["Finding", "contact_of", "diagnose"]

#: Seconds that all plugins together get to load.
LOADING = 120.0
#: Labels of a project's addresses under which somebody answers, the best first.
_ANSWERING = ("issue", "bug", "tracker", "source", "repository", "home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong.

    Args:
        plugin: with which, `""` if with none in particular.
        severity: an error keeps something from being used, a warning does not.
        problem: one sentence.
        advice: what to do, one sentence.
    """

    plugin: str
    severity: Literal["error", "warning"]
    problem: str
    advice: str


def diagnose(found: Iterable[Found], settings: PluginSettings, sources: Mapping[str, str]) -> list[Finding]:
    """Return what is wrong with the plugins, however badly they are broken.

    Args:
        found: the plugins that are installed.
        settings: which of them are switched off.
        sources: the connector of each configured source, by the source's name.
    """
    packages = {each.name: each.dist for each in found}
    return [
        *_conflicts(packages),
        *_load_errors(packages, settings, sources),
        *_names_of_nobody(packages, settings),
    ]


def contact_of(package: Distribution | None) -> str | None:
    """Return where the people behind a package can be reached, None if it does not say.

    Args:
        package: installed.
    """
    if package is None:
        return None
    labelled = [str(each).partition(",") for each in package.metadata.get_all("Project-URL") or ()]
    for wanted in _ANSWERING:
        for label, _, address in labelled:
            if wanted in label.lower():
                return address.strip()
    named = package.metadata["Home-page"] or package.metadata["Author-email"]
    return str(named) if named else None


def _conflicts(packages: Mapping[str, Distribution | None]) -> Iterator[Finding]:
    """Compare versions before anything is imported: the host's own first, since everything stands on them."""
    for plugin, package in {"": distribution("powerstrip"), **packages}.items():
        for unmet in unmet_requirements(package) if package else ():
            if plugin and unmet.requirement.startswith(SDK):
                # Loading the plugin says so, too.
                continue
            name = package.metadata["Name"] if package else ""
            yield Finding(
                plugin=plugin,
                severity="error",
                problem=str(unmet),
                advice=f"run: pip install --upgrade {name}, then: pip check",
            )


def _load_errors(
    packages: Mapping[str, Distribution | None], settings: PluginSettings, sources: Mapping[str, str]
) -> Iterator[Finding]:
    statuses, fatal = _load_apart(packages, settings)
    for name, how in fatal.items():
        yield Finding(
            plugin=name,
            severity="error",
            problem=f"loading it ends the whole process: {how}",
            advice=f"run: powerstrip plugins disable {name}; {_report_it(packages[name])}",
        )
    for status in statuses:
        if status.status in ("refused", "failed"):
            waiting = sorted(
                name for name, connector in sources.items() if connector in (status.name, *status.connectors)
            )
            kept = f" (sources that cannot be used: {', '.join(waiting)})" if waiting else ""
            advice = (
                status.advice
                or f"{_report_it(packages[status.name])}, or run: powerstrip plugins disable {status.name}"
            )
            yield Finding(plugin=status.name, severity="error", problem=f"{status.reason}{kept}", advice=advice)
        elif status.status == "loaded" and (changed := _tier_is_void(status)):
            yield Finding(plugin=status.name, severity="warning", problem=changed, advice="run: powerstrip grade")
        elif status.status == "loaded" and status.reason:
            yield Finding(
                plugin=status.name, severity="warning", problem=status.reason, advice=_report_it(packages[status.name])
            )


def _tier_is_void(status: PluginStatus) -> str | None:
    record, why_none = read_tier(status.module)
    return f"its tier is void: {why_none}" if record is None and why_none == CHANGED else None


def _names_of_nobody(packages: Mapping[str, Any], settings: PluginSettings) -> Iterator[Finding]:
    for name in sorted((settings.disabled | (settings.enabled or frozenset())) - packages.keys()):
        yield Finding(
            plugin=name,
            severity="warning",
            problem="the configuration names it, and no such plugin is installed",
            advice="correct plugins.disabled or plugins.enabled",
        )


def _load_apart(packages: Mapping[str, Any], settings: PluginSettings) -> tuple[list[PluginStatus], dict[str, str]]:
    """Load the plugins in a process of their own.

    Returns:
        how each ended; and of those that end the process, how they do.
    """
    statuses, _ = _report(settings)
    if statuses is not None:
        return statuses, {}
    fatal: dict[str, str] = {}
    for name in packages.keys() - settings.disabled:
        alone, how = _report(PluginSettings(disabled=settings.disabled, enabled=frozenset({name})))
        if alone is None:
            fatal[name] = how
    rest, _ = _report(PluginSettings(disabled=settings.disabled | fatal.keys(), enabled=settings.enabled))
    return rest or [], dict(sorted(fatal.items()))


def _report(settings: PluginSettings) -> tuple[list[PluginStatus] | None, str]:
    """Return how the plugins ended, or None and how the process did."""
    with TemporaryDirectory(prefix="powerstrip-") as folder:
        file = Path(folder) / "report.json"
        try:
            done = subprocess.run(  # noqa: S603 - this interpreter, and a file of ours
                [sys.executable, "-m", "powerstrip.cli.plugin_report", str(file)],
                input=settings.model_dump_json(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                timeout=LOADING,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None, f"it had not ended after {LOADING:g} s"
        if not file.exists():
            ended = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
            return None, ended
        return [
            PluginStatus(**{**each, "connectors": tuple(each["connectors"])})
            for each in json.loads(file.read_text("utf-8"))
        ], ""


def _report_it(package: Distribution | None) -> str:
    contact = contact_of(package)
    return f"report it at {contact}" if contact else "report it to its author"
