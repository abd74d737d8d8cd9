"""Text that a person decides by, with nothing in it that they would not see."""

import unicodedata

__all__ = ["visible"]

#: Control, format (bidirectional and zero-width among them), surrogate, private and unassigned characters, and the two
#: separators that break a line.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEPT = frozenset("\n\t")


def visible(text: str, limit: int) -> str:
    """Return a text with every character that would not be seen written as its code, and cut in its middle.

    Args:
        text: what was written by anybody.
        limit: the most characters of the answer, before the note that says how many are not shown; at least 2.
    """
    shown = "".join(each if _is_seen(each) else f"\\u{{{ord(each):x}}}" for each in text)
    if len(shown) <= limit:
        return shown
    tail = limit // 3
    hidden = len(shown) - limit
    return f"{shown[: limit - tail]} [... {hidden} characters are not shown ...] {shown[-tail:]}"


def _is_seen(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in _UNSEEN
