"""What the comparison with other servers makes of what it measures; how fast anything is, is no test."""

import pytest
from compared.figures import Cell, Figures, Measurement, ratio
from compared.gates import GATES
from compared.report import gate_table, table
from compared.workload import CASES, Exchange
from compared.wrk import Load, WrongAnswer, write_plan

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


def test_gates_tell_what_was_reached_and_what_was_not_measured():
    figures = Figures()
    figures.add(Cell("powerstrip", "template", 16), measurement(160.0, 95.0))
    figures.add(Cell("MCP Toolbox", "template", 16), measurement(100.0))
    lines = gate_table(figures).splitlines()
    assert lines[2] == "| processor time per call, template, 16 connections | <= 0.9 x | <= 0.6 x | 0.95 x | no |"
    assert lines[3].endswith("| not measured | - |")
    assert lines[4] == "| calls/s, template, 16 connections | >= 1.1 x | >= 1.5 x | 1.60 x | moonshot |"
    assert len(lines) == len(GATES) + 2


def test_every_gate_is_of_something_that_is_measured():
    figures = Figures()
    for server in ("powerstrip", "powerstrip, 2 workers", "MCP Toolbox", "low-level mcp + asyncpg"):
        for case in CASES:
            for connections in (16, 64):
                figures.add(Cell(server, case.name, connections), measurement(100.0))
    for name in ("powerstrip", "powerstrip --help"):
        figures.add_start_up(name, 0.5)
    assert [gate.measured(figures) for gate in GATES] == [1.0] * (len(GATES) - 2) + [0.5, 0.5]


def test_a_plan_holds_each_request_with_its_headers_and_what_its_answer_must_hold(tmp_path):
    plan = tmp_path / "plan.lua"
    exchange = Exchange(method="tools/call", params={"name": "t", "arguments": {}}, text='label 1\\"')
    write_plan(plan, [exchange])
    written = plan.read_text(encoding="ascii")
    assert '["mcp-name"] = "t"' in written
    assert r'text = "label 1\\\""' in written
    assert r"\"id\": 1," in written
