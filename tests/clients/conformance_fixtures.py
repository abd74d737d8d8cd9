"""What the conformance suite wants of a server and no connector can offer: put there over the server's handlers."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import mcp_types as types
import orjson
import pytest
from conformance_plugin import PIXEL
from conformance_rounds import ROUNDS, prompt_in_two_rounds
from mcp.server import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp.shared.message import ServerMessageMetadata

from powerstrip.catalog import View
from powerstrip.endpoint import plain_answers
from powerstrip.endpoint.server import McpServer
from powerstrip.endpoint.tool_lists import tool_list
from powerstrip.render import blocks, document
from powerstrip.testing import RunningHost
from powerstrip_sdk import EmbeddedResource, Image

Context = ServerRequestContext[Any]
Handler = Callable[[Context, Any], Awaitable[Any]]

_DOCUMENTS = {
    "test://static-text": ("text/plain", "This is the content of the static text resource."),
    "test://static-binary": ("image/png", PIXEL),
    "test://watched-resource": ("text/plain", "Watched resource content."),
}
_TEMPLATE = "test://template/{id}/data"
_KEPT = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


def put_fixtures(running: RunningHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a running host offer what the suite wants beside the plugin's tools, in both lanes."""
    server = running.server

    async def change_lists(context: Context, params: Any) -> dict[str, Any]:
        await running.host.show(running.host.catalog)
        return _text("The lists have changed.")

    tools: dict[str, Handler] = {
        "json_schema_2020_12_tool": _answer,
        "test_logging_tool": _answer,
        "test_missing_capability": _need_sampling,
        "test_reconnection": _answer,
        "test_sampling": _sample,
        "test_tool_with_logging": _log,
        "test_trigger_prompt_change": change_lists,
        "test_trigger_tool_change": change_lists,
        **ROUNDS,
    }
    listed = [_listed(name) for name in tools]
    _extend_list(server, "tools/list", "tools", listed)
    monkeypatch.setattr(plain_answers, "tool_list", partial(_extended_tool_list, listed))
    _answer_some(server, "tools/call", lambda params: params.name, tools)
    _put_resources(server)
    _put_prompts(server)
    for method in ("resources/subscribe", "resources/unsubscribe", "logging/setLevel"):
        server.add_request_handler(method, types.RequestParams, _acknowledge)


def _extended_tool_list(more: list[dict[str, Any]], view: View, **options: bool) -> bytes:
    result = orjson.loads(tool_list(view, **options))
    return orjson.dumps({**result, "tools": [*result["tools"], *more]})


def _extend_list(server: McpServer, method: str, key: str, more: list[dict[str, Any]]) -> None:
    entry = server.get_request_handler(method)
    assert entry is not None

    async def handle(context: Context, params: Any) -> Any:
        listed = await entry.handler(context, params)
        assert isinstance(listed, dict)
        return {**listed, key: [*listed[key], *more]}

    server.add_request_handler(method, entry.params_type, handle)


def _answer_some(
    server: McpServer, method: str, name_of: Callable[[Any], str], handlers: Mapping[str, Handler]
) -> None:
    entry = server.get_request_handler(method)
    assert entry is not None

    async def handle(context: Context, params: Any) -> Any:
        return await handlers.get(name_of(params), entry.handler)(context, params)

    server.add_request_handler(method, entry.params_type, handle)


def _put_resources(server: McpServer) -> None:
    listed = [
        {"uri": uri, "name": uri, "description": "A fixture.", "mimeType": kind}
        for uri, (kind, _) in _DOCUMENTS.items()
    ]
    template = {"uriTemplate": _TEMPLATE, "name": "template", "description": "A fixture."}
    _extend_list(server, "resources/list", "resources", listed)
    _extend_list(server, "resources/templates/list", "resourceTemplates", [template])
    reading = dict.fromkeys([*_DOCUMENTS, _TEMPLATE.format(id=123)], _read)
    _answer_some(server, "resources/read", lambda params: params.uri, reading)


def _put_prompts(server: McpServer) -> None:
    picture = blocks(Image(data=PIXEL, mime_type="image/png"))[0]
    uri = {"name": "resourceUri", "description": "What to embed.", "required": True}

    async def with_image(context: Context, params: types.GetPromptRequestParams) -> dict[str, Any]:
        return _messages(picture, "Please analyze the image above.")

    async def with_resource(context: Context, params: types.GetPromptRequestParams) -> dict[str, Any]:
        wanted = (params.arguments or {})["resourceUri"]
        text = "Embedded resource content for testing."
        [embedded] = blocks(EmbeddedResource(uri=wanted, content=text, mime_type="text/plain"))
        return _messages(embedded, "Please process the embedded resource above.")

    listed = [
        {"name": "test_prompt_with_image", "description": "A fixture."},
        {"name": "test_prompt_with_embedded_resource", "description": "A fixture.", "arguments": [uri]},
        {"name": "test_input_required_result_prompt", "description": "A fixture."},
    ]
    prompts: dict[str, Handler] = {
        "test_prompt_with_image": with_image,
        "test_prompt_with_embedded_resource": with_resource,
        "test_input_required_result_prompt": prompt_in_two_rounds,
    }
    _extend_list(server, "prompts/list", "prompts", listed)
    _answer_some(server, "prompts/get", lambda params: params.name, prompts)


def _listed(name: str) -> dict[str, Any]:
    schema = {"type": "object"}
    if name == "json_schema_2020_12_tool":
        schema = _SCHEMA
    elif name == "test_sampling":
        schema = {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
    return {"name": name, "description": "A fixture of the conformance suite.", "inputSchema": schema}


async def _answer(context: Context, params: types.CallToolRequestParams) -> dict[str, Any]:
    return _text(f"{params.name} was called.")


async def _acknowledge(context: Context, params: Any) -> dict[str, Any]:
    return {}


async def _log(context: Context, params: types.CallToolRequestParams) -> dict[str, Any]:
    for text in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        message = types.LoggingMessageNotificationParams(level="info", data=text)
        await context.session.send_notification(
            types.LoggingMessageNotification(params=message), related_request_id=context.request_id
        )
    return _text("Tool with logging executed successfully.")


async def _sample(context: Context, params: types.CallToolRequestParams) -> dict[str, Any]:
    prompt = types.SamplingMessage(role="user", content=types.TextContent(text=(params.arguments or {})["prompt"]))
    answer = await context.session.send_request(
        types.CreateMessageRequest(params=types.CreateMessageRequestParams(messages=[prompt], max_tokens=100)),
        types.CreateMessageResult,
        metadata=ServerMessageMetadata(related_request_id=context.request_id),
    )
    assert isinstance(answer.content, types.TextContent)
    return _text(f"LLM response: {answer.content.text}")


async def _need_sampling(context: Context, params: types.CallToolRequestParams) -> dict[str, Any]:
    declared = context.session.client_capabilities
    if declared is None or declared.sampling is None:
        raise MCPError(
            code=types.MISSING_REQUIRED_CLIENT_CAPABILITY,
            message="this tool needs the capability sampling",
            data={"requiredCapabilities": {"sampling": {}}},
        )
    return _text("The client can sample.")


async def _read(context: Context, params: types.ReadResourceRequestParams) -> dict[str, Any]:
    kind, content = _DOCUMENTS.get(
        params.uri, ("application/json", '{"id":"123","templateTest":true,"data":"Data for ID: 123"}')
    )
    return {**_KEPT, "contents": [document(params.uri, content, kind)]}


def _messages(first: Mapping[str, Any], second: str) -> dict[str, Any]:
    text = {"type": "text", "text": second}
    return {"resultType": "complete", "messages": [{"role": "user", "content": each} for each in (first, text)]}


def _text(text: str) -> dict[str, Any]:
    return {"resultType": "complete", "content": [{"type": "text", "text": text}]}
