import pytest

from powerstrip_postgres.functions import rules

pytestmark = pytest.mark.anyio

OF_CATALOG = """
SELECT proname::text AS name, bool_or(provolatile = 'v') AS is_volatile
FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND oid < 16384 AND prokind <> 'p' GROUP BY proname
"""


@pytest.fixture
async def catalog(admin):
    return {row["name"]: row["is_volatile"] for row in await admin.fetch(OF_CATALOG)}


async def test_every_volatile_function_of_the_server_was_decided(catalog):
    volatile = {name for name, is_volatile in catalog.items() if is_volatile}
    undecided = {name for name in volatile if not rules().denial(name) and not rules().is_allowed(name)}
    decided_twice = {name for name in volatile if rules().denial(name) and rules().is_allowed(name)}
    assert (undecided, decided_twice) == (set(), set())


async def test_what_is_known_to_be_harmless_is_not_volatile(catalog):
    assert {name for name in rules().builtin if catalog.get(name)} == set()


async def test_nearly_every_function_of_the_server_is_known(catalog):
    unknown = {name for name in catalog if not rules().is_known(name) and not rules().denial(name)}
    assert len(unknown) < len(catalog) / 20


def test_every_rule_has_a_reason():
    given = rules()
    assert all(
        reason and not reason.endswith(".") for reason in (*given.denied.values(), *given.denied_relations.values())
    )
