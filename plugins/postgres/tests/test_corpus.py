"""The corpus itself: that its statements are what they seem to be, and that it finds a weakness in every layer."""

import os

import asyncpg
import pytest
from postgres_attacked import SETTINGS, attacked_server
from postgres_positions import POSITIONS

from powerstrip_postgres import clearance, conversation, functions, plugin, reach
from powerstrip_postgres import connection as connecting
from powerstrip_postgres.functions import Rules
from powerstrip_postgres.session import END, Session
from powerstrip_postgres.testing import PostgresServer
from powerstrip_postgres.tree import Names
from powerstrip_sdk import Grade, Rows
from powerstrip_sdk.testing import Attack, Siege, attacks, declared, seeds
from powerstrip_sdk.testing.positions import POSITIONS as PORTABLE

pytestmark = pytest.mark.anyio

SUPERUSER, READER, GUEST = "a superuser", "a role as most are", "a role that cannot write"

#: Changes the session by a function that somebody made, which the tree knows nothing of.
REMEMBERS = "SELECT shop.run('SET work_mem = ''1MB''')"
#: Positions that are no statement of this engine's, around a value; the other ones must be.
FOREIGN = {
    "SELECT 1; SELECT {}",
    "COMMIT; SELECT {}",
    "CALL pg_catalog.pg_sleep({})",
}


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
async def attacked(anyio_backend):
    with PostgresServer(SETTINGS) as server:
        async with attacked_server(server) as attacked:
            yield attacked


async def deviations(attacked, credential, chosen=lambda attack: True, most=1):
    """Return what the seeds as they are, or those chosen of them, change."""
    plain = [attack for attack in attacks(attacked, every=1000) if chosen(attack)]
    assert plain
    siege = Siege(attacked, declared(plugin).connector("postgres"), attacked.credentials[credential])
    return await siege.deviations(plain, most=most)


def of(*files):
    """Choose the seeds of some files."""
    return lambda attack: attack.seed.startswith(files)


def stacked(attack):
    """Choose what needs more than one statement to do anything."""
    return attack.seed.startswith("portable.sql") and "; " in attack.sql


@pytest.fixture
def no_tree(monkeypatch):
    """Switch the check of the tree off, and with it all that looks at names."""

    async def anything(sql):
        return Names()

    monkeypatch.setattr(connecting, "check_statement", anything)


@pytest.fixture
def read_write(monkeypatch):
    """Let transactions write."""
    begin = Session.begin
    monkeypatch.setattr(Session, "begin", lambda *given, **named: begin(*given, **named).replace("ONLY", "WRITE"))


@pytest.fixture
def simple_protocol(monkeypatch):
    """Send the caller's text as a simple query first, as a driver does that is given no parameters."""
    opens = connecting.open_portal

    async def open_portal(driver, sql, params, rows, _):
        await driver.execute(sql)
        return await opens(driver, "SELECT 1", [], rows)

    monkeypatch.setattr(connecting, "open_portal", open_portal)


def test_there_are_hundreds_of_seeds_and_thousands_of_statements(attacked):
    assert len(seeds(attacked)) > 500
    assert len(attacks(attacked)) > 30_000


async def test_the_credentials_are_of_the_grades_that_there_are(attacked):
    grades = {}
    for name, options in attacked.credentials.items():
        connector = declared(plugin).connector("postgres")
        opened = await connector.connect(connector.config.model_validate(options))
        grades[name] = (await opened.probe()).grade
        await opened.close()
    assert grades == {GUEST: Grade.A, READER: Grade.B, SUPERUSER: Grade.B}


async def test_every_position_is_a_statement_where_a_value_can_stand(attacked):
    options = attacked.credentials[SUPERUSER]
    names = {"user": "username", "password": "password", "database": "database", "host": "host", "port": "port"}
    raw = await asyncpg.connect(**{name: options[option] for name, option in names.items()})
    foreign = set()
    try:
        for position in [*PORTABLE["expressions"], *POSITIONS["expressions"]]:
            try:
                await raw.prepare(position.replace("{}", "length('a')").replace("@table@", "shop.items"))
            except asyncpg.PostgresError:
                foreign.add(position)
    finally:
        await raw.close()
    assert foreign == FOREIGN


class OfTemplates(Siege):
    """Offers each statement as a template, until it is either refused, run in a transaction or run alone."""

    def __init__(self, attacked, options):
        super().__init__(attacked, declared(plugin).connector("postgres"), options)
        self.alone = []

    async def _read(self, sql, rows):
        # The first time the statement is cleared, if it is, and run; then it is run on what is kept of it.
        for _ in range(2):
            returned = await self._connection.run_template(sql, [])
            if not isinstance(returned, Rows):
                async with returned as stream:
                    rows += [row async for batch in stream for row in batch]
                return
            rows += returned.rows
        self.alone.append(sql)


@pytest.mark.timeout(3600 if os.environ.get("POWERSTRIP_LONG") else 120)
@pytest.mark.parametrize("credential", [GUEST, READER, SUPERUSER])
async def test_no_statement_that_is_offered_as_a_template_changes_or_tells_anything(attacked, credential):
    siege = OfTemplates(attacked, attacked.credentials[credential])
    every = 1 if os.environ.get("POWERSTRIP_LONG") else 1000
    assert [str(each) for each in await siege.deviations(attacks(attacked, every=every))] == []
    # Some do nothing that anybody has to be kept from, and must have gone that way.
    assert siege.alone


async def test_without_the_verdict_a_template_that_is_run_alone_changes_the_session(attacked, monkeypatch):
    monkeypatch.setattr(clearance, "may_be_cleared", lambda _: True)
    monkeypatch.setattr(clearance, "is_cleared", lambda _: True)
    siege = OfTemplates(attacked, attacked.credentials[SUPERUSER])
    assert await siege.deviations([Attack(sql=REMEMBERS, seed="here", how="as it is")])


async def test_without_the_tree_a_superuser_reaches_beyond_the_database(attacked, no_tree):
    assert await deviations(attacked, SUPERUSER)


async def test_without_the_tree_a_role_as_most_are_reaches_beyond_the_database(attacked, no_tree):
    assert await deviations(attacked, READER)


async def test_without_the_tree_the_role_is_what_stops_files_other_servers_and_rows(attacked, no_tree):
    assert not await deviations(attacked, GUEST, of("portable.sql", "reached.sql", "rows.sql"))
    assert await deviations(attacked, SUPERUSER, of("reached.sql"))


async def test_without_the_denied_names_a_function_that_runs_text_gets_through(attacked, monkeypatch):
    whole = functions.rules()
    emptied = Rules(denied={}, denied_relations={}, allowed=whole.allowed, builtin=whole.builtin)
    monkeypatch.setattr(functions, "rules", lambda: emptied)
    monkeypatch.setattr(reach, "rules", lambda: emptied)
    assert await deviations(attacked, SUPERUSER, of("functions.sql"))


async def test_without_following_names_a_view_gets_through(attacked, monkeypatch):
    monkeypatch.setattr(connecting, "question_about", lambda *_: None)
    assert await deviations(attacked, SUPERUSER, of("reached.sql"))


async def test_without_the_read_only_transaction_a_function_that_says_it_is_stable_writes(attacked, read_write):
    assert await deviations(attacked, SUPERUSER, of("reached.sql"))


async def test_without_the_roll_back_what_was_written_stays(attacked, read_write, monkeypatch):
    def kept(found):
        return [each for each in found if "rows of shop.items" in each.changes]

    def liars(attack):
        return "stable_insert" in attack.sql

    assert not kept(await deviations(attacked, SUPERUSER, liars, most=9))
    monkeypatch.setattr(conversation, "END", END.replace("ROLLBACK", "COMMIT"))
    assert kept(await deviations(attacked, SUPERUSER, liars, most=9))


async def test_with_the_simple_protocol_a_second_statement_writes(attacked, no_tree, request):
    assert not await deviations(attacked, SUPERUSER, stacked)
    request.getfixturevalue("simple_protocol")
    assert await deviations(attacked, SUPERUSER, stacked)


async def test_without_the_end_of_a_session_a_lock_outlives_its_statement(attacked, no_tree, monkeypatch):
    def locks(attack):
        return "advisory_lock" in attack.sql and "to_tsvector" not in attack.sql

    assert not await deviations(attacked, GUEST, locks)
    monkeypatch.setattr(conversation, "END", "ROLLBACK")
    monkeypatch.setattr(conversation, "CLEAN", "ROLLBACK")
    assert await deviations(attacked, GUEST, locks)
