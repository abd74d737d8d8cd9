"""What the store keeps, for each kind of thing that it holds."""

import math
from dataclasses import replace
from datetime import timedelta

import anyio
import pytest
from stores import NEW_KEY, NOON, OLD_KEY, new_source, opened, record, vault

from powerstrip.secrets import NotGenuine, UnknownKey, VaultClosed, token_digest
from powerstrip.store import (
    AuditFilter,
    Conflict,
    KeptResult,
    Location,
    NameTaken,
    NewToken,
    NotStored,
    Page,
    open_store,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(place):
    async with await opened(place) as store:
        yield store


async def test_a_source_is_read_as_it_was_stored(store):
    created = await store.sources.create(new_source())

    assert (created.version, created.verified, created.tools) == (1, False, ())
    assert created.created_at == created.updated_at
    assert created.created_at.utcoffset() == timedelta(0)
    assert await store.sources.get("prod") == created
    assert await store.sources.get(created.id) == created
    assert store.sources.config_of(created) == {"host": "db.internal", "password": "hunter2-prod"}
    assert await store.sources.get("staging") is None


async def test_a_source_outlives_the_host(place):
    async with await opened(place) as store:
        created = await store.sources.create(new_source())

    async with await opened(place) as store:
        assert await store.sources.get("prod") == created


async def test_a_name_belongs_to_one_source(store):
    await store.sources.create(new_source("one"))
    two = await store.sources.create(new_source("two"))

    with pytest.raises(NameTaken, match=r"^there is already a stored source 'one', take another name$"):
        await store.sources.create(new_source("one"))
    with pytest.raises(NameTaken, match="'one'"):
        await store.sources.update(replace(two, name="one"))

    assert await store.sources.get("two") == two


async def test_a_change_is_based_on_the_version_that_was_read(store):
    read = await store.sources.create(new_source())

    changed = await store.sources.update(replace(read, name="live", active=False, settings={"read_only": True}))

    assert changed == replace(
        read, name="live", active=False, settings={"read_only": True}, version=2, updated_at=changed.updated_at
    )
    with pytest.raises(Conflict) as caught:
        await store.sources.update(replace(read, active=True))
    assert str(caught.value) == ("source 'prod' has changed since it was read (version 2 instead of 1), read it again")
    with pytest.raises(Conflict):
        await store.sources.delete(read)
    assert await store.sources.get("live") == changed


async def test_of_many_changes_of_the_same_version_one_succeeds(store):
    read = await store.sources.create(new_source())
    outcomes = []

    async def change(number):
        try:
            outcomes.append(await store.sources.update(read, config={"password": f"{number}"}))
        except Conflict:
            outcomes.append(None)

    async with anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(change, number)

    (winner,) = filter(None, outcomes)
    assert await store.sources.get("prod") == winner


async def test_new_options_have_yet_to_be_verified_and_other_changes_keep_what_is_known(store):
    source = await store.sources.create(new_source())
    tools = ({"name": "query", "inputSchema": {"type": "object"}},)
    await store.sources.record_check(source.id, at=NOON, tools=tools)

    verified = await store.sources.get("prod")
    renamed = await store.sources.update(replace(verified, name="live"))
    rewritten = await store.sources.update(renamed, config={"password": "other"})

    assert verified == replace(source, verified=True, last_verified_at=NOON, tools=tools)
    assert (renamed.verified, renamed.last_verified_at, renamed.sealed) == (True, NOON, source.sealed)
    assert (rewritten.verified, rewritten.last_verified_at) == (False, None)
    assert store.sources.config_of(rewritten) == {"password": "other"}


async def test_a_check_of_options_that_have_changed_meanwhile_says_nothing(store):
    source = await store.sources.create(new_source())
    changed = await store.sources.update(source, config={"password": "other"})

    await store.sources.record_check(source.id, at=NOON, error="the password was refused", version=source.version)
    assert await store.sources.get("prod") == changed

    await store.sources.record_check(source.id, at=NOON, error="nobody \0answers", version=changed.version)
    assert await store.sources.get("prod") == replace(changed, last_verified_at=NOON, last_error="nobody \ufffdanswers")


async def test_what_does_not_exist_is_neither_changed_nor_deleted(store):
    source = await store.sources.create(new_source())
    await store.sources.delete(source)

    for change in (store.sources.update, store.sources.delete):
        with pytest.raises(NotStored, match=r"^there is no stored source 'prod'$"):
            await change(source)
    await store.sources.record_check(source.id, at=NOON)
    assert await store.sources.page() == Page(items=(), next=None)


async def test_sources_are_listed_by_name_page_by_page(store):
    for number in (3, 1, 4, 2, 5):
        connector = "postgres" if number % 2 else "sqlite"
        await store.sources.create(new_source(f"s{number}", connector=connector, active=number != 5))

    async def names(**options):
        found, after = [], None
        while True:
            page = await store.sources.page(after=after, **options)
            found.append([each.name for each in page.items])
            if (after := page.next) is None:
                return found

    assert await names(limit=2) == [["s1", "s2"], ["s3", "s4"], ["s5"]]
    assert await names(limit=5) == [["s1", "s2", "s3", "s4", "s5"]]
    assert await names(connector="postgres") == [["s1", "s3", "s5"]]
    assert await names(connector="postgres", active=True) == [["s1", "s3"]]
    assert await names(active=False) == [["s5"]]


async def exchange(store, field):
    """Exchange a column of two rows, as somebody could who may write to the database."""
    from sqlalchemy import update

    from powerstrip.store.tables import sources

    one, two = (await store.sources.page()).items
    async with store.sources._database.write() as connection:
        for target, origin in ((one, two), (two, one)):
            values = {field: getattr(origin, field)}
            await connection.execute(update(sources).where(sources.c.id == target.id).values(values))


async def test_options_that_were_moved_to_another_row_do_not_open(store):
    await store.sources.create(new_source("one"))
    await store.sources.create(new_source("two"))

    await exchange(store, "sealed")

    for source in (await store.sources.page()).items:
        with pytest.raises(NotGenuine, match="was changed or moved"):
            store.sources.config_of(source)


async def test_rotation_passes_over_what_is_not_genuine_and_says_so(place):
    async with await opened(place, OLD_KEY) as store:
        await store.sources.create(new_source("one"))
        await store.sources.create(new_source("two"))
        await exchange(store, "sealed")
        whole = await store.sources.create(new_source("whole"))

    async with await opened(place, NEW_KEY, OLD_KEY) as store:
        rotation = await store.rotate_keys()
        assert (rotation.rewrapped, len(rotation.refused)) == (1, 2)
        assert (await store.sources.get("whole")).key_id == store.vault.key_id != whole.key_id
        assert (await store.sources.get("one")).key_id == whole.key_id


async def test_a_key_that_was_taken_away_opens_nothing(place):
    async with await opened(place, OLD_KEY) as store:
        await store.sources.create(new_source())

    async with await opened(place, NEW_KEY) as store:
        source = await store.sources.get("prod")
        with pytest.raises(UnknownKey):
            store.sources.config_of(source)
        written = await store.sources.update(source, config={"password": "anew"})
        assert store.sources.config_of(written) == {"password": "anew"}


async def test_without_a_key_everything_works_but_secrets(place):
    async with await opened(place) as store:
        source = await store.sources.create(new_source())

    async with await open_store(Location.of(place)) as store:
        assert await store.sources.get("prod") == source
        for use in (
            lambda: store.sources.create(new_source("other")),
            lambda: store.sources.update(source, config={}),
            store.rotate_keys,
        ):
            with pytest.raises(VaultClosed, match="there is no key"):
                await use()
        with pytest.raises(VaultClosed):
            store.sources.config_of(source)
        switched_off = await store.sources.update(replace(source, active=False))
        await store.sources.delete(switched_off)


async def test_rotation_keeps_version_and_ciphertext(place):
    async with await opened(place, OLD_KEY) as store:
        before = await store.sources.create(new_source())

    async with await opened(place, NEW_KEY, OLD_KEY) as store:
        assert await store.sources.count_by_key() == {before.key_id: 1}
        await store.rotate_keys()
        after = await store.sources.get("prod")
        assert await store.sources.count_by_key() == {store.vault.key_id: 1}

    assert after == replace(before, sealed=after.sealed, key_id=vault(NEW_KEY).key_id)


def new_token(name="ci", **changes):
    return NewToken(
        name=name, digest=token_digest(f"ps_{name}"), **({"scopes": ("tools:call", "tools:list")} | changes)
    )


async def test_a_token_is_found_by_its_digest(store):
    limited = {"sources": ("shop*",), "views": (), "write": True, "expires_at": NOON}
    everything, little = await store.tokens.create(new_token()), await store.tokens.create(new_token("x", **limited))

    assert (everything.sources, everything.views, everything.expires_at) == (None, None, None)
    assert (little.sources, little.views, little.write, little.expires_at) == (("shop*",), (), True, NOON)
    assert await store.tokens.by_digest(token_digest("ps_ci")) == everything
    assert await store.tokens.by_digest(token_digest("ps_x")) == little
    assert await store.tokens.by_digest("ps_ci") is None


async def test_a_token_is_valid_until_it_expires_or_is_revoked(store):
    token = await store.tokens.create(new_token(expires_at=NOON))
    before = NOON - timedelta(microseconds=1)

    assert (token.state(before), token.state(NOON)) == ("valid", "expired")
    revoked = await store.tokens.revoke("ci")
    assert revoked.state(before) == "revoked"
    assert await store.tokens.by_digest(token.digest) == revoked
    with pytest.raises(NotStored, match=r"^there is no token 'ci' that could be revoked$"):
        await store.tokens.revoke("ci")


async def test_a_revoked_tokens_name_may_be_used_again_and_no_other(store):
    await store.tokens.create(new_token())
    with pytest.raises(NameTaken, match=r"^there is already a token 'ci', revoke it or take another name$"):
        await store.tokens.create(new_token(scopes=()))
    await store.tokens.revoke("ci")
    second = await store.tokens.create(replace(new_token(), digest=token_digest("ps_ci2")))

    assert [each.id for each in (await store.tokens.page()).items] == [second.id]
    assert len((await store.tokens.page(revoked=True)).items) == 2


async def test_the_version_of_the_tokens_changes_when_one_is_stored_or_revoked_and_not_when_one_is_used(store):
    versions = [await store.tokens.version()]
    token = await store.tokens.create(new_token())
    versions.append(await store.tokens.version())
    await store.tokens.touch({token.id: NOON})
    used = await store.tokens.version()
    await store.tokens.revoke("ci")
    versions.append(await store.tokens.version())

    assert versions == [(0, 0, None), (1, 0, token.id), (1, 1, token.id)]
    assert used == versions[1]


async def test_tokens_are_listed_page_by_page_with_their_last_use(store):
    created = [await store.tokens.create(new_token(name)) for name in "abc"]
    await store.tokens.touch({created[0].id: NOON, created[2].id: NOON, "gone": NOON})

    first = await store.tokens.page(limit=2)
    second = await store.tokens.page(limit=2, after=first.next)

    listed = [*first.items, *second.items]
    assert sorted(listed, key=lambda each: each.name) == [
        replace(created[0], last_used_at=NOON),
        created[1],
        replace(created[2], last_used_at=NOON),
    ]
    assert (len(first.items), second.next) == (2, None)


async def test_the_audit_is_read_newest_first_and_exported_oldest_first(store):
    records = [record(number) for number in range(1203)]
    await store.audit.add(records)

    first = await store.audit.page(limit=1000)
    second = await store.audit.page(limit=1000, after=first.next)
    assert [*first.items, *second.items] == records[::-1]
    assert second.next is None
    batches = [batch async for batch in store.audit.export()]
    assert [each for batch in batches for each in batch] == records
    assert max(map(len, batches)) == 500
    assert [batch async for batch in store.audit.export(after=records[-2].id)] == [[records[-1]]]


async def test_every_field_of_an_audit_record_is_kept(store):
    full = record(1, digest="ab" * 32, rows=2**40, bytes=2**41, milliseconds=1.5, arguments={"query": "SELECT 1"})
    change = record(2, action="source.create", call_id=None, source=None, tool=None)
    await store.audit.add([full, change])

    assert (await store.audit.page()).items == (change, full)


ODD = {
    "text": "\0 \ud800 \U0001f600",
    "large": 10**40,
    "float": -0.0,
    "infinite": math.inf,
    "nested": [{"a": [None, True]}],
}


async def test_arguments_of_any_kind_are_kept(store):
    await store.audit.add([record(1, arguments=ODD), record(2, principal="a\0b", tool="\ud800")])

    second, first = (await store.audit.page()).items
    assert first.arguments == ODD
    assert (second.principal, second.tool) == ("a\ufffdb", "?")


async def test_a_name_of_any_length_that_a_client_made_up_is_kept_by_its_beginning(store):
    names = dict.fromkeys(("principal", "action", "outcome", "call_id", "source", "tool"), "\U0001f600" * 1_000_000)
    await store.audit.add([record(1, **names)])

    (kept,) = (await store.audit.page()).items
    assert kept == record(1, **dict.fromkeys(names, "\U0001f600" * 200))


async def test_writing_records_again_changes_nothing(store):
    await store.audit.add([record(1), record(2)])
    await store.audit.add([record(2, outcome="internal"), record(3)])
    await store.audit.add([])

    assert (await store.audit.page()).items == (record(3), record(2), record(1))


async def test_the_audit_is_filtered(store):
    different = [
        record(0),
        record(1, principal="bob"),
        record(2, action="source.create"),
        record(3, source="staging"),
        record(4, tool="other"),
        record(5, outcome="timeout"),
    ]
    await store.audit.add(different)

    async def found(**wanted):
        numbers = [int(each.id, 16) for each in (await store.audit.page(AuditFilter(**wanted))).items]
        exported = [int(each.id, 16) async for batch in store.audit.export(AuditFilter(**wanted)) for each in batch]
        assert exported == numbers[::-1]
        return exported

    assert await found() == [0, 1, 2, 3, 4, 5]
    assert await found(principal="bob") == [1]
    assert await found(action="source.create") == [2]
    assert await found(source="staging") == [3]
    assert await found(tool="other") == [4]
    assert await found(outcome="timeout") == [5]
    assert await found(call_id="call3") == [3]
    assert await found(since=record(2).at, until=record(4).at) == [2, 3]
    assert await found(principal="ada", source="prod", outcome="ok") == [0, 2, 4]


async def test_what_is_too_old_is_deleted_in_small_steps(store):
    await store.audit.add([record(number) for number in range(25)])

    assert await store.audit.delete_before(record(21).at, batch=10) == 21
    assert [int(each.id, 16) for each in (await store.audit.page()).items] == [24, 23, 22, 21]
    assert await store.audit.delete_before(record(0).at) == 0


def kept(handle, **changes):
    given = {"owner": "ada", "file": f"/data/{handle}.rows", "columns": ({"name": "id", "type": "int8"},)}
    given |= {
        "rows": 5,
        "bytes": 2**33,
        "complete": True,
        "created_at": NOON,
        "expires_at": NOON + timedelta(minutes=10),
    }
    return KeptResult(handle=handle, **(given | changes))


async def test_a_kept_result_is_its_owners_until_it_expires(store):
    await store.results.add(kept("one"))

    assert await store.results.get("one", owner="ada", now=NOON) == kept("one")
    assert await store.results.get("one", owner="bob", now=NOON) is None
    assert await store.results.get("two", owner="ada", now=NOON) is None
    assert await store.results.get("one", owner="ada", now=kept("one").expires_at) is None


async def test_expired_results_are_found_and_forgotten(store):
    for minute in range(5):
        await store.results.add(kept(f"r{minute}", expires_at=NOON + timedelta(minutes=minute)))

    expired = await store.results.expired(NOON + timedelta(minutes=3), limit=3)
    assert [each.handle for each in expired] == ["r0", "r1", "r2"]
    await store.results.remove([*(each.handle for each in expired), "gone"])
    await store.results.remove([])
    assert [each.handle for each in await store.results.expired(NOON + timedelta(days=1))] == ["r3", "r4"]


async def test_settings_are_values_by_key(store):
    await store.settings.put("theme", {"dark": True})
    await store.settings.put("theme", {"dark": False})
    await store.settings.put("nothing", 0)

    assert await store.settings.get("theme") == {"dark": False}
    assert await store.settings.get("absent") is None
    assert await store.settings.all() == {"nothing": 0, "theme": {"dark": False}}
    await store.settings.delete("theme")
    await store.settings.delete("theme")
    assert await store.settings.all() == {"nothing": 0}


async def test_a_time_without_a_zone_is_a_mistake_of_the_caller(store):
    with pytest.raises(ValueError, match="a time without a time zone cannot be stored"):
        await store.tokens.create(new_token(expires_at=NOON.replace(tzinfo=None)))


@pytest.mark.parametrize("odd", ["\0", "\ud800", "'; DROP TABLE sources", "", "x" * 100_000])
async def test_no_name_that_a_client_may_send_troubles_the_store(store, odd):
    await store.sources.create(new_source())

    assert await store.sources.get(odd) is None
    assert (await store.sources.page(after="zz" + odd, connector=odd)).items == ()
    assert (await store.tokens.page(after="zz" + odd)).items == ()
    assert await store.tokens.by_digest(odd) is None
    assert (await store.audit.page(AuditFilter(principal=odd, tool=odd), after=odd)).items == ()
    assert await store.results.get(odd, owner=odd, now=NOON) is None
    assert await store.settings.get(odd) is None
    with pytest.raises(NotStored):
        await store.tokens.revoke(odd)
    assert len((await store.sources.page()).items) == 1
