"""Resources, prompts and completion: what clients read beside calling tools. Listing them never connects."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel

from powerstrip.call import Calls
from powerstrip.catalog import SCHEME, View, prompt_arguments
from powerstrip.errors import CallError, UnknownName
from powerstrip.handles import Handles
from powerstrip.render import document
from powerstrip.running_call import Caller
from powerstrip.sources import Source
from powerstrip_sdk import Connection, Resource

__all__ = ["Documents"]

#: Seconds that completion may take to look into a source that was never scanned.
COMPLETION_SECONDS = 2.0
#: The most values of one completion (the protocol's limit).
MAX_VALUES = 100
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
                "uri": uri,
                "name": f"{source.name}/{resource.path}",
                "title": f"{resource.title} of {source.name}",
                "description": resource.description,
                "mimeType": resource.mime_type,
            }
            for uri, (source, resource) in sorted(view.resources.items())
        ]

    def list_templates(self, view: View) -> list[dict[str, Any]]:
        """Return the resource templates as `resources/templates/list` shows them."""
        listed = [
            {
                "uriTemplate": uri,
                "name": resource.path,
                "title": resource.title,
                "description": resource.description,
                "mimeType": resource.mime_type,
            }
            for uri, (resource, _) in sorted(view.templates.items())
        ]
        return [*listed, *(_result_template(kind) for kind in _MIME)]

    def list_prompts(self, view: View) -> list[dict[str, Any]]:
        """Return the prompts as `prompts/list` shows them."""
        return [
            {
                "name": name,
                "title": prompt.title,
                "description": prompt.description,
                "arguments": [
                    {"name": each.name, "description": each.description, "required": each.required}
                    for each in prompt_arguments(prompt, sources)
                ],
            }
            for name, (prompt, sources) in view.prompts.items()
        ]

    async def read(self, caller: Caller, uri: str) -> dict[str, Any]:
        """Return the contents of one resource.

        Args:
            caller: who reads, through which view.
            uri: of the resource.

        Raises:
            UnknownName: if there is no such resource.
            CallError: if it cannot be read.
        """
        if match := _RESULT.fullmatch(uri):
            spool = self._handles.get(match[1], caller.principal.name)
            return document(uri, await spool.export(match[2]), _MIME[match[2]])
        source, resource, values = _find(caller.view, uri)

        async def read(connection: Connection) -> BaseModel | str | bytes:
            return await resource.read(connection, **values)

        content = await self._calls.use_source(source, caller, "resources/read", {"uri": uri}, read)
        text = content.model_dump_json(by_alias=True) if isinstance(content, BaseModel) else content
        if len(text) > source.plan.limits.max_bytes:
            raise CallError("limit_exceeded", f"{uri} has {len(text)} bytes: read its parts, see list_tables")
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
        view = caller.view
        if name not in view.prompts:
            raise UnknownName(f"unknown prompt: {name}")
        prompt, sources = view.prompts[name]
        declared = {each.name: each for each in prompt_arguments(prompt, sources)}
        if unknown := sorted(arguments.keys() - declared):
            raise CallError("invalid_arguments", f"unknown argument {unknown[0]!r} (known: {', '.join(declared)})")
        if missing := [each.name for each in declared.values() if each.required and each.name not in arguments]:
            raise CallError("invalid_arguments", f"argument {missing[0]!r} is required")
        source = sources.get(arguments.get("source", next(iter(sources))))
        if source is None:
            raise CallError("unknown_source", f"there is no source {arguments['source']!r} for this prompt")
        own = {key: value for key, value in arguments.items() if key != "source" and value != ""}

        async def render(connection: Connection) -> str:
            return await prompt.render(connection, source.name, own)

        return await self._calls.use_source(source, caller, name, arguments, render)

    async def complete(
        self, caller: Caller, reference: str, argument: tuple[str, str], others: Mapping[str, str]
    ) -> Sequence[str]:
        """Return values for an argument of a prompt or resource template; none if nothing is known.

        Args:
            caller: who asks, through which view.
            reference: name of the prompt, or the URI template.
            argument: its name, and what is written so far.
            others: the other arguments' values.

        Raises:
            UnknownName: if there is no such prompt or template.
        """
        view = caller.view
        if reference in view.prompts:
            sources = view.prompts[reference][1]
        elif reference in view.templates:
            sources = view.templates[reference][1]
        elif any(reference == _result_template(kind)["uriTemplate"] for kind in _MIME):
            return []
        else:
            raise UnknownName(f"unknown prompt or resource template: {reference}")
        name, value = argument
        if name == "source":
            return [each for each in sources if each.startswith(value)][:MAX_VALUES]
        default = next(iter(sources)) if len(sources) == 1 else ""
        source = sources.get(others.get("source", default))
        if source is None:
            return []
        return (await self._complete_in(source, caller, argument, others))[:MAX_VALUES]

    async def _complete_in(
        self, source: Source, caller: Caller, argument: tuple[str, str], others: Mapping[str, str]
    ) -> Sequence[str]:
        connector = source.plan.connector
        if connector is None or connector.scan is None or connector.complete is None:
            return []
        if source.outline is None:
            try:
                source.outline = await self._calls.use_source(
                    source,
                    caller,
                    "completion/complete",
                    {"argument": argument[0]},
                    connector.scan,
                    seconds=COMPLETION_SECONDS,
                )
            except CallError:
                return []
        return connector.complete(source.outline, *argument, others)


def _find(view: View, uri: str) -> tuple[Source, Resource, dict[str, str]]:
    if uri in view.resources:
        return (*view.resources[uri], {})
    for template, (resource, sources) in view.templates.items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        if match := re.fullmatch(pattern, uri):
            values = {key: unquote(value) for key, value in match.groupdict().items()}
            if source := sources.get(values.pop("source")):
                return source, resource, values
    raise UnknownName(f"resource not found: {uri}", facts={"uri": uri})


def _result_template(kind: str) -> dict[str, Any]:
    return {
        "uriTemplate": f"{SCHEME}://result/{{handle}}.{kind}",
        "name": f"result.{kind}",
        "title": f"Result as {kind.upper()}",
        "description": "A large result as a whole; handle is what a truncated answer has in next.",
        "mimeType": _MIME[kind],
    }
