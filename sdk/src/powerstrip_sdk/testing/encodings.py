"""Ways to write the same statement differently, as tricks against checks that look at its text do."""

import re
from collections.abc import Callable, Sequence
from itertools import cycle

from powerstrip_sdk.testing.attack import Encoding

__all__ = ["ENCODINGS", "outside_quotes"]

_QUOTED = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\"|\$(\w*)\$.*?\$\2\$|/\*.*?\*/|--[^\n]*)", re.DOTALL)
_CALLED = re.compile(r"(?<![\w.\"@$])([A-Za-z_]\w*)\(")
#: Words before a parenthesis that call nothing.
_KEYWORDS = frozenset(
    {
        "all",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "by",
        "cast",
        "coalesce",
        "exists",
        "explain",
        "filter",
        "from",
        "grouping",
        "having",
    }
    | {
        "in",
        "key",
        "materialized",
        "not",
        "on",
        "or",
        "over",
        "row",
        "select",
        "sets",
        "some",
        "table",
        "using",
        "values",
        "where",
        "with",
    }
)
#: Fullwidth letters lie this far behind ASCII.
_FULLWIDTH = 0xFEE0


def outside_quotes(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that changes a statement, but not what is quoted or a comment in it.

    Args:
        change: returns another text for a piece of a statement.
    """

    def apply(sql: str) -> str:
        pieces, position = [], 0
        for quoted in _QUOTED.finditer(sql):
            pieces += [change(sql[position : quoted.start()]), quoted[0]]
            position = quoted.end()
        return "".join([*pieces, change(sql[position:])])

    return apply


def _called(write: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that writes the names of called functions differently."""

    def name(found: re.Match[str]) -> str:
        return found[0] if found[1].lower() in _KEYWORDS else f"{write(found[1])}("

    return outside_quotes(lambda piece: _CALLED.sub(name, piece))


def _alternating(piece: str) -> str:
    return "".join(
        letter.upper() if upper else letter.lower() for letter, upper in zip(piece, cycle((True, False)), strict=False)
    )


def _spaces(space: str) -> Callable[[str], str]:
    return outside_quotes(lambda piece: piece.replace(" ", space))


def _fullwidth(word: str) -> str:
    return "".join(chr(ord(letter) + _FULLWIDTH) if letter.isalnum() else letter for letter in word)


def _word_split_by(character: str) -> Callable[[str], str]:
    return lambda sql: re.sub(r"[A-Za-z]{4,}", lambda word: f"{word[0][:2]}{character}{word[0][2:]}", sql, count=1)


#: What every engine is tried with; some of them are no SQL for it, and must not become any on the way.
ENCODINGS: Sequence[Encoding] = (
    Encoding(name="upper case", apply=outside_quotes(str.upper)),
    Encoding(name="mixed case", apply=outside_quotes(_alternating)),
    Encoding(name="comments for spaces", apply=_spaces("/**/")),
    Encoding(name="nested comments for spaces", apply=_spaces("/* /* ; */ -- */")),
    Encoding(name="lines for spaces", apply=_spaces("\r\n")),
    Encoding(name="line comments for spaces", apply=_spaces(" -- '\n")),
    Encoding(name="carriage returns that end comments", apply=lambda sql: f"-- SELECT 1\r{sql}"),
    Encoding(name="form feeds for spaces", apply=_spaces("\f")),
    Encoding(name="vertical tabs for spaces", apply=_spaces("\v")),
    Encoding(name="no-break spaces for spaces", apply=_spaces("\N{NO-BREAK SPACE}")),
    Encoding(name="quoted names of functions", apply=_called(lambda name: f'"{name}"')),
    Encoding(name="comments behind names of functions", apply=_called(lambda name: f"{name} /* ( */ ")),
    Encoding(name="fullwidth names of functions", apply=_called(_fullwidth)),
    Encoding(name="zero-width spaces in words", apply=_word_split_by("\N{ZERO WIDTH SPACE}")),
    Encoding(name="soft hyphens in words", apply=_word_split_by("\N{SOFT HYPHEN}")),
    Encoding(name="comments in words", apply=_word_split_by("/**/")),
    Encoding(name="a byte order mark", apply=lambda sql: f"\N{ZERO WIDTH NO-BREAK SPACE}{sql}"),
    Encoding(name="a NUL before more", apply=lambda sql: f"SELECT 1\0; {sql}"),
    Encoding(name="a comment that others run", apply=lambda sql: f"SELECT 1 /*!50000 ; {sql} */"),
    Encoding(name="an unclosed comment", apply=lambda sql: f"{sql} /*"),
)
