import re
from contextlib import suppress
from pathlib import Path

import anyio
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from powerstrip_postgres.functions import check_names, rules
from powerstrip_postgres.nodes import UnknownField, nodes
from powerstrip_postgres.parser import LONGEST
from powerstrip_postgres.tree import read_statement
from powerstrip_sdk import ConnectorError, LimitExceeded, RefusedReadOnly, RefusedStatement, SyntaxFault

REGRESSION = sorted((Path(__file__).parent / "regress").glob("*.sql"))

#: Where a call may stand; `{f}` is the function, `{a}` its arguments, `{c}` the call.
POSITIONS = [
    "SELECT {c}",
    "SELECT 1 WHERE {c} IS NULL",
    "SELECT * FROM {c} x",
    "SELECT * FROM ROWS FROM (generate_series(1, 2), {c}) WITH ORDINALITY",
    "SELECT * FROM t, LATERAL {c} x",
    "SELECT * FROM t, LATERAL (SELECT {c}) x",
    "SELECT * FROM t JOIN u ON {c} IS NULL",
    "WITH w AS (SELECT {c}) SELECT 1",
    "WITH w AS MATERIALIZED (SELECT 1 WHERE {c} IS NULL) SELECT * FROM w",
    "WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE {c} IS NULL) SELECT * FROM w",
    "SELECT 1 ORDER BY {c}",
    "SELECT 1 LIMIT {c}",
    "SELECT 1 OFFSET {c}",
    "SELECT 1 FETCH FIRST ({c}) ROWS ONLY",
    "SELECT DISTINCT ON ({c}) 1",
    "SELECT CASE {c} WHEN 1 THEN 2 END",
    "SELECT CASE WHEN true THEN 1 ELSE {c} END",
    "SELECT coalesce(1, {c})",
    "SELECT greatest(1, {c})",
    "SELECT nullif({c}, 1)",
    "SELECT ARRAY[{c}]",
    "SELECT ARRAY(SELECT {c})",
    "SELECT (ARRAY[1])[{c}]",
    "SELECT ROW({c}, 1)",
    "SELECT ({c}, 1) = (1, 2)",
    "SELECT count(*) FILTER (WHERE {c} IS NULL)",
    "SELECT string_agg('a', 'b' ORDER BY {c})",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {c})",
    "SELECT sum(1) OVER (PARTITION BY {c})",
    "SELECT sum(1) OVER w WINDOW w AS (ORDER BY {c} ROWS 1 PRECEDING)",
    "SELECT sum(1) OVER (ORDER BY 1 ROWS {c} PRECEDING)",
    "SELECT 1 GROUP BY {c}",
    "SELECT 1 GROUP BY GROUPING SETS (({c}), ())",
    "SELECT 1 HAVING {c} IS NULL",
    "VALUES (1, {c})",
    "SELECT * FROM (VALUES ({c})) v(a)",
    "SELECT 1 UNION SELECT {c}",
    "SELECT 1 EXCEPT (TABLE t INTERSECT SELECT {c})",
    "SELECT EXISTS (SELECT {c})",
    "SELECT 1 IN (SELECT {c})",
    "SELECT 1 = ANY (ARRAY[{c}])",
    "SELECT 1 BETWEEN {c} AND 2",
    "SELECT {c} IS DISTINCT FROM 1",
    'SELECT {c}::text COLLATE "C"',
    "SELECT ({c}).field",
    "SELECT lower({c})",
    "SELECT f(VARIADIC ARRAY[{c}])",
    "SELECT f(named => {c})",
    "SELECT * FROM t TABLESAMPLE system ({c})",
    "SELECT * FROM t TABLESAMPLE system (1) REPEATABLE ({c})",
    "SELECT extract(year FROM {c})",
    "SELECT overlay('a' PLACING {c} FROM 1)",
    "SELECT {c} AT TIME ZONE 'UTC'",
    "SELECT 'a' LIKE 'b' ESCAPE {c}",
    "SELECT xmlelement(name a, xmlattributes({c} AS b))",
    "SELECT * FROM xmltable('/a' PASSING {c} COLUMNS b int PATH 'b' DEFAULT {c})",
    "SELECT json_object('a': {c})",
    "SELECT json_array({c} RETURNING jsonb)",
    "SELECT json_value({c}, '$' DEFAULT {c} ON EMPTY)",
    "SELECT * FROM json_table({c}, '$' COLUMNS (a int))",
    "SELECT json_arrayagg({c} ORDER BY 1)",
    "EXPLAIN SELECT {c}",
    "EXPLAIN (VERBOSE, FORMAT JSON) SELECT {c}",
    "SELECT /* ( */ {f} -- )\n /* /* */ */ ({a})",
    "SELECT pg_catalog.{f}({a})",
    'SELECT "pg_catalog" . "{f}" ({a})',
    "SELECT postgres.pg_catalog.{f}({a})",
    "SELECT elsewhere.{f}({a})",
    'SELECT "{f}"({a})',
    'SELECT U&"{u}"({a})',
    "SELECT U&\"{x}\" UESCAPE '!' ({a})",
    "SELECT ('a'::text).{f}",
    "SELECT (t.a).{f} FROM t",
    "SELECT (SELECT 'a').{f}",
    "SELECT (ARRAY['a'])[1].{f}",
    "SELECT * FROM t ORDER BY (a).{f} USING <",
]


def read(sql):
    """Return what a statement names, after both checks that need no server."""
    names = anyio.run(read_statement, sql)
    check_names(names)
    return names


@pytest.mark.parametrize(
    "name", sorted({name.rstrip("*") + ("x" if name.endswith("*") else "") for name in rules().denied})
)
def test_a_denied_function_is_refused_wherever_it_stands(name):
    quoted = name if name == name.lower() else f'"{name}"'
    u = "".join(f"\\{ord(letter):04x}" for letter in name)
    for position in POSITIONS:
        in_quotes = name if '"{f}"' in position else quoted
        for arguments in ("", "'a', 1", "VARIADIC ARRAY['a']", "a => 'a'"):
            call = f"{quoted}({arguments})"
            sql = position.format(f=in_quotes, a=arguments, c=call, u=u, x=u.replace("\\", "!"))
            with pytest.raises(RefusedReadOnly, match=re.escape(name)):
                read(sql)


@pytest.mark.parametrize("upper", ["PG_READ_FILE", "Pg_Read_File"])
def test_case_makes_no_difference_without_quotes(upper):
    with pytest.raises(RefusedReadOnly, match="pg_read_file"):
        read(f"SELECT {upper}('a')")
    assert read(f'SELECT "{upper}"(1)').calls == {(upper,)}


@pytest.mark.parametrize("relation", sorted(rules().denied_relations))
def test_a_denied_relation_is_refused_wherever_it_stands(relation):
    for position in ("TABLE {}", "SELECT (SELECT 1 FROM {})", "SELECT 1 FROM t JOIN pg_catalog.{} USING (a)"):
        with pytest.raises(RefusedReadOnly, match=relation):
            read(position.format(relation))


EXPRESSIONS = st.recursive(
    st.sampled_from(["1", "a", "t.b", "$1", "'x'", "now()", "NULL", "t.*"]),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("lower({})".format, inner),
        st.builds("CASE WHEN {} THEN {} END".format, inner, inner),
        st.builds("(SELECT {} FROM t WHERE {} IS NULL)".format, inner, inner),
        st.builds("ARRAY[{}, {}]".format, inner, inner),
        st.builds("({})::text".format, inner),
        st.builds("sum({}) FILTER (WHERE {} IS NULL) OVER (ORDER BY {})".format, inner, inner, inner),
        st.builds("json_object('k': {})".format, inner),
        st.builds("({} IN ({}, {}))".format, inner, inner, inner),
    ),
    max_leaves=12,
)


@given(
    sql=st.lists(EXPRESSIONS, min_size=1, max_size=4).map(lambda each: f"SELECT {', '.join(each)} FROM t"),
    data=st.data(),
)
def test_a_denied_call_is_found_anywhere_in_an_honest_statement(sql, data):
    read(sql)
    places = [found.span() for found in re.finditer(r"(?<![\w.$'])(1|a|\$1|'x'|now\(\))(?![\w.'(])", sql)]
    if not places:
        return
    start, end = data.draw(st.sampled_from(places))
    call = data.draw(
        st.sampled_from(["nextval('s')", "\"lo_import\"('f')", "('f'::text).pg_read_file", "pg_catalog.dblink(1)"])
    )
    with pytest.raises(RefusedReadOnly):
        read(f"{sql[:start]}{call}{sql[end:]}")


@given(sql=st.text(max_size=40))
@example(sql="SELECT '\\'' || pg_read_file('x') --'")
def test_any_text_is_read_or_refused(sql):
    text = sql.replace("\0", "").encode(errors="ignore").decode()
    with suppress(ConnectorError):
        read(text)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("", RefusedStatement),
        (" ; ;; -- nothing", RefusedStatement),
        ("SELECT 1; SELECT 2", RefusedStatement),
        ("SELECT 1; DROP TABLE t", RefusedStatement),
        ("SELECT 1 INTO t", RefusedReadOnly),
        ("EXPLAIN SELECT 1 INTO t", RefusedReadOnly),
        ("SELECT * FROM t FOR UPDATE", RefusedReadOnly),
        ("SELECT * FROM t FOR NO KEY UPDATE OF t SKIP LOCKED", RefusedReadOnly),
        ("SELECT * FROM (SELECT * FROM t FOR SHARE) x", RefusedReadOnly),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM t FOR KEY SHARE)", RefusedReadOnly),
        ("WITH w AS (DELETE FROM t RETURNING a) TABLE w", RefusedReadOnly),
        ("SELECT (WITH w AS (UPDATE t SET a = 1 RETURNING a) SELECT a FROM w)", RefusedReadOnly),
        ("WITH w AS (INSERT INTO t VALUES (1)) SELECT 1", RefusedReadOnly),
        ("WITH w AS (MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE RETURNING 1) SELECT 1", RefusedReadOnly),
        ("INSERT INTO t VALUES (1)", RefusedReadOnly),
        ("EXPLAIN DELETE FROM t", RefusedReadOnly),
        ("EXPLAIN ANALYZE SELECT 1", RefusedStatement),
        ("EXPLAIN (ANALYZE false) SELECT 1", RefusedStatement),
        ("EXPLAIN (COSTS, analyze) SELECT 1", RefusedStatement),
        ("EXPLAIN (FORMAT JSON, wal) SELECT 1", RefusedStatement),
        ("EXPLAIN EXECUTE p", RefusedReadOnly),
        ("EXPLAIN DECLARE c CURSOR FOR SELECT 1", RefusedReadOnly),
        ("SET role TO postgres", RefusedStatement),
        ("CALL p()", RefusedStatement),
        ("DO $$ BEGIN END $$", RefusedStatement),
        ("COPY t TO PROGRAM 'true'", RefusedStatement),
        ("EXECUTE p", RefusedStatement),
        ("FETCH 1 FROM c", RefusedStatement),
        ("VALUES (DEFAULT)", RefusedStatement),
        ("SELEC 1", SyntaxFault),
        ("SELECT 1 /*", SyntaxFault),
    ],
)
def test_what_is_not_one_statement_that_reads_is_refused(sql, kind):
    with pytest.raises(kind):
        read(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1;",
        "/* c */ SELECT 1 -- c",
        "(SELECT 1)",
        "VALUES (1), (2)",
        "TABLE t",
        "SHOW ALL",
        "EXPLAIN (FORMAT TEXT) SELECT 1",
        "EXPLAIN VERBOSE TABLE t",
        "EXPLAIN (GENERIC_PLAN, SETTINGS on) SELECT $1",
        "WITH w AS (SELECT 1) TABLE w UNION ALL TABLE w",
        "SELECT 1 " + "UNION ALL SELECT 1 " * 300,
        "SELECT 1" + " + 1" * 2_000,
        "SELECT 1 WHERE 1 IN (" + "1, " * 15_000 + "1)",
        "SELECT " + "(" * 1_000 + "1" + ")" * 1_000,
        "SELECT '" + "x" * 60_000 + "'",
    ],
    ids=lambda sql: sql[:20],
)
def test_what_only_reads_passes(sql):
    read(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 30_000 + "1" + ")" * 30_000,
        "SELECT " + "(" * 100_000 + "1" + ")" * 100_000,
        "SELECT true" + " AND true" * 100_000,
        "SELECT 1" + "+1" * 100_000,
        "SELECT 1" + "+1" * 32_000,
        "SELECT 1" + "::int" * 13_000,
        "SELECT " + "NOT " * 16_000 + "true",
        "SELECT " + "- " * 32_000 + "1",
        "SELECT " + "+-" * 30_000 + "1",
        "SELECT " + "+" * 900 + "1",
        "SELECT " + "abs(" * 13_000 + "1" + ")" * 13_000,
        "SELECT " + "(SELECT " * 7_000 + "1" + ")" * 7_000,
        "SELECT " + "CASE WHEN true THEN " * 2_500 + "1" + " END" * 2_500,
        "SELECT 1 " + "/*" * 16_000 + "*/" * 16_000,
        "SELECT '" + "x" * 1_000_000 + "'",
        "SELECT " + "1, " * 330_000 + "1",
    ],
    ids=lambda sql: f"{sql[:20]}-{len(sql)}",
)
def test_a_statement_too_long_or_too_deep_is_an_error_and_no_more(sql):
    with pytest.raises(LimitExceeded):
        read(sql)


def test_the_deepest_statement_that_is_let_through_is_read(anyio_backend):
    deepest = "SELECT 1" + "+1" * 11_999 + " IS TRUE" * 5_000
    assert len(deepest) <= LONGEST
    assert read(deepest).operators == {("+",)}


def test_every_name_of_a_statement_is_collected():
    names = read(
        "SELECT s.f(t.a)::geometry(point, 4326), (g()).h, x OPERATOR(s.@@) y, a <-> b, ROW(t.*), CAST(1 AS s.ty[]) "
        "FROM public.t JOIN ONLY u USING (a), ROWS FROM (r1(1), r2() AS (c custom)), v TABLESAMPLE sampled (1) "
        "WHERE a = ANY (SELECT b FROM w) AND c <= ALL (ARRAY[1]) ORDER BY a USING >>>"
    )
    assert names.calls == {("s", "f"), ("g",), ("h",), ("r1",), ("r2",), ("sampled",)}
    assert names.columns == {"a"}
    assert names.relations == {("public", "t"), ("u",), ("v",), ("w",)}
    assert names.operators == {("s", "@@"), ("<->",), ("=",), ("<=",), (">>>",)}
    assert names.types == {("geometry",), ("s", "ty"), ("custom",)}


def test_of_the_regression_suites_own_selects_only_those_are_refused_that_name_something_denied():
    statements = [each for path in REGRESSION for each in path.read_text(encoding="utf-8").split(";\n\n")]
    refused = {}
    for sql in statements:
        try:
            read(sql.rstrip(";\n"))
        except RefusedReadOnly as error:
            refused[sql] = str(error)
    wrongly = [
        sql for sql, why in refused.items() if not (_names_something_denied(sql) or "the statement holds" in why)
    ]
    assert len(statements) > 6_000
    assert wrongly == []
    assert len(refused) < 250


def _names_something_denied(sql):
    words = set(re.findall(r"\w+", sql.lower()))
    return any(rules().denial(word) or word in rules().denied_relations for word in words)


async def test_a_statement_is_remembered_by_its_whole_text(anyio_backend):
    for number in range(3):
        assert (await read_statement(f"SELECT item FROM items WHERE item = {number}")).relations == {("items",)}
    # Whatever is known of those, what differs in a word or in its end is looked at itself.
    with pytest.raises(RefusedReadOnly):
        await read_statement("SELECT item FROM items WHERE item = 1 FOR UPDATE")
    with pytest.raises(RefusedStatement):
        await read_statement("SELECT item FROM items WHERE item = 1; SELECT 1")
    assert (await read_statement("SELECT item FROM others WHERE item = 1")).relations == {("others",)}


async def test_a_refused_statement_is_refused_again(anyio_backend):
    for _ in range(2):
        with pytest.raises(RefusedReadOnly):
            await read_statement("SELECT 1 FROM items FOR UPDATE")


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (b"\x12\x00\x12\x00", "one node"),
        (b"\x08\x01", "one node"),
        (b"\x12\x05", "one node"),
        (b"\xf8\xff\x07\x00", "one node"),
    ],
    ids=["two nodes", "a number", "more than there is", "an unknown kind"],
)
def test_a_node_that_wraps_something_else_than_one_node_is_not_understood(inner, reason):
    # ParseResult.stmts, of one RawStmt whose stmt is a Node.
    raw = b"\x0a" + bytes([len(inner)]) + inner
    with pytest.raises(UnknownField, match=reason):
        list(nodes(b"\x12" + bytes([len(raw)]) + raw))
