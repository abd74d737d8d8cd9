"""One name for each column, where an object or a data frame can hold a name only once."""

from collections import Counter
from collections.abc import Iterable

__all__ = ["unique_names"]


def unique_names(names: Iterable[str]) -> list[str]:
    """Return the names with a number behind each that was there before: `id`, `id_2`, `id_3`.

    No number makes a name that is another column's own.

    Args:
        names: of the columns of a result, in order.
    """
    names = list(names)
    taken, seen, unique = set(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        own = name
        while seen[name] > 1 and own in taken:
            own = f"{name}_{seen[name]}"
            seen[name] += own in taken
        taken.add(own)
        unique.append(own)
    return unique
