r"""Characters that a reader does not see, or that change how others are read: found, refused, or made visible.

A name or description that comes from elsewhere can hide an instruction to a model from every person who reads it, or
show a person something else than what is there (https://trojansource.codes, Unicode Technical Report 36). Such are:

- controls: C0, C1 and DEL (Unicode's general category Cc)
- line and paragraph separators (Zl, Zp)
- bidirectional controls and other format characters (Cf), but not those that are drawn, such as the Arabic number sign
- what has no width or is drawn as nothing (the property Default_Ignorable_Code_Point of DerivedCoreProperties.txt):
  zero-width characters, tags, fillers, variation selectors
- what means something to one reader only, or to none: private use (Co), surrogates (Cs), noncharacters

A single variation selector 15 or 16 after another character stays: it says whether that is drawn as an emoji. Code
points to which Unicode gives no meaning yet are drawn as a box, and a later Python may know them, so they stay too.
"""

import re
from typing import Any

from powerstrip_sdk.errors import DeclarationError

__all__ = ["check_text", "check_texts", "escaped", "find_hidden", "shortened", "shortened_inside", "visible"]

_BASIC = (
    "\\x00-\\x1f\\x7f-\\x9f"  # C0, DEL, C1
    "\\u2028\\u2029"  # line and paragraph separator
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"  # bidirectional controls
    "\\u200b-\\u200d\\u2060-\\u2065\\u206a-\\u206f\\ufeff"  # zero-width and deprecated format characters
    "\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0"  # drawn as nothing: fillers and the like
    "\\ufe00-\\ufe0d"  # variation selectors
    "\\ufff0-\\ufffb"  # other format characters
    "\\ue000-\\uf8ff"  # private use
    "\\ud800-\\udfff"  # surrogates
    "\\ufdd0-\\ufdef\\ufffe\\uffff"  # noncharacters
)
_BEYOND_BASIC = re.compile(
    "[\\U000e0000-\\U000e0fff"  # tags, variation selectors
    "\\U00013430-\\U00013440\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a"  # other format characters
    "\\U000f0000-\\U0010ffff"  # private use, and the noncharacters at the end of its planes
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 15))  # noncharacters
    + "]"
)
_SELECTORS = "\ufe0e\ufe0f"
#: Everything that may have to be hidden, as one class with few parts: it is looked for in whole answers, and with all
#: parts beyond the basic plane it takes ten times as long. `_stays` decides about those.
_SUSPECT = re.compile(f"[{_BASIC}{_SELECTORS}\U00010000-\U0010ffff]")
_LINES = "\n\t"


def find_hidden(text: str, *, lines: bool = False) -> str | None:
    """Say which hidden character a text holds first, and where; None if it holds none.

    Args:
        text: the text.
        lines: whether it may have several lines, and tabs.
    """
    found = next((each for each in _SUSPECT.finditer(text) if not _stays(each, lines=lines)), None)
    if found is None:
        return None
    return f"U+{ord(found[0]):04X} at character {found.start() + 1}, which readers cannot see"


def visible(text: str, *, lines: bool = False) -> str:
    r"""Return a text with every hidden character written as `\u202e` or `\U000e0041`, for people and models.

    Args:
        text: the text.
        lines: whether it may have several lines, and tabs.
    """
    # Nearly every text is plain, and this is asked for each word of each log line.
    if text.isascii() and text.isprintable():
        return text
    return _SUSPECT.sub(lambda found: found[0] if _stays(found, lines=lines) else _written(found[0]), text)


def escaped(json: str) -> str:
    """Return JSON with every hidden character as an escape of JSON: to a parser it is the same, to readers not.

    Args:
        json: a text in JSON.
    """
    # JSON has no line breaks inside of strings; those between its parts may stay.
    if json.isascii() and "\x7f" not in json:
        return json
    return _SUSPECT.sub(lambda found: found[0] if _stays(found, lines=True) else _as_json(found[0]), json)


def shortened(text: str, longest: int) -> str:
    """Return a text that is cut to `longest` characters and then ends with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def shortened_inside(text: str, longest: int) -> str:
    """Return a text that is cut to `longest` characters in its middle, and says there how many are not shown.

    For what somebody decides by: how a statement ends matters as much as how it begins.

    Args:
        text: the text.
        longest: the most characters of it, at least 3.
    """
    if len(text) <= longest:
        return text
    tail = longest // 3
    hidden = len(text) - longest
    return f"{text[: longest - tail]} [... {hidden} characters are not shown ...] {text[-tail:]}"


def check_text(text: str, what: str, *, lines: bool = False) -> None:
    """Raise a `DeclarationError` if a text holds a hidden character.

    Args:
        text: the text.
        what: says in the message what it is.
        lines: whether it may have several lines, and tabs.
    """
    if found := find_hidden(text, lines=lines):
        raise DeclarationError(f"{what} holds {found}, remove it")


def check_texts(node: Any, what: str) -> None:
    """Raise a `DeclarationError` if any text inside of a JSON value holds a hidden character.

    Args:
        node: the value; texts in it may have several lines, but names and titles may not.
        what: says in the message what it is.
    """
    if isinstance(node, str):
        check_text(node, what, lines=True)
    elif isinstance(node, dict):
        for key, value in node.items():
            check_text(key, f"{what}: a name")
            if key in ("name", "title") and isinstance(value, str):
                check_text(value, f"{what}: {key}")
            else:
                check_texts(value, f"{what}: {key}")
    elif isinstance(node, (list, tuple)):
        for each in node:
            check_texts(each, what)


def _stays(found: re.Match[str], *, lines: bool) -> bool:
    """Whether a suspect hides nothing where it stands: a line break, or the first selector after a character."""
    character = found[0]
    if character >= "\U00010000":
        return _BEYOND_BASIC.fullmatch(character) is None
    if character in _SELECTORS:
        return found.start() > 0 and found.string[found.start() - 1] not in _SELECTORS
    return lines and character in _LINES


def _written(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the basic plane


def _as_json(character: str) -> str:
    """Write a character as JSON does (RFC 8259, section 7): one beyond the basic plane as a surrogate pair."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
