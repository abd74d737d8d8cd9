"""The statements that make a role which only reads, run on a real server."""

import asyncpg
import pytest

from powerstrip_postgres import plugin
from powerstrip_sdk import Grade, Grading, InvalidArguments, Reader

pytestmark = pytest.mark.anyio

(CONNECTOR,) = plugin.powerstrip_connectors()
#: Names that are wrong if anything about them is not quoted.
ROLE, SCHEMA, OWNER, DATABASE = 'Read "er', "Odd; schema", "Ow'ner", 'Data "base'
WRITES = [
    "INSERT INTO {0}.old VALUES (2)",
    "UPDATE {0}.old SET id = 3",
    "DELETE FROM {0}.old",
    "TRUNCATE {0}.old",
    "SELECT * FROM {0}.old FOR UPDATE",
    "BEGIN; LOCK TABLE {0}.old IN SHARE MODE",
    "DROP TABLE {0}.old",
    "ALTER TABLE {0}.old ADD other int",
    "CREATE TABLE {0}.other (id int)",
    "CREATE TABLE public.other (id int)",
    "CREATE SCHEMA other",
    "CREATE ROLE other",
    "CREATE DATABASE other",
    "CREATE EXTENSION dblink",
    "SELECT nextval('{0}.numbers')",
    "SELECT setval('{0}.numbers', 9)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_reload_conf()",
    "SELECT pg_create_physical_replication_slot('other')",
    "COPY {0}.old TO '/tmp/other'",
    "COPY {0}.old TO PROGRAM 'cat'",
    "SET ROLE postgres",
    "ALTER SYSTEM SET work_mem = '64kB'",
]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


@pytest.fixture
async def driver(server):
    """Opens connections of the driver's own, in the database with the odd name."""
    opened = []

    async def driver(user=server.username, password=server.password, database=DATABASE):
        opened.append(
            await asyncpg.connect(
                host=server.host, port=server.port, user=user, password=password, database=database, ssl=False
            )
        )
        return opened[-1]

    yield driver
    for each in reversed(opened):
        await each.close()


@pytest.fixture
async def shop(driver):
    """A superuser's connection to a database with a schema whose tables an owner makes."""
    outside = await driver(database="postgres")
    await outside.execute(f"CREATE DATABASE {quoted(DATABASE)}")
    inside = await driver()
    await inside.execute(f"""
        CREATE ROLE {quoted(OWNER)};
        CREATE SCHEMA {quoted(SCHEMA)} AUTHORIZATION {quoted(OWNER)};
        SET search_path = {quoted(SCHEMA)};
        SET ROLE {quoted(OWNER)};
        CREATE TABLE old (id int);
        INSERT INTO old VALUES (1);
        CREATE SEQUENCE numbers;
        RESET ROLE;
    """)
    yield inside
    await inside.close()
    await outside.execute(f"DROP DATABASE {quoted(DATABASE)} WITH (FORCE)")
    for role in (ROLE, OWNER):
        await outside.execute(f"DROP ROLE IF EXISTS {quoted(role)}")


async def make_reader(shop, server, reader):
    """Run the statements as the superuser, give the role its password, and return its options."""
    config = server.config(database=DATABASE, username=ROLE, password="hunter2")
    statements = CONNECTOR.reader_setup(config, reader)
    assert "hunter2" not in statements
    await shop.execute(statements)
    await shop.execute(f"ALTER ROLE {quoted(ROLE)} PASSWORD 'secret'")
    return {"database": DATABASE, "username": ROLE, "password": "secret"}


async def test_the_role_is_grade_a_and_reads_tables_that_exist_and_that_are_made_later(shop, server, opens):
    options = await make_reader(shop, server, Reader(schemas=(SCHEMA,), owners=(OWNER, "postgres")))
    for creator in (OWNER, "postgres"):
        await shop.execute(
            f"GRANT CREATE ON SCHEMA {quoted(SCHEMA)} TO {quoted(creator)}; SET ROLE {quoted(creator)}; "
            f"CREATE TABLE {quoted('new of ' + creator)} AS SELECT 2 AS id; RESET ROLE"
        )

    connection = await opens(**options)

    assert await connection.probe() == Grading(grade=Grade.A, reason=f"role {ROLE!r} has no privilege but to read")
    for table, rows in (("old", [(1,)]), (f"new of {OWNER}", [(2,)]), ("new of postgres", [(2,)])):
        assert await connection.fetch_rows(f"SELECT * FROM {quoted(SCHEMA)}.{quoted(table)}") == rows


async def test_the_role_can_write_nothing_whatever_it_sends(shop, server, driver):
    await make_reader(shop, server, Reader(schemas=(SCHEMA,)))
    role = await driver(user=ROLE, password="secret")

    for write in WRITES:
        await role.execute("ROLLBACK; SET default_transaction_read_only = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await role.execute(write.format(quoted(SCHEMA)))
    assert await shop.fetchval("SELECT count(*) FROM old WHERE id = 1") == 1


async def test_the_statements_are_done_as_a_whole_or_not_at_all(shop, server):
    reader = Reader(name=ROLE, schemas=(SCHEMA, "missing"))
    statements = CONNECTOR.reader_setup(server.config(database=DATABASE), reader)

    with pytest.raises(asyncpg.InvalidSchemaNameError):
        await shop.execute(statements)
    await shop.execute("ROLLBACK")

    assert await shop.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", ROLE) == 0


async def test_a_role_that_exists_is_not_changed(shop, server):
    statements = CONNECTOR.reader_setup(server.config(database=DATABASE, username="postgres"), Reader())

    with pytest.raises(asyncpg.DuplicateObjectError):
        await shop.execute(statements)
    await shop.execute("ROLLBACK")

    assert await shop.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = 'postgres'")


async def test_what_everybody_may_do_can_be_taken_away_as_the_comments_say(shop, server, driver, opens):
    options = await make_reader(shop, server, Reader(schemas=("public",)))
    statements = CONNECTOR.reader_setup(server.config(database=DATABASE), Reader())
    await shop.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    connection = await opens(**options)
    assert (await connection.probe()).grade is Grade.B

    revokes = [line.removeprefix("--") for line in statements.splitlines() if "REVOKE" in line]
    await shop.execute("".join(revokes))

    assert (await connection.probe()).grade is Grade.A
    role = await driver(user=ROLE, password="secret")
    await role.execute("SET default_transaction_read_only = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await role.execute("CREATE TEMP TABLE other (id int)")


@pytest.mark.parametrize("name", ["", "two\nlines", "ends\0here", "right\u202eleft", "x" * 64, "ä" * 32])
@pytest.mark.parametrize("field", ["name", "schemas", "owners"])
def test_a_name_that_the_server_would_not_keep_is_refused(server, name, field):
    reader = Reader(**{field: name if field == "name" else (name,)})
    if field == "name" and not name:
        reader = Reader(schemas=("",))

    with pytest.raises(InvalidArguments, match="cannot be written as a name"):
        CONNECTOR.reader_setup(server.config(), reader)
