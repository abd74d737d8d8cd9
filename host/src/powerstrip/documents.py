"""Resources, prompts and completion: what clients read beside calling tools. Listing them never connects."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import unquote

import anyio
from pydantic import BaseModel

from powerstrip.call import Calls
from powerstrip.catalog import SCHEME, View, prompt_arguments
from powerstrip.errors import CallError, UnknownName
from powerstrip.handles import Handles
from powerstrip.inspection import wire_prompt, wire_resource
from powerstrip.render import document
from powerstrip.running_call import Caller
from powerstrip.sources import Source
from powerstrip_sdk import Connection, Resource
from powerstrip_sdk.text import escaped, find_hidden, visible

__all__ = ["Documents"]

Declared = TypeVar("Declared")

#: Seconds that completion may take to look into a source that was never scanned.
COMPLETION_SECONDS = 2.0
#: Seconds after which a source is looked into again.
OUTLINE_SECONDS = 60.0
_RESULT = re.compile(rf"{SCHEME}://result/([A-Za-z0-9_-]+)\.(csv|jsonl)")
_MIME = {"csv": "text/csv", "jsonl": "application/jsonl"}


class Documents:
    """Reads resources, renders prompts and completes arguments.

    Args:
        calls: through which every connection is leased.
        handles: kept results, which are resources too.
    """

    def __init__(self, calls: Calls, handles: Handles) -> None:
        self._calls = calls
        self._handles = handles

    def list_resources(self, view: View) -> list[dict[str, Any]]:
        """Return the resources as `resources/list` shows them."""
        return [
            {
                **wire_resource(resource),
                "uri": uri,
                "name": f"{source.name}/{resource.path}",
                "title": f"{resource.title} of {source.name}",
            }
            for uri, (source, resource) in sorted(view.resources.items())
        ]

    def list_templates(self, view: View) -> list[dict[str, Any]]:
        """Return the resource templates as `resources/templates/list` shows them."""
        listed = [
            {"uriTemplate": uri, **wire_resource(_any(sources))} for uri, sources in sorted(view.templates.items())
        ]
        return [*listed, *(_result_template(kind) for kind in _MIME)]

    def list_prompts(self, view: View) -> list[dict[str, Any]]:
        """Return the prompts as `prompts/list` shows them."""
        return [
            wire_prompt(_any(sources), prompt_arguments(_any(sources), len(sources)))
            for sources in view.prompts.values()
        ]

    async def read(self, caller: Caller, uri: str) -> dict[str, Any]:
        """Return the contents of one resource.

        Args:
            caller: who reads, through which view.
            uri: of the resource.

        Raises:
            UnknownName: if there is no such resource.
            CallError: if it cannot be read, or the caller may not.
        """
        self._calls.require(caller, "tools:call", "resources/read")
        if match := _RESULT.fullmatch(uri):
            handle, kind = match.groups()

            async def export() -> str:
                kept = await self._handles.get(handle, caller.principal.id)
                return await kept.export(kind)

            exported = await self._calls.without_source(caller, "resources/read", {"uri": uri}, export)
            return document(uri, exported, _MIME[kind])
        source, resource, values = _find(caller.view, uri)

        async def read(connection: Connection) -> BaseModel | str | bytes:
            return await resource.read(connection, **values)

        content = await self._calls.use_source(source, caller, "resources/read", {"uri": uri}, read)
        text = escaped(content.model_dump_json(by_alias=True)) if isinstance(content, BaseModel) else content
        size = len(text.encode() if isinstance(text, str) else text)
        if size > source.plan.limits.max_bytes:
            raise CallError("limit_exceeded", f"{uri} has {size} bytes: read its parts, see list_tables")
        return document(uri, text, resource.mime_type)

    async def prompt(self, caller: Caller, name: str, arguments: Mapping[str, str]) -> str:
        """Return the text of a prompt.

        Args:
            caller: who asks, through which view.
            name: of the prompt.
            arguments: as the client gave them.

        Raises:
            UnknownName: if there is no such prompt.
            CallError: if an argument is wrong or the source cannot be used.
        """
        self._calls.require(caller, "tools:call", "prompts/get")
        view = caller.view
        if name not in view.prompts:
            raise UnknownName(f"unknown prompt: {name}")
        sources = view.prompts[name]
        declared = {each.name: each for each in prompt_arguments(_any(sources), len(sources))}
        if unknown := sorted(arguments.keys() - declared):
            raise CallError("invalid_arguments", f"unknown argument {unknown[0]!r} (known: {', '.join(declared)})")
        if missing := [each.name for each in declared.values() if each.required and each.name not in arguments]:
            raise CallError("invalid_arguments", f"argument {missing[0]!r} is required")
        found = sources.get(arguments.get("source", next(iter(sources))))
        if found is None:
            raise CallError("unknown_source", f"there is no source {arguments['source']!r} for this prompt")
        source, prompt = found
        own = {key: value for key, value in arguments.items() if key != "source" and value != ""}

        async def render(connection: Connection) -> str:
            return visible(await prompt.render(connection, source.name, own), lines=True)

        return await self._calls.use_source(source, caller, name, arguments, render)

    async def complete(
        self, caller: Caller, reference: str, argument: tuple[str, str], others: Mapping[str, str]
    ) -> Sequence[str]:
        """Return every value for an argument of a prompt or resource template; none if nothing is known.

        Args:
            caller: who asks, through which view.
            reference: name of the prompt, or the URI template.
            argument: its name, and what is written so far.
            others: the other arguments' values.

        Raises:
            UnknownName: if there is no such prompt or template.
            CallError: `permission` if the caller may not ask.
        """
        self._calls.require(caller, "tools:call", "completion/complete")
        view = caller.view
        if reference in view.prompts:
            sources: Mapping[str, tuple[Source, Any]] = view.prompts[reference]
        elif reference in view.templates:
            sources = view.templates[reference]
        elif any(reference == _result_template(kind)["uriTemplate"] for kind in _MIME):
            return []
        else:
            raise UnknownName(f"unknown prompt or resource template: {reference}")
        name, value = argument
        if name == "source":
            return [each for each in sources if each.startswith(value)]
        default = next(iter(sources)) if len(sources) == 1 else ""
        if (found := sources.get(others.get("source", default))) is None:
            return []
        source, _ = found
        return await self._complete_in(source, caller, argument, others)

    async def _complete_in(
        self, source: Source, caller: Caller, argument: tuple[str, str], others: Mapping[str, str]
    ) -> Sequence[str]:
        connector = source.plan.connector
        if connector is None or connector.scan is None or connector.complete is None:
            return []
        async with source.scanning:
            if source.outline is None or anyio.current_time() - source.scanned > OUTLINE_SECONDS:
                await self._scan(source, caller, connector.scan)
        found = [] if source.outline is None else connector.complete(source.outline, *argument, others)
        # A person chooses by what is seen, and the value must work as an argument: one that hides something can do
        # only one of both.
        return [value for value in found if find_hidden(value) is None]

    async def _scan(self, source: Source, caller: Caller, scan: Callable[[Any], Awaitable[Any]]) -> None:
        """Look into the source; if that fails, what was seen before goes on to serve."""
        with suppress(CallError):
            source.outline = await self._calls.use_source(
                source, caller, "completion/complete", {}, scan, seconds=COMPLETION_SECONDS
            )
        source.scanned = anyio.current_time()


def _any(sources: Mapping[str, tuple[Source, Declared]]) -> Declared:
    """Return the record of any of the sources: what is listed is the same for all."""
    return next(iter(sources.values()))[1]


def _find(view: View, uri: str) -> tuple[Source, Resource, dict[str, str]]:
    if uri in view.resources:
        return (*view.resources[uri], {})
    for template, sources in view.templates.items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        if match := re.fullmatch(pattern, uri):
            values = {key: unquote(value) for key, value in match.groupdict().items()}
            if found := sources.get(values.pop("source")):
                return (*found, values)
    raise UnknownName(f"resource not found: {uri}", facts={"uri": uri})


def _result_template(kind: str) -> dict[str, Any]:
    return {
        "uriTemplate": f"{SCHEME}://result/{{handle}}.{kind}",
        "name": f"result.{kind}",
        "title": f"Result as {kind.upper()}",
        "description": "A large result as a whole; handle is what a truncated answer has in next.",
        "mimeType": _MIME[kind],
    }
