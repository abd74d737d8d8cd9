"""A server of drawers, for connectors that are wrong on purpose: one JSON object in each line, each is answered by one.

Run as a script it prints its port, and ends when its standard input does.
"""

import asyncio
import json
import sys

PASSWORD = "sesame-4711"
VALUES = {
    "binary": {"base64": "AP8="},
    "date": {"date": "0001-02-28"},
    "decimal": {"decimal": "0.10000000000000000001"},
    "empty": "",
    "huge": 9223372036854775807,
    "nan": {"float": "nan"},
    "null": None,
    "timestamp": {"timestamp": "2024-02-29T18:29:59.123456+00:00"},
    "unicode": "Zoë 漢字 \U0001f50c",
}
LABELS = ("bolts", "nuts", "screws")


class State:
    """What all sessions share."""

    written = 0


class Session:
    """What one connection has done so far."""

    def __init__(self, state):
        self.state = state
        self.logged_in = False
        self.fresh()

    def fresh(self):
        self.statements = 0
        self.rows = None

    def answer(self, request):
        (verb, value), *_ = request.items()
        if verb == "login":
            return self.login(value, request["drawers"])
        if verb == "state":
            return {"written": self.state.written}
        if not self.logged_in:
            return {"error": "credentials"}
        if verb == "write":
            self.state.written += 1
        elif verb == "begin":
            return self.begin(value)
        elif verb == "fetch":
            return self.fetch(value)
        elif verb == "end":
            self.rows = None
        elif verb == "reset":
            if self.rows is not None:
                return {"error": "busy"}
            self.fresh()
        return {"ok": True}

    def login(self, password, drawers):
        if password != PASSWORD:
            return {"error": "credentials"}
        if drawers != "workshop":
            return {"error": "not_found"}
        self.logged_in = True
        return {"ok": True}

    def begin(self, statement):
        self.statements += 1
        found = self.run(*statement.removeprefix("EXPLAIN ").split(" "))
        if isinstance(found, str):
            return {"error": found}
        self.rows = iter(found)
        return {"ok": True}

    def run(self, verb, *words):
        if verb == "ROWS" and len(words) == 1:
            return ([each] for each in range(int(words[0])))
        if verb == "VALUE" and words and words[0] in VALUES:
            return [[VALUES[words[0]]]]
        if verb == "COUNT":
            return [[self.statements]]
        if verb == "LABELS":
            return [[label] for label in LABELS]
        if (verb, words[0:1]) == ("SELECT", ("count(*)",)):
            return [[len(LABELS)]]
        return {"WRITE": "read_only", "LABEL": "not_found"}.get(verb, "syntax")

    def fetch(self, number):
        if self.rows is None:
            return {"error": "busy"}
        rows = [row for _, row in zip(range(number), self.rows, strict=False)]
        return {"rows": rows, "more": len(rows) == number}


async def serve(reader, writer, state):
    session = Session(state)
    while line := await reader.readline():
        request = json.loads(line)
        if request.get("begin") == "SLEEP":
            # Whatever comes next ends the sleep.
            if not await reader.readline():
                break
            answer = {"error": "stopped"}
        else:
            answer = session.answer(request)
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
    writer.close()


async def main():
    state = State()

    async def connected(reader, writer):
        try:
            await serve(reader, writer, state)
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
