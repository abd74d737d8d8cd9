"""The server's side of one connection: uvicorn's, with a short way for plain requests whose head came before.

Such a request is answered from its bytes, without the parser, the ASGI scope and the messages to and fro, which
together take longer than the statement that it asks for. Everything else is uvicorn's: a head that is new, a body that
is large, requests that come before the answer to the one before, and whatever is no plain request after all.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import structlog
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from powerstrip.access import Access
from powerstrip.endpoint.direct_lane import headers_of
from powerstrip.endpoint.known_heads import REMEMBER, KnownHead, KnownHeads, Remember
from powerstrip.endpoint.one_write import OneWriteProtocol
from powerstrip.endpoint.plain import Head, PlainRequest
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.endpoint.serial_calls import SerialCalls
from powerstrip.running_call import Caller
from powerstrip.scopes import SharedScope
from powerstrip.tracing import is_traced

__all__ = ["ShortWay", "ShortWayProtocol"]

_END_OF_HEAD = b"\r\n\r\n"
_OK = b"HTTP/1.1 200 OK\r\n"
_LAST = b"connection: close\r\n"
log = structlog.get_logger("powerstrip.endpoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortWay:
    """What the connections of a host share.

    Args:
        heads: that are known.
        answers: to plain requests.
        access: says who sends a request.
    """

    heads: KnownHeads
    answers: PlainAnswers
    access: Access


#: What a call takes: the request, who sends it, and its head. A tuple without names, because one is made in each call.
_Call: TypeAlias = tuple[PlainRequest, Caller, Head]


class ShortWayProtocol(OneWriteProtocol):
    """uvicorn's protocol, which answers plain requests itself while uvicorn has nothing to do on the connection.

    Args:
        short_way: to the answers.
        arguments: uvicorn's.
    """

    def __init__(self, *arguments: Any, short_way: ShortWay, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._short_way = short_way
        self._remember: Remember | None = None
        self._is_parsing = False
        # A request whose head is known and whose body is not all there, and what came while a call ran.
        self._incomplete = self._held = b""
        # uvicorn waits for its tasks when it stops.
        self._calls = SerialCalls(self._run, self.tasks)
        self._is_calling = False
        self._is_last = False
        self._answered = 0.0
        self._defaults: list[tuple[bytes, bytes]] = []
        self._answer_heads: dict[bool, bytes] = {}

    # From the transport

    def data_received(self, data: bytes) -> None:
        """Take the short way, or uvicorn's."""
        if self._is_calling:
            self._held += data
            # Who is not read from cannot be seen to go.
            if len(self._held) > HIGH_WATER_LIMIT:
                self.flow.pause_reading()
            return
        if self._incomplete:
            data, self._incomplete = self._incomplete + data, b""
        if not (self._is_free() and self._takes(data)):
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the call that nobody waits for any more."""
        self._calls.end()
        super().connection_lost(exc)

    # From uvicorn

    def on_message_begin(self) -> None:
        """Let the direct lane say whether this is a plain request."""
        super().on_message_begin()
        self._is_parsing = True
        if self._remember is not None:
            cast("dict[str, Any]", self.scope)[REMEMBER] = self._remember
            self._remember = None

    def on_message_complete(self) -> None:
        """Know that what comes next is another request."""
        super().on_message_complete()
        self._is_parsing = False

    def shutdown(self) -> None:
        """Close the connection, after the answer that it waits for."""
        if self._incomplete:
            data, self._incomplete = self._incomplete, b""
            super().data_received(data)
        if self._is_calling:
            self._is_last = True
        else:
            super().shutdown()

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if it has been idle for long: one timer serves many requests."""
        is_used = self._is_calling or self._incomplete
        left = self.timeout_keep_alive if is_used else self._answered + self.timeout_keep_alive - self.loop.time()
        if left > 0 and not self.transport.is_closing():
            self._close_when_idle(left)
        else:
            super().timeout_keep_alive_handler()

    # The short way

    def _is_free(self) -> bool:
        """Whether uvicorn has nothing to do, and the client reads its answers."""
        cycle: RequestResponseCycle | None = self.cycle
        return (cycle is None or cycle.response_complete) and not self._is_parsing and not self.flow.write_paused

    def _takes(self, data: bytes) -> bool:
        """Take a request whose head is known; returns whether it was one, and not whether that went well."""
        try:
            return self._take(data)
        except Exception:
            log.exception("request failed unexpectedly")
            self.transport.close()
            return True

    def _take(self, data: bytes) -> bool:
        end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
        if end < len(_END_OF_HEAD):
            return False
        raw = data[:end]
        known = self._short_way.heads.find(raw)
        if known is None:
            self._remember = self._short_way.heads.learning(raw)
            return False
        missing = known.length - (len(data) - end)
        if missing > 0:
            self._incomplete = data
            return True
        return missing == 0 and self._answer(known, raw, data[end:])

    def _answer(self, known: KnownHead, raw: bytes, body: bytes) -> bool:
        """Answer a request now, or begin with it; returns whether it is a plain one."""
        answers, head = self._short_way.answers, known.head
        principal = self._short_way.access.identify(known.authorization_in(raw))
        view = None if principal is None else answers.view(known.path, principal.grant)
        if principal is None or view is None or is_traced():
            return False
        request = answers.read(body, head, view, principal)
        if request is None:
            return False
        if request.name is None:
            self._send(head, *answers.list(request, view, head))
        else:
            self._is_calling = True
            self._calls.start((request, Caller(principal=principal, view=view), head))
        return True

    async def _run(self, call: _Call, scope: SharedScope) -> None:
        request, caller, head = call
        answer = None
        try:
            answer = await self._short_way.answers.call(request, caller, head, scope)
        finally:
            self._is_calling = False
            if answer is None:
                self.transport.close()
        if answer is not None:
            self._send(head, answer)

    def _send(self, head: Head, *parts: bytes) -> None:
        if self.server_state.default_headers is not self._defaults:
            self._defaults = self.server_state.default_headers
            self._answer_heads.clear()
        begin = self._answer_heads.get(head.modern) or self._answer_head(head)
        last = _LAST if self._is_last else b""
        size = sum(map(len, parts))
        answer = (begin, b"content-length: %d\r\n" % size, last, b"\r\n", *parts)
        self.transport.write_now(answer, size)
        self._has_answered()

    def _answer_head(self, head: Head) -> bytes:
        """Return how answers begin, until the time of day that they tell is another one."""
        headers = [*self._defaults, *headers_of(head)]
        begin = self._answer_heads[head.modern] = b"".join([_OK, *(b"%b: %b\r\n" % each for each in headers)])
        return begin

    def _has_answered(self) -> None:
        self.server_state.total_requests += 1
        if self._is_last or self.transport.is_closing():
            self.transport.close()
            return
        self._answered = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._close_when_idle(self.timeout_keep_alive)
        if self._held:
            self.flow.resume_reading()
            held, self._held = self._held, b""
            self.data_received(held)

    def _close_when_idle(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)
