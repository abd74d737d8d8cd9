"""A secret in every place that has one, everything going wrong, and then a look for them wherever anything came out."""

from pathlib import Path

import asyncpg
import pytest
from planting import Planted
from scanner import FORMS, Hit, Scanner, compressed
from session import Session

from powerstrip.plugins import find_entry_points, load_plugins
from powerstrip.redaction import MASK

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

LEAKY = Path(__file__).parent / "leaky"
#: What the session plants a secret in, of the connectors that are installed.
SECRET_FIELDS = {"example": set(), "postgres": {"password"}, "sqlite": set()}


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
async def session(tmp_path_factory, postgres, installed):
    admin = await asyncpg.connect(
        host=postgres.host,
        port=postgres.port,
        user=postgres.username,
        password=postgres.password,
        database=postgres.database,
    )
    try:
        done = Session(tmp_path_factory.mktemp("canary"), postgres, admin, installed(LEAKY))
        await done.run()
    finally:
        await admin.close()
    return done


@pytest.fixture(scope="module")
def collected(session):
    return session.sinks.everything()


async def test_no_secret_comes_out_anywhere(session, collected):
    scanner = Scanner(session.planted.secrets)

    found = sorted(f"{sink}: {hit.secret} as {hit.form}" for sink in collected for hit in scanner.find(collected[sink]))

    assert found == [], "\n".join(found)
    assert len(session.planted.secrets) >= 50
    assert len(collected) >= 12
    assert len(FORMS) >= 6


async def test_no_server_is_sent_a_token_or_a_key(session):
    others = {name: secret for name, secret in session.planted.secrets.items() if name.startswith(("token", "key"))}

    assert Scanner(others).find(bytes(session.sent)) == set()
    assert len(others) >= 6
    assert Scanner({"one": session.planted.secrets["tried password, server refuses"]}).find(bytes(session.sent))


async def test_what_is_no_secret_comes_out_everywhere(session, collected):
    scanner = Scanner({"witness": session.witness.encode()})

    assert [sink for sink in collected if Hit("witness", "plain") not in scanner.find(collected[sink])] == []


async def test_servers_and_connectors_have_told_secrets_to_whoever_listened(collected):
    silent = [
        sink
        for sink in ("MCP answers", "REST answers", "commands", "health", "log")
        if MASK.encode() not in collected[sink]
    ]

    assert silent == []


async def test_a_secret_that_came_out_would_be_found_in_every_form(collected):
    planted = Planted()
    for form in FORMS:
        planted.new(form, "JSON")
    secrets = planted.secrets
    every = {(form, written) for form, write in FORMS.items() for written in write(secrets[form])}
    scanner, expected = Scanner(secrets), {Hit(form, form) for form in FORMS}

    for sink, data in collected.items():
        middle = len(data) // 2
        for form, written in every:
            assert Hit(form, form) in scanner.find(data[middle : middle + 1000] + written + data[-1000:]), (sink, form)
        leaks = b" ".join(written for _, written in every)
        assert scanner.find(data[:middle] + leaks + data[middle:]) >= expected, sink
        assert scanner.find(data[:middle] + compressed(leaks) + data[middle:]) >= expected, sink


async def test_every_secret_option_of_every_connector_is_planted():
    registry = load_plugins(find_entry_points())
    secret = {
        name: {
            option
            for option, schema in connector.config.model_json_schema()["properties"].items()
            if "writeOnly" in str(schema)
        }
        for name, connector in registry.connectors.items()
    }

    assert secret == SECRET_FIELDS
