import pytest
from clearing import told

from powerstrip_postgres import connect
from powerstrip_sdk import ConnectorError, Grade, RefusedReadOnly, RefusedStatement, SyntaxFault

pytestmark = pytest.mark.anyio

FINGERPRINT = """
SELECT (SELECT array_agg(i.* ORDER BY 1)::text FROM shop.items i), (SELECT last_value FROM shop.numbers),
    (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_roles),
    (SELECT count(*) FROM pg_prepared_xacts)
"""

WRITES = [
    "INSERT INTO shop.items VALUES (2)",
    "INSERT INTO shop.items VALUES (2) RETURNING id",
    "UPDATE shop.items SET id = 5",
    "DELETE FROM shop.items RETURNING *",
    "MERGE INTO shop.items i USING shop.items j ON i.id = j.id WHEN MATCHED THEN DELETE",
    "TRUNCATE shop.items",
    "/* SELECT */ DROP TABLE shop.items",
    "CREATE TABLE shop.other (id int)",
    "CREATE TEMP TABLE other (id int)",
    "CREATE ROLE intruder",
    "ALTER TABLE shop.items ADD other int",
    "GRANT ALL ON shop.items TO PUBLIC",
    "REINDEX TABLE shop.items",
    "VACUUM shop.items",
    "WITH gone AS (DELETE FROM shop.items RETURNING id) SELECT * FROM gone",
    "WITH one AS (SELECT 1) INSERT INTO shop.items SELECT * FROM one",
    "SELECT 1 AS id INTO shop.other",
    "SELECT nextval('shop.numbers')",
    "SELECT setval('shop.numbers', 99)",
    "SELECT * FROM shop.items FOR UPDATE",
    "SELECT shop.insert_one()",
    "SELECT lo_create(0)",
    "SELECT query_to_xml('SELECT nextval(''shop.numbers'')', true, true, '')",
    "EXPLAIN ANALYZE DELETE FROM shop.items",
    "EXPLAIN (ANALYZE) INSERT INTO shop.items VALUES (2)",
    "EXPLAIN DELETE FROM shop.items",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT set_config('transaction_read_only', 'off', true) FROM shop.items",
]

OTHERS = [
    "",
    "-- nothing",
    "COMMIT",
    "ROLLBACK",
    "BEGIN READ WRITE",
    "SET TRANSACTION READ WRITE",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    "SET default_transaction_read_only = off",
    "SET ROLE pg_read_all_data",
    "RESET ALL",
    "DISCARD ALL",
    "DEALLOCATE ALL",
    "PREPARE later AS SELECT 1",
    "PREPARE TRANSACTION 'later'",
    "DECLARE later CURSOR WITH HOLD FOR SELECT 1",
    "DO $$ BEGIN COMMIT; INSERT INTO shop.items VALUES (2); END $$",
    "CALL shop.commit_and_insert()",
    "CALL shop.commit_and_answer(1)",
    "COPY shop.items TO STDOUT",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "/* /* */ SELECT */ COPY shop.items TO STDOUT",
    "LOCK TABLE shop.items",
    "LISTEN news",
    "NOTIFY news",
    "CHECKPOINT",
    "LOAD 'auto_explain'",
    "SELECT 1; SELECT 2",
    "COMMIT; INSERT INTO shop.items VALUES (2)",
    "SELECT 1; COMMIT; INSERT INTO shop.items VALUES (2); --",
]

LEFTOVERS = [
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    "SELECT set_config('search_path', 'shop', false)",
    "SELECT set_config('statement_timeout', '1', false)",
    "SELECT set_config('role', 'pg_read_all_data', false)",
    "SELECT set_config('DateStyle', 'German', false)",
    "SELECT set_config('TimeZone', 'Asia/Tokyo', false)",
    "SELECT pg_advisory_lock(42), pg_advisory_lock_shared(43)",
    "SELECT * FROM shop.items",
]

SESSION = """
SELECT (SELECT array_agg(name || '=' || setting ORDER BY name) FROM pg_settings), current_user::text,
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), (SELECT count(*) FROM pg_listening_channels()),
    (SELECT count(*) FROM pg_cursors WHERE is_holdable), (SELECT count(*) FROM pg_class WHERE relpersistence = 't')
"""


@pytest.fixture
async def shop(admin):
    await admin.execute("""
        CREATE TABLE items (id int);
        CREATE SEQUENCE numbers;
        CREATE FUNCTION insert_one() RETURNS int LANGUAGE sql SECURITY DEFINER
            AS 'INSERT INTO shop.items VALUES (2) RETURNING id';
        CREATE PROCEDURE commit_and_insert() LANGUAGE plpgsql
            AS 'BEGIN COMMIT; INSERT INTO shop.items VALUES (2); END';
        CREATE PROCEDURE commit_and_answer(INOUT answer int) LANGUAGE plpgsql
            AS 'BEGIN COMMIT; INSERT INTO shop.items VALUES (2); END';
        INSERT INTO items VALUES (1);
    """)
    return admin


async def attempt(connection, shop, sql):
    before = await shop.fetchrow(FINGERPRINT)
    try:
        await connection.fetch_rows(sql)
    finally:
        assert await shop.fetchrow(FINGERPRINT) == before
        assert connection.idle
        assert await connection.fetch_rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize("sql", WRITES)
async def test_a_write_is_refused_and_has_no_effect(connection, shop, sql):
    with pytest.raises(RefusedReadOnly):
        await attempt(connection, shop, sql)


@pytest.mark.parametrize("sql", OTHERS)
async def test_what_does_not_return_rows_is_refused_and_has_no_effect(connection, shop, sql):
    with pytest.raises(RefusedStatement):
        await attempt(connection, shop, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "ANALYZE DELETE FROM shop.items",
        "(ANALYZE) DELETE FROM shop.items",
        ", ANALYZE) DELETE FROM shop.items",
        "/**/ ANALYZE DELETE FROM shop.items",
        "-- \n ANALYZE DELETE FROM shop.items",
    ],
)
async def test_explaining_cannot_be_turned_into_running(connection, shop, sql):
    with pytest.raises(SyntaxFault):
        await attempt(connection, shop, f"{connection.dialect.explain} {sql}")


@pytest.mark.parametrize("sql", WRITES)
async def test_the_transaction_alone_lets_no_write_through(connection, shop, unguarded, sql):
    if sql.startswith("EXPLAIN DELETE"):
        await attempt(connection, shop, sql)
        return
    with pytest.raises(RefusedReadOnly):
        await attempt(connection, shop, sql)


@pytest.fixture
async def ahead(server, shop, unguarded):
    """A connection of a superuser, taken for a role that only reads, whose statements go with what opens their
    transaction."""
    connection = await connect(told(server.options()))
    connection._standing.grade = Grade.A
    assert await connection.fetch_rows("SELECT 1") == [(1,)]
    assert connection._driver.meter.is_answered
    yield connection
    await connection.close()


@pytest.mark.parametrize("sql", WRITES)
async def test_the_transaction_that_is_opened_together_with_a_statement_lets_no_write_through(ahead, shop, sql):
    if sql.startswith("EXPLAIN DELETE"):
        await attempt(ahead, shop, sql)
        return
    with pytest.raises(RefusedReadOnly):
        await attempt(ahead, shop, sql)


@pytest.mark.parametrize("sql", LEFTOVERS)
async def test_after_a_statement_that_was_sent_so_the_session_is_as_a_fresh_one(ahead, sql):
    before = await ahead.fetch_rows(SESSION)
    await ahead.fetch_rows(sql)
    assert ahead._driver.meter.is_answered
    assert await ahead.fetch_rows(SESSION) == before


@pytest.mark.parametrize("sql", LEFTOVERS)
async def test_after_a_reset_the_session_is_as_a_fresh_one(connection, shop, unguarded, sql):
    before = await connection.fetch_rows(SESSION)
    await connection.fetch_rows(sql)
    await connection.reset()
    assert await connection.fetch_rows(SESSION) == before


async def test_a_setting_does_not_outlive_its_statement(connection, shop, unguarded):
    await connection.fetch_rows("SELECT set_config('default_transaction_read_only', 'off', false)")
    assert await connection.fetch_rows("SHOW default_transaction_read_only") == [("on",)]
    with pytest.raises(RefusedReadOnly):
        await connection.fetch_rows("INSERT INTO shop.items VALUES (2) RETURNING id")


async def test_a_reset_keeps_what_the_session_was_started_with(connection):
    await connection.reset()
    rows = await connection.fetch_rows(
        "SELECT current_setting('default_transaction_read_only'), current_setting('application_name')"
    )
    assert rows == [("on", "powerstrip")]


async def test_a_reset_ends_a_transaction_that_is_open(connection):
    await connection._driver.execute("BEGIN")
    assert not connection.idle
    await connection.reset()
    assert connection.idle


async def test_no_statement_stays_prepared_on_the_server(connection):
    for number in range(5):
        await connection.fetch_rows(f"SELECT {number}")
    ((left,),) = await connection.fetch_rows("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%4%'")
    assert left <= 1


async def test_a_closed_connection_cannot_be_reset(connection):
    await connection.close()
    assert not connection.idle
    with pytest.raises(ConnectorError):
        await connection.reset()
