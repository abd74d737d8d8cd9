"""Find, check, import and register plugins, one at a time, so that a bad one hurts nobody but itself."""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import Distribution, EntryPoint, distributions, version
from typing import Any, Literal, Protocol, TypeAlias

import pluggy
import structlog
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from powerstrip.inspection import check_connector, check_tool
from powerstrip_sdk import NAME, Connector, HostInfo, Template, Tool, hookspecs

__all__ = ["Declared", "Found", "PluginStatus", "Registry", "find_entry_points", "load_plugins"]

SDK = "powerstrip-sdk"
#: Seconds of import time from which a plugin is reported as slow.
SLOW_IMPORT = 1.0

Status: TypeAlias = Literal["loaded", "disabled", "refused", "failed"]
log = structlog.get_logger("powerstrip.plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginStatus:
    """How loading one plugin ended.

    Args:
        name: of the entry point.
        status: loaded, disabled by the operator, refused before import, or failed.
        distribution: the package, `""` if unknown.
        version: of the package.
        reason: why it is not loaded, or what is worth knowing although it is.
        seconds: that its import took.
        connectors: names of the connectors that it declares.
    """

    name: str
    status: Status
    distribution: str = ""
    version: str = ""
    reason: str | None = None
    seconds: float = 0.0
    connectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What one plugin declares.

    Args:
        plugin: the plugin's name.
        connectors: kinds of data source.
        tools: tools, the templates' among them.
    """

    plugin: str
    connectors: tuple[Connector, ...] = ()
    tools: tuple[Tool, ...] = ()


@dataclass(slots=True, kw_only=True)
class Registry:
    """Everything that the loaded plugins declare, and how each plugin ended.

    Args:
        connectors: by name.
        tools: with the name of the plugin that declares them.
        plugins: every plugin that was found, by name.
    """

    connectors: dict[str, Connector] = field(default_factory=dict)
    tools: list[tuple[str, Tool]] = field(default_factory=list)
    plugins: dict[str, PluginStatus] = field(default_factory=dict)

    @property
    def broken(self) -> list[PluginStatus]:
        """The plugins that were refused or failed."""
        return [each for each in self.plugins.values() if each.status in ("refused", "failed")]

    def why_missing(self, connector: str) -> str | None:
        """Return why the connector of an installed plugin is not there, None if no such plugin is installed."""
        if (status := self.plugins.get(connector)) is None or status.status == "loaded":
            return None
        return f"plugin {status.name!r} is {status.status}: {status.reason}"


class Found(Protocol):
    """A plugin that was found but not imported: an `EntryPoint`, or what a test puts in its place."""

    @property
    def name(self) -> str:
        """The plugin's name."""

    @property
    def dist(self) -> Distribution | None:
        """The package that it comes from."""

    def load(self) -> Any:
        """Import it."""


class _Refused(Exception):
    """A plugin that breaks a rule; the message says which."""


def find_entry_points() -> list[EntryPoint]:
    """Return the entry points of every installed plugin, sorted by name and distribution."""
    seen: dict[tuple[str, str], EntryPoint] = {}
    for distribution in distributions():
        for entry_point in distribution.entry_points:
            if entry_point.group == NAME:
                seen.setdefault((entry_point.name, _name_of(entry_point.dist)), entry_point)
    return [entry_point for _, entry_point in sorted(seen.items())]


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
    _warn_of_unknown((disabled | (enabled or frozenset())) - by_name.keys())
    for status in loader.registry.plugins.values():
        _log(status)
    return loader.registry


class _Loader:
    """Loads plugins one after the other; a plugin's records enter the registry together or not at all."""

    def __init__(self, disabled: frozenset[str], enabled: frozenset[str] | None) -> None:
        self.registry = Registry()
        self._disabled = disabled
        self._enabled = enabled
        self._manager = pluggy.PluginManager(NAME)
        self._manager.add_hookspecs(hookspecs)
        self._host = HostInfo(host_version=version("powerstrip"), sdk_version=version(SDK))
        self._declared: list[Declared] = []

    def load(self, name: str, candidates: list[Found]) -> None:
        """Take one name through every step, and write down how it ended."""
        distribution = candidates[0].dist
        status = PluginStatus(
            name=name,
            status="loaded",
            distribution=_name_of(distribution),
            version=distribution.version if distribution else "",
        )
        self.registry.plugins[name] = status
        if name in self._disabled or (self._enabled is not None and name not in self._enabled):
            self._end(status, "disabled", "switched off in the configuration")
            return
        try:
            _check_only_one(name, candidates)
            _check_requirement(distribution)
        except _Refused as refusal:
            self._end(status, "refused", str(refusal))
            return
        self._import(status, candidates[0])

    def register_all(self) -> None:
        """Take over what the plugins declare: first all connectors, then the tools that may be for any of them."""
        for take in (self._take_connectors, self._take_tools):
            for declared in list(self._declared):
                try:
                    take(declared)
                except Exception as error:  # noqa: BLE001 - records are the plugin's, anything may be wrong with them
                    self._fail(self.registry.plugins[declared.plugin], error)

    def _import(self, status: PluginStatus, entry_point: Found) -> None:
        started = time.perf_counter()
        try:
            module = entry_point.load()
            status = replace(status, seconds=time.perf_counter() - started)
            if status.seconds > SLOW_IMPORT:
                status = replace(status, reason=f"its import took {status.seconds:.1f} s, which every start waits for")
            self.registry.plugins[status.name] = status
            self._register(status.name, module)
            self._declared.append(self._declarations(status.name, module))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's code may raise anything
            self._fail(status, error)

    def _register(self, name: str, module: Any) -> None:
        _check_implementations(module)
        self._manager.register(module, name)
        self._manager.check_pending()

    def _declarations(self, name: str, module: Any) -> Declared:
        """Call the plugin's hooks, and no other plugin's; generators run to their end inside the guard."""
        others = [plugin for plugin in self._manager.get_plugins() if plugin is not module]
        connectors = self._records("powerstrip_connectors", Connector, others)
        tools = self._records("powerstrip_tools", Tool, others)
        templates = self._records("powerstrip_templates", Template, others)
        return Declared(
            plugin=name, connectors=tuple(connectors), tools=(*tools, *(each.as_tool() for each in templates))
        )

    def _records(self, hook: str, kind: type, others: list[Any]) -> list[Any]:
        records: list[Any] = []
        for returned in self._manager.subset_hook_caller(hook, others)(host=self._host):
            if not isinstance(returned, Iterable):
                raise _Refused(f"{hook} returned {type(returned).__name__}, not a list of {kind.__name__} records")
            records.extend(returned)
        for record in records:
            if not isinstance(record, kind):
                raise _Refused(f"{hook} returned a {type(record).__name__} among its {kind.__name__} records")
        return records

    def _take_connectors(self, declared: Declared) -> None:
        for connector in declared.connectors:
            if connector.name in self.registry.connectors:
                raise _Refused(self._clash(f"connector {connector.name!r}", self._owner_of_connector(connector.name)))
            check_connector(connector)
        self.registry.connectors.update({connector.name: connector for connector in declared.connectors})
        status = self.registry.plugins[declared.plugin]
        names = tuple(connector.name for connector in declared.connectors)
        self.registry.plugins[declared.plugin] = replace(status, connectors=names)

    def _take_tools(self, declared: Declared) -> None:
        taken = {_identity(plugin, tool): plugin for plugin, tool in self.registry.tools}
        for tool in declared.tools:
            identity = _identity(declared.plugin, tool)
            if identity in taken:
                raise _Refused(self._clash(f"tool {tool.name!r} for {identity[0]!r}", taken[identity]))
            if tool.connector is not None and tool.connector not in self.registry.connectors:
                raise _Refused(
                    f"tool {tool.name!r} is for connector {tool.connector!r}, which no loaded plugin declares"
                )
            check_tool(tool, declared.plugin)
            taken[identity] = declared.plugin
        self.registry.tools += [(declared.plugin, tool) for tool in declared.tools]

    def _owner_of_connector(self, name: str) -> str:
        return next(each.plugin for each in self._declared if any(one.name == name for one in each.connectors))

    def _clash(self, what: str, owner: str) -> str:
        status = self.registry.plugins[owner]
        return f"{what} is declared by {status.distribution or owner!r} too: disable one of the two"

    def _fail(self, status: PluginStatus, error: BaseException) -> None:
        """Take the plugin out whole, so that no half of it is served."""
        name = status.name
        mine = next((each for each in self._declared if each.plugin == name), None)
        if mine is not None:
            self._declared.remove(mine)
            for connector in mine.connectors:
                if self.registry.connectors.get(connector.name) is connector:
                    del self.registry.connectors[connector.name]
        self.registry.tools = [each for each in self.registry.tools if each[0] != name]
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)
        self._end(status, "refused" if isinstance(error, _Refused) else "failed", _reason(error))
        log.debug("plugin traceback", plugin=name, exc_info=error)

    def _end(self, status: PluginStatus, end: Status, reason: str) -> None:
        self.registry.plugins[status.name] = replace(status, status=end, reason=reason, connectors=())


def _check_only_one(name: str, candidates: list[Found]) -> None:
    if len(candidates) > 1:
        owners = " and ".join(_name_of(each.dist) for each in candidates)
        raise _Refused(f"the name {name!r} is used by {owners}: uninstall or disable one of them")


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
            raise _Refused(f"it requires {requirement}, this host has {version(SDK)}")
    raise _Refused(f"its package does not require {SDK}, so nobody knows whether it fits")


def _check_implementations(module: Any) -> None:
    """Refuse what would make the order of plugins matter, or could not be called."""
    for name, function in vars(module).items():
        options: Mapping[str, Any] | None = getattr(function, f"{NAME}_impl", None)
        if options is None or not callable(function):
            continue
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            raise _Refused(f"hook {name!r} is async, hooks are synchronous and return records")
        if options["wrapper"] or options["hookwrapper"]:
            raise _Refused(f"hook {name!r} is a wrapper, which could change what other plugins declare")
        if options["tryfirst"] or options["trylast"]:
            raise _Refused(f"hook {name!r} asks for an order, which must not matter")


def _identity(plugin: str, tool: Tool) -> tuple[str, str]:
    return (tool.connector or plugin, tool.name)


def _name_of(distribution: Distribution | None) -> str:
    return distribution.metadata["Name"] if distribution else ""


def _reason(error: BaseException) -> str:
    if isinstance(error, _Refused):
        return str(error)
    if isinstance(error, SystemExit):
        return f"it called sys.exit({error.code!r}) while it was loaded"
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}"[:300] if text else type(error).__name__


def _warn_of_unknown(names: Iterable[str]) -> None:
    for name in sorted(names):
        log.warning("no such plugin is installed", plugin=name, hint="check plugins.disabled and plugins.enabled")


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
