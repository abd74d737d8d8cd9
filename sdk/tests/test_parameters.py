import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerstrip_sdk import InvalidArguments
from powerstrip_sdk.sql import Dialect, bind, parameter_names

POSITIONAL = Dialect(placeholder="?", explain="EXPLAIN")
NUMBERED = Dialect(placeholder="$1", explain="EXPLAIN", dollar_quotes=True, nested_comments=True)
MYSQL = Dialect(placeholder="?", explain="EXPLAIN", quote=("`", "`"), backslash_escapes=True)
BRACKETS = Dialect(placeholder="?", explain="EXPLAIN", quote=("[", "]"))

#: Pieces of SQL in which no named parameter stands, whatever is around them.
QUIET = [
    "SELECT a",
    ", ",
    " ",
    "\n",
    "1.5",
    "'it''s :not'",
    "''",
    '"a "" :b"',
    "-- :comment\n",
    "/* :comment */",
    "a::int",
    "x :: text",
    "(b)",
    "::",
    "<>",
    "=",
]


@pytest.mark.parametrize("sql", ["SELECT ':a'", 'SELECT ":a"', "SELECT 1 -- :a", "SELECT /* :a */ 1", "SELECT `:a`"])
@pytest.mark.parametrize("dialect", [POSITIONAL, NUMBERED, MYSQL, BRACKETS])
def test_nothing_in_quotes_or_comments_is_a_parameter(sql, dialect):
    assert parameter_names(sql, dialect) == frozenset()


@pytest.mark.parametrize(
    ("sql", "dialect", "names"),
    [
        ("SELECT a::int, :b::text", NUMBERED, {"b"}),
        ("SELECT $$ :a $$ || :b", NUMBERED, {"b"}),
        ("SELECT $x$ :a $$ :b $x$ || :c", NUMBERED, {"c"}),
        ("SELECT $$ :a $$", POSITIONAL, {"a"}),
        ("SELECT /* /* :a */ :b */ :c", NUMBERED, {"c"}),
        ("SELECT /* /* :a */ :b /* */", POSITIONAL, {"b"}),
        (r"SELECT E'\' :a' || :b", NUMBERED, {"b"}),
        (r"SELECT '\' || :a", NUMBERED, {"a"}),
        (r"SELECT '\' :a' || :b", MYSQL, {"b"}),
        ("SELECT [:a], :b", BRACKETS, {"b"}),
        ("SELECT items[1:n] WHERE x = :a", NUMBERED, {"a"}),
        ("SELECT (f())[:n]", NUMBERED, set()),
        ("SELECT ARRAY[:a, :b]", NUMBERED, {"a", "b"}),
        ("SELECT ARRAY[[:a], [:b]]", NUMBERED, {"a", "b"}),
        ("SELECT :a1_B", POSITIONAL, {"a1_B"}),
        ("SELECT :1", POSITIONAL, set()),
        ("SELECT 'open :a", POSITIONAL, set()),
        ("SELECT /* open :a", POSITIONAL, set()),
    ],
)
def test_names_are_found_where_the_engine_would_see_them(sql, dialect, names):
    assert parameter_names(sql, dialect) == names


def test_a_numbered_placeholder_is_shared_by_all_uses_of_a_name():
    assert bind("SELECT :a, :b, :a", {"a": 1, "b": 2}, NUMBERED) == ("SELECT $1, $2, $1", [1, 2])


def test_a_positional_placeholder_repeats_the_value():
    assert bind("SELECT :a, :b, :a", {"a": 1, "b": 2}, POSITIONAL) == ("SELECT ?, ?, ?", [1, 2, 1])


@pytest.mark.parametrize("params", [None, [], [1, "x"], (1,)])
def test_the_engines_own_placeholders_are_left_alone(params):
    assert bind("SELECT $1, ?, ':a', :b", params, NUMBERED) == ("SELECT $1, ?, ':a', :b", list(params or []))


def test_a_name_without_a_value_is_named():
    with pytest.raises(InvalidArguments, match="the statement uses :a, for which params has no value"):
        bind("SELECT :b, :a", {"b": 1}, POSITIONAL)


def test_a_value_without_a_name_is_named():
    with pytest.raises(InvalidArguments, match="params has 'x', which the statement does not use as :x"):
        bind("SELECT 1", {"x": 1}, POSITIONAL)


@given(st.lists(st.sampled_from([*QUIET, ":one", ":two"]), max_size=12), st.sampled_from([POSITIONAL, NUMBERED, MYSQL]))
def test_text_outside_placeholders_is_never_changed(pieces, dialect):
    # A space keeps a piece from running into the next one, such as a cast's colons into a name.
    pieces = [piece + " " for piece in pieces]
    sql = "".join(pieces)
    named = [piece.strip()[1:] for piece in pieces if re.fullmatch(r":\w+ ", piece)]
    bound, values = bind(sql, dict.fromkeys(named, 0), dialect)
    texts = [piece for piece in pieces if not re.fullmatch(r":\w+ ", piece)]
    assert parameter_names(sql, dialect) == set(named)
    assert "".join(piece for piece in re.split(r"\$\d+ |\? ", bound)) == "".join(texts)
    assert len(values) == (len(named) if dialect.placeholder == "?" else len(set(named)))


@given(
    st.text(alphabet=":;'\"`$[]()-/*\\\n abcE?1", max_size=60), st.sampled_from([POSITIONAL, NUMBERED, MYSQL, BRACKETS])
)
def test_any_text_is_cut_at_its_names_only(sql, dialect):
    names = parameter_names(sql, dialect)
    bound, _values = bind(sql, dict.fromkeys(names, 0), dialect)
    if not names:
        assert bound == sql
    assert len(bound) <= len(sql) + 2 * sql.count(":")


@given(st.text(max_size=40).filter(lambda text: "\0" not in text))
def test_a_quoted_identifier_cannot_be_left(name):
    quoted = POSITIONAL.identifier("main", name)
    assert quoted.startswith('"main"."')
    assert quoted[8:-1].replace('""', "").count('"') == 0
