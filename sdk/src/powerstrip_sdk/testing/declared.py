"""What a plugin declares, collected as a host does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pluggy

from powerstrip_sdk import hookspecs
from powerstrip_sdk.connector import Connector
from powerstrip_sdk.hookspecs import NAME, HostInfo
from powerstrip_sdk.template import Template
from powerstrip_sdk.tool import Tool

__all__ = ["Declared", "declared"]

_HOST = HostInfo(host_version="0.1.0", sdk_version="0.1.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The records of one plugin.

    Args:
        connectors: from `powerstrip_connectors`.
        tools: from `powerstrip_tools`.
        templates: from `powerstrip_templates`.
    """

    connectors: tuple[Connector, ...]
    tools: tuple[Tool, ...]
    templates: tuple[Template, ...]

    @property
    def callable(self) -> tuple[Tool, ...]:
        """Everything a client can call: the tools, and the templates as tools."""
        return (*self.tools, *(template.as_tool() for template in self.templates))

    def connector(self, name: str) -> Connector:
        """Return the connector called `name`; raises `LookupError` if the plugin declares none."""
        for each in self.connectors:
            if each.name == name:
                return each
        raise LookupError(f"the plugin declares no connector {name!r}")

    def tool(self, name: str) -> Tool:
        """Return the tool or template called `name`; raises `LookupError` if the plugin declares none."""
        for each in self.callable:
            if each.name == name:
                return each
        raise LookupError(f"the plugin declares no tool or template {name!r}")


def declared(plugin: Any) -> Declared:
    """Call a plugin's hooks, without any other plugin.

    Args:
        plugin: the module of the entry point.

    Raises:
        pluggy.PluginValidationError: if a hook is unknown or takes an argument that it is not given.
    """
    manager = pluggy.PluginManager(NAME)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    return Declared(
        connectors=_flat(manager.hook.powerstrip_connectors(host=_HOST)),
        tools=_flat(manager.hook.powerstrip_tools(host=_HOST)),
        templates=_flat(manager.hook.powerstrip_templates(host=_HOST)),
    )


def _flat(collected: list[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(record for records in collected for record in records)
