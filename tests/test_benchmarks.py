"""What benchmarks make of what they measure, and whether they still fit the code; how fast anything is, is no test."""

import json
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import mutations
import pytest
from compared import toml
from compared.answers import ask
from compared.figures import Cell, Figures, Measurement, ratio
from compared.gates import GATES, contests
from compared.report import gate_table, table
from compared.rounds import in_order
from compared.workload import CASES, LEGACY, MODERN, Exchange
from compared.wrk import Load, WrongAnswer, write_plan
from serving import CONNECTIONS

HEAD = "Running 1s test @ http://127.0.0.1:1\n"


def measurement(rate, processor=100.0):
    return Measurement(rate=rate, p50=1.0, p99=2.0, processor=processor, resident=50.0)


def test_a_table_is_markdown():
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("value", "reference", "expected"), [(3, 2, 1.5), (None, 2, None), (3, None, None), (3, 0, None)]
)
def test_a_ratio_needs_two_figures(value, reference, expected):
    assert ratio(value, reference) == expected


def test_a_figure_is_the_median_of_its_rounds():
    figures, cell = Figures(), Cell("powerstrip", "template", 16)
    for rate, processor in ((10.0, 7.0), (30.0, 8.0), (20.0, 9.0)):
        figures.add(cell, measurement(rate, processor))
    assert figures.median(cell) == measurement(20.0, 8.0)
    assert figures.median(Cell("powerstrip", "template", 64)) is None


def test_a_load_is_read_with_its_percentiles_in_milliseconds():
    load = Load.parse(HEAD + "load 1000 1000 0 0 2000000 1500 9000\n\n")
    assert load == Load(calls=1000, seconds=2.0, p50=1.5, p99=9.0)


@pytest.mark.parametrize(
    "numbers",
    ["1000 1000 1 0", "1000 1000 0 1", "1000 999 0 0"],
    ids=["wrong", "broken connection", "not checked"],
)
def test_a_load_with_anything_but_right_answers_ends_the_run(numbers):
    with pytest.raises(WrongAnswer, match="500 oh no"):
        Load.parse(HEAD + f"load {numbers} 2000000 1500 9000\n500 oh no\n")


def test_a_load_that_did_not_run_ends_the_run():
    with pytest.raises(WrongAnswer, match="unable to connect"):
        Load.parse("unable to connect to 127.0.0.1:1\n")


#: All that a gate may name, as the page does.
SERVERS = {
    "powerstrip",
    "powerstrip, 2 workers",
    "powerstrip, one source and 10 tools",
    "MCP Toolbox",
    "low-level mcp + asyncpg",
    "asyncpg behind a socket",
    "asyncpg behind a socket, one source",
}


def test_a_turn_changes_who_is_before_whom():
    cells = [Cell(server, "template", 16) for server in "abc"]
    orders = ["".join(cell.server for cell in in_order(cells, turn)) for turn in range(7)]
    assert orders == ["abc", "bca", "cab", "cba", "acb", "bac", "abc"]
    assert in_order([], 3) == []


def turns(figures, cell, *rates, processor=100.0):
    for number, rate in enumerate(rates):
        figures.add_turn(cell, number, measurement(rate, processor))


def test_servers_are_compared_turn_by_turn():
    figures, ours, theirs = Figures(), Cell("powerstrip", "template", 16), Cell("MCP Toolbox", "template", 16)
    turns(figures, ours, 120.0, 60.0, 50.0, 1.0)
    turns(figures, Cell("dbhub", "template", 64), 0.0)
    turns(figures, theirs, 100.0, 50.0, 100.0)
    assert figures.beside(ours, theirs, field="rate") == 1.2
    assert figures.beside(ours, Cell("dbhub", "template", 16), field="rate") is None
    assert figures.beside(ours, Cell("dbhub", "template", 64), field="rate") is None
    assert figures.median(theirs) == measurement(100.0)


def test_gates_tell_what_was_reached_and_what_was_not_measured_and_what_the_floor_is():
    figures = Figures()
    turns(figures, Cell("powerstrip", "template", 16), 160.0, processor=95.0)
    turns(figures, Cell("MCP Toolbox", "template", 16), 100.0)
    turns(figures, Cell("asyncpg behind a socket", "template", 16), 250.0, processor=25.0)
    lines = gate_table(figures).splitlines()
    assert lines[2] == (
        "| processor time per call, template, 16 connections | <= 0.9 x | <= 0.6 x | 0.95 x | no | 0.25 x |"
    )
    assert lines[3].endswith("| not measured | - | - |")
    assert lines[4] == "| calls/s, template, 16 connections | >= 1.1 x | >= 1.5 x | 1.60 x | moonshot | 2.50 x |"
    assert len(lines) == len(GATES) + 2


def test_every_gate_is_of_something_that_is_measured():
    figures = Figures()
    for cells in contests():
        assert len({(cell.case, cell.connections) for cell in cells}) == 1
        assert {cell.case for cell in cells} < {case.name for case in CASES}
        assert {cell.connections for cell in cells} <= set(CONNECTIONS)
        assert {cell.server for cell in cells} <= SERVERS
        for cell in cells:
            turns(figures, cell, 100.0)
    for name in ("powerstrip", "powerstrip --help"):
        figures.add_start_up(name, 0.5)
    assert [gate.measured(figures) for gate in GATES] == [1.0] * (len(GATES) - 2) + [0.5, 0.5]


def test_a_plan_holds_each_request_with_its_headers_and_what_its_answer_must_hold(tmp_path):
    plan = tmp_path / "plan.lua"
    exchange = Exchange(method="tools/call", params={"name": "t", "arguments": {}}, text='label 1\\"', revision=MODERN)
    write_plan(plan, [exchange])
    written = plan.read_text(encoding="ascii")
    assert '["mcp-name"] = "t"' in written
    assert r'text = "label 1\\\""' in written
    assert r"\"id\":1," in written


def test_an_earlier_revision_is_asked_without_what_only_the_latest_knows():
    params = {"name": "t", "arguments": {}}
    exchange = Exchange(method="tools/call", params=params, text="", revision=LEGACY)
    assert json.loads(exchange.body(7)) == {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}
    assert [name for name in exchange.headers() if name.startswith("mcp-")] == ["mcp-protocol-version"]


def test_configurations_are_toml():
    values = {"text": 'a "b"', "number": 1, "yes": True, "list": [{"a": 1}], "table": {"deep": {"er": []}}}
    assert tomllib.loads(toml.document(values)) == values


ROW = ["1", "label 1", "1.25", 1, "2026-01-01T00:01:00Z"]
NAMED = dict(zip("abcde", ROW, strict=True))


@pytest.fixture
def answering():
    """A server that gives one body to whatever is asked; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.send_header("content-length", str(len(self.server.body)))
            self.end_headers()
            self.wfile.write(self.server.body)

        def log_message(self, *_arguments):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()

        def giving(body):
            server.body = body.encode()
            return f"http://127.0.0.1:{server.server_port}"

        yield giving
        server.shutdown()
        thread.join()


def message(*contents):
    content = [{"type": "text", "text": json.dumps(each)} for each in contents]
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"content": content}})


CALL = Exchange(method="tools/call", params={"name": "t", "arguments": {}}, text="", revision=MODERN, keys=[1])


@pytest.mark.parametrize(
    "content",
    [{"columns": [], "rows": [ROW]}, NAMED, [NAMED], {"data": {"statements": [{"rows": [NAMED]}]}}],
    ids=["rows", "one row", "a list of rows", "rows of statements"],
)
@pytest.mark.parametrize("shape", ["{}", "event: message\ndata: {}\n\n"], ids=["JSON", "event"])
def test_the_right_row_is_known_in_every_form(answering, content, shape):
    body = shape.replace("{}", message(content))
    assert ask(answering(body), CALL) == len(body)


@pytest.mark.parametrize(
    "body",
    [message([]), message([NAMED, NAMED]), message({**NAMED, "b": "label 2"}), message("timeout"), '{"error": {}}'],
    ids=["no row", "two rows", "another row", "a text", "an error"],
)
def test_anything_else_than_the_right_row_is_a_wrong_answer(answering, body):
    with pytest.raises(WrongAnswer):
        ask(answering(body), CALL)


def test_a_list_of_another_length_is_a_wrong_answer(answering):
    listing = Exchange(method="tools/list", params={}, text="", revision=MODERN, tools=2)
    with pytest.raises(WrongAnswer, match="the list holds 1 tools, not 2"):
        ask(answering('{"result": {"tools": [{}]}}'), listing)


def test_every_planted_fault_still_applies_to_the_code_as_it_is():
    texts = {path.name: path.read_text(encoding="utf-8") for path in (mutations.HOST / "src/powerstrip").glob("*.py")}
    faults = [fault for path in mutations.PLANTED.glob("*.txt") for fault in mutations.planted(path)]

    assert len(faults) > 100
    assert [fault.name for fault in faults if texts.get(fault.file, "").count(fault.old) != 1] == []
