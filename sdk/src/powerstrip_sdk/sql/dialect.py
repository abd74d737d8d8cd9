"""How an engine writes what the standard tools need."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Dialect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The few rules of an engine's SQL that differ.

    Args:
        placeholder: how the engine's own placeholders look: `$1` or `?`.
        explain: what stands before a statement to see its plan without running it.
        quote: the characters around an identifier; the closing one is doubled inside.
        limit: clause that caps the rows, with `{rows}` in place of the number.
        backslash_escapes: whether a backslash escapes in every string, as in MySQL's default mode.
        dollar_quotes: whether `$tag$...$tag$` is a string.
        nested_comments: whether `/* /* */ */` nests.
    """

    placeholder: Literal["$1", "?"]
    explain: str
    quote: tuple[str, str] = ('"', '"')
    limit: str = "LIMIT {rows}"
    backslash_escapes: bool = False
    dollar_quotes: bool = False
    nested_comments: bool = False

    def identifier(self, *parts: str) -> str:
        """Return a quoted, possibly qualified identifier.

        Args:
            parts: for example schema and table, unquoted.
        """
        opening, closing = self.quote
        return ".".join(opening + part.replace(closing, closing * 2) + closing for part in parts)

    def mark(self, position: int) -> str:
        """Return the placeholder of the parameter at `position`, counted from 1."""
        return "?" if self.placeholder == "?" else f"${position}"
