"""Hidden characters, over all code points."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerstrip_sdk import DeclarationError
from powerstrip_sdk.text import check_text, check_texts, escaped, find_hidden, shortened, visible

#: Every code point, surrogates too.
TEXTS = st.text(st.characters(exclude_categories=()))
#: Characters of category Cf that are drawn, before or around the number that follows (Prepended_Concatenation_Mark).
DRAWN = "".join(map(chr, [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD]))
#: Of the other categories, what is drawn as nothing (Default_Ignorable_Code_Point), and what is no character.
NOTHING = frozenset(
    [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFFF0, 0xFFF9)]
    + [*range(0x13430, 0x13441), *range(0xE0000, 0xE1000), *range(0xFE00, 0xFE0E), *range(0xFDD0, 0xFDF0)]
    + [plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)]
)


def should_be_hidden(character):
    category = unicodedata.category(character)
    if category in ("Cc", "Co", "Cs", "Zl", "Zp"):
        return True
    return ord(character) in NOTHING or (category == "Cf" and character not in DRAWN)


def test_every_code_point_is_hidden_or_not_as_unicode_describes_it():
    wrong = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if (find_hidden(f"a{chr(code)}") is not None) != should_be_hidden(chr(code))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "code", [0x00, 0x1B, 0x7F, 0x9B, 0x61C, 0x200B, 0x200E, 0x2028, 0x202E, 0x2060, 0x2066, 0xFEFF, 0xE0041, 0xE000]
)
def test_what_deceives_readers_is_found_made_visible_and_refused(code):
    text = f"id{chr(code)}x"
    shown = f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    assert find_hidden(text) == f"U+{code:04X} at character 3, which readers cannot see"
    assert visible(text) == f"id{shown}x"
    with pytest.raises(DeclarationError, match=rf"the title holds U\+{code:04X} at character 3, .* remove it"):
        check_text(text, "the title")


@given(TEXTS, st.booleans())
def test_what_is_made_visible_holds_nothing_hidden_and_what_hid_nothing_stays(text, lines):
    shown = visible(text, lines=lines)

    assert find_hidden(shown, lines=lines) is None
    assert visible(shown, lines=lines) == shown
    assert (shown == text) == (find_hidden(text, lines=lines) is None)
    assert shown.encode().decode() == shown


@given(TEXTS)
def test_lines_and_tabs_are_let_through_only_where_there_may_be_several(text):
    assert find_hidden("a\n\tb", lines=True) is None
    assert find_hidden("a\nb") == "U+000A at character 2, which readers cannot see"
    assert visible(text, lines=True).count("\n") == text.count("\n")
    assert visible(text).count("\n") == 0


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10))
def test_escaped_json_means_the_same_and_hides_nothing(value):
    written = json.dumps(value, ensure_ascii=False)

    assert json.loads(escaped(written)) == value
    assert find_hidden(escaped(written), lines=True) is None


@given(TEXTS, st.integers(1, 50))
def test_a_text_is_cut_only_where_it_is_too_long_and_says_so(text, longest):
    cut = shortened(text, longest)

    assert len(cut) <= longest
    assert cut == text if len(text) <= longest else cut.endswith("…")


@pytest.mark.parametrize("text", ["naïve Ωmega", "日本語の表", "حالة", "🇩🇪 ❤️ 👍🏽", "١٢٣ ؀", "a\u00a0b"])
def test_ordinary_words_of_any_language_stay(text):
    assert visible(text) == text


def test_a_selector_of_emoji_style_stays_once_after_a_character_and_carries_nothing_more():
    assert visible("❤️") == "❤️"
    assert visible("❤️️") == "❤️\\ufe0f"
    assert visible("️") == "\\ufe0f"


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ({"description": "a\nb", "title": "a"}, None),
        ({"title": "a\nb"}, "tool 'x': title holds U\\+000A at character 2"),
        ({"properties": {"id": {"description": "\u202e"}}}, "tool 'x': properties: id: description holds U\\+202E"),
        ({"properties": {"i\u200bd": {}}}, "tool 'x': properties: a name holds U\\+200B at character 2"),
        ({"enum": ["a", "b\u2066"]}, "tool 'x': enum holds U\\+2066 at character 2"),
    ],
)
def test_texts_inside_of_a_value_are_checked_wherever_they_are(node, message):
    if message is None:
        check_texts(node, "tool 'x'")
    else:
        with pytest.raises(DeclarationError, match=message):
            check_texts(node, "tool 'x'")
