"""The expressions of an index, which SQLite tells only as part of the statement that made it."""

import re

__all__ = ["indexed_expressions"]

#: A comment, something in quotes, or one character.
_PIECE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|.", re.DOTALL)
_DIRECTION = re.compile(r"\s+(?:asc|desc)$", re.IGNORECASE)


def indexed_expressions(create_index: str) -> list[str]:
    """Return what an index is made of, in order and as it was written, without the direction.

    Args:
        create_index: the `CREATE INDEX` statement.
    """
    items, depth = [""], 0
    for piece in _PIECE.findall(create_index):
        depth -= piece == ")"
        if piece == "," and depth == 1:
            items.append("")
        elif depth >= 1 and not piece.startswith(("--", "/*")):
            items[-1] += piece
        if piece == ")" and depth == 0:
            break
        depth += piece == "("
    return [_DIRECTION.sub("", item.strip()) for item in items]
