"""`/connectors` and `/plugins`: what is installed."""

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path

from powerstrip.api.context import Asking, Context, need
from powerstrip.api.documents import ConnectorDocument, ConnectorSummary, MissingDocument, Page, PluginDocument
from powerstrip.api.forms import form_schema
from powerstrip.errors import CallError
from powerstrip.inspection import exposed_name, wire_tool
from powerstrip.plugin_facts import tier_of
from powerstrip.plugins import PluginStatus
from powerstrip_sdk import Connector

__all__ = ["router"]

router = APIRouter(tags=["connectors"], dependencies=[need("sources:read")])


@router.get("/connectors", summary="List the connectors")
async def list_connectors(asking: Asking) -> Page[ConnectorSummary]:
    """Return the connectors of the loaded plugins, by name."""
    connectors = asking.host.plan.registry.connectors
    return Page(items=[await _summary(asking, connectors[name]) for name in sorted(connectors)], next=None)


@router.get("/connectors/{name}", summary="Show a connector")
async def get_connector(
    asking: Asking, name: Annotated[str, Path(description="Name of the connector.", examples=["postgres"])]
) -> ConnectorDocument:
    """Return a connector with the schema of its sources' options, its tools and its templates."""
    registry = asking.host.plan.registry
    if (connector := registry.connectors.get(name)) is None:
        why = registry.why_missing(name)
        raise CallError("not_found", f"there is no connector {name!r}{f': {why}' if why else ''}")
    tools: list[dict[str, Any]] = []
    templates: list[dict[str, Any]] = []
    for plugin, tool in registry.tools:
        if tool.connector == name:
            shown = exposed_name(tool, plugin)
            (templates if shown in registry.templates else tools).append(wire_tool(tool, shown))
    templates += [wire_tool(each.tool, each.name) for each in asking.host.plan.templates if each.tool.connector == name]
    return ConnectorDocument(
        **(await _summary(asking, connector)).model_dump(),
        config_schema=form_schema(connector.config),
        tools=sorted(tools, key=_name),
        templates=sorted(templates, key=_name),
    )


@router.get("/plugins", summary="List the plugins")
async def list_plugins(asking: Asking) -> Page[PluginDocument]:
    """Return every installed plugin with how loading it ended."""
    plugins = asking.host.plan.registry.plugins
    return Page(items=[await _plugin(plugins[name]) for name in sorted(plugins)], next=None)


async def _summary(asking: Context, connector: Connector) -> ConnectorSummary:
    plugins = asking.host.plan.registry.plugins.values()
    owner = next((each for each in plugins if connector.name in each.connectors), None)
    sees = asking.caller.principal.grant.sees_source
    return ConnectorSummary(
        name=connector.name,
        title=connector.title or connector.name,
        type="sql" if connector.dialect else "other",
        description=connector.description,
        icon=connector.icon,
        read_only_by=connector.read_only_by,
        endpoint="/mcp",
        plugin=await _plugin(owner) if owner else None,
        sources=[
            source.name
            for source in asking.host.sources
            if source.plan.settings.connector == connector.name and sees(source.name)
        ],
    )


async def _plugin(status: PluginStatus) -> PluginDocument:
    record, why_none = await anyio.to_thread.run_sync(tier_of, status)
    return PluginDocument(
        name=status.name,
        status=status.status,
        distribution=status.distribution,
        version=status.version,
        reason=status.reason,
        connectors=list(status.connectors),
        tier=record.tier if record else None,
        tier_reason=why_none or None,
        missing=[MissingDocument(**each.model_dump()) for each in record.missing] if record else [],
    )


def _name(tool: dict[str, Any]) -> str:
    return str(tool["name"])
