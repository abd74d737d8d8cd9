"""The ticket service of the tests, a process of its own; it prints its port and ends with its standard input."""

import json
import re
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "the-token-of-the-tests"
OPEN, CLOSED = 2500, 1_000_000
#: What is unusual about a ticket whose title is the key.
UNUSUAL: dict[str, dict[str, Any]] = {
    "unicode Zoë 漢字 \U0001f50c": {},
    "decimal": {"hours": "0.10000000000000000001"},
    "empty": {"assignee": ""},
    "huge": {"serial": 170141183460469231731687303715884105727},
    "null": {"due": None},
}
BUSY = "busy"
SLOW = "slow"

exports: dict[str, dict[str, Any]] = {}
changes: list[str] = []
numbers = count(1)


def ticket(number: int, title: str, status: str, **unusual: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "status": status,
        "assignee": "ada",
        "hours": "1.5",
        "due": "2024-02-29",
        "created": "2024-02-29T12:00:00.5+02:00",
        "serial": number,
        **unusual,
    }


def tickets(words: str | None, status: str | None, after: int = 0) -> Iterator[dict[str, Any]]:
    titles = [*UNUSUAL, *(f"ticket {number}" for number in range(len(UNUSUAL) + 1, OPEN + 1))]
    if status != "closed":
        for number, title in islice(enumerate(titles, 1), after, None):
            if (words or "") in title:
                yield ticket(number, title, "open", **UNUSUAL.get(title, {}))
    if status != "open" and not words:
        for number in range(max(OPEN, after) + 1, OPEN + CLOSED + 1):
            yield ticket(number, f"ticket {number}", "closed")


def as_json(value: Any) -> bytes:
    """Decimals stand in the data as text, and in the answer as numbers with all their digits."""
    return re.sub(r'("hours": )"([0-9.]+)"', r"\1\2", json.dumps(value)).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.serve("GET")

    def do_POST(self) -> None:
        self.serve("POST")

    def do_DELETE(self) -> None:
        self.serve("DELETE")

    def serve(self, method: str) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/state":
            self.answer(200, {"exports": sorted(exports), "changes": changes})
        elif self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.answer(401, {})
        elif not address.path.startswith("/api/projects/shop/"):
            self.answer(404, {})
        elif query.get("words") == BUSY:
            self.answer(429, {}, {"Retry-After": "7"})
        else:
            self.route(method, address.path.removeprefix("/api/projects/shop/").split("/"), query)

    def route(self, method: str, path: list[str], query: dict[str, str]) -> None:
        match method, *path:
            case "GET", "":
                self.answer(200, {"name": "shop"})
            case "GET", "tickets":
                self.page(query)
            case "GET", "tickets", number if number.isdecimal() and 0 < int(number) <= OPEN + CLOSED:
                [found] = islice(tickets(None, None, int(number) - 1), 1)
                self.answer(200, {**found, "comments": [{"author": "ben", "text": "soon"}]})
            case "POST", "exports":
                job = {"id": next(numbers), "done": 0, "total": 3, "ready": False, "poll_seconds": 0.01, **query}
                exports[str(job["id"])] = job
                changes.append("export")
                self.answer(202, job)
            case "GET", "exports", number if number in exports:
                job = exports[number]
                if job.get("words") != SLOW:
                    job["done"] += 1
                job["ready"] = job["done"] == job["total"]
                self.answer(200, job)
            case "GET", "exports", number, "lines" if number in exports:
                self.lines(tickets(exports[number].get("words"), exports[number].get("status")))
            case "DELETE", "exports", number if number in exports:
                del exports[number]
                changes.remove("export")
                self.answer(204)
            case _:
                self.answer(404, {})

    def page(self, query: dict[str, str]) -> None:
        size = int(query["size"])
        found = list(islice(tickets(query.get("words"), query.get("status"), int(query.get("after", 0))), size + 1))
        self.answer(200, {"items": found[:size], "next": found[size - 1]["id"] if len(found) > size else None})

    def answer(self, status: int, value: Any = None, headers: dict[str, str] | None = None) -> None:
        body = b"" if value is None else as_json(value)
        self.send_response(status)
        for name, text in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def lines(self, found: Iterator[dict[str, Any]]) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while some := list(islice(found, 100)):
                body = b"".join(as_json(each) + b"\n" for each in some)
                self.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))
            self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def main() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
