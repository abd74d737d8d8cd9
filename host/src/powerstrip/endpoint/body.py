"""The body of a request: read up to the limit and no byte further, and given on to whoever answers."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive

from powerstrip.endpoint.strict_json import MAX_BODY

__all__ = ["read_body", "replay"]


async def read_body(request: Request, receive: Receive) -> bytes | Response:
    """Read a body up to the limit, and not a byte further."""
    too_large = PlainTextResponse(f"a message has at most {MAX_BODY} bytes", 413, headers={"Connection": "close"})
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY:
        return too_large
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Response(status_code=400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            return too_large
    return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """Give the body to the next application, then whatever the server says next (a disconnect)."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
