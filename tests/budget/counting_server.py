"""A server that speaks enough of the PostgreSQL protocol for asyncpg, and counts its sockets itself.

Each source is a port of its own. The server is a process of its own, so that nothing it sees depends on the loop that
is watched. It is one loop over `select`, not asyncio, because the order in which it looks decides what it counts: in
each round it first takes note of what has ended, and only then accepts, one socket a port. So a socket that was closed
before another one was opened is never counted beside it.

Any statement of the extended protocol has one int4 column, and its one row repeats the first parameter; with
`pg_sleep(SECONDS)` in its text it takes that long, unless a cancel request ends it. Only the question for the settings
with which a session began has the answer that it asks for, other questions to the catalog have no rows, and what ends a
transaction is told that nothing was left.
"""

import heapq
import json
import random
import re
import selectors
import socket
import struct
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import count

__all__ = ["Census", "CountingServer"]

CANCEL, TLS = 80877102, 80877103
INT4, TEXT, TEXTS = 23, 25, 1009
SLEEP = re.compile(rb"pg_sleep\(([0-9.]+)\)")
PARAMETER = re.compile(rb"\$[0-9]+")
PARAMETERS = {
    "server_version": "17.0",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "integer_datetimes": "on",
    "standard_conforming_strings": "on",
    "TimeZone": "UTC",
}
SETTINGS = {
    "search_path": "public",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # What a client wants to begin with is not heeded, as behind many a pooler.
    "default_transaction_read_only": "off",
}


@dataclass(frozen=True, kw_only=True)
class Census:
    """What the server has counted, by number of the source where there is one number for each.

    Sockets count from the accept until both sides have closed, those in the handshake and those that are closing
    included. A socket is a cancel request if that is what it sent, and a session if not, whatever it did.

    Args:
        accepted: sessions so far.
        open: sockets of either kind that are open now.
        most: the most sessions that were ever open together.
        most_of_source: the same for each source.
        cancels: cancel requests so far.
        most_cancels: the most of their sockets that were ever open together.
        most_sockets: the most sockets of both kinds that were ever open together.
        statements: statements that are running now.
    """

    accepted: list[int]
    open: list[int]
    most: int
    most_of_source: list[int]
    cancels: int
    most_cancels: int
    most_sockets: int
    statements: int


class CountingServer:
    """The server's process, while the context lasts.

    Args:
        sources: how many ports to listen on.
        modes: how sources behave that are not healthy, by number: `refused` (nothing listens), `black_hole` (nothing
            is accepted), `silent` (nothing is said), or the number of bytes of the handshake after which it resets.
        flaky: share of the sessions of healthy sources that are reset in the handshake or refused.
        stubborn: whether sockets with cancel requests are kept open, and the requests ignored.
        seed: of the server's choices.

    Attributes:
        ports: of the sources.
    """

    def __init__(self, sources, *, modes=None, flaky=0.0, stubborn=False, seed=0):
        self._options = {"sources": sources, "modes": modes or {}, "flaky": flaky, "stubborn": stubborn, "seed": seed}
        self.ports = []

    def __enter__(self):
        command = [sys.executable, __file__, json.dumps(self._options)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ports = json.loads(self._process.stdout.readline())
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def census(self):
        """Return what was counted up to now."""
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        return Census(**json.loads(self._process.stdout.readline()))

    def source(self, number, **options):
        """Return a source on one of the ports, as an operator would write it."""
        address = {"host": "127.0.0.1", "port": self.ports[number], "database": "counted", "username": "reader"}
        return {"connector": "postgres", **address, **options}


@dataclass(eq=False)
class Socket:
    """One accepted socket, and how far its conversation has come."""

    socket: socket.socket
    source: int
    number: int
    mode: object
    received: bytearray = field(default_factory=bytearray)
    is_cancel: bool = False
    ready: bool = False
    status: bytes = b"I"
    text: bytes = b""
    texts: dict = field(default_factory=dict)
    value: bytes = b""
    #: When its statement ends, 0.0 while none is running.
    sleeping: float = 0.0
    #: An error in the extended protocol makes the server skip everything up to the next Sync.
    skipping: bool = False
    closing: bool = False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.closing = True


class Server:
    def __init__(self, *, sources, modes, flaky, stubborn, seed):
        self.modes = [modes.get(str(number)) for number in range(sources)]
        self.flaky, self.stubborn, self.random = flaky, stubborn, random.Random(seed)
        self.selector = selectors.DefaultSelector()
        self.numbers, self.sockets, self.sleepers, self.events = count(1), {}, [], []
        self.listeners = [self.listen(number, mode) for number, mode in enumerate(self.modes)]

    def listen(self, number, mode):
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        if mode != "refused":
            listener.listen(1024)
            listener.setblocking(False)
        if mode not in ("refused", "black_hole"):
            self.selector.register(listener, selectors.EVENT_READ, number)
        return listener

    def run(self):
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)
        self.tell([listener.getsockname()[1] for listener in self.listeners])
        while True:
            ready = [key for key, _ in self.selector.select(self.until_next_waking())]
            for key in ready:
                if isinstance(key.data, Socket):
                    self.receive(key.data)
            self.wake()
            for key in ready:
                if isinstance(key.data, int):
                    self.accept(key.data)
            if any(key.data is None for key in ready):
                if not sys.stdin.readline():
                    return
                self.tell(asdict(self.census()))

    def tell(self, what):
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    def accept(self, number):
        try:
            accepted, _ = self.listeners[number].accept()
        except OSError:
            return False
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = Socket(accepted, number, next(self.numbers), self.modes[number])
        self.sockets[one.number] = one
        self.events.append((1, one))
        self.selector.register(accepted, selectors.EVENT_READ, one)
        return True

    def receive(self, one):
        """Read all that has come, because the end may stand behind it."""
        while one.number in self.sockets:
            try:
                data = one.socket.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self.forget(one)
                return
            one.received += data
            self.process(one)

    def forget(self, one):
        self.selector.unregister(one.socket)
        one.socket.close()
        one.sleeping = 0.0
        del self.sockets[one.number]
        self.events.append((-1, one))

    def reset(self, one):
        one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.forget(one)

    def process(self, one):
        """Take in whole messages until one of them has to wait."""
        while one.number in self.sockets and not one.sleeping and not one.closing:
            start = 1 if one.ready else 0
            if len(one.received) < start + 4:
                return
            (length,) = struct.unpack_from("!i", one.received, start)
            if len(one.received) < start + length:
                return
            kind, body = bytes(one.received[:start]), bytes(one.received[start + 4 : start + length])
            del one.received[: start + length]
            if one.ready:
                self.message(one, kind, body)
            else:
                self.first_message(one, body)

    def first_message(self, one, body):
        (code,) = struct.unpack_from("!i", body)
        if code == CANCEL:
            one.is_cancel = True
            if not self.stubborn:
                self.cancel(struct.unpack_from("!i", body, 4)[0])
                self.shut(one)
        elif one.mode == "silent":
            return
        elif code == TLS:
            one.send(b"N")
        elif isinstance(one.mode, int):
            one.send(handshake(one.number)[: one.mode])
            self.reset(one)
        elif self.random.random() < self.flaky:
            self.fail(one)
        else:
            one.ready = True
            one.send(handshake(one.number))

    def fail(self, one):
        if self.random.random() < 0.5:
            one.send(handshake(one.number)[: self.random.randrange(100)])
            self.reset(one)
        else:
            one.send(error(b"FATAL", b"53300", b"too many clients"))
            self.shut(one)

    def shut(self, one):
        """Say no more, and count the socket until the other side has closed it too."""
        one.closing = True
        try:
            one.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.forget(one)

    def message(self, one, kind, body):
        if kind == b"X":
            self.shut(one)
        elif kind == b"S":
            one.skipping = False
            one.send(message(b"Z", one.status))
        elif one.skipping or kind == b"H":
            return
        elif kind == b"Q":
            self.simple_query(one, body)
        elif kind == b"E":
            self.execute(one)
        else:
            one.send(self.answer(one, kind, body))

    def simple_query(self, one, body):
        done = b""
        for statement in body.rstrip(b"\0; \n").split(b";"):
            word = statement.split()[0].upper()
            one.status = {b"BEGIN": b"T", b"ROLLBACK": b"I"}.get(word, one.status)
            done += message(b"C", word + (b" 0" if word == b"SELECT" else b"") + b"\0")
        one.send(done + message(b"Z", one.status))

    def answer(self, one, kind, body):
        if kind == b"P":
            name, one.text = body.split(b"\0")[:2]
            one.texts[name] = one.text
            return message(b"1")
        if kind == b"D":
            kinds = [TEXTS if asks_the_catalog(one) else INT4] * len(set(PARAMETER.findall(one.text)))
            parameters = struct.pack(f"!h{len(kinds)}i", len(kinds), *kinds)
            columns = [(b"name", TEXT, -1), (b"setting", TEXT, -1)] if asks_for_settings(one) else [(b"n", INT4, 4)]
            described = (name + b"\0" + struct.pack("!ihihih", 0, 0, kind, size, -1, 1) for name, kind, size in columns)
            return message(b"t", parameters) + message(b"T", struct.pack("!h", len(columns)) + b"".join(described))
        if kind == b"B":
            one.text = one.texts[body.split(b"\0")[1]]
            one.value = first_parameter(body) if b"$1" in one.text else struct.pack("!i", 1)
            return message(b"2")
        return message(b"3")

    def execute(self, one):
        sleep = SLEEP.search(one.text)
        if sleep is None:
            self.end_statement(one)
            return
        one.sleeping = time.monotonic() + float(sleep[1])
        heapq.heappush(self.sleepers, (one.sleeping, one.number))

    def end_statement(self, one):
        begun_with = {**SETTINGS, "process": str(one.number)}
        rows = [(name.encode(), value.encode()) for name, value in begun_with.items()]
        if not asks_for_settings(one):
            rows = [] if asks_the_catalog(one) else [(one.value,)]
        one.send(b"".join(map(row, rows)) + message(b"C", b"SELECT %d\0" % len(rows)))

    def cancel(self, number):
        one = self.sockets.get(number)
        if one is None or not one.sleeping:
            return
        one.sleeping, one.skipping, one.status = 0.0, True, b"E"
        one.send(error(b"ERROR", b"57014", b"canceling statement due to user request"))
        self.process(one)

    def until_next_waking(self):
        return max(0.0, self.sleepers[0][0] - time.monotonic()) if self.sleepers else None

    def wake(self):
        while self.sleepers and self.sleepers[0][0] <= time.monotonic():
            due, number = heapq.heappop(self.sleepers)
            one = self.sockets.get(number)
            if one is not None and one.sleeping == due:
                one.sleeping = 0.0
                self.end_statement(one)
                self.process(one)

    def census(self):
        """Replay what happened, now that it is known of each socket what it was."""
        for number, mode in enumerate(self.modes):
            while mode == "black_hole" and self.accept(number):
                pass
        sources = len(self.modes)
        accepted, sessions, cancels = [0] * sources, [0] * sources, [0] * sources
        most_of_source, most = [0] * sources, {"sessions": 0, "cancels": 0, "sockets": 0}
        open_now = {"sessions": 0, "cancels": 0, "sockets": 0}
        for change, one in self.events:
            kind, of_kind = ("cancels", cancels) if one.is_cancel else ("sessions", sessions)
            of_kind[one.source] += change
            for each in (kind, "sockets"):
                open_now[each] += change
                most[each] = max(most[each], open_now[each])
            most_of_source[one.source] = max(most_of_source[one.source], sessions[one.source])
            accepted[one.source] += change == 1 and not one.is_cancel
        return Census(
            accepted=accepted,
            open=[sum(both) for both in zip(sessions, cancels, strict=True)],
            most=most["sessions"],
            most_of_source=most_of_source,
            cancels=sum(change == 1 and one.is_cancel for change, one in self.events),
            most_cancels=most["cancels"],
            most_sockets=most["sockets"],
            statements=sum(one.sleeping > 0 for one in self.sockets.values()),
        )


def message(kind, body=b""):
    return kind + struct.pack("!i", len(body) + 4) + body


def row(values):
    fields = (struct.pack("!i", len(value)) + value for value in values)
    return message(b"D", struct.pack("!h", len(values)) + b"".join(fields))


def asks_for_settings(one):
    return b"pg_settings" in one.text


def asks_the_catalog(one):
    return b"::text[]" in one.text


def error(severity, state, words):
    fields = b"S" + severity + b"\0V" + severity + b"\0C" + state + b"\0M" + words + b"\0\0"
    return message(b"E", fields)


def handshake(number):
    settings = (f"{name}\0{value}\0".encode() for name, value in PARAMETERS.items())
    parts = [message(b"R", struct.pack("!i", 0)), *(message(b"S", setting) for setting in settings)]
    return b"".join([*parts, message(b"K", struct.pack("!ii", number, number)), message(b"Z", b"I")])


def first_parameter(bind):
    """Return the binary int4 of a Bind message."""
    formats = bind.index(b"\0", bind.index(b"\0") + 1) + 1
    (number,) = struct.unpack_from("!h", bind, formats)
    # Behind the formats stand the number of parameters and the length of the first one.
    value = formats + 2 + 2 * number + 2 + 4
    return bind[value : value + 4]


if __name__ == "__main__":
    Server(**json.loads(sys.argv[1])).run()
