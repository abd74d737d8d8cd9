"""Every hook that a plugin may implement, on one page.

A hook is synchronous, is called once when the host starts, and returns records; everything asynchronous is a callable
on a record. Order never matters: wrappers, `tryfirst` and `trylast` are refused.

A plugin is a package with an entry point in the group `powerstrip`, whose module holds the implementations::

    [project.entry-points.powerstrip]
    postgres = "powerstrip_postgres.plugin"
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pluggy

from powerstrip_sdk.connector import Connector
from powerstrip_sdk.template import Template
from powerstrip_sdk.tool import Tool

__all__ = ["NAME", "HostInfo", "hookimpl", "powerstrip_connectors", "powerstrip_templates", "powerstrip_tools"]

#: The pluggy project name and the entry-point group.
NAME = "powerstrip"

hookspec = pluggy.HookspecMarker(NAME)
#: Marks a function of a plugin as the implementation of the hook that has its name.
hookimpl = pluggy.HookimplMarker(NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostInfo:
    """What a plugin may know about the host while it declares.

    Args:
        host_version: version of the host, as in its distribution.
        sdk_version: version of the SDK that the host runs with.
    """

    host_version: str
    sdk_version: str


@hookspec
def powerstrip_connectors(host: HostInfo) -> Iterable[Connector]:  # type: ignore[empty-body]
    """Declare kinds of data source. Called once, before the configuration is checked.

    Example::

        @hookimpl
        def powerstrip_connectors():
            return [Connector(name="postgres", config=PostgresConfig, connect=connect)]
    """


@hookspec
def powerstrip_tools(host: HostInfo) -> Iterable[Tool]:  # type: ignore[empty-body]
    """Declare tools, for a connector of this or of another package. Called once, after all connectors are known.

    Example::

        @hookimpl
        def powerstrip_tools():
            return [list_tables, describe_table]
    """


@hookspec
def powerstrip_templates(host: HostInfo) -> Iterable[Template]:  # type: ignore[empty-body]
    """Declare ready-written, parameterised tools. Called once, after all tools are known.

    Example::

        @hookimpl
        def powerstrip_templates():
            return [slow_queries]
    """
