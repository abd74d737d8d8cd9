"""The short way answers as uvicorn and the direct lane do: the same bytes, in whatever pieces they arrive, to both."""

from contextlib import asynccontextmanager
from functools import partial

import anyio
import httptools
import orjson
import pytest
from anyio.from_thread import start_blocking_portal
from anyio.lowlevel import checkpoint
from asgi import served
from connectors import Stage
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odd_requests import odd_requests
from structlog.testing import capture_logs
from two_lanes import ACCESS, CONFIG, LEGACY, MODERN, PEOPLE, Passed, plain, steady, written
from uvicorn.config import Config
from uvicorn.server import ServerState
from wire import Wire

from powerstrip.access import Access
from powerstrip.endpoint.http import build_app
from powerstrip.endpoint.known_heads import KnownHeads
from powerstrip.endpoint.one_write import OneWriteProtocol
from powerstrip.endpoint.plain import read_head
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.endpoint.protocol import ShortWay, ShortWayProtocol
from powerstrip.testing import running_host

HEAD = b"POST /mcp HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\n"
ODD_LINES = [
    b"connection: close\r\n",
    b"connection: keep-alive\r\n",
    b"Proxy-Connection: close\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"content-length: 2\r\n",
    b"Content-Length : 1\r\n",
    b"expect: 100-continue\r\n",
    b"upgrade: x\r\n",
    b"x:\r\n y: z\r\n",
    b"authorization: a\r\n",
]


class Answers:
    """What a connection answered: each status, headers and message.

    Args:
        whole: bytes that were sent.
    """

    def __init__(self, whole):
        self.all, self._body, self._headers = [], b"", []
        self._parser = httptools.HttpResponseParser(self)
        self._parser.feed_data(whole)

    def on_header(self, name, value):
        self._headers.append((name, value))

    def on_body(self, body):
        self._body += body

    def on_message_complete(self):
        text = steady_text(self._body)
        headers = [each for each in self._headers if each[0] != b"content-length"]
        self.all.append((self._parser.get_status_code(), headers, text))
        self._body, self._headers = b"", []


def steady_text(text):
    try:
        return steady(orjson.loads(text))
    except ValueError:
        return text


class Place:
    """One host behind uvicorn alone, and with the short way before it."""

    def __init__(self, host, app, access=ACCESS):
        self.host, self.passed = host, Passed(app)
        self.heads, self.state = KnownHeads(), ServerState()
        self.way = ShortWay(heads=self.heads, answers=PlainAnswers(host.host, host.sdk), access=access)

    def connect(self, *, short=True, **options):
        wire = Wire()
        made = partial(ShortWayProtocol, short_way=self.way) if short else OneWriteProtocol
        protocol = made(Config(self.passed, log_config=None, access_log=False, **options), self.state, {})
        protocol.connection_made(wire)
        return wire, protocol

    async def exchange(self, pieces, *, short=True):
        """Send some bytes, piece by piece, and return what was answered until nothing more is under way."""
        wire, protocol = self.connect(short=short)
        for piece in pieces:
            if not wire.closed:
                protocol.data_received(piece)
                await checkpoint()
        await self.rest()
        if not wire.closed:
            protocol.connection_lost(None)
            await self.rest()
        return b"".join(wire.sent)

    async def rest(self):
        while self.state.tasks:
            await checkpoint()
        for _ in range(3):
            await checkpoint()

    async def compare(self, pieces):
        answers = [Answers(await self.exchange(pieces, short=short)).all for short in (True, False)]
        assert answers[0] == answers[1], pieces
        return answers[0]

    async def is_short(self, raw):
        before = self.passed.requests
        await self.exchange([raw])
        return self.passed.requests == before


@asynccontextmanager
async def placed(stage=None, access=ACCESS, config=CONFIG):
    plugins = {"stage": (stage or Stage()).plugin()}
    async with running_host(config, plugins=plugins) as host:
        app = build_app(host.host, host.sdk, bound="127.0.0.1", access=access)
        async with served(app):
            yield Place(host, app, access)


@pytest.fixture(scope="module")
def portal():
    with start_blocking_portal() as started:
        yield started


@pytest.fixture(scope="module")
def place(portal):
    with portal.wrap_async_context_manager(placed()) as started:
        yield started


def raw(request):
    """A request as it goes over the wire."""
    headers = dict(request.headers)
    headers.setdefault(b"content-length", b"%d" % len(request.body))
    lines = [b"%b: %b\r\n" % each for each in headers.items()]
    return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (
        request.method.encode(),
        request.path.encode(),
        b"".join(lines),
        request.body,
    )


def sent(*arguments, **named):
    return raw(written(plain(*arguments, **named)))


@pytest.mark.parametrize("revision", [MODERN, LEGACY])
@pytest.mark.parametrize(
    "request_",
    [
        {"name": None},
        {"name": "stage_echo", "arguments": {"source": "book", "text": "aha"}},
        {"name": "stage_fail", "arguments": {"source": "diary"}},
        {"name": "stage_crash", "arguments": {"source": "diary"}},
        {"name": "list_sources", "token": "reader"},
        {"name": None, "path": "/api/v1/sources/book/mcp"},
    ],
    ids=lambda request: f"{request['name']} {request.get('path', '')}",
)
def test_a_plain_request_whose_head_came_before_takes_the_short_way(portal, place, revision, request_):
    request = sent(revision, **request_)

    portal.call(place.exchange, [request])
    assert portal.call(place.is_short, request)
    assert portal.call(place.compare, [request])[0][0] == 200


def test_the_same_head_before_another_body_is_read_for_what_it_says(portal, place):
    requests = [sent(arguments={"source": "book", "text": text}) for text in ("one", "two")]

    answers = [portal.call(place.compare, [request])[0][2] for request in requests]

    assert [answer["result"]["content"][0]["text"] for answer in answers] == ["shelf: one", "shelf: two"]


@pytest.mark.parametrize(
    "request_",
    [
        sent(name="no_such_tool"),
        sent(name="stage_note", arguments={"source": "diary", "text": "x"}),
        sent(path="/mcp/nothing"),
        sent(token="nobody"),
        sent(name=None, token="caller"),
        sent().replace(b"content-type", b"connection: close\r\ncontent-type"),
        sent().replace(b'"2.0"', b'"2.1"'),
        sent(arguments={"text": "x" * 70_000}),
    ],
    ids=["unknown tool", "write", "unknown view", "unknown token", "scope", "last", "wrong", "large"],
)
def test_what_is_not_plain_goes_on_to_uvicorn(portal, place, request_):
    portal.call(place.exchange, [request_])

    assert not portal.call(place.is_short, request_)
    portal.call(place.compare, [request_])


@st.composite
def in_pieces(draw):
    """Requests one behind the other, most of them alike, cut anywhere."""
    known = st.sampled_from([plain(), plain(LEGACY), plain(name=None), plain(token="reader"), plain(name="stage_fail")])
    requests = [written(draw(known | odd_requests())) for _ in range(draw(st.integers(1, 4)))]
    whole = b"".join(raw(request) for request in requests if b"\n" not in b"".join(dict(request.headers).values()))
    cuts = sorted(draw(st.sets(st.integers(0, len(whole)), max_size=4)))
    return [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True) if begin < end]


@pytest.mark.timeout(600)
@settings(max_examples=1000, deadline=None)
@given(in_pieces())
@example([sent() + sent(), sent()])
@example([sent()[:50], sent()[50:] + sent()[:300], sent()[300:]])
@example([b"\r\n\r\n" + sent()])
@example([sent().replace(b"\r\n", b"\n"), sent()])
def test_the_short_way_answers_as_uvicorn_does_in_whatever_pieces_requests_arrive(portal, place, pieces):
    portal.call(place.compare, pieces)


class Read:
    """Reads a request as uvicorn does."""

    def __init__(self):
        self.body, self.bodies, self.heads, self.headers = b"", [], 0, []
        self.parser = httptools.HttpRequestParser(self)

    def on_header(self, name, value):
        self.headers.append((name.lower(), value))

    def on_headers_complete(self):
        self.heads += 1

    def on_body(self, body):
        self.body += body

    def on_message_complete(self):
        self.bodies.append(self.body)
        self.body = b""


@settings(max_examples=2000)
@given(
    st.integers(0, len(HEAD)),
    st.sampled_from([b"\n", b"\r", b"\r\n", b" ", b"\t", b"\0", b"x", b":", b"9", b"\xff", b"\r\n\r\n", *ODD_LINES]),
)
def test_no_head_is_remembered_that_a_reader_of_http_ends_elsewhere(at, odd):
    head = HEAD[:at] + odd + HEAD[at:]
    body = b'{"'
    if KnownHeads().learning(head) is None:
        return

    read = Read()
    length = int(dict(parsed_headers(head))[b"content-length"])
    read.parser.feed_data(head)
    assert (read.heads, read.bodies) == (1, [b""] if not length else [])
    read.parser.feed_data((body * length)[:length])
    assert (read.heads, read.bodies) == (1, [(body * length)[:length]])
    assert read.parser.should_keep_alive()


@pytest.mark.parametrize("line", [line for line in ODD_LINES if b"keep-alive" not in line and b"author" not in line])
def test_a_head_that_says_more_than_how_long_its_body_is_is_always_read(line):
    begin = HEAD.index(b"host")

    assert KnownHeads().learning(HEAD) is not None
    assert KnownHeads().learning(HEAD[:begin] + line + HEAD[begin:]) is None


def parsed_headers(head):
    read = Read()
    read.parser.feed_data(head)
    return read.headers


def test_a_token_is_asked_about_each_time_and_never_kept():
    heads = KnownHeads()
    request = sent(token="secret-of-somebody")
    head = request[: request.index(b"\r\n\r\n") + 4]
    fields = [(name, value) for name, value in parsed_headers(head) if name != b"authorization"]

    heads.learning(head)(read_head(fields), "/mcp")
    known = heads.find(head)

    assert known.authorization_in(head) == "Bearer secret-of-somebody"
    assert "secret" not in repr(vars(heads))


pytestmark = pytest.mark.anyio


async def held_call(place, stage, **options):
    """A connection on whose short way a call has begun, which goes on until the stage lets it finish."""
    request = sent(name="stage_hold", arguments={"source": "book"})
    stage.may_finish.set()
    await place.exchange([request])
    stage.may_finish, stage.holding = anyio.Event(), anyio.Event()
    wire, protocol = place.connect(**options)
    protocol.data_received(request)
    await stage.holding.wait()
    return wire, protocol


async def test_who_is_no_longer_let_in_is_refused_although_the_head_is_known():
    people = dict(PEOPLE)

    class Known:
        required = True

        def authenticate(self, presented):
            return people.get(presented)

        def is_current(self, principal):
            return principal in people.values()

    async with placed(access=Access([Known()], loopback=True)) as place:
        await place.exchange([sent(token="reader")])
        assert await place.is_short(sent(token="reader"))
        del people["reader"]
        refused = Answers(await place.exchange([sent(token="reader")])).all

    assert refused[0][0] == 401


async def test_a_client_that_goes_away_ends_its_call_at_once():
    stage = Stage()
    async with placed(stage) as place:
        await place.exchange([sent(arguments={"source": "book"})])
        stage.may_finish.set()
        await place.exchange([sent(name="stage_hold", arguments={"source": "book"})])
        stage.may_finish, stage.holding = anyio.Event(), anyio.Event()
        wire, protocol = place.connect()
        protocol.data_received(sent(name="stage_hold", arguments={"source": "book"}))
        await stage.holding.wait()
        protocol.connection_lost(None)
        await place.rest()
        exposition = place.host.host.metrics.exposition(lambda source: True).decode()

    assert wire.sent == []
    assert 'powerstrip_calls_total{outcome="cancelled",source="book",tool="stage_hold"} 1.0' in exposition


async def test_a_connection_that_is_to_end_ends_after_its_answer():
    stage = Stage()
    async with placed(stage) as place:
        wire, protocol = await held_call(place, stage)
        protocol.shutdown()
        assert not wire.closed
        stage.may_finish.set()
        await place.rest()

    assert wire.closed
    assert (b"connection", b"close") in Answers(b"".join(wire.sent)).all[0][1]


async def test_a_client_that_sends_more_while_its_call_runs_can_still_be_seen_to_go():
    stage = Stage()
    async with placed(stage) as place:
        wire, protocol = await held_call(place, stage)
        protocol.data_received(b"x")
        little = wire.reading
        protocol.data_received(b"x" * 70_000)
        much = wire.reading
        protocol.connection_lost(None)
        await place.rest()

    assert (little, much) == (True, False)


async def test_a_request_that_has_begun_when_the_host_stops_is_answered():
    async with placed() as place:
        await place.exchange([sent()])
        wire, protocol = place.connect()
        protocol.data_received(sent()[:-5])
        protocol.shutdown()
        assert not wire.closed
        protocol.data_received(sent()[-5:])
        await place.rest()

    ((status, headers, _),) = Answers(b"".join(wire.sent)).all
    assert (status, wire.closed) == (200, True)
    assert (b"connection", b"close") in headers


async def test_a_defect_on_the_short_way_ends_the_connection_and_is_logged(monkeypatch):
    async with placed() as place:
        await place.exchange([sent(name=None)])
        monkeypatch.setattr(place.way.answers, "list", None)
        with capture_logs() as logged:
            answered = await place.exchange([sent(name=None)])

    assert answered == b""
    assert [each["event"] for each in logged] == ["request failed unexpectedly"]


async def test_an_idle_connection_is_closed_and_one_whose_call_runs_is_not():
    stage = Stage()
    async with placed(stage) as place:
        wire, protocol = await held_call(place, stage, timeout_keep_alive=0.01)
        protocol.timeout_keep_alive_handler()
        assert not wire.closed
        stage.may_finish.set()
        await wire.next()
        while not wire.closed:
            wire.arrived.clear()
            await wire.arrived.wait()


async def test_a_call_that_takes_too_long_ends_and_the_next_on_its_connection_does_not():
    stage = Stage()
    async with placed(stage, config={**CONFIG, "limits": {"call_timeout": 1}}) as place:
        wire, protocol = await held_call(place, stage)
        late = await wire.next()
        protocol.data_received(sent(name="stage_hold", arguments={"source": "book"}))
        await wire.next()
        stage.may_finish.set()
        protocol.data_received(sent(name="stage_hold", arguments={"source": "book"}))
        in_time = await wire.next()
        protocol.connection_lost(None)
        await place.rest()

    assert b'"code":"timeout"' in late
    assert b'"isError":false' in in_time
