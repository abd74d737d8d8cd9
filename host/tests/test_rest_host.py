"""The REST interface beside MCP: what it costs who does not use it, its document, and what clients hear of changes."""

import json
import socket
import subprocess
import sys

import anyio
import jsonschema_rs
import pytest
from command_line import child
from connectors import Stage
from mcp.server.subscriptions import ToolsListChanged
from people import let_in
from planning import VAULT
from rest import ANY, TOKEN, api, draft, managed_host
from stores import opened

from powerstrip.store import AuditFilter

pytestmark = pytest.mark.anyio

IMPORTS = """
import json, sys, threading
import anyio, httpx2
sys.path.insert(0, sys.argv[1])
from connectors import Stage
from powerstrip.testing import running_host

class Watch:
    threads = []
    def find_spec(self, name, path=None, target=None):
        if name == "fastapi":
            self.threads.append(threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Watch())

async def main():
    async with running_host({"sources": {"one": {"connector": "stage"}}}, plugins={"stage": Stage().plugin()}) as host:
        await host.call("stage_echo")
        before = list(Watch.threads)
        async with httpx2.AsyncClient() as client:
            answer = await client.get(host.url.removesuffix("/mcp") + "/api/v1/plugins")
        return before, Watch.threads, answer.status_code

print(json.dumps(anyio.run(main)))
"""


def test_who_speaks_only_mcp_does_not_wait_for_the_import_and_nobody_else_is_held_up_by_it(request):
    command = [sys.executable, "-c", IMPORTS, str(request.path.parent)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)

    assert json.loads(done.stdout.splitlines()[-1]) == [[], [False], 200]


async def test_the_openapi_document_is_valid_and_describes_every_error_as_a_problem():
    async with managed_host() as (_, client):
        document = (await client.get("/openapi.json")).json()

    operations = [each for path in document["paths"].values() for each in path.values()]
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/api/v1"}]
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    assert {tuple(each["responses"]["default"]["content"]) for each in operations} == {("application/problem+json",)}
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert not any("422" in each["responses"] for each in operations)


async def test_a_method_that_a_path_does_not_have_is_answered_with_those_that_it_has():
    async with managed_host() as (_, client):
        answers = [await client.post(f"/{path}", json={}) for path in ("sources/one", "plugins")]
        test = await client.options("/sources/test")

    assert [(each.status_code, each.json()["type"]) for each in (*answers, test)] == [(405, "unsupported")] * 3
    assert [each.headers["allow"] for each in (*answers, test)] == ["DELETE, GET, PATCH, PUT", "GET", "POST"]


async def test_a_connector_is_described_with_a_form_and_its_tools():
    async with managed_host(plugins={"vault": VAULT}, templates=_template()) as (_, client):
        listed = (await client.get("/connectors")).json()["items"]
        shown = (await client.get("/connectors/vault")).json()
        plugins = (await client.get("/plugins")).json()["items"]

    options = shown["config_schema"]["properties"]
    assert [(each["name"], each["type"], each["endpoint"]) for each in listed] == [
        ("stage", "other", "/mcp"),
        ("vault", "sql", "/mcp"),
    ]
    assert {name: each["x-widget"] for name, each in options.items()} == {
        "additional_params": "json",
        "address": "text",
        "port": "number",
        "password": "password",
        "mode": "select",
        "box": "json",
        "schema": "text",
    }
    assert [name for name, each in options.items() if each.get("x-secret")] == ["password"]
    assert [name for name, each in options.items() if each.get("x-operator-only")] == ["additional_params"]
    assert "vault_execute_query" in [tool["name"] for tool in shown["tools"]]
    assert [each["name"] for each in shown["templates"]] == ["vault_recent"]
    assert [(each["name"], each["status"]) for each in plugins] == [("stage", "loaded"), ("vault", "loaded")]


def _template():
    return {"recent": {"connector": "vault", "description": "Recent things.", "sql": "SELECT 1"}}


async def test_a_tool_is_called_on_the_same_path_as_over_mcp():
    sources = {"one": {"connector": "stage"}, "two": {"connector": "stage", "read_only": False}}
    async with managed_host(sources, views={"some": {"sources": ["two"]}}) as (host, client):

        async def call(name, view="", **arguments):
            return (await client.post(f"/tools/{name}/call", json={"arguments": arguments, "view": view})).json()

        same = await host.call("stage_typed", {"source": "one"})
        typed = await call("stage_typed", source="one")
        failed = await call("stage_fail", source="one")
        elsewhere = await call("stage_echo", view="some")
        asked = await call("stage_note", source="two", text="x")
        lost = [await call("stage_never"), await call("stage_echo", view="none")]

    assert typed["structuredContent"] == same.structured_content
    assert typed["content"] == [{"type": "text", "text": same.content[0].text}]
    assert (failed["type"], failed["status"]) == ("not_found", 404)
    assert "secret-host" not in json.dumps(failed)
    assert elsewhere["content"][0]["text"] == "here: hello"
    assert asked["type"] == "unsupported"
    assert [each["type"] for each in lost] == ["not_found", "not_found"]


async def test_views_and_budget_show_what_one_may_see():
    sources = {"one": {"connector": "stage"}, "two": {"connector": "stage"}}
    async with managed_host(sources, views={"some": {"sources": ["two"]}}, token=TOKEN) as (host, client):
        whole = (await client.get("/views")).json()["items"]
        ada = await let_in(host, "ada", ("tools:list", "metrics:read"), sources=("one",), views=("some",))
        async with api(host, ada) as mine:
            seen = (await mine.get("/views")).json()["items"]
            budget = (await mine.get("/budget")).json()

    assert [(each["name"], each["endpoint"], each["sources"]) for each in whole] == [
        ("", "/mcp", ["one", "two"]),
        ("some", "/mcp/some", ["two"]),
    ]
    assert [(each["name"], each["sources"]) for each in seen] == [("some", [])]
    assert [each["source"] for each in budget["sources"]] == ["one"]


async def test_one_source_has_an_endpoint_of_its_own():
    async with managed_host({"one": {"connector": "stage"}}) as (host, client):
        made = (await client.post("/sources", json=draft("two", place="there"))).json()
        url = host.url.replace("/mcp", f"/api/v1/sources/{made['id']}/mcp")
        async with host.client(url=url) as mcp:
            tools = {tool.name: tool for tool in (await mcp.list_tools()).tools}
            said = (await mcp.call_tool("stage_echo", {})).content[0].text
            listed = (await mcp.call_tool("list_sources", {})).structured_content["items"]
        lost = await client.post("/sources/never/mcp", json={})

    assert "stage_about" not in tools
    assert tools["stage_echo"].input_schema["properties"]["source"]["enum"] == ["two"]
    assert (said, [each["name"] for each in listed]) == ("there: hello", ["two"])
    assert (lost.status_code, lost.json()["type"]) == (404, "not_found")


async def test_clients_of_both_eras_hear_of_a_change_and_see_it():
    heard = []

    async def hear(message):
        heard.append(getattr(message, "method", None))

    stage = Stage()
    async with (
        managed_host({"one": {"connector": "stage"}}, stage=stage) as (host, client),
        host.client() as modern,
        host.client(mode="legacy", message_handler=hear) as legacy,
        modern.listen(tools_list_changed=True) as events,
    ):
        with anyio.fail_after(10):
            while not host.server.sessions:  # noqa: ASYNC110 - nothing tells when the handshake is over
                await anyio.sleep(0.01)
            await client.post("/sources", json=draft("two"))
            event = await anext(aiter(events))
            while "notifications/tools/list_changed" not in heard:  # noqa: ASYNC110 - nor when a message has come
                await anyio.sleep(0.01)
        shown = [(await each.list_tools()).tools for each in (modern, legacy)]
        await client.delete("/sources/two", headers=ANY)

    enums = [
        tool.input_schema["properties"]["source"]["enum"]
        for tools in shown
        for tool in tools
        if tool.name == "stage_echo"
    ]
    assert event == ToolsListChanged()
    assert enums == [["one", "two"]] * 2


@pytest.mark.parametrize("token", [None, TOKEN])
async def test_the_command_reloads_a_running_host_and_tells_what_came_of_it(tmp_path, token):
    environment = {"POWERSTRIP_TOKEN": token} if token else {}
    async with managed_host({"one": {"connector": "stage"}}, token=token) as (host, _):
        file = host.host.plan.configuration.origins.file
        before = await anyio.to_thread.run_sync(file.read_text, "utf-8")

        async def reloaded(text, **variables):
            await anyio.to_thread.run_sync(file.write_text, text, "utf-8")
            return await anyio.to_thread.run_sync(
                lambda: child("reload", "--url", host.url, cwd=tmp_path, **{**environment, **variables})
            )

        added = await reloaded(f'{before}\n[sources.two]\nconnector = "stage"\n')
        same = await reloaded(f'{before}\n[sources.two]\nconnector = "stage"\n[budget]\ntotal = 7\n')
        bad = await reloaded("[sources.two]\nconnector = 'stag'\n")
        names = [source.name for source in host.host.sources]
        refused = await reloaded(before, POWERSTRIP_TOKEN="another") if token else None

    assert (added.returncode, added.stdout, added.stderr) == (0, "added: two\n", "")
    assert (same.returncode, same.stdout) == (0, "no source has changed\n")
    assert same.stderr == "these take effect when the host starts again: budget.total\n"
    assert bad.returncode == 3
    assert "sources.two.connector: connector 'stag' is unknown" in bad.stderr
    assert names == ["one", "two"]
    assert refused is None or (refused.returncode, refused.stderr) == (1, "powerstrip: a token is required\n")


def test_a_reload_of_a_host_that_does_not_answer_is_unreachable(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = child("reload", "--url", f"http://127.0.0.1:{port}/mcp", cwd=tmp_path)

    expected = f"powerstrip: no powerstrip host answers at http://127.0.0.1:{port}/api/v1/reload\n"
    assert (done.returncode, done.stderr) == (4, expected)


async def test_every_change_is_in_the_audit_however_it_ended_and_no_value_of_an_option_is(state):
    secret = "hunter2-of-the-stage"
    async with managed_host(token=TOKEN, host={"state": state}, audit={"store": True, "arguments": True}) as (
        host,
        client,
    ):
        await client.post("/sources", json=draft(config={"password": secret}))
        await client.post("/sources", json=draft())
        await client.patch("/sources/one", json={"config": {"place": secret}, "description": "new"}, headers=ANY)
        await client.patch("/sources/one", json={}, headers={"If-Match": '"old"'})
        await client.patch("/sources/one", json={"limits": {"max_rows": 0}}, headers=ANY)
        await client.post("/sources/one/toggle", json={"active": False})
        await client.delete("/sources/never", headers=ANY)
        await client.delete("/sources/one", headers=ANY)
        await client.post("/reload")
        file = host.host.plan.configuration.origins.file
        await anyio.to_thread.run_sync(file.write_text, "[sources", "utf-8")
        await client.post("/reload")
    async with await opened(state) as store:
        changes = [each async for batch in store.audit.export(AuditFilter()) for each in batch]

    assert [(each.principal, each.action, each.source, each.outcome) for each in changes] == [
        ("token", "source.create", "one", "ok"),
        ("token", "source.create", "one", "invalid_arguments"),
        ("token", "source.change", "one", "ok"),
        ("token", "source.change", "one", "invalid_arguments"),
        ("token", "source.change", "one", "invalid_arguments"),
        ("token", "source.disable", "one", "ok"),
        ("token", "source.delete", "never", "unknown_source"),
        ("token", "source.delete", "one", "ok"),
        ("token", "host.reload", None, "ok"),
        ("token", "host.reload", None, "invalid_arguments"),
    ]
    assert changes[2].arguments == {"changed": ["config.place", "description"]}
    assert secret not in str(changes)
