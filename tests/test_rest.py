"""The REST interface with real connectors: the page's own requests, and secrets that come out nowhere."""

import argparse
import re
import shlex
import sqlite3
from pathlib import Path

import httpx2
import pytest

from powerstrip.secrets import generate_key
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[1] / "docs" / "rest.md"
REQUEST = re.compile(r"<!-- request: (\d+) -->\n```sh\n(.*?)```", re.DOTALL)
TOKEN = "correct-horse-battery-staple"
SECRET = "hunter2-of-the-shop"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    database = sqlite3.connect(tmp_path / "shop.db")
    database.execute("CREATE TABLE sold (item TEXT, price INTEGER)")
    database.execute("INSERT INTO sold VALUES ('fig', 3)")
    database.commit()
    database.close()
    return str(tmp_path / "shop.db")


def managed(sources=None):
    return running_host({"sources": sources or {}}, environment={"POWERSTRIP_KEY": generate_key()}, token=TOKEN)


def client_of(host, **headers):
    url = host.url.removesuffix("/mcp") + "/api/v1"
    return httpx2.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {TOKEN}", **headers}, timeout=30)


def curl(command):
    """What curl would send, for the options that the page uses."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--json")
    program, *arguments = shlex.split(command.replace("\\\n", " ").replace("$POWERSTRIP_TOKEN", TOKEN))
    assert program == "curl"
    given = parser.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in given.headers)
    if given.json:
        headers["Content-Type"] = "application/json"
    return given.method or ("POST" if given.json else "GET"), given.url, headers, given.json


async def test_the_requests_on_the_page_are_answered_as_it_says(shop):
    requests = REQUEST.findall(PAGE.read_text("utf-8"))
    async with managed() as host, httpx2.AsyncClient(timeout=30) as client:
        answers = []
        for _, command in requests:
            method, url, headers, body = curl(command.replace("shop.db", shop))
            url = url.replace("http://127.0.0.1:8321", host.url.removesuffix("/mcp"))
            answers.append(await client.request(method, url, headers=headers, content=body))

    assert len(requests) >= 8
    assert [(each.status_code, each.text) for each in answers] == [
        (int(status), each.text) for (status, _), each in zip(requests, answers, strict=True)
    ]
    assert [each.json()["ok"] for each in answers if each.url.path.endswith(("/test", "/verify"))] == [True, True]


async def test_a_postgres_source_is_made_tried_and_moved_and_its_password_is_nowhere(postgres, shop, tmp_path):
    options = postgres.options()
    bad = {**options, "password": SECRET}
    async with managed() as host, client_of(host) as client:
        answers = [await client.post("/sources/test", json={"connector": "postgres", "config": bad})]
        answers.append(await client.post("/sources", json={"name": "prod", "connector": "postgres", "config": options}))
        answers.append(await client.post("/sources/prod/verify"))
        tag = {"If-Match": (await client.get("/sources/prod")).headers["etag"]}
        answers.append(await client.patch("/sources/prod", json={"config": {"password": SECRET}}, headers=tag))
        answers.append(await client.get("/sources/prod"))
        answers.append(await client.get("/sources/prod/health"))
        call = {"arguments": {"query": "SELECT 1 AS one"}}
        answers.append(await client.post("/tools/postgres_execute_query/call", json=call))
        store = b"".join(
            path.read_bytes() for path in Path(host.host.store.location.path).parent.glob("powerstrip.db*")
        )

    tried, made, verified, refused, shown, health, called = (each.json() for each in answers)
    assert (tried["ok"], tried["code"]) == (False, "credentials")
    assert made["config"]["password"] == "**********"
    assert (verified["ok"], verified["grade"]) == (True, "B")
    assert refused["type"] == "credentials"
    assert (shown["verified"], shown["grade"]) == (True, "unknown")
    assert health["grade"] == "unknown"
    assert '"rows":[[1]]' in called["content"][0]["text"]
    told = "".join(each.text for each in answers)
    for secret in (SECRET, options["password"]):
        assert secret not in told
        assert secret.encode() not in store
