"""Changing the operator's key: every row's data key is wrapped anew, while the host runs and others write."""

from sqlalchemy import Row, select, update

from powerstrip.secrets import NotGenuine, SecretsError, UnknownKey, Vault
from powerstrip.store.database import Database
from powerstrip.store.records import KeyUse, Rotation
from powerstrip.store.sources import place_of
from powerstrip.store.tables import sources

__all__ = ["look_at_keys", "rotate_keys"]

#: Rows in one transaction; each takes well under a millisecond.
_BATCH = 100


async def rotate_keys(database: Database, vault: Vault) -> Rotation:
    """Wrap the data key of every row with the current key.

    A row is only replaced if it is still what was read: whoever writes it meanwhile wins, and it is looked at again.
    Goes over the table until nothing is left that can be done, so also what others write with a former key is found.

    Raises:
        VaultClosed: if there is no key.
        StoreUnavailable: if the database does not answer; what was done stays, and the next rotation goes on.
    """
    rewrapped, refused = 0, dict[str, str]()
    while True:
        done, refused, overtaken = await _go_over(database, vault)
        rewrapped += done
        if not done and not overtaken:
            if rewrapped:
                await database.forget()
            return Rotation(rewrapped=rewrapped, refused=refused)


async def look_at_keys(database: Database, vault: Vault) -> dict[str, KeyUse]:
    """Try to open every row; returns what was found by the id of the key."""
    rows: dict[str, int] = {}
    opened: dict[str, int] = {}
    after = ""
    while batch := await _batch(database, after):
        for row in batch:
            rows[row.key_id] = rows.get(row.key_id, 0) + 1
            opened[row.key_id] = opened.get(row.key_id, 0) + _opens(vault, row)
        after = batch[-1].id
    return {key_id: KeyUse(rows=count, opened=opened[key_id]) for key_id, count in sorted(rows.items())}


async def _go_over(database: Database, vault: Vault) -> tuple[int, dict[str, str], bool]:
    """Go over the table once; returns rows done, rows refused, and whether another writer was faster anywhere."""
    done, refused, overtaken = 0, dict[str, str](), False
    after = ""
    while batch := await _batch(database, after, not_of=vault.key_id):
        async with database.write() as connection:
            for row in batch:
                place = place_of(row.id)
                try:
                    sealed = vault.rewrap(row.sealed, place)
                except (UnknownKey, NotGenuine) as error:
                    refused[str(place)] = str(error)
                    continue
                as_read = (sources.c.id == row.id) & (sources.c.sealed == row.sealed)
                statement = update(sources).where(as_read).values(sealed=sealed, key_id=vault.key_id)
                changed = (await connection.execute(statement)).rowcount
                done += changed
                overtaken = overtaken or not changed
        after = batch[-1].id
    return done, refused, overtaken


async def _batch(database: Database, after: str, *, not_of: str | None = None) -> list[Row[tuple[str, str, str]]]:
    columns = (sources.c.id, sources.c.sealed, sources.c.key_id)
    query = select(*columns).where(sources.c.id > after).order_by(sources.c.id).limit(_BATCH)
    if not_of is not None:
        query = query.where(sources.c.key_id != not_of)
    async with database.read() as connection:
        return list(await connection.execute(query))


def _opens(vault: Vault, row: Row[tuple[str, str, str]]) -> bool:
    try:
        vault.open(row.sealed, place_of(row.id))
    except SecretsError:
        return False
    return True
