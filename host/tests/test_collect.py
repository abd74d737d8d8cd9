"""An answer holds the rows that fit, whatever batches they come in."""

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerstrip.errors import CallError
from powerstrip.limits import collect
from powerstrip.settings import LimitSettings
from powerstrip_sdk import Column, Rows, RowStream

COLUMNS = (Column(name="n", type="int"), Column(name="x", type="text"))
#: An answer of five short rows, or of fewer long ones, and nothing kept of the rest.
LIMITS = LimitSettings(max_rows=5, max_bytes=400, handle_rows=0)
ROWS = st.tuples(st.integers(-(2**60), 2**60), st.text(max_size=30) | st.none() | st.floats() | st.decimals())


class Batches:
    """Batches that note whether they were closed."""

    def __init__(self, batches, error=None):
        self.batches, self.error, self.is_closed = batches, error, False

    async def __aiter__(self):
        try:
            for batch in self.batches:
                yield batch
            if self.error is not None:
                raise self.error
        finally:
            self.is_closed = True


def collected(rows):
    async def answer():
        return await collect(rows, limits=LIMITS, deadline=anyio.current_time() + 30, owner="local", handles=None)

    return anyio.run(answer)


@given(st.lists(st.lists(ROWS, max_size=4), max_size=4))
def test_an_answer_is_the_same_in_whatever_batches_its_rows_come(batches):
    streamed = Batches(batches)
    reply = collected(RowStream(columns=COLUMNS, batches=streamed))
    at_once = collected(Rows(columns=COLUMNS, rows=[row for batch in batches for row in batch]))

    assert (reply.content, reply.rows, reply.size) == (at_once.content, at_once.rows, at_once.size)
    assert streamed.is_closed


class Once:
    """An iterator that must not be asked again when it has ended."""

    def __init__(self):
        self.asked = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.asked += 1
        raise StopAsyncIteration


def test_batches_that_have_ended_are_not_asked_again():
    batches = Once()
    reply = collected(RowStream(columns=COLUMNS, batches=batches))

    assert (reply.rows, batches.asked) == (0, 1)


@pytest.mark.parametrize("before", [[], [[(1, "a")]], [[(1, "a")], [(2, "b")]]])
def test_an_error_after_some_batches_is_the_calls_and_the_batches_are_closed(before):
    streamed = Batches(before, CallError("timeout", "too late"))
    with pytest.raises(CallError, match="too late"):
        collected(RowStream(columns=COLUMNS, batches=streamed))

    assert streamed.is_closed


@pytest.mark.parametrize("batches", [[[(1,)]], [[(1, "a")], [(2,)]]])
def test_a_row_that_does_not_fit_its_columns_is_refused_and_the_batches_are_closed(batches):
    streamed = Batches(batches)
    with pytest.raises(CallError, match="does not fit its 2 columns"):
        collected(RowStream(columns=COLUMNS, batches=streamed))

    assert streamed.is_closed
