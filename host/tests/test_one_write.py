"""What of an answer is sent together, and when."""

import asyncio

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState
from wire import Wire

from powerstrip.endpoint.one_write import OneWriteProtocol

REQUEST = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"
LAST_REQUEST = b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwell"
LAST_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nwell"
STREAM_HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"

pytestmark = pytest.mark.anyio


def connected(app):
    wire = Wire()
    state = ServerState()
    protocol = OneWriteProtocol(Config(app, log_config=None, access_log=False), state, {})
    protocol.connection_made(wire)
    return wire, protocol


async def well(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"well"})


async def test_head_and_body_of_an_answer_leave_in_one_write():
    wire, protocol = connected(well)

    for _ in range(2):
        protocol.data_received(REQUEST)
        assert await wire.next() == ANSWER

    assert not wire.closed


async def test_requests_that_come_together_are_answered_in_order():
    wire, protocol = connected(well)

    protocol.data_received(REQUEST + REQUEST + LAST_REQUEST)
    answers = b""
    while not wire.closed or wire.sent:
        answers += await wire.next()

    assert answers == ANSWER + ANSWER + LAST_ANSWER


async def test_an_answer_is_sent_before_its_connection_closes():
    wire, protocol = connected(well)

    protocol.data_received(LAST_REQUEST)

    assert await wire.next() == LAST_ANSWER
    assert wire.closed


async def test_the_events_of_a_stream_are_sent_while_it_goes_on():
    heard = asyncio.Event()

    async def stream(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await heard.wait()
        await send({"type": "http.response.body", "body": b"two"})

    wire, protocol = connected(stream)

    protocol.data_received(REQUEST)
    assert await wire.next() == STREAM_HEAD + b"3\r\none\r\n"
    heard.set()
    assert await wire.next() == b"3\r\ntwo\r\n0\r\n\r\n"


async def test_a_large_part_reaches_the_transport_at_once_so_that_it_can_say_that_it_has_enough():
    seen = []

    async def large(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(100_000), "more_body": True})
        seen.append(len(wire.sent[0]))
        await send({"type": "http.response.body", "body": b""})

    wire, protocol = connected(large)

    protocol.data_received(REQUEST)
    first = await wire.next()

    assert seen == [len(first)] == [len(STREAM_HEAD) + len(b"186a0\r\n") + 100_000 + 2]


async def test_nothing_is_sent_to_a_client_that_has_gone():
    gone = asyncio.Event()

    async def late(scope, receive, send):
        await well(scope, receive, send)
        wire.closed = True
        gone.set()

    wire, protocol = connected(late)

    protocol.data_received(REQUEST)
    await gone.wait()

    assert wire.sent == []
