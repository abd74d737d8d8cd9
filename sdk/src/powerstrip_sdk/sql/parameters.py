"""Named parameters: `:name` becomes the engine's own placeholder, and nothing is ever spliced into a statement."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from powerstrip_sdk.errors import InvalidArguments
from powerstrip_sdk.sql.dialect import Dialect

__all__ = ["bind", "check_names", "parameter_names", "place"]

_NAME = re.compile(r":([A-Za-z_][A-Za-z0-9_]*)")
_WORD = re.compile(r"[^\W\d]\w*")
_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_LINE_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True, slots=True)
class _Named:
    """A statement cut at its named parameters: `texts` has one piece more than `names`."""

    texts: tuple[str, ...]
    names: tuple[str, ...]


def bind(sql: str, params: Mapping[str, Any] | Sequence[Any] | None, dialect: Dialect) -> tuple[str, list[Any]]:
    """Return the statement with the engine's placeholders, and the values in their order.

    Args:
        sql: one statement.
        params: an object for `:name`, an array for the engine's own placeholders, or None.
        dialect: of the engine.

    Raises:
        InvalidArguments: if a name has no value or a value no name.
    """
    if params is None:
        return sql, []
    if not isinstance(params, Mapping):
        return sql, list(params)
    text, names = place(sql, dialect)
    check_names(set(names), params.keys())
    return text, [params[name] for name in names]


@lru_cache(maxsize=512)
def place(sql: str, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """Return the statement with the engine's placeholders, and the names of the values in their order.

    Args:
        sql: one statement with `:name` parameters.
        dialect: of the engine.
    """
    named = _split(sql, dialect)
    return _numbered(named, dialect) if dialect.placeholder == "$1" else ("?".join(named.texts), named.names)


def parameter_names(sql: str, dialect: Dialect) -> frozenset[str]:
    """Return the names that `sql` uses as `:name`."""
    return frozenset(place(sql, dialect)[1])


def check_names(used: AbstractSet[str], given: AbstractSet[str]) -> None:
    """Raise unless there are values for all names of a statement, and for no others.

    Args:
        used: by the statement.
        given: with the parameters.

    Raises:
        InvalidArguments: with the name that has no value, or the value that has no name.
    """
    if missing := sorted(used - given):
        raise InvalidArguments(f"the statement uses :{missing[0]}, for which params has no value")
    if unused := sorted(given - used):
        raise InvalidArguments(f"params has {unused[0]!r}, which the statement does not use as :{unused[0]}")


def _numbered(named: _Named, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """One number for each name, however often it is used."""
    order = tuple(dict.fromkeys(named.names))
    marks = [dialect.mark(order.index(name) + 1) for name in named.names]
    return _joined(named.texts, marks), order


def _joined(texts: tuple[str, ...], marks: list[str]) -> str:
    return "".join(text + mark for text, mark in zip(texts, [*marks, ""], strict=True))


def _split(sql: str, dialect: Dialect) -> _Named:
    texts, names, start = [], [], 0
    for begin, end in _named_parameters(sql, dialect):
        texts.append(sql[start:begin])
        names.append(sql[begin + 1 : end])
        start = end
    return _Named((*texts, sql[start:]), tuple(names))


def _named_parameters(sql: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Yield where `:name` stands, passing over strings, quoted names, comments, casts (`::`) and array slices."""
    position, word = 0, ""
    subscripts: list[bool] = []
    while position < len(sql):
        end = _end_of_quoted(sql, position, word, dialect)
        if end is not None:
            position, word = end, "'"
            continue
        character = sql[position]
        if character == "[":
            subscripts.append(_is_subscript(word, subscripts))
        elif character == "]" and subscripts:
            subscripts.pop()
        if sql.startswith("::", position):
            position, word = position + 2, "::"
        elif character == ":" and not (subscripts and subscripts[-1]) and (match := _NAME.match(sql, position)):
            yield match.span()
            position, word = match.end(), ":name"
        elif match := _WORD.match(sql, position):
            position, word = match.end(), match.group()
        else:
            word = word if character.isspace() else character
            position += 1


def _is_subscript(word: str, subscripts: list[bool]) -> bool:
    """Whether a `[` after `word` picks from an array (`a[1:2]`) rather than makes one (`ARRAY[:a, :b]`)."""
    if word.upper() == "ARRAY":
        return False
    if word in ("[", ",") and subscripts:
        return subscripts[-1]
    return bool(_WORD.fullmatch(word)) or word in (")", "]", "'", ":name")


def _end_of_quoted(sql: str, position: int, word: str, dialect: Dialect) -> int | None:
    """Return the end of the string, quoted name or comment that begins at `position`, None if none does."""
    character = sql[position]
    if character == "'":
        escapes = dialect.backslash_escapes or (word.upper() == "E" and sql[position - 1 : position].upper() == "E")
        return _after_quote(sql, position, "'", escapes=escapes)
    if character in ('"', "`"):
        return _after_quote(sql, position, character, escapes=False)
    if character == dialect.quote[0] != '"':
        return _after_quote(sql, position, dialect.quote[1], escapes=False)
    if sql.startswith("--", position):
        match = _LINE_COMMENT.match(sql, position)
        assert match is not None
        return match.end()
    if sql.startswith("/*", position):
        return _after_comment(sql, position, nested=dialect.nested_comments)
    if dialect.dollar_quotes and character == "$" and (tag := _DOLLAR.match(sql, position)):
        closing = sql.find(tag.group(), tag.end())
        return len(sql) if closing < 0 else closing + len(tag.group())
    return None


def _after_quote(sql: str, position: int, closing: str, *, escapes: bool) -> int:
    position += 1
    while position < len(sql):
        if escapes and sql[position] == "\\":
            position += 2
        elif sql[position] != closing:
            position += 1
        elif sql.startswith(closing, position + 1):
            position += 2
        else:
            return position + 1
    return len(sql)


def _after_comment(sql: str, position: int, *, nested: bool) -> int:
    depth = 0
    while position < len(sql):
        if sql.startswith("/*", position) and (nested or depth == 0):
            depth, position = depth + 1, position + 2
        elif sql.startswith("*/", position):
            depth, position = depth - 1, position + 2
            if depth == 0:
                return position
        else:
            position += 1
    return len(sql)
