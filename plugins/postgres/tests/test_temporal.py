import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerstrip_postgres.temporal import (
    TEMPORAL_CODECS,
    parse_date,
    parse_interval,
    parse_time,
    parse_timestamp,
    parse_timestamptz,
    parse_timetz,
)

#: The ends of what the server can hold.
DAYS = st.integers(-(10**6) * 2, 2**31 - 2)
MICROSECONDS = st.integers(-211_813_488_000_000_000, 9_223_371_331_199_999_999)
ZONES = st.integers(-86_399, 86_399).map(lambda seconds: datetime.timezone(datetime.timedelta(seconds=seconds)))


def read(kind, wire):
    return TEMPORAL_CODECS[kind][1](wire)


@given(st.dates())
def test_a_date_survives_the_way_to_the_server_and_back(value):
    assert read("date", parse_date(value.isoformat())) == value


@given(st.datetimes())
def test_a_timestamp_survives(value):
    assert read("timestamp", parse_timestamp(value.isoformat())) == value


#: Far enough from the ends that the moment has a year also in UTC.
MIDDLE = {"min_value": datetime.datetime(1, 1, 3), "max_value": datetime.datetime(9999, 12, 29)}  # noqa: DTZ001


@given(st.datetimes(**MIDDLE, timezones=ZONES))
def test_a_timestamp_with_time_zone_survives_as_the_same_moment(value):
    assert read("timestamptz", parse_timestamptz(value.isoformat())) == value


@given(st.times())
def test_a_time_survives(value):
    assert read("time", parse_time(value.isoformat())) == value


@given(st.times(timezones=ZONES))
def test_a_time_with_time_zone_survives_with_its_offset(value):
    back = read("timetz", parse_timetz(value.isoformat()))
    assert back == value
    assert back.utcoffset() == value.utcoffset()


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(-(2**63), 2**63 - 1))
def test_every_interval_can_be_written_and_read_back(months, days, microseconds):
    wire = (months, days, microseconds)
    text = read("interval", wire)
    assert text in ("infinity", "-infinity") or parse_interval(text) == wire


@given(DAYS)
def test_every_day_has_a_text_of_its_own(days):
    value = read("date", (days,))
    if isinstance(value, str):
        year, month, day = value.rsplit("-", 2)
        assert not 0 < int(year) <= datetime.MAXYEAR
        assert (1 <= int(month) <= 12, 1 <= int(day) <= 31) == (True, True)
    else:
        assert parse_date(value.isoformat()) == (days,)


@given(MICROSECONDS)
def test_every_moment_can_be_read(microseconds):
    assert read("timestamp", (microseconds,)) is not None
    assert read("timestamptz", (microseconds,)) is not None


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "P1S", "PT1D", "P1.5D", "PT1.1234567S", "P1DT", "--P1D"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="duration"):
        parse_interval(text)
