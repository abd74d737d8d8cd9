"""One plugin for people to read: its package, and what it declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from powerstrip.diagnosis import contact_of
from powerstrip.inspection import exposed_name
from powerstrip.plugins import PluginStatus, Registry
from powerstrip_sdk import SourceConfig
from powerstrip_sdk.json_schema import input_schema
from powerstrip_sdk.tier import TierRecord, read_tier

__all__ = ["ConnectorFacts", "OptionFacts", "PluginFacts", "ToolFacts", "facts_of", "tier_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFacts:
    """An option of a connector's sources.

    Args:
        name: as it is written in the file.
        type: as JSON Schema names it.
        description: of the connector.
        required: whether a source must have it.
        default: where it need not.
    """

    name: str
    type: str
    description: str
    required: bool
    default: Any

    @property
    def shown_default(self) -> str:
        """The default for people, or that there is none."""
        if self.required:
            return "required"
        return "" if self.default is None else str(self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorFacts:
    """A connector.

    Args:
        name: as a source names it.
        options: its own, beside those of every source.
    """

    name: str
    options: tuple[OptionFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFacts:
    """A tool.

    Args:
        name: as clients see it.
        kind: `tool` or `template`, and whether it writes.
        description: for the model.
    """

    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFacts:
    """A plugin.

    Args:
        status: how loading it ended.
        summary: of the package.
        licence: likewise.
        contact: where its authors can be reached.
        connectors: that it declares.
        tools: its tools and templates, also those for other plugins' connectors.
        tier: what its author has shown, None if nothing that can be relied on.
        tier_reason: why there is none, `""` if there is one.
    """

    status: PluginStatus
    summary: str | None
    licence: str | None
    contact: str | None
    connectors: tuple[ConnectorFacts, ...]
    tools: tuple[ToolFacts, ...]
    tier: TierRecord | None
    tier_reason: str


def facts_of(name: str, registry: Registry) -> PluginFacts:
    """Return what there is to know about a plugin.

    Args:
        name: of an installed plugin.
        registry: of all of them.
    """
    status = registry.plugins[name]
    package = _package(status.distribution)
    tier, tier_reason = tier_of(status)
    return PluginFacts(
        status=status,
        summary=_metadata(package, "Summary"),
        licence=_metadata(package, "License-Expression") or _metadata(package, "License"),
        contact=contact_of(package),
        connectors=tuple(
            ConnectorFacts(name=each, options=tuple(_options(registry.connectors[each].config)))
            for each in status.connectors
            if each in registry.connectors
        ),
        tools=tuple(_tools(name, registry)),
        tier=tier,
        tier_reason=tier_reason,
    )


@cache
def tier_of(status: PluginStatus) -> tuple[TierRecord | None, str]:
    """Return the tier that a plugin's package carries, as long as this process lives; see `read_tier`.

    Args:
        status: of the plugin.
    """
    return read_tier(status.module)


def _package(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def _metadata(package: Distribution | None, key: str) -> str | None:
    found = package.metadata[key] if package else None
    return str(found) if found else None


def _options(config: type[SourceConfig]) -> Iterator[OptionFacts]:
    properties = input_schema(config)["properties"]
    for field_name, field in config.model_fields.items():
        name = field.alias or field_name
        schema = properties.get(name, {})
        secret = " (secret)" if schema.get("writeOnly") else ""
        yield OptionFacts(
            name=name,
            type=f"{_type(schema)}{secret}",
            description=field.description or "",
            required=field.is_required(),
            default=schema.get("default"),
        )


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"] if each.get("type") != "null")
    return str(schema.get("type", "any"))


def _tools(name: str, registry: Registry) -> Iterator[ToolFacts]:
    for plugin, tool in registry.tools:
        if plugin == name:
            exposed = exposed_name(tool, plugin)
            kind = "template" if exposed in registry.templates else "tool"
            writes = "" if tool.read_only else ", writes"
            yield ToolFacts(name=exposed, kind=f"{kind}{writes}", description=tool.description)
