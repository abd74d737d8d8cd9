"""The REST interface: stored sources made, changed, tried and removed while the host runs."""

import anyio
import pytest
from connectors import Stage
from people import ALL, let_in
from planning import BROKEN, DEEP, VAULT
from rest import ANY, TOKEN, api, draft, managed_host

import powerstrip.host
from powerstrip.reload import reload
from powerstrip_sdk import Unreachable, WrongCredentials

pytestmark = pytest.mark.anyio

MASK = "**********"
SECRET = "hunter2-of-the-stage"
KNOWN_LATER = ("id", "created_at", "updated_at")


def said(answer):
    """Status, type and detail of a problem."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["title"]) == (answer.status_code, answer.reason_phrase)
    return answer.status_code, problem["type"], problem["detail"]


async def names(client, **query):
    return [each["name"] for each in (await client.get("/sources", params=query)).json()["items"]]


async def echo(host, source):
    return (await host.call("stage_echo", {"source": source})).content[0].text


@pytest.mark.parametrize("token", [None, TOKEN])
async def test_a_new_source_is_shown_whole_and_serves_calls_at_once(token):
    async with managed_host({"filed": {"connector": "stage"}}, token=token) as (host, client):
        made = await client.post("/sources", json=draft(description="The one.", limits={"max_rows": 7}))
        text = await echo(host, "one")
        shown = (await client.get("/sources/one")).json()
        by_id = (await client.get(f"/sources/{shown['id']}")).json()
        tools = [tool["name"] for tool in shown.pop("tools")]

    assert (made.status_code, text) == (201, "here: hello")
    assert by_id["name"] == "one"
    assert "stage_echo" in tools
    assert "stage_note" not in tools
    assert {key: value for key, value in shown.items() if key not in KNOWN_LATER} == {
        "name": "one",
        "connector": "stage",
        "config": {"place": "here"},
        "pool": {"size": 5, "max_overflow": 10, "floor": 0, "idle_ttl": None},
        "limits": {"max_rows": 7},
        "read_only": True,
        "writes": "confirm",
        "accept_grade_c": "",
        "description": "The one.",
        "owner": "token" if token else "local",
        "origin": "store",
        "active": True,
        "state": "ready",
        "grade": None,
        "reason": None,
        "disconnect_reason": None,
        "verified": False,
        "last_verified_at": None,
        "last_error": None,
    }


async def test_sources_are_listed_by_name_in_parts_and_only_those_that_are_wanted():
    async with managed_host({"b": {"connector": "stage"}}, plugins={"vault": VAULT}) as (_, client):
        for name in ("d", "a", "c"):
            await client.post("/sources", json=draft(name, active=name != "d"))
        await client.post("/sources", json={"name": "e", "connector": "vault", "config": _vault()})
        whole = await names(client)
        first = (await client.get("/sources", params={"limit": 2})).json()
        second = (await client.get("/sources", params={"limit": 2, "cursor": first["next"]})).json()
        third = (await client.get("/sources", params={"limit": 2, "cursor": second["next"]})).json()
        narrowed = [await names(client, connector="vault"), await names(client, active=False)]

    parts = [[each["name"] for each in part["items"]] for part in (first, second, third)]
    assert whole == ["a", "b", "c", "d", "e"]
    assert parts == [["a", "b"], ["c", "d"], ["e"]]
    assert third["next"] is None
    assert narrowed == [["e"], ["d"]]


def _vault(**options):
    return {"address": "vault.internal", "password": SECRET, **options}


async def test_a_secret_is_never_read_and_its_mask_keeps_it():
    async with managed_host(stage=Stage()) as (host, client):
        answers = [await client.post("/sources", json=draft(config={"password": SECRET}))]
        answers.append(await client.put("/sources/one", json=draft(config={"password": MASK}), headers=ANY))
        answers.append(await client.get("/sources"))
        kept = host.host.sources.get("one").plan.config.password.get_secret_value()
        answers.append(await client.put("/sources/one", json=draft(), headers=ANY))
        refused = await client.put("/sources/one", json=draft(config={"password": MASK}), headers=ANY)

    assert kept == SECRET
    assert SECRET not in "".join(each.text for each in answers)
    assert answers[1].json()["config"] == {"place": "here", "password": MASK}
    assert said(refused) == (
        422,
        "invalid_arguments",
        "'password' is a mask, and no secret is kept that it can stand for, write the secret itself",
    )


async def test_a_secret_that_is_only_tried_is_in_no_answer_and_forgotten():
    stage = Stage()
    stage.fail_connect = WrongCredentials(f"the server does not like {SECRET}")
    async with managed_host(stage=stage) as (host, client):
        tried = await client.post("/sources/test", json={"connector": "stage", "config": {"password": SECRET}})
        redact = host.host.plan.configuration.redact
        stored = await names(client)

    assert tried.json() | {"milliseconds": 0} == {
        "ok": False,
        "code": "credentials",
        "reason": f"the server does not like {MASK}",
        "milliseconds": 0,
        "grade": None,
        "grade_reason": None,
    }
    assert redact(SECRET) == SECRET
    assert stored == []


async def test_trying_opens_one_connection_under_the_budget_and_closes_it():
    stage = Stage()
    async with managed_host({"filed": {"connector": "stage"}}, stage=stage, budget={"total": 1}) as (host, client):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(host.call, "stage_hold")
            await stage.holding.wait()
            refused = await client.post(
                "/sources/test", json={"connector": "stage", "config": {}, "limits": {"call_timeout": 0.1}}
            )
            stage.may_finish.set()
        await client.post("/sources/filed/disconnect")
        tried = await client.post("/sources/test", json={"connector": "stage", "config": {"place": "new"}})

    assert refused.json()["code"] == "budget_exhausted"
    assert tried.json()["ok"]
    assert [event for event in stage.events if event.endswith("new")] == [
        "open new",
        "check new",
        "reset new",
        "close new",
    ]
    assert (stage.most, stage.open) == (1, 0)


async def test_what_is_no_source_is_refused_with_every_mistake_and_nothing_that_was_written():
    async with managed_host(plugins={"vault": VAULT, "broken": BROKEN}) as (_, client):
        config = {"addres": SECRET, "port": SECRET, "pool": {}}
        wrong = await client.post("/sources", json={"name": "one", "connector": "vault", "config": config})
        malformed = await client.post("/sources", json={"name": SECRET.upper(), "connector": 1, "extra": SECRET})
        unknown = await client.post("/sources", json={"name": "one", "connector": "vualt"})
        lost = await client.post("/sources", json={"name": "one", "connector": "broken"})
        strict = await client.post("/sources", content=b'{"name": "a", "name": "b"}')
        stored = await names(client)

    assert wrong.json()["errors"] == [{"path": "pool", "message": "is no option of the connector, every source has it"}]
    assert [each["path"] for each in malformed.json()["errors"]] == ["name", "connector", "extra"]
    assert said(unknown)[:2] == (422, "invalid_arguments")
    assert "did you mean 'vault'?" in unknown.text
    assert said(lost)[:2] == (424, "source_broken")
    assert said(strict)[:2] == (400, "invalid_arguments")
    assert SECRET not in "".join(each.text.lower() for each in (wrong, malformed, unknown, lost, strict))
    assert stored == []


async def test_a_body_that_is_too_large_is_not_waited_for():
    async with managed_host() as (_, client):
        port = client.base_url.port
        head = (
            f"POST /api/v1/sources HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {4 * 1024 * 1024 + 1}\r\n\r\n"
        )
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(head.encode())
            answer = (await stream.receive()).decode()

    assert answer.startswith("HTTP/1.1 413 ")
    assert '"type":"limit_exceeded"' in answer


async def test_a_change_takes_the_version_that_was_read():
    async with managed_host() as (_, client):
        made = await client.post("/sources", json=draft())
        read = {"If-Match": made.headers["etag"]}
        changed = await client.patch("/sources/one", json={"description": "first"}, headers=read)
        late = await client.patch("/sources/one", json={"description": "second"}, headers=read)
        blind = await client.patch("/sources/one", json={"description": "third"})
        weak = await client.delete("/sources/one", headers={"If-Match": f"W/{changed.headers['etag']}"})
        either = {"If-Match": f"{made.headers['etag']}, {changed.headers['etag']}"}
        again = await client.patch(
            "/sources/one", json={"description": None, "limits": {"max_rows": 3}}, headers=either
        )

    assert changed.headers["etag"] != made.headers["etag"]
    assert said(late) == (412, "invalid_arguments", "source 'one' has changed since it was read, read it again")
    assert said(blind)[:2] == (428, "invalid_arguments")
    assert said(weak)[:2] == (412, "invalid_arguments")
    assert (again.json()["description"], again.json()["limits"]) == ("", {"max_rows": 3})


async def test_a_patch_changes_single_options_and_null_takes_them_away():
    async with managed_host(token=TOKEN, plugins={"vault": VAULT}) as (_, client):
        await client.post("/sources", json={"name": "one", "connector": "vault", "config": _vault(mode="open", port=7)})
        patch = {"name": "two", "config": {"mode": None, "box": {"width": 3}, "password": MASK}}
        changed = await client.patch("/sources/one", json=patch, headers=ANY)
        wrong = await client.patch("/sources/two", json={"config": {"address": None}}, headers=ANY)
        rowless = await client.patch("/sources/two", json={"limits": {"max_rows": 0}}, headers=ANY)

    assert changed.json()["config"] == {
        "address": "vault.internal",
        "password": MASK,
        "port": 7,
        "box": {"width": 3},
    }
    assert wrong.json()["errors"] == [{"path": "address", "message": "is required"}]
    assert said(rowless) == (422, "invalid_arguments", "limits.max_rows: input should be greater than 0")
    assert rowless.json()["errors"] == [{"path": "limits.max_rows", "message": "input should be greater than 0"}]


async def test_new_options_of_a_source_that_works_are_tried_and_a_change_that_fails_changes_nothing():
    stage = Stage()
    async with managed_host(stage=stage) as (host, client):
        await client.post("/sources", json=draft())
        verified = await client.post("/sources/one/verify")
        before = await client.get("/sources/one")
        stage.fail_connect = Unreachable("nobody answers")
        failed = await client.patch("/sources/one", json={"config": {"place": "there"}}, headers=ANY)
        renamed = await client.patch("/sources/one", json={"description": "same options"}, headers=ANY)
        stage.fail_connect = None
        text = await echo(host, "one")
        moved = await client.patch("/sources/one", json={"config": {"place": "there"}}, headers=ANY)
        after = await echo(host, "one")

    assert verified.json()["ok"]
    assert before.json()["verified"]
    assert said(failed) == (424, "unreachable", "nobody answers")
    assert (renamed.status_code, text) == (200, "here: hello")
    assert (moved.json()["config"]["place"], moved.json()["verified"], after) == ("there", True, "there: hello")


async def test_a_change_that_cannot_be_applied_is_undone_in_store_and_host(monkeypatch):
    # Only the requests are to meet the failure, not the look for what others have changed.
    monkeypatch.setattr("powerstrip.store_watch.LOOK", 3600)
    async with managed_host(token=TOKEN) as (host, client):
        made = (await client.post("/sources", json=draft(config={"password": SECRET}))).json()
        build = powerstrip.host.build_catalog

        def fail_once(offer):
            monkeypatch.setattr("powerstrip.host.build_catalog", build)
            raise ZeroDivisionError

        answers = []
        for send in (
            lambda: client.patch("/sources/one", json={"config": {"place": "there"}}, headers=ANY),
            lambda: client.post("/sources", json=draft("two")),
            lambda: client.post("/sources/one/toggle", json={"active": False}),
            lambda: client.delete("/sources/one", headers=ANY),
        ):
            monkeypatch.setattr("powerstrip.host.build_catalog", fail_once)
            answers.append(await send())
        shown = (await client.get("/sources/one")).json()
        text = await echo(host, "one")
        stored = await names(client)

    assert [said(each) for each in answers] == [(500, "internal", "the request failed, the host's log says why")] * 4
    assert (text, stored) == ("here: hello", ["one"])
    assert {**shown, "updated_at": None} == {**made, "updated_at": None, "state": shown["state"]}


async def test_a_source_that_is_switched_off_is_listed_and_offers_nothing():
    stage = Stage()
    async with managed_host(stage=stage) as (host, client):
        await client.post("/sources", json=draft())
        await echo(host, "one")
        off = (await client.post("/sources/one/toggle", json={"active": False})).json()
        listed = (await host.call("list_sources")).structured_content["items"]
        async with host.client() as mcp:
            tools = [tool.name for tool in (await mcp.list_tools()).tools]
        tried = await client.post("/sources/one/verify")
        opened = stage.open
        on = (await client.post("/sources/one/toggle", json={"active": True})).json()
        text = await echo(host, "one")

    assert (off["state"], off["reason"], off["active"]) == ("disabled", "it is switched off", False)
    assert [(each["name"], each["state"]) for each in listed] == [("one", "disabled")]
    assert "stage_echo" not in tools
    assert said(tried) == (424, "source_broken", "source 'one' cannot be used: it is switched off")
    assert opened == 0
    assert (on["state"], on["active"], text) == ("unknown", True, "here: hello")


async def test_a_running_call_of_a_removed_source_ends_as_it_began():
    stage = Stage()
    async with managed_host(stage=stage) as (host, client), anyio.create_task_group() as tasks:
        await client.post("/sources", json=draft())
        answers = []

        async def hold():
            answers.append(await host.call("stage_hold"))

        tasks.start_soon(hold)
        await stage.holding.wait()
        gone = await client.delete("/sources/one", headers=ANY)
        again = await client.get("/sources/one")
        stage.may_finish.set()

    assert gone.status_code == 204
    assert said(again) == (404, "unknown_source", "there is no source 'one' here")
    assert answers[0].content[0].text == "held"
    assert stage.open == 0


async def test_a_source_of_the_file_is_shown_tried_and_not_changed():
    filed = {"filed": {"connector": "stage", "password": SECRET}}
    async with managed_host(filed) as (_, client):
        shown = (await client.get("/sources/filed")).json()
        refused = [
            await client.put("/sources/filed", json=draft("filed"), headers=ANY),
            await client.patch("/sources/filed", json={"description": ""}, headers=ANY),
            await client.delete("/sources/filed", headers=ANY),
            await client.post("/sources/filed/toggle", json={"active": False}),
        ]
        taken = await client.post("/sources", json=draft("filed"))
        verified = await client.post("/sources/filed/verify")

    assert (shown["id"], shown["origin"], shown["owner"]) == ("filed", "file", None)
    assert shown["config"] == {"password": MASK}
    assert {said(each) for each in refused} == {
        (409, "unsupported", "source 'filed' is written in the file, change it there and reload")
    }
    assert said(taken)[:2] == (409, "invalid_arguments")
    assert verified.json()["ok"]


async def test_connecting_and_disconnecting_say_how_the_source_is():
    stage = Stage()
    async with managed_host(stage=stage) as (_, client):
        await client.post("/sources", json=draft())
        stage.fail_connect = WrongCredentials("the password is wrong")
        refused = await client.post("/sources/one/connect")
        broken = (await client.get("/sources/one/health")).json()
        stage.fail_connect = None
        connected = (await client.post("/sources/one/connect")).json()
        health = (await client.get("/sources/one/health")).json()
        apart = (await client.post("/sources/one/disconnect")).json()
        opened = stage.open

    assert said(refused)[:2] == (424, "credentials")
    assert (broken["state"], broken["reason"]) == ("broken", "the password is wrong")
    assert connected["state"] == "ready"
    assert health["connections"]["idle"] == 1
    reason = "disconnected by 'local', connects again when it is called"
    assert (apart["state"], apart["disconnect_reason"], opened) == ("unknown", reason, 0)


async def test_without_a_key_sources_of_the_file_serve_and_nothing_is_stored():
    async with managed_host({"filed": {"connector": "stage"}}, key=None) as (host, client):
        refused = await client.post("/sources", json=draft())
        text = await echo(host, "filed")

    assert said(refused)[:2] == (503, "unsupported")
    assert "powerstrip keys generate" in refused.text
    assert text == "here: hello"


async def test_what_only_operators_may_write_takes_their_scope_and_a_token():
    raw = draft(config={"additional_params": {"tune": SECRET}})
    reference = draft(config={"password": {"env": "HOME"}})
    async with managed_host() as (host, client):
        unknown = [await client.post("/sources", json=each) for each in (raw, reference)]
        tried = await client.post("/sources/test", json={"connector": "stage", "config": {"place": {"file": "/etc/x"}}})
        ada = await let_in(host, "ada", ("sources:read", "sources:write"))
        root = await let_in(host, "root", ALL, write=True)
        async with api(host, ada) as as_ada, api(host, root) as as_root:
            refused = await as_ada.post("/sources", json=raw)
            made = await as_root.post("/sources", json=raw)
            kept = await as_ada.patch("/sources/one", json={"description": "mine"}, headers=ANY)
            moved = await as_ada.patch("/sources/one", json={"config": {"additional_params": None}}, headers=ANY)
            opened = await as_ada.patch("/sources/one", json={"read_only": False}, headers=ANY)

    told = {said(each)[:2] for each in (*unknown, tried, refused, moved, opened)}
    assert told == {(403, "permission")}
    assert "'additional_params'" in unknown[0].text
    assert (made.status_code, kept.status_code) == (201, 200)
    assert made.json()["config"]["additional_params"] == {"tune": MASK}


async def test_a_kept_secret_goes_nowhere_else_unless_an_operator_sends_it():
    there, masked = {"place": "there"}, {"place": "there", "password": MASK}
    async with managed_host() as (host, client):
        await client.post("/sources", json=draft(config={"password": SECRET}))
        by_local = await client.patch("/sources/one", json={"config": there}, headers=ANY)
        ada = await let_in(host, "ada", ("sources:read", "sources:write"))
        root = await let_in(host, "root", ALL, write=True)
        async with api(host, ada) as as_ada, api(host, root) as as_root:
            tried = {"connector": "stage", "config": masked, "source": "one"}
            refused = [
                by_local,
                await as_ada.patch("/sources/one", json={"config": there}, headers=ANY),
                await as_ada.put("/sources/one", json=draft(config=masked), headers=ANY),
                await as_ada.put("/sources/one", json={**draft(), "config": {"password": MASK}}, headers=ANY),
                await as_ada.post("/sources/test", json=tried),
            ]
            still = (await as_ada.get("/sources/one")).json()["config"]
            kept = [
                await as_ada.patch(
                    "/sources/one", json={"description": "mine", "limits": {"max_rows": 1}}, headers=ANY
                ),
                await as_ada.put("/sources/one", json=draft(config={"password": MASK}), headers=ANY),
                await as_ada.post("/sources/test", json={**tried, "config": {"place": "here", "password": MASK}}),
                await as_ada.patch("/sources/one", json={"config": {"password": "new-of-the-stage"}}, headers=ANY),
                await as_ada.patch("/sources/one", json={"config": {**there, "password": SECRET}}, headers=ANY),
                await as_root.post("/sources/test", json={**tried, "config": {"place": "root", "password": MASK}}),
                await as_root.patch("/sources/one", json={"config": {"place": "root"}}, headers=ANY),
            ]
        password = host.host.sources.get("one").plan.config.password.get_secret_value()

    sentence = (
        "give 'password' again: while other options change, only an operator, with a token of the scope 'host:admin', "
        "may keep a secret by its mask"
    )
    assert {said(each) for each in refused} == {(422, "invalid_arguments", sentence)}
    assert still == {"place": "here", "password": MASK}
    assert [each.status_code for each in kept] == [200] * 7
    assert password == SECRET


async def test_secrets_at_any_depth_are_named_where_they_must_be_given_again():
    async with managed_host(plugins={"deep": DEEP}) as (_, client):
        config = {"address": "deep.internal", "users": [{"name": "ada", "password": SECRET}], "proxy": {"key": SECRET}}
        made = await client.post("/sources", json={"name": "one", "connector": "deep", "config": config})
        shown = made.json()["config"]
        refused = await client.patch("/sources/one", json={"config": {"address": "elsewhere"}}, headers=ANY)
        half = {"address": "elsewhere", "proxy": {"key": SECRET}}
        other = await client.patch("/sources/one", json={"config": half}, headers=ANY)
        whole = await client.patch("/sources/one", json={"config": {**config, "address": "elsewhere"}}, headers=ANY)

    assert shown == {
        "address": "deep.internal",
        "users": [{"name": "ada", "password": MASK}],
        "proxy": {"key": MASK},
    }
    assert [said(each)[2].partition(":")[0] for each in (refused, other)] == [
        "give 'proxy.key', 'users.0.password' again",
        "give 'users.0.password' again",
    ]
    assert whole.status_code == 200


async def test_a_page_of_another_site_is_not_answered():
    async with managed_host() as (_, client):
        answer = await client.get("/sources", headers={"Origin": "https://evil.example"})

    assert said(answer)[:2] == (403, "permission")


async def test_a_token_sees_and_makes_its_own_sources_alone():
    async with managed_host({"filed": {"connector": "stage"}}) as (host, client):
        await client.post("/sources", json=draft("hidden"))
        ada = await let_in(host, "ada", ("sources:read", "sources:write"), sources=("ada-*",))
        async with api(host, ada) as mine:
            made = await mine.post("/sources", json=draft("ada-one"))
            seen = await names(mine)
            others = [await mine.get(f"/sources/{name}") for name in ("hidden", "filed", "never")]
            foreign = await mine.post("/sources", json=draft("other"))
            renamed = await mine.patch("/sources/ada-one", json={"name": "other"}, headers=ANY)

    assert (made.status_code, seen) == (201, ["ada-one"])
    assert {said(each)[:2] for each in others} == {(404, "unknown_source")}
    assert {said(each)[:2] for each in (foreign, renamed)} == {(403, "permission")}


async def test_stored_sources_stay_when_the_file_is_applied_again_and_its_names_go_first():
    async with managed_host() as (host, client):
        for name in ("one", "two"):
            await client.post("/sources", json=draft(name, place="stored"))
        file = host.host.plan.configuration.origins.file
        text = f'{file.read_text("utf-8")}\n[sources.two]\nconnector = "stage"\nplace = "filed"\n'
        await anyio.to_thread.run_sync(file.write_text, text, "utf-8")
        done = await client.post("/reload")
        texts = [await echo(host, name) for name in ("one", "two")]
        shadowed = [each for each in (await client.get("/sources")).json()["items"] if each["name"] == "two"]
        await anyio.to_thread.run_sync(file.write_text, "[sources.two", "utf-8")
        bad = await client.post("/reload")
        still = await echo(host, "two")

    assert done.json() == {"added": [], "changed": ["two"], "removed": [], "needs_restart": []}
    assert texts == ["stored: hello", "filed: hello"]
    assert [(each["origin"], each["state"], each["reason"]) for each in shadowed] == [
        ("file", "ready", None),
        ("store", "broken", "the file has a source of its name"),
    ]
    assert said(bad)[:2] == (409, "invalid_arguments")
    assert "is not valid TOML" in bad.json()["errors"][0]["message"]
    assert still == "filed: hello"


async def test_a_host_that_starts_again_serves_what_was_stored_and_shows_what_is_broken(state):
    place = {"host": {"state": state}}
    async with managed_host(plugins={"vault": VAULT}, **place) as (_, client):
        await client.post("/sources", json=draft("one"))
        await client.post("/sources", json={"name": "lost", "connector": "vault", "config": _vault()})
    async with managed_host(**place) as (host, client):
        text = await echo(host, "one")
        lost = (await client.get("/sources/lost")).json()
    async with managed_host({"filed": {"connector": "stage"}}, key=None, **place) as (host, client):
        without_key = (await client.get("/sources")).json()["items"]
        filed = await echo(host, "filed")
        await reload(host.host)

    assert text == "here: hello"
    assert (lost["state"], lost["config"]["password"], lost["config"]["address"]) == ("broken", MASK, MASK)
    assert "connector 'vault' is unknown" in lost["reason"]
    assert [(each["name"], each["state"], each["config"]) for each in without_key] == [
        ("filed", "unknown", {}),
        ("lost", "broken", None),
        ("one", "broken", None),
    ]
    assert "there is no key" in without_key[2]["reason"]
    assert filed == "here: hello"


async def test_a_path_with_a_line_break_is_answered_with_a_problem_too():
    async with managed_host() as (_, client):
        answer = await client.get("/sources/a%0Ab/health")

    assert said(answer) == (404, "not_found", "there is nothing here")
    assert answer.headers["content-type"] == "application/problem+json"
