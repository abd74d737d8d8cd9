"""The audit over REST: who did what, in parts and as a file."""

import csv
import json

import anyio
import httpx2
import pytest
from people import let_in
from rest import TOKEN, api, draft, managed_host
from stores import record

from powerstrip.audit_lines import as_dict
from powerstrip.store import StoreUnavailable

pytestmark = pytest.mark.anyio

#: The records below are of a day that is long gone.
KEPT = {"audit": {"store": True, "retention_days": 0}}
RECORDS = (
    record(1, principal_id="token", digest="d1", rows=2, bytes=120, milliseconds=3.5),
    record(2, principal="bob", source=None, tool="list_sources"),
    record(3, source="stage-one", tool="postgres_note", arguments={"text": "caf\u00e9, \u202e\n"}, outcome="timeout"),
    record(4, action="source.change", tool=None, call_id=None, source="stage-two"),
)


async def keep(host, records):
    await (await host.host.store.get()).audit.add(records)


def ids(items):
    return [int(each["id"], 16) for each in items]


async def listed(client, **query):
    answer = await client.get("/audit", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def exported(client, form, **query):
    answer = await client.get("/audit/export", params={"format": form, **query})
    assert answer.status_code == 200, answer.text
    return answer


async def test_the_audit_is_listed_in_parts_the_newest_first_with_every_column():
    async with managed_host(**KEPT) as (host, client):
        await keep(host, RECORDS)
        first = (await client.get("/audit", params={"limit": 3})).json()
        second = (await client.get("/audit", params={"limit": 3, "cursor": first["next"]})).json()

    assert (ids(first["items"]), ids(second["items"]), second["next"]) == ([4, 3, 2], [1], None)
    expected = {**as_dict(RECORDS[0]), "at": "2026-05-04T12:00:01Z"}
    assert second["items"] == [expected]
    assert first["items"][1]["arguments"] == {"text": "caf\u00e9, \u202e\n"}


FILTERS = [
    ({"principal": "bob"}, [2]),
    ({"principal": "token"}, [1]),
    ({"source": "prod", "outcome": "ok"}, [1]),
    ({"tool": "postgres_note"}, [3]),
    ({"action": "call"}, [3, 2, 1]),
    ({"call_id": "call2"}, [2]),
    ({"since": "2026-05-04T12:00:02Z", "until": "2026-05-04T14:00:04+02:00"}, [3, 2]),
    ({"until": "2026-05-04T00:00:00Z"}, []),
    ({"principal": "\0"}, []),
]


async def test_the_list_and_the_export_hold_only_what_matches():
    async with managed_host(**KEPT) as (host, client):
        await keep(host, RECORDS)
        shown = [(query, ids(await listed(client, **query))) for query, _ in FILTERS]
        exports = [(await exported(client, "jsonl", **query)).text.splitlines() for query, _ in FILTERS]

    assert shown == FILTERS
    assert [ids(map(json.loads, lines)) for lines in exports] == [found[::-1] for _, found in FILTERS]


async def test_a_time_without_an_offset_or_beyond_the_calendar_is_refused():
    times = ["2026-05-04", "1777896000", "noon", "2026-05-04T12:00:00", "0001-01-01T00:00:00+23:59"]
    async with managed_host(**KEPT) as (_, client):
        answers = [
            await client.get(path, params={"since": time}) for path in ("/audit", "/audit/export") for time in times
        ]

    assert [(each.status_code, each.json()["errors"][0]["path"]) for each in answers] == [(422, "since")] * 10


async def test_an_export_is_what_the_command_prints_and_is_sent_while_it_is_read():
    many = [record(number) for number in range(10, 1800)]
    async with managed_host(**KEPT) as (host, client):
        await keep(host, RECORDS)
        lines = await exported(client, "jsonl")
        table = await exported(client, "csv")
        await keep(host, many)
        async with client.stream("GET", "/audit/export") as answer:
            parts = [part async for part in answer.aiter_raw()]

    assert lines.headers["content-type"] == "application/jsonl"
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert lines.text.isascii()
    assert [json.loads(line) for line in lines.text.splitlines()] == [as_dict(each) for each in RECORDS]
    header, *rows = csv.reader(table.text.splitlines(keepends=True))
    assert header == list(as_dict(RECORDS[0]))
    assert [row[0] for row in rows] == [each.id for each in RECORDS]
    assert "content-length" not in answer.headers
    assert ids(map(json.loads, b"".join(parts).splitlines())) == [1, 2, 3, 4, *range(10, 1800)]


async def test_an_export_that_breaks_off_does_not_look_whole(monkeypatch):
    async with managed_host(**KEPT) as (host, client):
        store = await host.host.store.get()

        async def breaks_off(_which):
            yield list(RECORDS)
            raise StoreUnavailable("nobody answers")

        monkeypatch.setattr(store.audit, "export", breaks_off)
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get("/audit/export")


async def test_who_may_use_certain_sources_sees_what_was_done_to_these_alone():
    async with managed_host(token=TOKEN, **KEPT) as (host, client):
        await keep(host, RECORDS)
        ada = await let_in(host, "ada", ("audit:read",), sources=("stage-*",))
        eve = await let_in(host, "eve", ("audit:read",), sources=("other",))
        whole = ids(await listed(client))
        async with api(host, ada) as mine, api(host, eve) as none:
            seen = [ids(await listed(mine)), ids(await listed(mine, source="stage-two"))]
            foreign = [await listed(mine, source="prod"), await listed(none), await listed(mine, principal="bob")]
            export = ids(map(json.loads, (await exported(mine, "jsonl")).text.splitlines()))
            header = (await exported(none, "csv")).text.splitlines()

    assert whole == [4, 3, 2, 1]
    assert (seen, export) == ([[4, 3], [4]], [3, 4])
    assert foreign == [[], [], []]
    assert len(header) == 1


@pytest.mark.parametrize("path", ["/audit", "/audit/export"])
async def test_a_host_that_only_logs_its_audit_says_what_to_set(path):
    async with managed_host() as (_, client):
        answer = await client.get(path)

    assert (answer.status_code, answer.json()["type"]) == (409, "unsupported")
    assert "[audit] store = true" in answer.json()["detail"]


async def test_a_change_over_rest_is_found_with_the_id_of_who_made_it():
    async with managed_host(token=TOKEN, **KEPT) as (host, client):
        ada = await let_in(host, "ada", ("sources:write", "audit:read"))
        async with api(host, ada) as mine:
            await mine.post("/sources", json=draft())
            with anyio.fail_after(30):
                while host.host.audit_writer.stored == 0:  # noqa: ASYNC110 - the writer tells nobody
                    await anyio.sleep(0.01)
            (found,) = await listed(mine, source="one")
        (token,) = (await client.get("/tokens")).json()["items"]

    assert (found["principal"], found["principal_id"], found["action"]) == ("ada", token["id"], "source.create")
