"""A store to test with, and what goes into it."""

from datetime import UTC, datetime, timedelta

from powerstrip.secrets import Vault, parse_keys
from powerstrip.store import AuditRecord, Location, NewSource, open_store

#: Keys that seal nothing but tests.
OLD_KEY = "q3JvH0uY2mXo8Zt5wNf7cKd1sLbP6gRa9EiTyUjWxVQ"
NEW_KEY = "M4nB7vC2xZ9lK1jH6gF3dS8aP5oI0uYtRrEwQmXzNcV"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def vault(*keys):
    return Vault(parse_keys(" ".join(keys or (OLD_KEY,)), "the test"))


async def opened(where, *keys):
    return await open_store(Location.of(where), vault=vault(*keys))


def new_source(name="prod", **changes):
    config = {"host": "db.internal", "password": f"hunter2-{name}"}
    given = {"connector": "postgres", "config": config, "settings": {"description": name}, "owner": "ada"}
    return NewSource(name=name, **(given | changes))


def record(number=0, **changes):
    given = {
        "principal": "ada",
        "principal_id": None,
        "action": "call",
        "outcome": "ok",
        "call_id": f"call{number}",
        "source": "prod",
    }
    return AuditRecord(
        id=f"{number:032x}", at=NOON + timedelta(seconds=number), **(given | {"tool": "postgres_query"} | changes)
    )
