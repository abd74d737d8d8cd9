"""The body of a request: read up to the limit and no byte further, and given on to whoever answers."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive

from powerstrip.endpoint.strict_json import MAX_BODY

__all__ = ["read_body", "read_messages", "replay", "whole_body"]


async def read_body(request: Request, receive: Receive) -> bytes | Response:
    """Read a body up to the limit, and not a byte further."""
    too_large = PlainTextResponse(f"a message has at most {MAX_BODY} bytes", 413, headers={"Connection": "close"})
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY:
        return too_large
    received = await read_messages(receive)
    if received[-1]["type"] == "http.disconnect":
        return Response(status_code=400)
    body = whole_body(received)
    return too_large if body is None else body


async def read_messages(receive: Receive) -> list[Message]:
    """Read what the server says of a body until that ends, the client goes, or the limit is passed."""
    received, size = [], 0
    while True:
        message = await receive()
        received.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body", False) or size > MAX_BODY:
            return received


def whole_body(received: Sequence[Message]) -> bytes | None:
    """Return the body that was read, None if the client went or sent too much.

    Args:
        received: by `read_messages`.
    """
    if received[-1]["type"] == "http.disconnect":
        return None
    body: bytes = received[0].get("body", b"") if len(received) == 1 else b"".join(m.get("body", b"") for m in received)
    return body if len(body) <= MAX_BODY else None


def replay(received: Sequence[Message], receive: Receive) -> Receive:
    """Give on what was read, then whatever the server says next (a disconnect).

    Args:
        received: in the order in which it came.
        receive: of the request.
    """
    pending = list(reversed(received))

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
