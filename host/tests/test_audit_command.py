"""`powerstrip audit`, in processes of its own."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import anyio
import pytest
from command_line import child
from stores import opened, record

from powerstrip.store.records import new_id

COLUMNS = [
    *("id", "at", "principal", "principal_id", "action", "outcome", "call_id", "source", "tool", "digest"),
    "arguments",
    *("rows", "bytes", "milliseconds"),
]


@pytest.fixture
def audit(tmp_path):
    """Run `powerstrip audit` on a store in the test's folder."""

    def audit(*arguments):
        return child("audit", *arguments, cwd=tmp_path, POWERSTRIP_HOST__STATE=str(tmp_path / "powerstrip.db"))

    return audit


@pytest.fixture
def keep(tmp_path):
    """Put records into the store."""

    def keep(*records):
        async def add():
            async with await opened(tmp_path / "powerstrip.db") as store:
                await store.audit.add(records)

        anyio.run(add)

    return keep


RECORDS = (
    record(1, principal_id="token", digest="d1", rows=2, bytes=120, milliseconds=3.5),
    record(2, principal="bob", source=None, tool="list_sources"),
    record(3, tool="postgres_note", arguments={"text": "caf\u00e9, \u202e\n"}, outcome="timeout"),
    record(4, action="source.update", tool=None, call_id=None),
)


def test_export_as_json_lines_has_every_column_of_every_record(audit, keep):
    keep(*RECORDS)

    done = audit("export")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(line) for line in lines] == [COLUMNS] * 4
    assert lines[0] == {
        "id": RECORDS[0].id,
        "at": "2026-05-04T12:00:01.000Z",
        "principal": "ada",
        "principal_id": "token",
        "action": "call",
        "outcome": "ok",
        "call_id": "call1",
        "source": "prod",
        "tool": "postgres_query",
        "digest": "d1",
        "arguments": None,
        "rows": 2,
        "bytes": 120,
        "milliseconds": 3.5,
    }
    assert lines[2]["arguments"] == {"text": "caf\u00e9, \u202e\n"}


def test_export_as_csv_is_read_back_as_it_was(audit, keep):
    keep(*RECORDS)

    rows = list(csv.reader(audit("export", "--format", "csv").stdout.splitlines(keepends=True)))

    assert rows[0] == COLUMNS
    assert [row[4] for row in rows[1:]] == ["call", "call", "call", "source.update"]
    assert rows[3][10] == '{"text": "caf\\u00e9, \\u202e\\n"}'
    assert rows[4][8] == ""


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--principal", "bob"], [2]),
        (["--principal", "token"], [1]),
        (["--source", "prod", "--outcome", "ok"], [1, 4]),
        (["--tool", "postgres_note"], [3]),
        (["--action", "call"], [1, 2, 3]),
        (["--since", "2026-05-04T12:00:02", "--until", "2026-05-04T14:00:04+02:00"], [2, 3]),
        (["--until", "2026-05-04"], []),
        (["--since", "1s"], []),
    ],
)
def test_export_takes_only_what_matches(audit, keep, options, found):
    keep(*RECORDS)

    lines = audit("export", *options).stdout.splitlines()

    assert [int(json.loads(line)["id"], 16) for line in lines] == found


def test_a_time_that_is_none_is_wrong_usage(audit):
    done = audit("export", "--since", "yesterday")

    assert done.returncode == 2
    assert "2026-05-04T12:30" in done.stderr


def test_an_export_that_nobody_reads_on_ends_quietly(audit, keep, tmp_path):
    keep(*(record(number) for number in range(3000)))
    environment = {**os.environ, "POWERSTRIP_HOST__STATE": str(tmp_path / "powerstrip.db")}

    with subprocess.Popen(
        [sys.executable, "-m", "powerstrip", "audit", "export"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        first = process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()

    assert json.loads(first)["call_id"] == "call0"
    assert complaint == b""


def test_tail_prints_the_last_ones_for_people_the_newest_last(audit, keep):
    keep(*RECORDS)

    done = audit("tail", "-n", "3")

    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "2026-05-04 12:00:02.000Z  bob  list_sources  ok  call=call2",
        '2026-05-04 12:00:03.000Z  ada  postgres_note  prod  timeout  call=call3  {"text": "caf\\u00e9, \\u202e\\n"}',
        "2026-05-04 12:00:04.000Z  ada  source.update  prod  ok",
    ]
    assert [json.loads(line)["call_id"] for line in audit("tail", "--json", "-n", "2").stdout.splitlines()] == [
        "call3",
        None,
    ]


def test_tail_follows_what_comes_also_what_comes_late(keep, tmp_path):
    early = new_id()
    keep(RECORDS[0])
    now = {"at": datetime.now(UTC), "tool": None}
    environment = {**os.environ, "POWERSTRIP_HOST__STATE": str(tmp_path / "powerstrip.db"), "PYTHONUNBUFFERED": "1"}

    with subprocess.Popen(
        [sys.executable, "-m", "powerstrip", "audit", "tail", "-f", "--json"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        heard = [json.loads(process.stdout.readline())["id"]]
        late = new_id()
        keep(replace(RECORDS[1], id=late, **now))
        heard.append(json.loads(process.stdout.readline())["id"])
        keep(replace(RECORDS[1], id=early, **now))
        heard.append(json.loads(process.stdout.readline())["id"])
        process.terminate()

    assert heard == [RECORDS[0].id, late, early]


@pytest.mark.parametrize("command", ["tail", "export"])
def test_without_a_store_nothing_is_made_and_it_is_said_how_to_begin(audit, tmp_path, command):
    done = audit(command)

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "there is no store yet: calls are kept from the time on when the configuration says [audit] store = true\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_cannot_be_opened_is_said(audit, tmp_path):
    (tmp_path / "powerstrip.db").mkdir()

    done = audit("export")

    assert done.returncode == 4
    assert "cannot be opened" in done.stderr


@pytest.mark.parametrize("command", ["tail", "export"])
def test_help_names_every_filter(audit, command):
    shown = audit(command, "--help").stdout

    for option in ("--principal", "--source", "--tool", "--outcome", "--action", "--config"):
        assert option in shown
