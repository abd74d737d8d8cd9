"""What is let in, and that looking costs no more than one pass."""

import pytest

from powerstrip.endpoint.strict_json import MAX_BODY, NotStrict, parse


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":2}',
        b'{"a":1,"a":1}',
        b'[{"a":{"b":1,"b":1}}]',
        b'{"a":1,"\\u0061":1}',
        b"[NaN]",
        b"[Infinity]",
        b'"\xff"',
        b'"\\ud800"',
        b"[1",
        b"[1] 2",
        b"",
        b"[" * 65 + b"]" * 65,
        b'{"a":' * 65 + b"1" + b"}" * 65,
    ],
)
def test_what_is_no_strict_json_is_refused(text):
    with pytest.raises(NotStrict):
        parse(text)


def test_brackets_inside_strings_are_no_nesting():
    assert parse(b'{"query": "' + b"[{" * 1000 + b'"}') == {"query": "[{" * 1000}


def test_sixty_four_levels_are_let_in():
    assert parse(b"[" * 64 + b"]" * 64)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    [
        b"[" * 65 + b'"' + b'\\"' * (MAX_BODY // 2 - 100),
        b"[" * 65 + b'"' + b"a" * (MAX_BODY - 200),
        b"[" * 65 + b'""' * (MAX_BODY // 2 - 100),
    ],
    ids=["unterminated escapes", "unterminated text", "many strings"],
)
def test_no_text_takes_more_than_one_pass(text):
    with pytest.raises(NotStrict):
        parse(text)


def test_a_long_string_full_of_brackets_is_let_in():
    text = b'"' + b"[" * 65 + b'\\"' * (MAX_BODY // 2 - 100) + b'"'

    assert len(parse(text)) == 65 + MAX_BODY // 2 - 100
