"""Rows become JSON exactly, many at a time as well as one by one."""

import datetime
import decimal
import enum
import math
import uuid

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from powerstrip.errors import CallError
from powerstrip.render import encode_row, encode_rows


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 2**60


class Name(str):
    """A text of another type, as some drivers return."""

    __slots__ = ()


ODD = st.sampled_from([2**53 - 1, 2**53, -(2**53), 2**64, math.nan, math.inf, -math.inf, -0.0, "null", "\ud800"])
ODD |= st.sampled_from([Colour.RED, Level.HIGH, Name("x"), datetime.timedelta(-1, 5, 7), datetime.time(1, 2, 3, 4)])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
KINDS = st.datetimes(timezones=st.none() | st.timezones()) | st.dates() | st.decimals() | st.uuids() | st.binary()
VALUES = st.recursive(ODD | PLAIN | KINDS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[VALUES] * width), max_size=5)))
@example([(1.5, None), (math.nan, "null")])
def test_many_rows_are_written_as_each_would_be(rows):
    width = len(rows[0]) if rows else 1

    assert encode_rows(rows, width) == b",".join(encode_row(row, width) for row in rows)


AT = datetime.datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=datetime.UTC)


def test_rows_of_the_usual_types_are_exact():
    row = (2**53, decimal.Decimal("0.10"), uuid.UUID(int=1), AT, b"\xff", 1.0)

    written = orjson.loads(b"[" + encode_rows([row, list(row)], 6) + b"]")

    number = "00000000-0000-0000-0000-000000000001"
    assert written == [["9007199254740992", "0.10", number, "2024-02-29T01:02:03.000004+00:00", "/w==", 1.0]] * 2


@pytest.mark.parametrize("rows", [[(1,), (1, 2)], [(1, 2), "ab"], [(1, 2), None]])
def test_a_row_that_does_not_fit_its_columns_is_the_connectors_fault(rows):
    with pytest.raises(CallError, match="does not fit its 2 columns"):
        encode_rows(rows, 2)


ENDS = ("0001-01-01T00:00:00", "9999-12-31T23:59:59.999999")
MOMENTS = st.one_of(st.dates(), st.datetimes(), st.datetimes(timezones=st.just(datetime.UTC)))


@given(st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=3))
@example([(each, each.replace(tzinfo=datetime.UTC)) for each in map(datetime.datetime.fromisoformat, ENDS)])
def test_moments_in_rows_that_need_no_look_are_written_like_all_others(rows):
    written = encode_rows(rows, 2)
    assert encode_rows(rows, 2, is_plain=True) == written
    assert b",".join(encode_row(row, 2, is_plain=True) for row in rows) == written
