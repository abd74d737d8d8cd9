"""What a role is graded, and why; every privilege that a role could write through is found."""

import gc

import pytest

from powerstrip_postgres import connect, probe, standing
from powerstrip_postgres.privileges import INWARD, INWARD_15
from powerstrip_sdk import Grade, Grading, RefusedReadOnly, SyntaxFault

pytestmark = pytest.mark.anyio

ADVICE = "and only the read-only transaction stops it; see 'powerstrip sources role' for a role that only reads"
PUBLIC_ADVICE = ADVICE.replace("see", "revoke it from PUBLIC, or see")
READS = Grading(grade=Grade.A, reason="role 'reader' has no privilege but to read")

OBJECTS = """
CREATE TABLE items (id int, name text);
CREATE TABLE "odd
name" (id int);
CREATE VIEW names AS SELECT name FROM items;
CREATE SEQUENCE numbers;
CREATE FUNCTION as_owner() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION as_owner() FROM PUBLIC;
CREATE FUNCTION as_trigger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION as_caller() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE ROLE writers;
GRANT UPDATE (name) ON items TO writers;
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;
SELECT lo_create(4242);
"""
AFTERWARDS = """
SELECT lo_unlink(4242);
DROP FOREIGN DATA WRAPPER wrapper CASCADE;
DROP OWNED BY writers;
DROP ROLE writers;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""
VOLATILE = "CREATE FUNCTION changing() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'"
#: What makes the role more than a reader, and the phrase that says so.
POWERS = [
    ("ALTER ROLE reader SUPERUSER", "is a superuser"),
    ("ALTER ROLE reader CREATEROLE", "may create roles"),
    ("ALTER ROLE reader CREATEDB", "may create databases"),
    ("ALTER ROLE reader REPLICATION", "may replicate"),
    ("GRANT pg_write_all_data TO reader", "is a member of 'pg_write_all_data'"),
    ("GRANT pg_read_server_files TO reader", "is a member of 'pg_read_server_files'"),
    ("GRANT pg_write_server_files TO reader", "is a member of 'pg_write_server_files'"),
    ("GRANT pg_execute_server_program TO reader", "is a member of 'pg_execute_server_program'"),
    ("GRANT pg_signal_backend TO reader", "is a member of 'pg_signal_backend'"),
    ("GRANT pg_maintain TO reader", "is a member of 'pg_maintain'"),
    ("GRANT pg_create_subscription TO reader", "is a member of 'pg_create_subscription'"),
    ("GRANT pg_checkpoint TO reader", "is a member of 'pg_checkpoint'"),
    (
        "ALTER ROLE writers CREATEDB; GRANT writers TO reader WITH INHERIT FALSE, SET FALSE",
        "is a member of 'writers', which may create databases and has UPDATE on column name of table shop.items",
    ),
    ("GRANT writers TO reader WITH INHERIT FALSE", "has UPDATE on column name of table shop.items"),
    (
        "GRANT INSERT, UPDATE, DELETE, TRUNCATE ON items TO reader",
        "has DELETE, INSERT, TRUNCATE, UPDATE on table shop.items",
    ),
    ("GRANT MAINTAIN ON items TO reader", "has MAINTAIN on table shop.items"),
    ("GRANT TRIGGER ON items TO reader", "has TRIGGER on table shop.items"),
    ('GRANT INSERT ON "odd\nname" TO reader', 'has INSERT on table shop."odd\\nname"'),
    ("GRANT DELETE ON names TO reader", "has DELETE on view shop.names"),
    ("GRANT INSERT (id) ON items TO reader", "has INSERT on column id of table shop.items"),
    ("GRANT USAGE ON SEQUENCE numbers TO reader", "has USAGE on sequence shop.numbers"),
    ("GRANT UPDATE ON SEQUENCE numbers TO reader", "has UPDATE on sequence shop.numbers"),
    ("GRANT CREATE ON SCHEMA shop TO reader", "has CREATE on schema shop"),
    ("GRANT CREATE ON DATABASE postgres TO reader", "has CREATE on database postgres"),
    ("ALTER TABLE items OWNER TO reader", "owns table shop.items"),
    ("ALTER FUNCTION as_caller() OWNER TO reader", "owns function shop.as_caller()"),
    ("GRANT EXECUTE ON FUNCTION as_owner() TO reader", "has EXECUTE on function shop.as_owner()"),
    ("GRANT EXECUTE ON FUNCTION pg_reload_conf() TO reader", "has EXECUTE on function pg_reload_conf()"),
    ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO reader", "has EXECUTE on function pg_read_file(text)"),
    ("GRANT USAGE ON FOREIGN SERVER elsewhere TO reader", "has USAGE on server elsewhere"),
    ("GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO reader", "has USAGE on foreign-data wrapper wrapper"),
    ("GRANT UPDATE ON LARGE OBJECT 4242 TO reader", "has UPDATE on large object 4242"),
    ("GRANT ALTER SYSTEM ON PARAMETER work_mem TO reader", "has ALTER SYSTEM on parameter work_mem"),
    (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT INSERT ON TABLES TO reader",
        "has INSERT on default privileges on new relations belonging to role postgres in schema shop",
    ),
    ("GRANT INSERT ON items TO PUBLIC", "has INSERT on table shop.items through PUBLIC"),
    ("GRANT UPDATE (id) ON items TO PUBLIC", "has UPDATE on column id of table shop.items through PUBLIC"),
    ("GRANT CREATE ON SCHEMA public TO PUBLIC", "has CREATE on schema public through PUBLIC"),
    ("GRANT EXECUTE ON FUNCTION as_owner() TO PUBLIC", "has EXECUTE on function shop.as_owner() through PUBLIC"),
    (
        "CREATE FUNCTION in_c() RETURNS text LANGUAGE internal AS 'pgsql_version'",
        "has EXECUTE on function shop.in_c() through PUBLIC",
    ),
]
#: What reads, or what PostgreSQL lets every role do.
READING = [
    "GRANT USAGE ON SCHEMA shop TO reader",
    "GRANT SELECT, REFERENCES ON ALL TABLES IN SCHEMA shop TO reader",
    "GRANT SELECT (id), REFERENCES (id) ON items TO reader",
    "GRANT SELECT ON SEQUENCE numbers TO reader",
    "GRANT SELECT ON LARGE OBJECT 4242 TO reader",
    "GRANT pg_read_all_data, pg_monitor TO reader",
    "ALTER ROLE reader BYPASSRLS",
    "GRANT TEMPORARY, CONNECT ON DATABASE postgres TO reader",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader",
    "GRANT SET ON PARAMETER work_mem TO reader",
    "CREATE FUNCTION in_c() RETURNS text LANGUAGE internal STABLE AS 'pgsql_version'",
]


@pytest.fixture
async def shop(admin, reader):
    await admin.execute(OBJECTS)
    yield admin
    await admin.execute("ALTER ROLE reader NOSUPERUSER; REASSIGN OWNED BY reader TO postgres")
    await admin.execute(AFTERWARDS)


@pytest.mark.parametrize(("power", "phrase"), POWERS, ids=[power[0] for power in POWERS])
async def test_a_role_that_could_write_is_grade_b_and_the_reason_names_how(shop, opens, reader, power, phrase):
    await shop.execute(power)

    found = await (await opens(**reader)).probe()

    advice = PUBLIC_ADVICE if "PUBLIC" in phrase else ADVICE
    assert found == Grading(grade=Grade.B, reason=f"role 'reader' {phrase}, {advice}")


@pytest.mark.parametrize("privileges", READING)
async def test_a_role_that_only_reads_is_grade_a(shop, opens, reader, privileges):
    await shop.execute(privileges)

    assert await (await opens(**reader)).probe() == READS


async def test_a_reason_tells_the_first_few_findings_only(shop, opens, reader):
    await shop.execute("GRANT INSERT ON ALL TABLES IN SCHEMA shop TO reader; GRANT CREATE ON SCHEMA shop TO reader")

    found = await (await opens(**reader)).probe()

    assert found.reason == (
        "role 'reader' has CREATE on schema shop, has INSERT on table shop.\"odd\\nname\", "
        f"has INSERT on table shop.items and more, {ADVICE}"
    )


async def test_the_role_that_logged_in_counts_and_not_one_that_it_takes_on(shop, opens, reader):
    await shop.execute("GRANT INSERT ON items TO reader; CREATE ROLE harmless; GRANT harmless TO reader")
    await shop.execute("ALTER ROLE reader SET role = harmless")
    try:
        found = await (await opens(**reader)).probe()
    finally:
        await shop.execute("DROP ROLE harmless")

    assert found == Grading(grade=Grade.B, reason=f"role 'reader' has INSERT on table shop.items, {ADVICE}")


async def test_a_probe_that_the_server_does_not_answer_is_grade_b(opens, shop, reader, monkeypatch):
    async def find(fetch, major):
        raise SyntaxFault("relation does not exist")

    monkeypatch.setattr(probe, "find", find)
    connection = await opens(**reader)

    assert await connection.probe() == Grading(
        grade=Grade.B,
        reason=f"the server did not tell what the role could do, or not in time, {ADVICE}",
    )
    assert connection.idle


async def test_all_connections_of_a_source_and_no_others_know_what_its_last_probe_found(shop, server, reader):
    await shop.execute(VOLATILE)
    config = server.config(**reader)
    copies = [server.config(**reader), config.model_copy()]
    first, second, *others = [await connect(each) for each in (config, config, *copies)]
    try:
        await first.probe()
        assert await first.fetch_rows("SELECT shop.changing()") == [(1,)]
        assert await second.fetch_rows("SELECT shop.changing()") == [(1,)]
        for other in others:
            with pytest.raises(RefusedReadOnly):
                await other.fetch_rows("SELECT shop.changing()")

        await shop.execute("GRANT INSERT ON items TO reader")
        await second.probe()
        with pytest.raises(RefusedReadOnly):
            await first.fetch_rows("SELECT shop.changing()")
    finally:
        for each in (first, second, *others):
            await each.close()


async def test_what_is_known_of_a_role_is_forgotten_with_its_options(shop, server, reader):
    config = server.config(**reader)
    connection = await connect(config)
    await connection.probe()
    await connection.close()
    before = len(standing._STANDINGS)

    del config, connection
    gc.collect()

    assert len(standing._STANDINGS) < before


def found(**changes):
    return probe.Findings(
        **{"role": "reader", "standby": True, "outward": (), "inward": (), "is_public": False} | changes
    )


def test_a_standby_makes_up_for_what_a_role_could_write_to_the_server_itself_only():
    owner = found(inward=("owns table items",))

    assert probe.grading(owner) == Grading(
        grade=Grade.A,
        reason="the server is a standby, which takes no writes; once promoted, role 'reader' owns table items",
    )
    # Promotion asks nobody, so what may be called never depends on it.
    assert owner.grade is Grade.B
    assert probe.grading(found(outward=("is a superuser",))).grade is Grade.B


async def test_servers_without_privileges_on_parameters_are_asked_for_all_the_others(admin):
    assert "pg_parameter_acl" in INWARD_15
    assert "pg_parameter_acl" not in INWARD
    assert await admin.fetch(INWARD) == await admin.fetch(INWARD_15)
