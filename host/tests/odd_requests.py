"""Requests with something odd or wrong about them, made of plain ones."""

from hypothesis import strategies as st
from two_lanes import CAPABILITIES, CLIENT, LEGACY, MODERN, PEOPLE, REVISIONS, VERSION, plain

TOOLS = ["echo", "count", "pictures", "typed", "listed", "one_number", "nothing", "fail", "crash", "ask_while_holding"]
TOOLS += ["leave", "lose", "odd_values", "about", "note", "scribble", "no_such_tool"]
NAMES = [f"stage_{tool}" for tool in TOOLS] + ["list_sources", "budget_status", "fetch_result", "", "stage_echö"]
PATHS = ["/mcp", "/mcp/reports", "/mcp/nothing", "/mcp/", "/api/v1/sources/book/mcp", "/api/v1/sources/none/mcp"]
VALUES = [None, True, 0, -1, 7, 2**53, 2**70, 1.0, 1.5, 1e400, "", "x", "2.0", LEGACY, MODERN, "ping", [], [1], {}]
VALUES += [{"a": {"b": None}}, {"progressToken": 1}, "tools/list", "tools/call", "stage_count", "\u202e", "\x00", "é"]
VALUES += [{"elicitation": {}}, {"elicitation": {"form": {}}}, {"roots": {"listChanged": True}}, {"roots": {"x": {}}}]
VALUES += [{"sampling": {"tools": {}, "x": {}}}, {"experimental": {"x": {}}}, {"extensions": {"a/b": {}}}, {"x": {}}]
VALUES += [{"name": "a", "version": "1"}, {"name": "a", "version": "1", "title": "", "websiteUrl": "", "x": ""}]
KEYS = [
    "cursor",
    "task",
    "inputResponses",
    "requestState",
    "_meta",
    "progressToken",
    "id",
    "source",
    "text",
    "rows",
    "x",
]
KEYS += [
    "io.modelcontextprotocol/logLevel",
    "traceparent",
    VERSION,
    CAPABILITIES,
    CLIENT,
    "params",
    "arguments",
    "name",
]
HEADERS = {
    "accept": ["*/*", "application/json", "text/event-stream", "application/*, text/*;q=0.1", "text/html", ""],
    "content-type": ["application/json; charset=utf-8", "Application/JSON", "text/plain", "application/jsonx", ""],
    "mcp-protocol-version": [*filter(None, REVISIONS), "2030-01-01", "", " 2026-07-28 "],
    "mcp-method": ["tools/list", "tools/call", "Tools/Call", " tools/call", ""],
    "mcp-name": ["stage_count", "=?base64?c3RhZ2VfZWNobw==?=", "=?base64?!?=", " stage_echo ", ""],
    "mcp-session-id": ["nope", ""],
    "mcp-param-text": ["hello"],
    "origin": ["http://localhost:1", "https://evil.example", ""],
    "host": ["localhost", "evil.example", "127.0.0.1:x", ""],
    "authorization": ["Bearer reader", "Bearer lister", "Bearer caller", "Bearer nobody", "Basic all", "bearer  all "],
    "content-length": ["5", "99999999", "x"],
    "cookie": ["a=b"],
    "x-other": ["1"],
}
RAW = [
    lambda raw: raw[:-1],
    lambda raw: b"",
    lambda raw: b"\xef\xbb\xbf" + raw,
    lambda raw: b" \n" + raw + b"\r\n",
    lambda raw: raw + b"x",
    lambda raw: b"[" + raw + b"]",
    lambda raw: raw.replace(b'"jsonrpc"', b'"id": 2, "jsonrpc"', 1),
    lambda raw: raw.replace(b'"name":', b'"name": "stage_echo", "name":', 1),
    lambda raw: raw.replace(b'"2.0"', b'"2.\\u0030"', 1),
    lambda raw: raw.replace(b"stage_echo", b"\xff", 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"text": "\\ud800", ', 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"rows": NaN, ', 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"rows": 1e999, ', 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"rows": 1E2, ', 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"rows": ' + b"9" * 5000 + b", ", 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"rows": ' + b"[" * 70 + b"]" * 70 + b", ", 1),
    lambda raw: raw.replace(b'"arguments": {', b'"arguments": {"text": "' + b"x" * 4_300_000 + b'", ', 1),
]


@st.composite
def plain_requests(draw):
    name = draw(st.none() | st.sampled_from(NAMES))
    arguments = draw(
        st.dictionaries(st.sampled_from(["source", "text", "rows", "width", "handle", "name", "x"]), VALUE)
    )
    return plain(
        draw(st.sampled_from(REVISIONS)),
        name,
        arguments,
        key=draw(st.sampled_from([1, 0, -5, "a", "", "ü", 2**52])),
        path=draw(st.sampled_from(["/mcp", "/mcp", "/mcp", *PATHS])),
        token=draw(st.sampled_from(["all", "all", *PEOPLE])),
        chunks=draw(st.sampled_from([1, 1, 2, 5])),
    )


VALUE = st.sampled_from(["book", "diary", "lost", "none", "hello", 3, 12, *VALUES])


def places(node, at=()):
    """Every place in a value that has members."""
    yield at
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, member in members:
        yield from places(member, (*at, key))


def changed(node, at, change):
    """The same value with one place changed."""
    if not at:
        return change(node)
    copied = dict(node) if isinstance(node, dict) else list(node)
    copied[at[0]] = changed(copied[at[0]], at[1:], change)
    return copied


@st.composite
def body_changes(draw, body):
    at = draw(st.sampled_from(list(places(body))))
    kind = draw(st.sampled_from(["replace", "remove", "add"]))
    if kind == "remove" and at:
        return changed(body, at[:-1], lambda node: without(node, at[-1]))
    value = draw(st.sampled_from(VALUES))
    if kind == "add":
        key = draw(st.sampled_from(KEYS))
        return changed(body, at, lambda node: {**node, key: value} if isinstance(node, dict) else value)
    return changed(body, at, lambda node: value)


def without(node, key):
    if isinstance(node, list):
        return node[:key] + node[key + 1 :]
    return {other: value for other, value in node.items() if other != key}


@st.composite
def header_changes(draw, headers):
    name = draw(st.sampled_from(list(HEADERS)))
    kind = draw(st.sampled_from(["replace", "remove", "add"]))
    rest = headers if kind == "add" else [each for each in headers if each[0] != name]
    return rest if kind == "remove" else [*rest, (name, draw(st.sampled_from(HEADERS[name])))]


@st.composite
def odd_requests(draw):
    """A plain request with up to three things changed."""
    request = draw(plain_requests())
    for kind in draw(st.lists(st.sampled_from(["body", "body", "headers", "raw"]), max_size=3)):
        if kind == "body":
            request["body"] = draw(body_changes(request["body"]))
        elif kind == "headers":
            request["headers"] = draw(header_changes(request["headers"]))
        else:
            request["changes"] = [*request.get("changes", ()), draw(st.sampled_from(RAW))]
    return request
