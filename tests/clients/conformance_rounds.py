"""Tools of the conformance suite that answer in several rounds, with the raw results of 2026-07-28."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import mcp_types as types
from mcp.server import ServerRequestContext

Context = ServerRequestContext[Any]
Params = types.CallToolRequestParams | types.GetPromptRequestParams

_ROOTS = {"method": "roots/list", "params": {}}


async def elicitation(context: Context, params: Params) -> dict[str, Any]:
    name = _answers(params, "name").get("user_name")
    return _text(f"Hello, {name}!") if name else _wanted(user_name=_form("What is your name?", name="string"))


async def sampling(context: Context, params: Params) -> dict[str, Any]:
    answer = (params.input_responses or {}).get("capital_question")
    if isinstance(answer, types.CreateMessageResult) and isinstance(answer.content, types.TextContent):
        return _text(f"The model said: {answer.content.text}")
    return _wanted(capital_question=_sampling("What is the capital of France?"))


async def list_roots(context: Context, params: Params) -> dict[str, Any]:
    answer = (params.input_responses or {}).get("client_roots")
    if isinstance(answer, types.ListRootsResult):
        return _text(f"Roots: {', '.join(str(root.uri) for root in answer.roots)}")
    return _wanted(client_roots=_ROOTS)


async def request_state(context: Context, params: Params) -> dict[str, Any]:
    if params.request_state == "asked" and _answers(params, "ok"):
        return _text("state-ok")
    return _wanted("asked", confirm=_form("Please confirm", ok="boolean"))


async def multiple_inputs(context: Context, params: Params) -> dict[str, Any]:
    wanted = {
        "user_name": _form("What is your name?", name="string"),
        "greeting": _sampling("Generate a greeting"),
        "client_roots": _ROOTS,
    }
    if params.request_state == "asked" and wanted.keys() <= (params.input_responses or {}).keys():
        return _text("Everything was answered.")
    return _wanted("asked", **wanted)


async def multi_round(context: Context, params: Params) -> dict[str, Any]:
    state = json.loads(params.request_state or "{}")
    answered = {**state, **_answers(params, "name"), **_answers(params, "color")}
    if "step1" not in answered:
        return _wanted("{}", step1=_form("Step 1: What is your name?", name="string"))
    if "step2" not in answered:
        return _wanted(json.dumps(answered), step2=_form("Step 2: What is your favorite color?", color="string"))
    return _text(f"{answered['step1']} likes {answered['step2']}.")


async def capabilities(context: Context, params: Params) -> dict[str, Any]:
    declared = context.session.client_capabilities or types.ClientCapabilities()
    wanted = {}
    if declared.sampling is not None:
        wanted["sample"] = _sampling("Say hello")
    if declared.elicitation is not None:
        wanted["ask"] = _form("What is your name?", name="string")
    return _wanted("asked", **wanted)


async def prompt_in_two_rounds(context: Context, params: Params) -> dict[str, Any]:
    given = _answers(params, "context").get("user_context")
    if given is None:
        return _wanted(user_context=_form("What context should the prompt use?", context="string"))
    message = {"role": "user", "content": {"type": "text", "text": f"Use this context: {given}"}}
    return {"resultType": "complete", "messages": [message]}


ROUNDS: Mapping[str, Callable[[Context, Any], Awaitable[Any]]] = {
    "test_input_required_result_capabilities": capabilities,
    "test_input_required_result_elicitation": elicitation,
    "test_input_required_result_list_roots": list_roots,
    "test_input_required_result_multi_round": multi_round,
    "test_input_required_result_multiple_inputs": multiple_inputs,
    "test_input_required_result_request_state": request_state,
    "test_input_required_result_sampling": sampling,
    # Sealing is the host's: whatever state a tool returns, a changed one never comes back to it.
    "test_input_required_result_tampered_state": request_state,
}


def _answers(params: Params, field: str) -> dict[str, Any]:
    """The value of one field in each form that was filled in."""
    return {
        key: answer.content[field]
        for key, answer in (params.input_responses or {}).items()
        if isinstance(answer, types.ElicitResult) and answer.content and field in answer.content
    }


def _form(message: str, **fields: str) -> dict[str, Any]:
    properties = {name: {"type": kind} for name, kind in fields.items()}
    schema = {"type": "object", "properties": properties, "required": list(fields)}
    return {"method": "elicitation/create", "params": {"message": message, "requestedSchema": schema}}


def _sampling(text: str) -> dict[str, Any]:
    message = {"role": "user", "content": {"type": "text", "text": text}}
    return {"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}}


def _wanted(state: str | None = None, /, **requests: Any) -> dict[str, Any]:
    kept = {} if state is None else {"requestState": state}
    return {"resultType": "input_required", "inputRequests": requests, **kept}


def _text(text: str) -> dict[str, Any]:
    return {"resultType": "complete", "content": [{"type": "text", "text": text}]}
