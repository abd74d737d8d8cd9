"""What was found out about statements, for as many of them as are worth the memory."""

import math
from typing import Generic, TypeVar

__all__ = ["Remembered"]

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by the text of a statement; for a new one the one that came first is forgotten.

    Args:
        most: statements.
        characters: of the texts of all of them together.
    """

    def __init__(self, most: int = 512, *, characters: float = math.inf) -> None:
        self._most, self._most_characters = most, characters
        self._characters = 0
        self._values: dict[str, Value] = {}
        #: Returns what is known of a statement, None if nothing is.
        self.get = self._values.get

    def put(self, sql: str, value: Value) -> None:
        """Remember something of a statement, in place of what was known."""
        self.forget(sql)
        self._values[sql] = value
        self._characters += len(sql)
        while len(self._values) > self._most or self._characters > self._most_characters:
            self.forget(next(iter(self._values)))

    def forget(self, sql: str) -> None:
        """Know nothing of a statement any more."""
        if self._values.pop(sql, None) is not None:
            self._characters -= len(sql)
