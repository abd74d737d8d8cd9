"""The HTTP below a client of a host: what goes wrong with one request is the answer to that request.

The SDK's transport ends with the first request that cannot be sent, and takes every other call along; and of an answer
that is no JSON-RPC it keeps neither the status nor the sentence. So both become JSON-RPC errors before it sees them.
"""

from http import HTTPStatus
from typing import Any

import httpx2
from mcp import MCPError
from mcp_types import CONNECTION_CLOSED, REQUEST_TIMEOUT

from powerstrip.client.errors import AccessDenied, CallFailed, ClientError, HostUnreachable, RequestRefused
from powerstrip.render import ERROR_META

__all__ = ["HostClient", "call_failed", "endpoint_of", "error_of", "without_password"]

#: Member of a JSON-RPC error's data: the status of an answer that was no JSON-RPC.
_STATUS = "powerstrip/status"
#: The same for a request that was not answered: the sentence about it.
_UNANSWERED = "powerstrip/unanswered"
_LOST = "the host at {url} was lost before it answered, see whether it runs and call again"
#: The most characters of an answer that is no powerstrip host's.
_LONGEST = 200


def endpoint_of(url: str) -> str:
    """Return the address of the MCP endpoint.

    Args:
        url: of it, or of the host.

    Raises:
        HostUnreachable: if it is no address.
    """
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise HostUnreachable(f"this is no address of a host: {error}") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise HostUnreachable("an address of a host is written http://127.0.0.1:8321 or https://...")
    return str(parsed.copy_with(path="/mcp")) if parsed.path in ("", "/") else url


def without_password(url: str) -> str:
    """Return an address as it may be shown."""
    return str(httpx2.URL(url).copy_with(username="", password=""))


class HostClient(httpx2.AsyncClient):
    """An HTTP client whose every request is answered, and every failure with a JSON-RPC error."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request; see `httpx2.AsyncClient.send`."""
        try:
            response = await super().send(request, **options)
            if not _is_stream(response):
                await response.aread()
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            return _failed(request, "no host answers at {url}, see whether it runs there", error)
        except httpx2.ReadTimeout as error:
            return _failed(request, "the host at {url} gave no sign of life for too long", error)
        except httpx2.TransportError as error:
            return _failed(request, _LOST, error)
        if not response.is_error or _is_json_rpc(response):
            return response
        await response.aclose()
        return _refused(request, response)


def error_of(error: MCPError, *, url: str, token: bool, source: str | None = None) -> ClientError:
    """Return what a caller reads for what the SDK raised.

    Args:
        error: of the SDK.
        url: of the endpoint.
        token: whether a token was sent.
        source: name of the source that was called.
    """
    data = error.data if isinstance(error.data, dict) else {}
    if _STATUS in data:
        return _of_status(data[_STATUS], error.message, url=url, token=token)
    if _UNANSWERED in data:
        return HostUnreachable(data[_UNANSWERED].replace("{url}", url))
    if ERROR_META in data:
        return call_failed(error.message, data[ERROR_META], source=source)
    if error.code in (CONNECTION_CLOSED, REQUEST_TIMEOUT):
        return HostUnreachable(_LOST.replace("{url}", url))
    return RequestRefused(error.message)


def call_failed(text: str, facts: dict[str, Any], *, source: str | None) -> CallFailed:
    """Return the error of a call.

    Args:
        text: code and sentence.
        facts: that came with it.
        source: name of the source that was called, if the facts name none.
    """
    facts = dict(facts)
    code = str(facts.pop("code", "internal"))
    wait = facts.pop("retry_after_ms", None)
    return CallFailed(
        code,
        text.removeprefix(f"{code}: "),
        retry_after=None if wait is None else wait / 1000,
        source=facts.pop("source", source),
        facts=facts,
    )


def _of_status(status: int, text: str, *, url: str, token: bool) -> ClientError:
    if status == HTTPStatus.UNAUTHORIZED:
        wanted = "another token than the one that was given" if token else "a token, and none was given"
        return AccessDenied(f"the host at {url} wants {wanted}")
    if status == HTTPStatus.FORBIDDEN:
        return AccessDenied(f"the host at {url} does not let this in: {text}")
    if status == HTTPStatus.NOT_FOUND:
        return HostUnreachable(f"there is no powerstrip host at {url}, or it has no such view")
    return HostUnreachable(f"the host at {url} answers with HTTP {status}: {text}")


def _is_stream(response: httpx2.Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/event-stream") and not response.is_error


def _is_json_rpc(response: httpx2.Response) -> bool:
    try:
        body = response.json()
    except ValueError:
        return False
    return isinstance(body, dict) and "jsonrpc" in body


def _failed(request: httpx2.Request, sentence: str, error: httpx2.TransportError) -> httpx2.Response:
    reason = f": {error}" if str(error) else ""
    return _json_rpc(request, HTTPStatus.BAD_GATEWAY, "", {_UNANSWERED: sentence + reason})


def _refused(request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
    text = response.text[:_LONGEST].strip()
    return _json_rpc(request, response.status_code, text, {_STATUS: response.status_code})


def _json_rpc(request: httpx2.Request, status: int, message: str, data: dict[str, Any]) -> httpx2.Response:
    body = {"jsonrpc": "2.0", "id": None, "error": {"code": CONNECTION_CLOSED, "message": message, "data": data}}
    return httpx2.Response(status, json=body, request=request)
