"""What principals see of a catalog: its views, without what they may not use.

A view is compiled for a class of principals when one of them first looks through it, and shared by all that see the
same. It goes with its catalog.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar
from weakref import WeakValueDictionary

from powerstrip.access import Grant
from powerstrip.catalog import BoundTool, Catalog, OfferedTool, View, bind
from powerstrip.inspection import OWN_TOOLS
from powerstrip.sources import Source

__all__ = ["Visibility"]

Declared = TypeVar("Declared")
#: Views that are kept, the last used ones.
MOST_KEPT = 256
#: No view has such a name.
_ALONE = "source "


class Visibility:
    """The views of one catalog, as each class of principals sees them.

    Args:
        catalog: that is shown.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._kept: OrderedDict[tuple[str, Grant], View] = OrderedDict()
        # The one that was asked for last: mostly the same principal asks again.
        self._last: tuple[str, Grant | None, View | None] = ("", None, None)
        self._compiled: WeakValueDictionary[tuple[str, frozenset[str], bool], View] = WeakValueDictionary()

    def view(self, name: str, grant: Grant) -> View | None:
        """Return a view as a principal sees it, None if it has none of this name.

        Args:
            name: `""` for the one at `/mcp`.
            grant: what the principal may do.
        """
        last_name, last_grant, last = self._last
        if grant is last_grant and name == last_name:
            return last
        key = (name, grant)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            self._last = name, grant, kept
            return kept
        whole = self._catalog.views.get(name)
        if whole is None or not grant.sees_view(name):
            return None
        return self._keep(key, self._seen(whole, grant))

    def of_source(self, name: str, grant: Grant) -> View | None:
        """Return what a principal sees of one source alone, None if it does not see it.

        Args:
            name: of the source.
            grant: what the principal may do.
        """
        whole = self.view("", grant)
        if whole is None or name not in whole.sources:
            return None
        key = (f"{_ALONE}{name}", grant)
        if (kept := self._kept.get(key)) is None:
            alone = _narrowed(whole, frozenset({name}), write=grant.write)
            tools = {each.name: each for each in alone.tools.values() if each.sources or each.name in OWN_TOOLS}
            kept = self._keep(key, replace(alone, name=name, tools=MappingProxyType(tools)))
        return kept

    def _keep(self, key: tuple[str, Grant], view: View) -> View:
        self._kept[key] = view
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return view

    def _seen(self, whole: View, grant: Grant) -> View:
        sources = frozenset(name for name in whole.sources if grant.sees_source(name))
        key = (whole.name, sources, grant.write)
        if (compiled := self._compiled.get(key)) is None:
            compiled = self._compiled[key] = _narrowed(whole, sources, write=grant.write)
        return compiled


def _narrowed(whole: View, names: frozenset[str], *, write: bool) -> View:
    """Return a view with these sources alone, and without the tools that write unless they may be used."""
    if len(names) == len(whole.sources) and (write or all(tool.tool.read_only for tool in whole.tools.values())):
        return whole
    sources = {name: source for name, source in whole.sources.items() if name in names}
    usable = [tool for each in whole.tools.values() if (tool := _rebound(each, sources)) is not None]
    return View(
        name=whole.name,
        sources=MappingProxyType(sources),
        tools=MappingProxyType({tool.name: tool for tool in usable if write or tool.tool.read_only}),
        withheld=frozenset(tool.name for tool in usable if not (write or tool.tool.read_only)),
        resources=MappingProxyType({uri: found for uri, found in whole.resources.items() if found[0].name in names}),
        templates=MappingProxyType(_of_sources(whole.templates, names)),
        prompts=MappingProxyType(_of_sources(whole.prompts, names)),
    )


def _rebound(tool: BoundTool, sources: Mapping[str, Source]) -> BoundTool | None:
    """Return a tool for those of its sources that are left; None if it had some and has none."""
    left = {name: source for name, source in tool.sources.items() if name in sources}
    if len(left) == len(tool.sources):
        return tool
    only = None if tool.takes_source else next(iter(tool.sources))
    return bind(OfferedTool(tool=tool.tool, plugin=None, name=tool.name, only_source=only), left)


def _of_sources(
    whole: Mapping[str, Mapping[str, tuple[Source, Declared]]], names: frozenset[str]
) -> dict[str, Mapping[str, tuple[Source, Declared]]]:
    """Return what is declared by sources that are left."""
    left = {key: {name: each for name, each in sources.items() if name in names} for key, sources in whole.items()}
    return {key: sources for key, sources in left.items() if sources}
