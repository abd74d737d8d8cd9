"""Tokens over REST: made, listed and revoked, and never more than who makes them has."""

from datetime import UTC, datetime, timedelta

import pytest
from people import ALL, let_in
from rest import TOKEN, api, managed_host
from stores import opened

from powerstrip.store import AuditFilter

pytestmark = pytest.mark.anyio

KNOWN_LATER = ("id", "created_at", "token", "last_used_at")


def said(answer):
    """Status and type of a problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"]


def in_days(days):
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def test_a_token_is_shown_once_and_is_good_until_it_is_revoked():
    async with managed_host({"one": {"connector": "stage"}}, token=TOKEN) as (host, client):
        body = {"name": "ada", "scopes": ["sources:read"], "sources": ["on*"], "views": [""], "expires_at": in_days(3)}
        made = await client.post("/tokens", json=body)
        token = made.json()["token"]
        listed = await client.get("/tokens")
        async with api(host, token) as mine:
            good = await mine.get("/sources")
            gone = await client.delete(f"/tokens/{made.json()['id']}")
            late = await mine.get("/sources")
        again = await client.delete(f"/tokens/{made.json()['id']}")
        left = (await client.get("/tokens")).json()["items"]
        everything = (await client.get("/tokens", params={"revoked": True})).json()["items"]

    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    shown = {key: value for key, value in made.json().items() if key not in KNOWN_LATER}
    assert shown == {
        "name": "ada",
        "state": "valid",
        "scopes": ["sources:read"],
        "sources": ["on*"],
        "views": [""],
        "write": False,
        "expires_at": body["expires_at"].replace("+00:00", "Z"),
        "revoked_at": None,
    }
    assert token.startswith("ps_")
    assert token not in listed.text
    assert [each["id"] for each in listed.json()["items"]] == [made.json()["id"]]
    assert (good.status_code, gone.status_code, late.status_code) == (200, 204, 401)
    assert said(again) == (404, "not_found")
    assert (left, [(each["name"], each["state"]) for each in everything]) == ([], [("ada", "revoked")])


async def test_what_is_left_out_is_what_the_command_takes():
    async with managed_host(token=TOKEN) as (_, client):
        made = (await client.post("/tokens", json={"name": "ada"})).json()
        revoked = await client.delete("/tokens/ada")

    assert {key: value for key, value in made.items() if key not in KNOWN_LATER} == {
        "name": "ada",
        "state": "valid",
        "scopes": ["tools:list", "tools:call"],
        "sources": None,
        "views": None,
        "write": False,
        "expires_at": None,
        "revoked_at": None,
    }
    assert revoked.status_code == 204


async def test_tokens_are_listed_in_parts_the_oldest_first():
    async with managed_host(token=TOKEN) as (_, client):
        for name in ("c", "a", "b"):
            await client.post("/tokens", json={"name": name})
        first = (await client.get("/tokens", params={"limit": 2})).json()
        second = (await client.get("/tokens", params={"limit": 2, "cursor": first["next"]})).json()

    assert [[each["name"] for each in part["items"]] for part in (first, second)] == [["c", "a"], ["b"]]
    assert second["next"] is None


NO_TOKENS = [
    {"name": "token"},
    {"name": "a b"},
    {"name": "bob", "scopes": []},
    {"name": "bob", "scopes": ["all"]},
    {"name": "bob", "sources": []},
    {"name": "bob", "sources": ["Shop"]},
    {"name": "bob", "expires_at": "2020-01-01T00:00:00Z"},
    {"name": "bob", "expires_at": 4102444800},
    {"name": "bob", "write": "yes"},
]


async def test_what_is_no_token_is_refused():
    async with managed_host(token=TOKEN) as (_, client):
        await client.post("/tokens", json={"name": "ada"})
        taken = await client.post("/tokens", json={"name": "ada"})
        refused = [said(await client.post("/tokens", json=body)) for body in NO_TOKENS]
        listed = (await client.get("/tokens")).json()["items"]

    assert said(taken) == (409, "invalid_arguments")
    assert refused == [(422, "invalid_arguments")] * len(NO_TOKENS)
    assert [each["name"] for each in listed] == ["ada"]


LIMITED = {"scopes": ("host:admin", "tools:call"), "sources": ("shop-*", "diary"), "views": ("", "rep*")}
WITHIN = {"scopes": ["tools:call"], "sources": ["shop-one"], "views": [""]}
LESS = [
    {},
    {"scopes": ["host:admin", "tools:call"]},
    {"sources": ["shop-*", "diary"]},
    {"sources": ["shop-[ab]?", "shop-eu-*"]},
    {"views": ["reports", "rep*"]},
]
MORE = [
    ({"scopes": ["tools:call", "audit:read"]}, "the scope 'audit:read'"),
    ({"sources": None}, "the sources '*'"),
    ({"sources": ["shop-one", "sho*"]}, "the sources 'sho*'"),
    ({"sources": ["s?op-*"]}, "the sources 's?op-*'"),
    ({"sources": ["[d]iary"]}, "the sources '[d]iary'"),
    ({"sources": ["diaries"]}, "the sources 'diaries'"),
    ({"views": None}, "the views '*'"),
    ({"views": ["sales"]}, "the views 'sales'"),
    ({"write": True}, "write access"),
    ({"expires_at": None}, "a longer life"),
    ({"expires_at": in_days(2)}, "a longer life"),
    ({"write": True, "views": ["all"]}, "the views 'all', write access"),
]


async def test_a_token_makes_tokens_within_its_own_limits_and_none_with_more_than_it_has():
    async with managed_host(token=TOKEN) as (host, client):
        ada = await let_in(host, "ada", **LIMITED, seconds=1000)
        async with api(host, ada) as mine:

            async def make(name, change):
                return await mine.post("/tokens", json={**WITHIN, "name": name, "expires_at": in_days(0.01), **change})

            made = [(await make(f"less-{number}", change)).status_code for number, change in enumerate(LESS)]
            refused = [await make("more", change) for change, _ in MORE]
        listed = (await client.get("/tokens")).json()["items"]

    assert made == [201] * len(LESS)
    assert {said(each) for each in refused} == {(403, "permission")}
    assert [each.json()["detail"] for each in refused] == [
        f"'ada' cannot give away what it does not have: {named}" for _, named in MORE
    ]
    assert [each["name"] for each in listed] == ["ada", *(f"less-{number}" for number in range(len(LESS)))]


async def test_who_has_no_token_makes_none():
    async with managed_host() as (_, client):
        refused = await client.post("/tokens", json={"name": "ada"})
        listed = await client.get("/tokens")
        lost = await client.delete("/tokens/ada")

    assert said(refused) == (403, "permission")
    assert "powerstrip token create" in refused.text
    assert (listed.status_code, listed.json()) == (200, {"items": [], "next": None})
    assert said(lost) == (404, "not_found")


async def test_who_made_and_revoked_which_token_is_in_the_audit_and_no_token_is(state):
    kept = {"host": {"state": state}, "audit": {"store": True, "arguments": True}}
    async with managed_host(token=TOKEN, **kept) as (host, client):
        root = await let_in(host, "root", ALL)
        async with api(host, root) as mine:
            made = (await mine.post("/tokens", json={"name": "ada"})).json()
            await mine.post("/tokens", json={"name": "bob", "write": True})
            await mine.delete("/tokens/ada")
            await mine.delete("/tokens/never")
        (known,) = (await client.get("/tokens")).json()["items"]
    async with await opened(state) as store:
        changes = [each async for batch in store.audit.export(AuditFilter()) for each in batch]

    assert {(each.principal, each.principal_id) for each in changes} == {("root", known["id"])}
    assert [(each.action, each.outcome, each.arguments) for each in changes] == [
        ("token.create", "ok", {"name": "ada", "id": made["id"]}),
        ("token.create", "permission", {"name": "bob"}),
        ("token.revoke", "ok", {"name": "ada", "id": made["id"]}),
        ("token.revoke", "not_found", {"name": "never"}),
    ]
    assert made["token"] not in str(changes)
