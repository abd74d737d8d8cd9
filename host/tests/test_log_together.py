"""What is logged together reads as if each had been logged by itself, and no secret is in it."""

import json
import logging
import sys
from contextlib import contextmanager
from io import StringIO

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from powerstrip import logs
from powerstrip.logs import configure_logs, log_together, say_in_every_line
from powerstrip.redaction import Redaction

SECRET = "hunter2-and-more"
#: Also a word that is in each line, and a number that stands in some.
SECRETS = (SECRET, 'with "quotes"', "timestamp", "1234")
ODD = "\x7f \x00 \n \\ \" ' \u202e \ud800 é"
TEXTS = st.one_of(
    st.sampled_from(["", "local", "shop_find", "ok", SECRET, f"a {SECRET} in it", *ODD.split(" ")]),
    st.text(st.characters(codec="ascii"), max_size=8),
    st.text(max_size=8),
)
NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([1234, 2**70]))
DEEP = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda members: st.lists(members, max_size=3) | st.dictionaries(TEXTS, members, max_size=3),
    max_leaves=6,
)
PLAIN = st.fixed_dictionaries(
    {
        "tool": st.sampled_from(["shop_find", "shop_list"]),
        "source": st.sampled_from(["shop", None]),
        "rows": st.integers(0, 1000) | st.none(),
        "timestamp": st.floats(0, 4e9),
        "call": st.text("0123456789abcdef", min_size=16, max_size=16),
    }
)
ANY = st.fixed_dictionaries(
    {
        "principal": TEXTS,
        "source": TEXTS | st.none(),
        "ms": NUMBERS,
        "timestamp": st.floats(0, 4e9),
        "call": TEXTS | st.none(),
    },
    optional={"digest": TEXTS, "arguments": DEEP},
)


@contextmanager
def logging_to(stream, secrets, **options):
    """Log into a stream inside the block."""
    root = logging.getLogger()
    handlers, level, before, stderr = root.handlers[:], root.level, structlog.get_config(), sys.stderr
    redact = Redaction()
    redact.learn_texts(secrets)
    try:
        sys.stderr = stream
        configure_logs(redact=redact, **options)
        sys.stderr = stderr
        yield structlog.get_logger("test")
    finally:
        sys.stderr = stderr
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)


def written(stream):
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


@pytest.mark.parametrize("secrets", [(), (SECRET,), SECRETS])
@pytest.mark.parametrize("facts", [{}, {"worker": 3}, {"worker": "é"}])
@pytest.mark.parametrize("human", [True, False])
def test_lines_are_the_same_together_and_one_by_one(human, facts, secrets, monkeypatch):
    monkeypatch.setattr(logs, "_OF_EVERY_LINE", {})
    say_in_every_line(**facts)
    stream = StringIO()

    with logging_to(stream, secrets, colours=human) as log:

        @given(st.lists(PLAIN, max_size=4), st.lists(ANY, max_size=2))
        def same(plain, odd):
            events = [{**each, "event": "call"} for each in (*plain, *odd)]
            for event in events:
                log.info(**event)
            one_by_one = written(stream)
            log_together(log, [{**event} for event in events])
            assert written(stream) == one_by_one
            assert not secrets or SECRET not in one_by_one

        same()


def test_a_line_says_when_it_happened_and_in_which_call():
    stream = StringIO()
    with logging_to(stream, (), colours=False) as log:
        log_together(log, [{"event": "call", "source": None, "timestamp": 1779537600.25, "call": "a"}])

    assert json.loads(stream.getvalue()) == {
        "event": "call",
        "level": "info",
        "timestamp": "2026-05-23T12:00:00.250000Z",
        "call": "a",
    }


@pytest.mark.parametrize("human", [True, False])
def test_what_is_not_to_be_logged_is_not_logged_together_either(human):
    stream = StringIO()
    with logging_to(stream, (), colours=human, level="error") as log:
        log_together(log, [{"event": "call", "timestamp": 0.0, "call": "a"}])

    assert stream.getvalue() == ""
