"""Connectors times sources: the tools, resources and prompts that a client sees.

A catalog is compiled once, as a whole, and replaced as a whole. Nothing of it is changed in place, so a call that has
begun goes on with the catalog it began with.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

import orjson
import structlog

from powerstrip.inspection import OWN_TOOLS, exposed_name, wire_tool
from powerstrip.settings import ViewSettings
from powerstrip.sources import Source
from powerstrip_sdk import Prompt, PromptArgument, Resource, Tool
from powerstrip_sdk.json_schema import input_schema

__all__ = [
    "SCHEME",
    "BoundTool",
    "Catalog",
    "Offer",
    "OfferedTool",
    "View",
    "bind",
    "build_catalog",
    "offer_plugin_tools",
    "prompt_arguments",
]

#: Up to this many sources are listed in the schema; more are found with list_sources.
ENUM_SOURCES = 20
#: Rough number of characters that a model's tokenizer makes one token of.
_CHARACTERS_PER_TOKEN = 4
SCHEME = "powerstrip"
#: Marks a property of a schema whose value a client repeats in a header.
_AS_HEADER = b'"x-mcp-header"'
log = structlog.get_logger("powerstrip.catalog")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTool:
    """A tool before it is known who sees it.

    Args:
        tool: the tool.
        plugin: name of the plugin that declares it, None for the host's own.
        name: exposed name.
        only_source: the one source that an operator's template is bound to.
    """

    tool: Tool
    plugin: str | None
    name: str
    only_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundTool:
    """A tool of one view: everything about it that does not depend on the call.

    Args:
        name: exposed name.
        tool: the tool.
        sources: by name; empty for a tool without a source.
        takes_source: whether the client may say which.
        default_source: used where the client does not say, None if it must.
        wire: as `tools/list` shows it.
        plain: whether a call never needs more of its client than the arguments.
    """

    name: str
    tool: Tool
    sources: Mapping[str, Source]
    takes_source: bool
    default_source: str | None
    wire: Mapping[str, Any]
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class View:
    """What one named view shows; the view without a name shows everything.

    Args:
        name: `""` for everything.
        sources: all that may be seen, broken ones too.
        tools: by exposed name.
        withheld: names of tools that are there, and that the one who looks may not use because they write.
        resources: by URI.
        templates: by URI template; by source, because each connector has a record of its own.
        prompts: by name; by source, likewise.

    Attributes:
        lists: the tool list as bytes, by what it depends on; made when one is first asked for.
    """

    name: str
    sources: Mapping[str, Source]
    tools: Mapping[str, BoundTool]
    withheld: frozenset[str] = frozenset()
    resources: Mapping[str, tuple[Source, Resource]] = field(default_factory=dict)
    templates: Mapping[str, Mapping[str, tuple[Source, Resource]]] = field(default_factory=dict)
    prompts: Mapping[str, Mapping[str, tuple[Source, Prompt]]] = field(default_factory=dict)
    lists: dict[tuple[bool, bool], bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def list_tools(self) -> list[Mapping[str, Any]]:
        """The tools as `tools/list` shows them, sorted by name."""
        return [tool.wire for tool in self.tools.values()]

    def estimated_tokens(self) -> int:
        """Return about how many tokens the tool list takes in a model's context."""
        return len(orjson.dumps(self.list_tools)) // _CHARACTERS_PER_TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All views.

    Args:
        views: by name; `""` is the one at `/mcp`.
    """

    views: Mapping[str, View]

    def input_schema(self, name: str) -> Mapping[str, Any] | None:
        """Return the input schema of a tool of any view, without building a list."""
        tool = self.views[""].tools.get(name)
        return None if tool is None else tool.wire["inputSchema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a catalog is compiled from.

    Args:
        tools: of the plugins, the operator's file and the host.
        sources: all of them.
        views: of the configuration.
        warn_tokens: size of a tool list from which there is a warning.
    """

    tools: Iterable[OfferedTool]
    sources: Iterable[Source]
    views: Mapping[str, ViewSettings]
    warn_tokens: int


def build_catalog(offer: Offer) -> Catalog:
    """Compile what clients see."""
    everything = ViewSettings()
    tools = sorted(offer.tools, key=lambda each: each.name)
    views = {
        name: _view(name, settings, tools, offer.sources) for name, settings in {"": everything, **offer.views}.items()
    }
    for view in views.values():
        _warn_if_large(view, offer.warn_tokens)
        _warn_of_idle_globs(view, offer.views.get(view.name, everything))
    return Catalog(views=MappingProxyType(views))


def offer_plugin_tools(tools: Iterable[tuple[str, Tool]]) -> list[OfferedTool]:
    """Return the tools of the loaded plugins under their exposed names.

    Args:
        tools: with the name of the plugin that declares them.
    """
    return [OfferedTool(tool=tool, plugin=plugin, name=exposed_name(tool, plugin)) for plugin, tool in tools]


def _view(name: str, settings: ViewSettings, tools: list[OfferedTool], all_sources: Iterable[Source]) -> View:
    sources = {source.name: source for source in all_sources if _matches(source.name, settings.sources)}
    bound = (bind(each, sources) for each in tools if _matches(each.name, settings.tools))
    usable = {name: source for name, source in sources.items() if source.plan.connector}
    return View(
        name=name,
        sources=MappingProxyType(sources),
        tools=MappingProxyType({tool.name: tool for tool in bound if tool is not None}),
        resources=MappingProxyType(dict(_resources(usable))),
        templates=MappingProxyType(_templates(usable)),
        prompts=MappingProxyType(_prompts(usable)),
    )


def _matches(name: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def bind(offered: OfferedTool, visible: Mapping[str, Source]) -> BoundTool | None:
    """Bind a tool to the sources it works on, one that writes to those that may be written; None if there is none.

    Args:
        offered: the tool.
        visible: sources to choose from, by name.
    """
    tool = offered.tool
    if tool.connector is None:
        return BoundTool(
            name=offered.name,
            tool=tool,
            sources={},
            takes_source=False,
            default_source=None,
            wire=(wire := wire_tool(tool, offered.name)),
            plain=_is_plain(tool, offered.name, wire),
        )
    sources = {
        name: source
        for name, source in visible.items()
        if source.plan.connector is not None
        and source.plan.connector.name == tool.connector
        and offered.only_source in (None, name)
        and (tool.read_only or not source.plan.settings.read_only)
    }
    if not sources:
        return None
    takes_source = offered.only_source is None
    schema = _with_source(input_schema(tool.params), sources) if takes_source else None
    shown = _as_advertised(tool, next(iter(sources.values())))
    wire = {**wire_tool(shown, offered.name, schema=schema), **_icons(sources)}
    return BoundTool(
        name=offered.name,
        tool=tool,
        sources=MappingProxyType(sources),
        takes_source=takes_source,
        default_source=next(iter(sources)) if len(sources) == 1 else None,
        wire=wire,
        plain=_is_plain(tool, offered.name, wire),
    )


def _is_plain(tool: Tool, name: str, wire: Mapping[str, Any]) -> bool:
    """Whether a tool asks nobody, neither itself nor the host for it, and wants no argument as a header."""
    # Who holds a connection must not ask, and the host's own tools do not.
    asks = not tool.read_only or (tool.takes_call and not tool.takes_connection and name not in OWN_TOOLS)
    return not asks and _AS_HEADER not in orjson.dumps(wire["inputSchema"])


def _as_advertised(tool: Tool, source: Source) -> Tool:
    """What a connector calls read only is advertised so where the engine, not only a parser, keeps it so."""
    connector = source.plan.connector
    return replace(tool, read_only=False) if connector and connector.read_only_by == "parser" else tool


def _icons(sources: Mapping[str, Source]) -> dict[str, Any]:
    """The connector's picture, which is the same for all of its sources."""
    connector = next(iter(sources.values())).plan.connector
    return {"icons": [{"src": connector.icon}]} if connector is not None and connector.icon else {}


def _with_source(schema: dict[str, Any], sources: Mapping[str, Source]) -> dict[str, Any]:
    """Put the argument `source` first, as an enum as long as that is short."""
    argument: dict[str, Any] = {"type": "string", "description": _describe_sources(sources)}
    if len(sources) <= ENUM_SOURCES:
        argument["enum"] = list(sources)
    required = schema.get("required", [])
    if len(sources) > 1:
        required = ["source", *required]
    return {
        **schema,
        "properties": {"source": argument, **schema["properties"]},
        **({"required": required} if required else {}),
    }


def _describe_sources(sources: Mapping[str, Source]) -> str:
    if len(sources) > ENUM_SOURCES:
        return f"Name of one of {len(sources)} sources, see list_sources."
    described = [f"{name}: {source.plan.settings.description}" for name, source in sources.items()]
    which = "Which source." if len(sources) > 1 else "The only source; may be left out."
    notes = [text for text in described if not text.endswith(": ")]
    return " ".join([which, *notes])


def _resources(sources: Mapping[str, Source]) -> Iterable[tuple[str, tuple[Source, Resource]]]:
    for name, source in sources.items():
        assert source.plan.connector is not None
        for resource in source.plan.connector.resources:
            if "{" not in resource.path:
                yield f"{SCHEME}://{name}/{resource.path}", (source, resource)


def _templates(sources: Mapping[str, Source]) -> dict[str, Mapping[str, tuple[Source, Resource]]]:
    """One template serves every source whose connector declares the same path."""
    found: dict[str, dict[str, tuple[Source, Resource]]] = {}
    for name, source in sources.items():
        assert source.plan.connector is not None
        for resource in source.plan.connector.resources:
            if "{" in resource.path:
                uri = f"{SCHEME}://{{source}}/{resource.path}"
                found.setdefault(uri, {})[name] = (source, resource)
    return dict(found)


def _prompts(sources: Mapping[str, Source]) -> dict[str, Mapping[str, tuple[Source, Prompt]]]:
    found: dict[str, dict[str, tuple[Source, Prompt]]] = {}
    for name, source in sources.items():
        assert source.plan.connector is not None
        for prompt in source.plan.connector.prompts:
            found.setdefault(prompt.name, {})[name] = (source, prompt)
    return dict(sorted(found.items()))


def prompt_arguments(prompt: Prompt, sources: int) -> tuple[PromptArgument, ...]:
    """Return a prompt's arguments with the source first.

    Args:
        prompt: the prompt.
        sources: number of sources that it is for; with one it need not be said which.
    """
    source = PromptArgument(name="source", description="Name of a source, see list_sources.", required=sources > 1)
    return (source, *prompt.arguments)


def _warn_of_idle_globs(view: View, settings: ViewSettings) -> None:
    for key, globs, names in (("sources", settings.sources, view.sources), ("tools", settings.tools, view.tools)):
        for glob in globs:
            if view.name and not any(fnmatchcase(name, glob) for name in names):
                log.warning("a view names something that is not there", view=view.name, key=key, name=glob)


def _warn_if_large(view: View, warn_tokens: int) -> None:
    tokens = view.estimated_tokens()
    if tokens > warn_tokens:
        by_connector: dict[str, int] = defaultdict(int)
        for tool in view.tools.values():
            size = len(orjson.dumps(dict(tool.wire))) // _CHARACTERS_PER_TOKEN
            by_connector[tool.tool.connector or "host"] += size
        log.warning(
            "tool list is large",
            view=view.name or "/",
            tokens=tokens,
            limit=warn_tokens,
            by_connector=dict(by_connector),
            hint="serve a view with fewer tools",
        )
