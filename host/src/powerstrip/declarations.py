"""What one plugin declares: its hooks are checked first, and then called with no other plugin around."""

import difflib
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pluggy

from powerstrip_sdk import NAME, Connector, HostInfo, Template, Tool, hookspecs

__all__ = ["Declared", "Refused", "declarations_of"]

_HOOKS = tuple(name for name in hookspecs.__all__ if name.startswith(NAME))


class Refused(Exception):
    """A plugin that breaks a rule; the message says which.

    Args:
        message: one sentence.
        advice: what the operator can do about it, None if only the plugin's author can do something.
    """

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.advice = advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What one plugin declares.

    Args:
        plugin: the plugin's name.
        connectors: kinds of data source.
        tools: tools, the templates' among them.
        templates: those of the tools that were templates.
    """

    plugin: str
    connectors: tuple[Connector, ...] = ()
    tools: tuple[Tool, ...] = ()
    templates: tuple[Tool, ...] = ()

    @property
    def is_guest(self) -> bool:
        """Whether it adds to what may be another plugin's, whose own declarations then come first."""
        own = {connector.name for connector in self.connectors}
        return bool(own - {self.plugin}) or any(tool.connector not in {None, *own} for tool in self.tools)


def declarations_of(name: str, plugin: Any, host: HostInfo) -> Declared:
    """Check a plugin's hook implementations and collect what they return; generators run to their end here.

    Args:
        name: of the plugin.
        plugin: the module or object with the implementations.
        host: what the plugin may know.

    Raises:
        Refused: if an implementation breaks a rule.
        Exception: whatever an implementation raises.
    """
    alone = pluggy.PluginManager(NAME)
    alone.add_hookspecs(hookspecs)
    implemented = [each for each in dir(plugin) if _check_implementation(alone, plugin, each)]
    if not implemented:
        raise Refused("it implements no hook, is @hookimpl missing?")
    alone.register(plugin, name)
    connectors = _records(alone.hook.powerstrip_connectors, Connector, host)
    tools = _records(alone.hook.powerstrip_tools, Tool, host)
    templates = tuple(each.as_tool() for each in _records(alone.hook.powerstrip_templates, Template, host))
    return Declared(plugin=name, connectors=tuple(connectors), tools=(*tools, *templates), templates=templates)


def _records(hook: pluggy.HookCaller, kind: type, host: HostInfo) -> list[Any]:
    records: list[Any] = []
    for returned in hook(host=host):
        if not isinstance(returned, Iterable):
            raise Refused(
                f"hook {hook.name!r} returned {type(returned).__name__}, not a list of {kind.__name__} records"
            )
        records.extend(returned)
    for record in records:
        if not isinstance(record, kind):
            raise Refused(f"hook {hook.name!r} returned a {type(record).__name__} among its {kind.__name__} records")
    return records


def _check_implementation(manager: pluggy.PluginManager, plugin: Any, attribute: str) -> bool:
    """Refuse what could not be called, or would make the order of plugins matter; False if it is no hook."""
    if (options := manager.parse_hookimpl_opts(plugin, attribute)) is None:
        return False
    name = options["specname"] or attribute
    if name not in _HOOKS:
        if options["optionalhook"]:
            return True
        near = difflib.get_close_matches(name, _HOOKS, n=1) or [", ".join(_HOOKS)]
        raise Refused(f"hook {name!r} is unknown, did you mean {near[0]!r}?")
    function = getattr(plugin, attribute)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise Refused(f"hook {name!r} is async, hooks are synchronous and return records")
    if options["wrapper"] or options["hookwrapper"]:
        raise Refused(f"hook {name!r} is a wrapper, which could change what other plugins declare")
    if options["tryfirst"] or options["trylast"]:
        raise Refused(f"hook {name!r} asks for an order, which must not matter")
    given = inspect.signature(getattr(hookspecs, name)).parameters
    for parameter in inspect.signature(function).parameters:
        if parameter not in given:
            raise Refused(f"hook {name!r} takes {parameter!r}, which it is never given")
    return True
