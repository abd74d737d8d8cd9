"""What the direct lane takes: requests with nothing in them that takes the SDK to understand.

Everything else is not plain, whether it is rare or wrong, and the SDK answers it. So nothing here needs to know what is
right, as long as all that is plain is: a test compares with the SDK. Nothing of the SDK is imported, because a host
whose requests are all plain never needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeGuard

import orjson

from powerstrip.endpoint.strict_json import MAX_BODY

__all__ = ["SERVER_INFO", "Head", "PlainRequest", "read_head", "read_request"]

Headers = Sequence[tuple[bytes, bytes]]
#: Keys of `_meta`, in requests and in results.
PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion"
CLIENT_INFO = "io.modelcontextprotocol/clientInfo"
CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
SERVER_INFO = "io.modelcontextprotocol/serverInfo"
#: The revision whose requests each describe themselves.
_REVISION = "2026-07-28"
_MODERN = _REVISION.encode()
#: The others, which differ in nothing that is plain; a request without the header is of the first that had it.
_EARLIER = frozenset({b"2024-11-05", b"2025-03-26", b"2025-06-18", b"2025-11-25", None})
_JSON = frozenset({b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8"})
_MEMBERS = frozenset({"jsonrpc", "id", "method", "params"})
#: What a request may say, by method.
_PARAMS = {"tools/call": frozenset({"name", "arguments", "_meta"}), "tools/list": frozenset({"_meta"})}
_ENVELOPE = frozenset({PROTOCOL_VERSION, CLIENT_CAPABILITIES, CLIENT_INFO})
_CAPABILITIES = frozenset({"elicitation", "experimental", "extensions", "roots", "sampling"})
_NOBODY = {"name": "", "version": ""}
_CLIENT = frozenset({"name", "title", "version", "description", "websiteUrl"})
#: Integers that every reader of JSON keeps exactly.
_EXACT = 2**53
#: Bytes of an envelope that is worth being remembered.
_USUAL_META = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the headers of a plain request say.

    Args:
        modern: whether the request is of 2026-07-28, in which each describes itself.
        method: of the protocol, as a header of that revision repeats it; None without it.
        name: of the tool, likewise.
    """

    modern: bool
    method: str | None = None
    name: str | None = None


@dataclass(slots=True)
class PlainRequest:
    """One plain request.

    Args:
        id: that the answer repeats.
        name: of the tool to call, None for the list of tools.
        arguments: for the tool.
    """

    id: int | str
    name: str | None
    arguments: dict[str, Any]


def read_head(headers: Headers) -> Head | None:
    """Return what the headers of a request say, None if they are not plain.

    Args:
        headers: by name in lower case, as the server gives them.
    """
    fields = dict(headers)
    if len(fields) != len(headers) or b"mcp-session-id" in fields:
        return None
    revision = fields.get(b"mcp-protocol-version")
    modern = revision == _MODERN
    if not modern and revision not in _EARLIER:
        return None
    announced = fields.get(b"content-length", b"0")
    if not announced.isdigit() or int(announced) > MAX_BODY:
        return None
    is_usual = fields.get(b"content-type") in _JSON and _accepts_both(fields.get(b"accept", b""))
    if not is_usual:
        return None
    if not modern:
        return Head(modern=False)
    return Head(modern=True, method=_text(fields.get(b"mcp-method")), name=_text(fields.get(b"mcp-name")))


def read_request(message: Any, head: Head) -> PlainRequest | None:
    """Return the request in a body, None if it is not plain.

    Args:
        message: the parsed body.
        head: of the same request.
    """
    if type(message) is not dict or not message.keys() <= _MEMBERS:
        return None
    key, method, params = message.get("id"), message.get("method"), message.get("params", {})
    if message.get("jsonrpc") != "2.0" or not _is_plain_id(key) or type(method) is not str or type(params) is not dict:
        return None
    known = _PARAMS.get(method)
    if known is None or not params.keys() <= known or not _has_plain_meta(params, head):
        return None
    if head.modern and head.method != method:
        return None
    if method == "tools/list":
        return PlainRequest(key, None, {})
    name, arguments = params.get("name"), params.get("arguments", {})
    if type(name) is not str or not name.isascii() or type(arguments) is not dict:
        return None
    if head.modern and head.name != name:
        return None
    return PlainRequest(key, name, arguments)


def _text(header: bytes | None) -> str | None:
    # Latin-1 reads any bytes, and those of ASCII as they are; no other name is plain.
    return None if header is None else header.decode("latin-1")


def _is_plain_id(key: Any) -> TypeGuard[int | str]:
    return type(key) is str or (type(key) is int and -_EXACT < key < _EXACT)


def _has_plain_meta(params: Mapping[str, Any], head: Head) -> bool:
    meta = params.get("_meta")
    if meta is None:
        return not head.modern and "_meta" not in params
    try:
        written = orjson.dumps(meta)
    except TypeError:
        return False
    return len(written) <= _USUAL_META and _is_plain_meta(written, _REVISION if head.modern else None)


@lru_cache(256)
def _is_plain_meta(written: bytes, revision: str | None) -> bool:
    """Whether an envelope says nothing that would have to be acted on; clients send few different ones.

    Args:
        written: the envelope.
        revision: that it must name, None if it need not name any.
    """
    meta = orjson.loads(written)
    if type(meta) is not dict or not meta.keys() <= _ENVELOPE:
        return False
    if revision is not None and (meta.get(PROTOCOL_VERSION) != revision or CLIENT_CAPABILITIES not in meta):
        return False
    return _are_capabilities(meta.get(CLIENT_CAPABILITIES, {})) and _is_client(meta.get(CLIENT_INFO, _NOBODY))


def _are_capabilities(value: Any) -> bool:
    """Whether this is what a client can do, each as an object of objects."""
    if type(value) is not dict or not value.keys() <= _CAPABILITIES:
        return False
    return all(type(each) is dict and all(type(detail) is dict for detail in each.values()) for each in value.values())


def _is_client(value: Any) -> bool:
    if type(value) is not dict or not {"name", "version"} <= value.keys() <= _CLIENT:
        return False
    return all(type(each) is str for each in value.values())


@lru_cache(256)
def _accepts_both(header: bytes) -> bool:
    """Whether a client takes JSON and streams, as it must; of those that clients send there are few."""
    accepted = {each.partition(b";")[0].strip() for each in header.split(b",")}
    return b"*/*" in accepted or {b"application/json", b"text/event-stream"} <= accepted
