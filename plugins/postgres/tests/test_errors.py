import pytest

from powerstrip_sdk import (
    ConnectorError,
    InvalidArguments,
    LimitExceeded,
    NotFound,
    PermissionDenied,
    SyntaxFault,
    Throttled,
    Unsupported,
)

pytestmark = pytest.mark.anyio

ERRORS = [
    (SyntaxFault, "SELEC 1", 'syntax error at or near "SELEC", at character 1 (42601)'),
    (SyntaxFault, "SELECT 'open", "unterminated quoted string"),
    (SyntaxFault, "SELECT $2::int", "could not determine data type of parameter $1"),
    (SyntaxFault, "SELECT a, count(*) FROM (VALUES (1)) t(a)", "must appear in the GROUP BY clause"),
    (NotFound, "SELECT 1 + true", "operator does not exist"),
    (NotFound, "SELECT * FROM missing", 'relation "missing" does not exist, at character 15 (42P01)'),
    (NotFound, "SELECT missing FROM pg_class", 'column "missing" does not exist'),
    (NotFound, "SELECT missing()", "function missing() does not exist"),
    (NotFound, "SELECT 1::missing", 'type "missing" does not exist'),
    (NotFound, "SELECT missing.f()", 'schema "missing" does not exist'),
    (InvalidArguments, "SELECT 1/0", "division by zero (22012)"),
    (InvalidArguments, "SELECT 'a'::int", "invalid input syntax for type integer"),
    (InvalidArguments, "SELECT 1\0", "NUL"),
    (InvalidArguments, "SELECT '\ud800'", "surrogate"),
    (Unsupported, "SELECT 1 FROM pg_class c FULL JOIN pg_class d ON c.oid < d.oid", "FULL JOIN"),
    (LimitExceeded, "SELECT shop.forever()", "(54001)"),
    (Throttled, "SELECT shop.lock_timeout()", "(55P03)"),
    (ConnectorError, "SELECT shop.secret()", "the server could not run the statement (P0001)"),
]


@pytest.fixture(autouse=True)
async def functions(admin):
    await admin.execute("""
        CREATE FUNCTION secret() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE EXCEPTION 'hunter2'; END $$;
        CREATE FUNCTION forever() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN shop.forever(); END $$;
        CREATE FUNCTION lock_timeout() RETURNS int LANGUAGE plpgsql STABLE
            AS $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $$;
    """)


@pytest.mark.parametrize(("kind", "sql", "words"), ERRORS)
async def test_an_error_of_the_statement_is_told_in_one_sentence(connection, kind, sql, words):
    with pytest.raises(ConnectorError) as raised:
        await connection.fetch_rows(sql)
    message = str(raised.value)
    assert type(raised.value) is kind
    assert words is None or words in message
    assert "hunter2" not in message
    assert "\n" not in message
    assert connection.idle
    assert await connection.fetch_rows("SELECT 1") == [(1,)]


async def test_what_only_the_operator_should_read_is_in_the_detail(connection):
    with pytest.raises(ConnectorError) as raised:
        await connection.fetch_rows("SELECT shop.secret()")
    assert "hunter2" in raised.value.detail


async def test_a_long_message_is_left_to_the_host_to_cut_and_keeps_its_sqlstate(connection):
    with pytest.raises(InvalidArguments, match=r"\(22P02\)$") as raised:
        await connection.fetch_rows("SELECT $1::text::int", ["x" * 400])
    assert "x" * 400 in str(raised.value)
    with pytest.raises(InvalidArguments, match=r"\(22P02\)$") as raised:
        await connection.fetch_rows("SELECT $1::text::int", ["x" * 1_000_000])
    assert len(str(raised.value)) < 11_000


async def test_a_role_without_permission_is_told_so(opens, admin, reader):
    await admin.execute("CREATE TABLE hidden (id int)")
    connection = await opens(**reader)
    with pytest.raises(PermissionDenied, match="permission denied for table hidden"):
        await connection.fetch_rows("SELECT * FROM shop.hidden")
