"""A database that does not answer: what is said, and that it works again afterwards."""

import re

import pytest
from stores import new_source, opened

from powerstrip.store import Location, StoreError, StoreUnavailable, open_store

pytestmark = pytest.mark.anyio


@pytest.fixture
def backend():
    return "postgresql"


def without_password(place, instead=""):
    return re.sub(r"(//[^:]*):[^@]*@", rf"\1{instead}@", place)


async def end_sessions(admin, place):
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", place.rpartition("/")[2]
    )


async def test_a_store_works_on_after_its_connections_were_lost(place, admin):
    async with await opened(place) as store:
        created = await store.sources.create(new_source())
        await end_sessions(admin, place)

        assert await store.sources.get("prod") == created


async def test_a_change_whose_connection_is_lost_is_undone_and_says_so_without_the_databases_words(
    place, admin, postgres
):
    async with await opened(place) as store:

        async def change_and_lose():
            async with store.sources._database.write() as connection:
                await connection.exec_driver_sql("DELETE FROM sources")
                await end_sessions(admin, place)
                await connection.exec_driver_sql("DELETE FROM sources")

        kept = await store.sources.create(new_source())
        with pytest.raises(StoreUnavailable) as caught:
            await change_and_lose()

        assert str(caught.value) == (
            f"the store at 'postgresql://{place.rpartition('@')[2]}' does not answer or refuses to work "
            f"({type(caught.value.__cause__.orig).__name__})"
        )
        assert postgres.password not in f"{caught.value} {caught.value.detail}"
        assert await store.sources.get("prod") == kept


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda place: without_password(place, ":hunter2"), "lets nobody in (InvalidPasswordError)"),
        (lambda place: place.rpartition("/")[0] + "/nowhere", "lets nobody in (InvalidCatalogNameError)"),
        (lambda place: f"{place.rpartition(':')[0]}:1/nowhere", "does not answer"),
        (lambda place: f"{place}?sslmode=sideways", "lets nobody in (ClientConfigurationError)"),
    ],
    ids=["password", "database", "port", "sslmode"],
)
async def test_a_store_that_cannot_be_reached_is_said_without_its_password(place, change, said, postgres):
    with pytest.raises(StoreError) as caught:
        await open_store(Location.of(change(place)))

    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert postgres.password not in str(caught.value)


async def test_a_role_that_may_not_make_tables_is_refused(place, admin):
    await admin.execute("DROP ROLE IF EXISTS store_reader; CREATE ROLE store_reader LOGIN PASSWORD 'reader'")
    try:
        database = place.rpartition("@")[2]
        with pytest.raises(StoreError, match=r"cannot be opened \(\w+\), is it powerstrip's\?$"):
            await open_store(Location.of(f"postgresql://store_reader:reader@{database}"))
    finally:
        await admin.execute("DROP ROLE store_reader")


async def test_a_password_may_come_from_the_environment_as_with_psql(place, postgres, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    async with await opened(without_password(place)) as store:
        await store.sources.create(new_source())


async def test_the_server_sees_who_is_connected_and_no_secret(place, admin):
    async with await opened(place) as store:
        await store.sources.create(new_source())
        rows = await admin.fetch(
            "SELECT application_name, query FROM pg_stat_activity WHERE datname = $1", place.rpartition("/")[2]
        )

    assert {row["application_name"] for row in rows} == {"powerstrip"}
    assert "hunter2" not in str(rows)
