"""The direct lane: plain requests to call a tool or list the tools, answered without the SDK's machinery.

It stands behind the gate and before everything else. What it answers, it answers as the SDK would: the status, the
message and the headers are the same, only that a client of an earlier revision gets one JSON text where the SDK would
send a stream with one event. What is not plain goes on to the SDK, with the same bytes. A request whose head came
before takes an even shorter way to the same answers; see `protocol.py`.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from powerstrip.endpoint.body import read_messages, replay, whole_body
from powerstrip.endpoint.departure import Departure
from powerstrip.endpoint.guard import known_principal
from powerstrip.endpoint.known_heads import REMEMBER
from powerstrip.endpoint.plain import Head, PlainRequest, read_head
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.host import Host
from powerstrip.running_call import Caller
from powerstrip.tracing import is_traced

__all__ = ["DirectLane", "headers_of"]

#: Bytes that are copied in less time than it takes to send a part of them on its own.
_WORTH_NO_COPY = 16 * 1024
_JSON = (b"content-type", b"application/json")
#: What the SDK sends with the stream that it makes for a client of an earlier revision.
_AS_STREAM = (
    (b"cache-control", b"no-cache, no-transform"),
    (b"connection", b"keep-alive"),
    (b"x-accel-buffering", b"no"),
)


class DirectLane:
    """The ASGI application that answers plain requests.

    Args:
        app: answers everything else.
        host: the running host.
        answers: to plain requests.
    """

    def __init__(self, app: ASGIApp, host: Host, answers: PlainAnswers) -> None:
        self._app = app
        self._host = host
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        head, principal = _head(scope), known_principal(scope)
        view = None if head is None or principal is None else self._answers.view(scope["path"], principal.grant)
        if head is None or principal is None or view is None:
            await self._app(scope, receive, send)
            return
        received = await read_messages(receive)
        body = whole_body(received)
        request = None if body is None else self._answers.read(body, head, view, principal)
        if request is None:
            await self._app(scope, replay(received, receive), send)
            return
        if (remember := scope.get(REMEMBER)) is not None:
            remember(head, scope["path"])
        if request.name is None:
            await _send(send, head, *self._answers.list(request, view, head))
            return
        answer = await self._call(request, Caller(principal=principal, view=view), head, receive)
        if answer is not None:
            await _send(send, head, answer)

    async def _call(self, request: PlainRequest, caller: Caller, head: Head, receive: Receive) -> bytes | None:
        with Departure(receive, self._host.tasks) as departure:
            return await self._answers.call(request, caller, head, departure.scope)


def headers_of(head: Head) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer, but for its length.

    Args:
        head: of the request.
    """
    return [_JSON] if head.modern else [_JSON, *_AS_STREAM]


def _head(scope: Scope) -> Head | None:
    # The SDK makes the span of a request, for whoever has configured traces.
    if scope["type"] != "http" or scope["method"] != "POST" or is_traced():
        return None
    return read_head(scope["headers"])


async def _send(send: Send, head: Head, *parts: bytes) -> None:
    size = sum(map(len, parts))
    headers = [*headers_of(head), (b"content-length", b"%d" % size)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if size < _WORTH_NO_COPY:
        parts = (b"".join(parts),)
    for part in parts[:-1]:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": parts[-1]})
