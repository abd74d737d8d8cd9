"""What a statement makes the server call although no name in it says so."""

import pytest

from powerstrip_sdk import Grade, RefusedReadOnly, RefusedStatement

pytestmark = pytest.mark.anyio

FUNCTIONS = """
CREATE FUNCTION shop.loud(int, text) RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true';
CREATE FUNCTION shop.loud(int, int) RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true';
CREATE FUNCTION shop.loud_order(json, json) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 0';
CREATE FUNCTION shop.loud_order(int, int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 0';
CREATE FUNCTION shop.quiet(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
CREATE FUNCTION shop.quiet(json, json) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text < $2::text';
CREATE TABLE shop.numbers (id int, name text, document json);
"""
COMPARING = "".join(
    f"CREATE OPERATOR shop.{each} (LEFTARG = int, RIGHTARG = text, FUNCTION = shop.loud);"
    for each in ("=", "<", "<=", ">", ">=")
)
TURNED = """
CREATE OPERATOR shop.<## (LEFTARG = int, RIGHTARG = int, FUNCTION = shop.quiet, {0} = OPERATOR(shop.##>));
CREATE OPERATOR shop.##> (LEFTARG = int, RIGHTARG = int, FUNCTION = shop.loud, {0} = OPERATOR(shop.<##));
"""
OF_JSON = """
CREATE OPERATOR shop.<# (LEFTARG = json, RIGHTARG = json, FUNCTION = shop.quiet);
CREATE OPERATOR shop.=# (LEFTARG = json, RIGHTARG = json, FUNCTION = shop.quiet);
CREATE OPERATOR CLASS shop.json_order DEFAULT FOR TYPE json USING btree
    AS OPERATOR 1 shop.<#, OPERATOR 3 shop.=#, FUNCTION 1 shop.loud_order(json, json);
"""
OF_NUMBERS = """
CREATE OPERATOR shop.<# (LEFTARG = int, RIGHTARG = int, FUNCTION = shop.quiet);
CREATE OPERATOR CLASS shop.other_order FOR TYPE int USING btree
    AS OPERATOR 1 shop.<#, OPERATOR 3 pg_catalog.=, FUNCTION 1 shop.loud_order(int, int);
CREATE TYPE shop.span AS RANGE (SUBTYPE = int, SUBTYPE_OPCLASS = shop.other_order);
"""
SORTED = """
CREATE OPERATOR shop.## (LEFTARG = int, RIGHTARG = int, FUNCTION = shop.loud);
CREATE AGGREGATE shop.least_of (int) (SFUNC = int4smaller, STYPE = int, SORTOP = OPERATOR(shop.##));
"""
UNNAMED = [
    (COMPARING, "SELECT CASE 1 WHEN 'a'::text THEN 1 END"),
    (COMPARING, "SELECT id IN (SELECT name FROM shop.numbers) FROM shop.numbers"),
    (COMPARING, "SELECT 1 BETWEEN 'a'::text AND 'b'::text"),
    (COMPARING, "SELECT 1 NOT BETWEEN 'a'::text AND 'b'::text"),
    (COMPARING, "SELECT 1 BETWEEN SYMMETRIC 'a'::text AND 'b'::text"),
    (COMPARING, "SELECT 1 FROM shop.numbers JOIN shop.numbers x USING (id)"),
    (COMPARING, "SELECT 1 FROM shop.numbers NATURAL JOIN shop.numbers x"),
    (TURNED.format("NEGATOR"), "SELECT 1 FROM shop.numbers WHERE NOT (id OPERATOR(shop.<##) id)"),
    (TURNED.format("COMMUTATOR"), "SELECT 1 FROM shop.numbers WHERE 1 OPERATOR(shop.<##) id"),
    (OF_JSON, "SELECT DISTINCT document FROM shop.numbers"),
    (OF_JSON, "SELECT count(*) FROM shop.numbers GROUP BY document"),
    (OF_JSON, "SELECT json '1' UNION SELECT json '2'"),
    (OF_NUMBERS, "SELECT id FROM shop.numbers ORDER BY id USING OPERATOR(shop.<#)"),
    (OF_NUMBERS, "SELECT '[1,2]'::shop.span"),
    (SORTED, "SELECT shop.least_of(id) FROM shop.numbers"),
]
#: For the server `f` is here the value itself, and `f.name` the call of a function.
COLUMNS = {
    "SELECT f.pg_read_file FROM text('PG_VERSION') f": "pg_read_file",
    "SELECT f.pg_ls_dir FROM unnest(ARRAY['.']) f": "pg_ls_dir",
    "SELECT 1 FROM abs(4711::bigint) f ORDER BY f.pg_advisory_lock": "pg_advisory_lock",
    "SELECT f.pg_terminate_backend FROM abs(0) f": "pg_terminate_backend",
    "SELECT f.pg_stat_get_activity FROM abs(0) f": "pg_stat_get_activity",
    "SELECT f.setseed FROM abs(0.5::float8) f": "setseed",
    "SELECT f.\"pg_stat_reset_slru\" FROM text('xact') f": "pg_stat_reset_slru",
}
#: Functions that are given a type's number, which nobody follows.
NUMBERS = [
    "SELECT domain_in('1', 'shop.checked'::regtype, -1) IS NULL",
    "SELECT array_in('{1}', 'shop.checked'::regtype, -1) IS NULL",
    "SELECT record_in('(1)', 'shop.checked'::regtype, -1) IS NULL",
    "SELECT range_in('[1,2]', 'shop.span'::regtype, -1) IS NULL",
]
#: Names of types in texts, some of which cannot be read before the statement runs.
NAMES = {
    "SELECT pg_input_is_valid('1', 'shop.checked')": "shop.loud",
    "SELECT pg_input_is_valid('{1}', 'shop.checked[]')": "shop.loud",
    "SELECT pg_input_is_valid('1', 'checked -- ')": "shop.loud",
    "SELECT pg_input_is_valid('1', $$shop.checked$$)": "shop.loud",
    "SELECT * FROM pg_catalog.pg_input_error_info('1', 'shop.\"checked\"')": "shop.loud",
    "SELECT pg_input_is_valid('1', 'shop.' || 'checked')": "as a plain string",
    "SELECT pg_input_is_valid('1', type => 'shop.checked')": "as a plain string",
    "SELECT pg_input_is_valid('1', 'shop.checked'::text)": "as a plain string",
    "SELECT pg_input_is_valid()": "as a plain string",
    f"SELECT pg_input_is_valid('1', 'int + {'(' * 5000}1{')' * 5000}')": "as a plain string",
    "SELECT pg_input_is_valid('1', name) FROM shop.numbers": "as a plain string",
    "SELECT pg_input_is_valid(VARIADIC ARRAY['1', 'shop.checked'])": "as a plain string",
}
GRADES = [Grade.A, Grade.B]


@pytest.fixture
async def shop(admin, reader):
    await admin.execute(FUNCTIONS)
    await admin.execute("ALTER ROLE reader SET search_path = shop; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader")
    return admin


@pytest.fixture
async def reading(opens, shop, reader):
    return await opens(**reader)


@pytest.mark.parametrize(("made", "sql"), UNNAMED)
async def test_what_is_called_without_being_named_is_followed(reading, shop, made, sql):
    await shop.execute(made)
    with pytest.raises(RefusedReadOnly, match=r"reaches function 'shop\.loud"):
        await reading.fetch_rows(sql)


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("sql", COLUMNS)
async def test_a_denied_function_is_refused_in_the_notation_of_a_column(reading, grade, sql):
    reading._standing.grade = grade
    with pytest.raises(RefusedReadOnly, match=f"function '{COLUMNS[sql]}'"):
        await reading.fetch_rows(sql)


@pytest.mark.parametrize("grade", GRADES)
async def test_a_volatile_function_that_is_new_is_refused_in_the_notation_of_a_column(reading, shop, grade):
    reading._standing.grade = grade
    await shop.execute("CREATE FUNCTION pg_catalog.pg_novelty(int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'")
    try:
        with pytest.raises(RefusedReadOnly, match="pg_novelty"):
            await reading.fetch_rows("SELECT f.pg_novelty FROM abs(1) f")
    finally:
        await shop.execute("DROP FUNCTION pg_catalog.pg_novelty(int)")


@pytest.mark.parametrize("sql", NUMBERS)
async def test_no_function_is_given_the_number_of_a_type(reading, sql):
    with pytest.raises(RefusedReadOnly, match="takes the number of a type"):
        await reading.fetch_rows(sql)


@pytest.mark.parametrize("sql", NAMES)
async def test_a_type_that_is_named_in_a_text_is_followed(reading, shop, sql):
    await shop.execute("CREATE DOMAIN shop.checked AS int CHECK (shop.loud(VALUE, 1))")
    with pytest.raises((RefusedReadOnly, RefusedStatement), match=NAMES[sql]):
        await reading.fetch_rows(sql)


async def test_an_ordering_that_nothing_uses_refuses_nothing(reading, shop):
    await shop.execute(OF_NUMBERS)
    assert await reading.fetch_rows("SELECT DISTINCT id FROM shop.numbers ORDER BY id") == []


async def test_whether_a_text_fits_a_type_that_only_reads_is_told(reading):
    told = await reading.fetch_rows(
        "SELECT pg_input_is_valid('12', 'integer'), pg_input_is_valid('x', 'numeric(3, 1)[]')"
    )
    assert told == [(True, False)]


async def test_a_name_that_another_encoding_cuts_elsewhere_is_not_followed(opens, server, admin):
    long = "é" * 40
    await admin.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        connection = await opens(database="latin")
        for sql in (f'SELECT "{long}"()', f"SELECT {long}()", f'TABLE "{long}"', f'SELECT t."{long}" FROM pg_class t'):
            with pytest.raises(RefusedReadOnly, match="too long to be followed"):
                await connection.fetch_rows(sql)
        assert await connection.fetch_rows("SELECT 'é' AS \"Größe\"") == [("é",)]
        await connection.close()
    finally:
        await admin.execute("DROP DATABASE latin WITH (FORCE)")


async def test_a_name_in_capitals_outside_ascii_is_followed_in_small_letters_too(reading, shop):
    await shop.execute("CREATE FUNCTION shop.\"é\"() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'")
    with pytest.raises(RefusedReadOnly, match="é"):
        await reading.fetch_rows("SELECT shop.É()")
