import pytest

from powerstrip_sdk import Grade, NotFound, RefusedReadOnly

pytestmark = pytest.mark.anyio

SHOP = """
CREATE TABLE items (id int, name text, price numeric);
INSERT INTO items VALUES (1, 'a', 2);
CREATE FUNCTION steady(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION writes(int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT $1';
CREATE FUNCTION as_owner(int) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT $1';
CREATE FUNCTION of_item(items) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1';
CREATE FUNCTION doubled(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION doubled(text) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1';
CREATE FUNCTION by_default(int DEFAULT shop.writes(1)) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION by_sleep(int DEFAULT txid_current()::text::int) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1';

CREATE VIEW good AS SELECT steady(id) AS id, lower(name) AS name FROM items;
CREATE VIEW bad AS SELECT writes(id) AS id FROM items;
CREATE VIEW over_bad AS SELECT count(*) FROM (SELECT * FROM bad) x;
CREATE VIEW reads_file AS SELECT pg_read_file('PG_VERSION') AS version;
CREATE VIEW activity AS SELECT query FROM pg_stat_activity;
CREATE VIEW numbered AS SELECT id, nextval('pg_temp_numbers') AS n FROM items WHERE false;

CREATE TABLE guarded (id int);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY checked ON guarded FOR SELECT USING (shop.writes(id) > 0);
CREATE TABLE written (id int);
CREATE POLICY on_write ON written FOR INSERT WITH CHECK (shop.writes(id) > 0);

CREATE DOMAIN checked AS int CHECK (shop.writes(VALUE) > 0);
CREATE DOMAIN harmless AS int CHECK (VALUE > 0);
CREATE TABLE with_domain (a checked);
CREATE TYPE pair AS (a int, b checked);
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE FUNCTION mood_of(int) RETURNS mood LANGUAGE sql VOLATILE AS $$ SELECT 'sad'::shop.mood $$;
CREATE CAST (int AS mood) WITH FUNCTION mood_of(int);

CREATE OPERATOR ### (LEFTARG = int, RIGHTARG = int, FUNCTION = add_loudly);
CREATE OPERATOR #%# (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
CREATE AGGREGATE total_loudly (int) (SFUNC = add_loudly, STYPE = int, INITCOND = '0');
CREATE AGGREGATE total_quietly (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');

CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE remote_parts (id int) PARTITION BY LIST (id);
"""
FIRST = """
CREATE SEQUENCE pg_temp_numbers;
CREATE FUNCTION add_loudly(int, int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT $1 + $2';
"""
FOREIGN = """
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE remote (id int) SERVER files OPTIONS (program 'echo 1');
CREATE FOREIGN TABLE remote_part PARTITION OF remote_parts FOR VALUES IN (1) SERVER files OPTIONS (program 'echo 1');
"""

REFUSED = {
    "SELECT shop.writes(1)": "shop.writes",
    "SELECT writes(1)": "shop.writes",
    "SELECT shop.as_owner(1)": "owner's rights",
    "SELECT shop.doubled(1)": "shop.doubled",
    "SELECT i.of_item FROM shop.items i": "shop.of_item",
    "SELECT (i).of_item FROM shop.items i": "shop.of_item",
    "SELECT shop.by_default()": "shop.writes",
    "SELECT shop.by_sleep(1)": "txid_current",
    "SELECT * FROM shop.bad": "shop.writes",
    "SELECT * FROM over_bad": "shop.writes",
    "WITH x AS (TABLE shop.over_bad) SELECT 1": "shop.writes",
    "SELECT version FROM shop.reads_file": "pg_read_file",
    "TABLE shop.activity": "pg_stat_activity",
    "TABLE shop.numbered": "nextval",
    "TABLE shop.guarded": "shop.writes",
    "SELECT 1::shop.checked": "shop.writes",
    "SELECT * FROM shop.with_domain": "shop.writes",
    "SELECT NULL::shop.pair": "shop.writes",
    "SELECT '{1}'::shop.checked[]": "shop.writes",
    "SELECT shop.checked(1)": "shop.writes",
    "SELECT * FROM jsonb_to_record('{}') AS x (a shop.checked)": "shop.writes",
    "SELECT 1::shop.mood": "shop.mood_of",
    "SELECT 1 OPERATOR(shop.###) 2": "shop.add_loudly",
    "SELECT 1 ### 2": "shop.add_loudly",
    "SELECT 1 ### ANY (ARRAY[1])": "shop.add_loudly",
    "SELECT shop.total_loudly(id) FROM shop.items": "shop.add_loudly",
    "SELECT shop.total_loudly(id) OVER () FROM shop.items": "shop.add_loudly",
    "EXPLAIN SELECT shop.writes(1)": "shop.writes",
}
PASSING = [
    "SELECT 1",
    "SELECT lower(name), count(*) FROM items GROUP BY 1 ORDER BY 2",
    "SELECT shop.steady(1)",
    "SELECT * FROM good",
    "SELECT i.name, i.price FROM shop.items i",
    "TABLE shop.written",
    "SELECT 1::shop.harmless",
    "SELECT 1 OPERATOR(shop.#%#) 2",
    "SELECT total_quietly(id) FROM items",
    "TABLE parts",
    "SELECT random(), clock_timestamp(), pg_sleep(0)",
    "SELECT * FROM information_schema.columns LIMIT 1",
    "SELECT * FROM pg_stat_user_tables, pg_settings, pg_locks LIMIT 1",
    "SELECT * FROM items TABLESAMPLE bernoulli (10) REPEATABLE (1)",
    "SHOW search_path",
]


@pytest.fixture
async def shop(admin, reader):
    await admin.execute(FIRST + SHOP)
    await admin.execute("ALTER ROLE reader SET search_path = shop; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader")
    return admin


@pytest.fixture
async def reading(opens, shop, reader):
    return await opens(**reader)


@pytest.mark.parametrize("sql", REFUSED)
async def test_where_the_role_could_write_what_may_write_is_refused(reading, sql):
    with pytest.raises(RefusedReadOnly, match=REFUSED[sql]):
        await reading.fetch_rows(sql)
    assert reading.idle


@pytest.mark.parametrize("sql", PASSING)
async def test_where_the_role_could_write_what_only_reads_is_run(reading, sql):
    assert await reading.fetch_rows(sql) is not None


async def test_foreign_tables_cannot_be_followed(reading, shop):
    await shop.execute(FOREIGN)
    try:
        for sql in ("TABLE shop.remote", "TABLE shop.remote_parts"):
            with pytest.raises(RefusedReadOnly, match="foreign table"):
                await reading.fetch_rows(sql)
    finally:
        await shop.execute("DROP EXTENSION file_fdw CASCADE")


async def test_a_change_of_the_catalog_is_seen_at_once(reading, shop):
    assert await reading.fetch_rows("SELECT shop.steady(1)") == [(1,)]
    await shop.execute("ALTER FUNCTION shop.steady(int) VOLATILE")
    with pytest.raises(RefusedReadOnly, match="steady"):
        await reading.fetch_rows("SELECT shop.steady(1)")


async def test_a_function_that_hides_one_of_the_servers_is_seen(reading, shop):
    assert await reading.fetch_rows("SELECT lower('A')") == [("a",)]
    await shop.execute("CREATE FUNCTION shop.lower(shop.mood) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'")
    with pytest.raises(RefusedReadOnly, match="lower"):
        await reading.fetch_rows("SELECT lower('A')")
    assert await reading.fetch_rows("SELECT pg_catalog.lower('A')") == [("a",)]


async def test_what_does_not_exist_is_the_servers_to_tell(reading):
    with pytest.raises(NotFound):
        await reading.fetch_rows("SELECT * FROM shop.nowhere")


async def test_a_volatile_function_that_is_new_in_the_servers_catalog_is_refused_at_every_grade(reading, shop):
    await shop.execute("CREATE FUNCTION pg_catalog.pg_novelty() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'")
    try:
        for grade in (None, Grade.A, Grade.B, Grade.C):
            reading._standing.grade = grade
            for sql in ("SELECT pg_novelty()", "SELECT pg_catalog.pg_novelty()"):
                with pytest.raises(RefusedReadOnly, match="pg_novelty"):
                    await reading.fetch_rows(sql)
    finally:
        await shop.execute("DROP FUNCTION pg_catalog.pg_novelty()")


@pytest.mark.parametrize("sql", ["SELECT shop.writes(1)", "SELECT * FROM shop.bad", "SELECT shop.as_owner(1)"])
async def test_a_role_that_cannot_write_calls_what_it_may(reading, sql):
    reading._standing.grade = Grade.A
    assert await reading.fetch_rows(sql) == [(1,)]


async def test_a_role_that_cannot_write_calls_no_denied_function(reading):
    reading._standing.grade = Grade.A
    for sql in ("SELECT pg_advisory_lock(1)", "SELECT ('x'::text).pg_read_file", "TABLE pg_stat_activity"):
        with pytest.raises(RefusedReadOnly):
            await reading.fetch_rows(sql)


@pytest.mark.parametrize(
    ("grade", "sql", "questions"),
    [
        (Grade.A, "SELECT lower(name), random() FROM shop.items ORDER BY price + 1", 0),
        (Grade.A, "SELECT shop.steady(1) FROM shop.good", 0),
        (Grade.A, "SELECT steady(1)", 1),
        (Grade.B, "SELECT lower(name), random() FROM shop.items ORDER BY price + 1", 1),
        (Grade.B, "SELECT * FROM shop.good", 1),
        (Grade.B, "SELECT 1", 0),
    ],
)
async def test_the_catalog_is_asked_at_most_once(reading, monkeypatch, grade, sql, questions):
    reading._standing.grade = grade
    asked = []
    fetch = reading._look_up

    async def counted(*question):
        asked.append(question)
        return await fetch(*question)

    monkeypatch.setattr(reading, "_look_up", counted)
    await reading.fetch_rows(sql)
    assert len(asked) == questions
