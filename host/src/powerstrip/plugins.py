"""Find, check, import and register plugins, one at a time, so that a bad one hurts nobody but itself."""

import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from importlib.metadata import Distribution, EntryPoint, distributions, version
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

import structlog
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from powerstrip.declarations import Declared, Refused, declarations_of
from powerstrip.inspection import OWN_TOOLS, check_connector, check_tool, exposed_name
from powerstrip_sdk import NAME, Connector, DeclarationError, HostInfo, Tool
from powerstrip_sdk.names import SOURCE_NAME
from powerstrip_sdk.text import visible

__all__ = ["SDK", "Found", "PluginStatus", "Registry", "find_entry_points", "load_plugins"]

SDK = "powerstrip-sdk"
#: Seconds of import time from which a plugin is reported as slow.
SLOW_IMPORT = 1.0
#: Characters of a plugin's own words that are shown.
MAX_REASON = 300

Status: TypeAlias = Literal["loaded", "disabled", "refused", "failed"]
log = structlog.get_logger("powerstrip.plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginStatus:
    """How loading one plugin ended.

    Args:
        name: of the entry point.
        status: loaded, disabled by the operator, refused because it breaks a rule, or failed because its code did.
        distribution: the package, `""` if unknown.
        version: of the package.
        reason: why it is not loaded, or what is worth knowing although it is.
        advice: what its operator can do about it, None if only its author can do something.
        seconds: that its import took.
        connectors: names of the connectors that it declares, as far as it came to that.
        module: what its entry point names.
    """

    name: str
    status: Status
    distribution: str = ""
    version: str = ""
    reason: str | None = None
    advice: str | None = None
    seconds: float = 0.0
    connectors: tuple[str, ...] = ()
    module: str = ""


@dataclass(slots=True, kw_only=True)
class Registry:
    """Everything that the loaded plugins declare, and how each plugin ended.

    Args:
        connectors: by name.
        tools: with the name of the plugin that declares them.
        templates: exposed names of those tools that were declared as templates.
        plugins: every plugin that was found, by name.
        unknown: names that the configuration switches off or on, and that no plugin has.
    """

    connectors: dict[str, Connector] = field(default_factory=dict)
    tools: list[tuple[str, Tool]] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    plugins: dict[str, PluginStatus] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def broken(self) -> list[PluginStatus]:
        """The plugins that were refused or failed."""
        return [each for each in self.plugins.values() if each.status in ("refused", "failed")]

    def why_missing(self, connector: str) -> str | None:
        """Return why the connector of an installed plugin is not there, None if no such plugin is installed."""
        for status in self.plugins.values():
            if status.status != "loaded" and connector in (status.name, *status.connectors):
                verb = "failed" if status.status == "failed" else f"is {status.status}"
                return f"plugin {status.name!r} {verb}: {status.reason}"
        return None


class Found(Protocol):
    """A plugin that was found but not imported: an `EntryPoint`, or what a test puts in its place."""

    @property
    def name(self) -> str:
        """The plugin's name."""

    @property
    def value(self) -> str:
        """The module, or an object in it."""

    @property
    def dist(self) -> Distribution | None:
        """The package that it comes from."""

    def load(self) -> Any:
        """Import it."""


def find_entry_points() -> list[EntryPoint]:
    """Return the entry points of every installed plugin, sorted by name and distribution."""
    seen: dict[tuple[str, str], EntryPoint] = {}
    for distribution in distributions():
        for entry_point in _entry_points_of(distribution):
            if entry_point.group == NAME:
                seen.setdefault((entry_point.name, _name_of(entry_point.dist)), entry_point)
    return [entry_point for _, entry_point in sorted(seen.items())]


def _entry_points_of(distribution: Distribution) -> Iterable[EntryPoint]:
    try:
        return distribution.entry_points
    except (OSError, TypeError, ValueError):
        # Any package of the environment may be damaged, also one that has nothing to do with plugins.
        log.warning("the entry points of a package cannot be read", package=_name_of(distribution))
        return ()


def load_plugins(
    entry_points: Iterable[Found],
    *,
    disabled: frozenset[str] = frozenset(),
    enabled: frozenset[str] | None = None,
) -> Registry:
    """Load plugins, each in a guard of its own.

    Args:
        entry_points: as `find_entry_points` returns them.
        disabled: names that are not even imported.
        enabled: if given, the only names that are.
    """
    loader = _Loader(disabled, enabled)
    by_name: dict[str, list[Found]] = defaultdict(list)
    for entry_point in entry_points:
        by_name[entry_point.name].append(entry_point)
    for name, candidates in sorted(by_name.items()):
        loader.load(name, candidates)
    loader.register_all()
    loader.registry.unknown = tuple(sorted((disabled | (enabled or frozenset())) - by_name.keys()))
    for name in loader.registry.unknown:
        log.warning("no such plugin is installed", plugin=name, hint="check plugins.disabled and plugins.enabled")
    for status in loader.registry.plugins.values():
        _log(status)
    return loader.registry


class _Loader:
    """Loads plugins one after the other; a plugin's records enter the registry together or not at all."""

    def __init__(self, disabled: frozenset[str], enabled: frozenset[str] | None) -> None:
        self.registry = Registry()
        self._disabled = disabled
        self._enabled = enabled
        self._host = HostInfo(host_version=version("powerstrip"), sdk_version=version(SDK))
        self._objects: dict[str, Any] = {}
        self._declared: list[Declared] = []

    def load(self, name: str, candidates: list[Found]) -> None:
        """Take one name through every step, and write down how it ended."""
        distribution = candidates[0].dist
        status = PluginStatus(
            name=name,
            status="loaded",
            distribution=_name_of(distribution),
            version=(distribution.version or "") if distribution else "",
            module=candidates[0].value,
        )
        self.registry.plugins[name] = status
        if name in self._disabled or (self._enabled is not None and name not in self._enabled):
            self._end(status, "disabled", "switched off in the configuration", f"run: powerstrip plugins enable {name}")
            return
        with self._guard(name):
            _check_name(name)
            _check_only_one(name, candidates)
            _check_requirement(distribution)
            self._declare(name, self._import(status, candidates[0]))

    def register_all(self) -> None:
        """Take over what the plugins declare: first all connectors, then the tools that may be for any of them."""
        self._declared.sort(key=lambda declared: (declared.is_guest, declared.plugin))
        self._take_each(self._take_connectors)
        while not self._take_each(self._take_tools):
            # A plugin went, and its connectors with it, so what others declare for them is looked at again.
            self.registry.tools.clear()

    def _take_each(self, take: Callable[[Declared], None]) -> bool:
        """Take over from each plugin; False if one of them did not survive it."""
        before = list(self._declared)
        for declared in before:
            with self._guard(declared.plugin):
                take(declared)
        return self._declared == before

    @contextmanager
    def _guard(self, name: str) -> Generator[None]:
        """Let whatever a plugin's code raises end that plugin alone, and keep what it prints out of our answers."""
        try:
            with redirect_stdout(sys.stderr):
                yield
        except KeyboardInterrupt:
            # The one thing that comes from a person, who wants the whole host to stop.
            raise
        except BaseException as error:  # noqa: BLE001 - also sys.exit, and whatever else a plugin's code raises
            self._fail(name, error)

    def _import(self, status: PluginStatus, entry_point: Found) -> Any:
        started = time.perf_counter()
        plugin = entry_point.load()
        seconds = time.perf_counter() - started
        slow = f"its import took {seconds:.1f} s, which every start waits for" if seconds > SLOW_IMPORT else None
        self.registry.plugins[status.name] = replace(status, seconds=seconds, reason=slow)
        return plugin

    def _declare(self, name: str, plugin: Any) -> None:
        if (other := next((each for each, known in self._objects.items() if known is plugin), None)) is not None:
            raise Refused(f"its entry point names the same object as that of plugin {other!r}")
        self._objects[name] = plugin
        declared = declarations_of(name, plugin, self._host)
        names = tuple(connector.name for connector in declared.connectors)
        self.registry.plugins[name] = replace(self.registry.plugins[name], connectors=names)
        self._declared.append(declared)

    def _take_connectors(self, declared: Declared) -> None:
        taken = dict(self.registry.connectors)
        for connector in declared.connectors:
            if connector.name in taken:
                owner = self._owner_of_connector(connector.name)
                raise self._clash(declared.plugin, f"connector {connector.name!r}", owner)
            check_connector(connector)
            _check_shared_prompts(connector, taken.values())
            taken[connector.name] = connector
        self.registry.connectors = taken

    def _take_tools(self, declared: Declared) -> None:
        taken = {exposed_name(tool, plugin): plugin for plugin, tool in self.registry.tools}
        for tool in declared.tools:
            name = exposed_name(tool, declared.plugin)
            if name in taken:
                raise self._clash(declared.plugin, f"tool {name!r}", taken[name])
            if name in OWN_TOOLS:
                raise Refused(f"tool {name!r} is the host's own, rename it")
            if tool.connector is not None and tool.connector not in self.registry.connectors:
                raise Refused(
                    f"tool {tool.name!r} is for connector {tool.connector!r}: {self._missing(tool.connector)}"
                )
            check_tool(tool, declared.plugin)
            taken[name] = declared.plugin
        self.registry.tools += [(declared.plugin, tool) for tool in declared.tools]
        self.registry.templates |= {exposed_name(tool, declared.plugin) for tool in declared.templates}

    def _missing(self, connector: str) -> str:
        install = "no installed plugin declares it, install the one that does"
        return self.registry.why_missing(connector) or install

    def _owner_of_connector(self, name: str) -> str:
        return next(each.plugin for each in self._declared if any(one.name == name for one in each.connectors))

    def _clash(self, plugin: str, what: str, owner: str) -> Refused:
        return Refused(
            f"{what} is declared by plugin {owner!r} of {self.registry.plugins[owner].distribution} already",
            advice=f"only one of the two can be used, run: powerstrip plugins disable {plugin} (or {owner})",
        )

    def _fail(self, name: str, error: BaseException) -> None:
        """Take the plugin out whole, so that no half of it is served."""
        mine = next((each for each in self._declared if each.plugin == name), None)
        if mine is not None:
            self._declared.remove(mine)
            for connector in mine.connectors:
                if self.registry.connectors.get(connector.name) is connector:
                    del self.registry.connectors[connector.name]
        self.registry.tools = [each for each in self.registry.tools if each[0] != name]
        refused = isinstance(error, (Refused, DeclarationError))
        self._end(self.registry.plugins[name], "refused" if refused else "failed", _reason(error), _advice(error))
        log.debug("plugin traceback", plugin=name, exc_info=error)

    def _end(self, status: PluginStatus, end: Status, reason: str, advice: str | None) -> None:
        advice = visible(advice) if advice else None
        self.registry.plugins[status.name] = replace(status, status=end, reason=visible(reason), advice=advice)


def _check_shared_prompts(connector: Connector, others: Iterable[Connector]) -> None:
    """Clients see one prompt for all connectors that declare it, so its arguments must be the same."""
    for prompt in connector.prompts:
        for other in others:
            for theirs in other.prompts:
                if theirs.name == prompt.name and theirs.arguments != prompt.arguments:
                    raise Refused(f"prompt {prompt.name!r} has other arguments than that of connector {other.name!r}")


def _check_name(name: str) -> None:
    if not SOURCE_NAME.fullmatch(name):
        raise Refused("its entry point's name must be 1 to 32 lower-case letters, digits, - and _, a letter first")


def _check_only_one(name: str, candidates: list[Found]) -> None:
    if len(candidates) > 1:
        names = [_name_of(each.dist) for each in candidates]
        raise Refused(
            f"the name {name!r} is used by {' and '.join(names)}: uninstall or disable one of them",
            advice=f"run one of: {', '.join(f'pip uninstall {each}' for each in names)}",
        )


def _check_requirement(distribution: Distribution | None) -> None:
    """Compare versions before any of the plugin's code runs."""
    for text in (distribution.requires if distribution else None) or ():
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if canonicalize_name(requirement.name) == SDK and (requirement.marker is None or requirement.marker.evaluate()):
            if requirement.specifier.contains(version(SDK), prereleases=True):
                return
            raise Refused(
                f"it requires {requirement}, this host has {version(SDK)}",
                advice=f"run: pip install --upgrade powerstrip {_name_of(distribution)}",
            )
    raise Refused(f"its package does not require {SDK}, so nobody knows whether it fits")


def _name_of(distribution: Distribution | None) -> str:
    return str(distribution.metadata["Name"] or "") if distribution else ""


def _reason(error: BaseException) -> str:
    if isinstance(error, (Refused, DeclarationError)):
        return str(error)
    if isinstance(error, SystemExit):
        return f"it called sys.exit({error.code!r}) while it was loaded{_place(error)}"
    try:
        text = str(error).strip().splitlines()
    except Exception:  # noqa: BLE001 - even the words of a plugin's error are the plugin's code
        text = []
    what = f"{type(error).__name__}: {text[0]}"[:MAX_REASON] if text else type(error).__name__
    return f"{what}{_place(error)}"


def _advice(error: BaseException) -> str | None:
    """Return what an operator can do, None if only the plugin's author can do something."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install the package that has the module {error.name!r}, or install the plugin again with what it needs"
    return error.advice if isinstance(error, Refused) else None


def _place(error: BaseException) -> str:
    """Return where it was raised, without the folders of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""


def _log(status: PluginStatus) -> None:
    report: Callable[..., Any] = (
        log.debug if status.status in ("loaded", "disabled") and not status.reason else log.warning
    )
    if status.status == "disabled":
        report = log.info
    report(
        "plugin " + status.status,
        plugin=status.name,
        package=f"{status.distribution} {status.version}".strip(),
        reason=status.reason,
    )
