"""`powerstrip.toml` applied again while the host runs."""

import os
import signal
from functools import partial

import anyio
import pytest
import structlog
import tomli_w
from connectors import Stage

from powerstrip.configuration import load
from powerstrip.endpoint.serving import serve_http
from powerstrip.errors import ConfigurationError
from powerstrip.host import plan_host
from powerstrip.reload import Reloaded, reload
from powerstrip.sources import Changes
from powerstrip.testing import ModulePlugin, running_host

pytestmark = pytest.mark.anyio


def stage_source(place, **options):
    return {"connector": "stage", "place": place, **options}


def write(host, tree):
    """Change the file of a running host."""
    file = host.host.plan.configuration.origins.file
    data_dir = str(host.host.plan.configuration.settings.host.data_dir)
    file.write_text(tomli_w.dumps({**tree, "host": {"data_dir": data_dir, **tree.get("host", {})}}), "utf-8")


def staged_host(stage, sources, **config):
    return running_host({"sources": sources, **config}, plugins={"stage": stage.plugin()})


async def names_of(host):
    return [source["name"] for source in (await host.call("list_sources")).structured_content["items"]]


async def test_what_did_not_change_keeps_its_connections_and_the_rest_is_opened_anew():
    stage = Stage()
    before = {name: stage_source(name) for name in ("same", "other", "gone")}
    async with staged_host(stage, before) as host:
        for name in before:
            await host.call("stage_echo", {"source": name})
        write(host, {"sources": {"same": before["same"], "other": stage_source("elsewhere"), "new": stage_source("n")}})
        done = await reload(host.host)
        for name in ("same", "other", "new"):
            await host.call("stage_echo", {"source": name})
        names = await names_of(host)

    assert done == Reloaded(changes=Changes(added=("new",), changed=("other",), removed=("gone",)), needs_restart=())
    assert names == ["same", "other", "new"]
    opened = [event for event in stage.events if event.startswith("open")]
    assert opened == ["open same", "open other", "open gone", "open elsewhere", "open n"]
    assert stage.open == 0


async def test_a_call_that_has_begun_ends_as_it_began_and_its_connection_closes_then():
    stage = Stage()
    async with staged_host(stage, {"one": stage_source("old")}) as host, anyio.create_task_group() as tasks:
        answers = []

        async def hold():
            answers.append(await host.call("stage_hold"))

        tasks.start_soon(hold)
        await stage.holding.wait()
        write(host, {"sources": {"one": stage_source("new")}})
        await reload(host.host)
        await host.call("stage_echo")
        during = list(stage.events)
        stage.may_finish.set()

    assert not answers[0].is_error
    assert during == ["open old", "open new", "reset new"]
    assert stage.events[3:5] == ["reset old", "close old"]


async def test_both_connections_of_a_changed_source_count_until_the_old_one_is_closed():
    stage = Stage()
    budget = {"total": 1}
    async with (
        staged_host(stage, {"one": stage_source("old")}, budget=budget) as host,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(host.call, "stage_hold")
        await stage.holding.wait()
        write(host, {"sources": {"one": stage_source("new")}, "budget": budget})
        await reload(host.host)
        tasks.start_soon(host.call, "stage_echo")
        with anyio.fail_after(5):
            while not host.host.sources.budget.waiting:
                await anyio.lowlevel.checkpoint()
        stage.may_finish.set()

    assert stage.most == 1
    assert "open new" in stage.events


async def test_a_bad_file_changes_nothing_and_every_mistake_is_told():
    stage = Stage()
    async with staged_host(stage, {"one": stage_source("here")}) as host:
        await host.call("stage_echo")
        write(host, {"sources": {"one": {**stage_source("there"), "plce": 1}, "two": {"connector": "unknown"}}})
        with pytest.raises(ConfigurationError) as caught:
            await reload(host.host)
        await host.call("stage_echo")
        names = await names_of(host)

    assert [problem.path for problem in caught.value.problems] == ["sources.one.plce", "sources.two.connector"]
    assert names == ["one"]
    assert stage.attempts == 1


async def test_a_catalog_that_cannot_be_compiled_changes_nothing(monkeypatch):
    stage = Stage()
    async with staged_host(stage, {"one": stage_source("here")}) as host:
        write(host, {"sources": {"two": stage_source("there")}})
        with monkeypatch.context() as patched:
            patched.setattr("powerstrip.host.build_catalog", lambda _offer: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await reload(host.host)
        names = await names_of(host)
        result = await host.call("stage_echo")

    assert names == ["one"]
    assert not result.is_error


async def test_what_is_decided_at_the_start_is_named():
    async with staged_host(Stage(), {"one": stage_source("here")}) as host:
        write(
            host,
            {
                "sources": {"one": stage_source("here")},
                "host": {"bind": "127.0.0.1:1"},
                "budget": {"total": 7},
                "limits": {"handle_ttl": 5, "max_rows": 3},
            },
        )
        done = await reload(host.host)

    assert done == Reloaded(
        changes=Changes(changed=("one",)), needs_restart=("host.bind", "budget.total", "limits.handle_ttl")
    )


async def test_clients_of_both_eras_see_the_new_catalog_at_once():
    stage = Stage()
    async with (
        staged_host(stage, {"one": stage_source("here")}) as host,
        host.client() as modern,
        host.client(mode="legacy") as legacy,
    ):
        write(host, {"sources": {name: stage_source(name) for name in ("one", "two")}})
        await reload(host.host)
        listed = [(await client.list_tools()).tools for client in (modern, legacy)]

    shown = [tool.input_schema for tools in listed for tool in tools if tool.name == "stage_echo"]
    assert [schema["properties"]["source"]["enum"] for schema in shown] == [["one", "two"]] * 2


async def test_a_source_that_a_view_names_appears_there_when_it_is_added():
    stage = Stage()
    views = {"some": {"sources": ["t*"]}}
    async with staged_host(stage, {"one": stage_source("here")}, views=views) as host:
        write(host, {"sources": {"two": stage_source("there")}, "views": views})
        await reload(host.host)
        async with host.client(view="some") as client:
            listed = await client.call_tool("list_sources", {})

    assert [source["name"] for source in listed.structured_content["items"]] == ["two"]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
async def test_sighup_applies_the_file_and_a_bad_one_is_logged(tmp_path):
    stage, file, served = Stage(), tmp_path / "powerstrip.toml", []
    file.write_text('[sources.one]\nconnector = "stage"\n', "utf-8")
    plan = plan_host(load(file, {}), entry_points=[ModulePlugin(name="stage", module=stage.plugin())])

    async def hang_up(text, condition):
        await anyio.to_thread.run_sync(file.write_text, text, "utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        await until(condition)

    async def until(condition):
        with anyio.fail_after(5):
            while not condition():  # noqa: ASYNC110 - nothing tells when a signal has been dealt with
                await anyio.sleep(0.01)

    def names():
        return [source.name for source in served[0].host.sources]

    with structlog.testing.capture_logs() as logs:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(serve_http, plan, host="127.0.0.1", port=0, token=None, started=served.append))
            await until(lambda: served)
            await hang_up("no toml", lambda: "configuration not applied" in [entry["event"] for entry in logs])
            before = names()
            await hang_up('[sources.two]\nconnector = "stage"\n', lambda: names() == ["two"])
            os.kill(os.getpid(), signal.SIGTERM)

    assert before == ["one"]
