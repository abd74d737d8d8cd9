"""What was found out about statements, for as many of them as are worth the memory."""

from typing import Generic, TypeVar

__all__ = ["Remembered"]

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by the text of a statement; for a new one the one that came first is forgotten.

    Args:
        most: statements.
    """

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._values: dict[str, Value] = {}
        #: Returns what is known of a statement, None if nothing is.
        self.get = self._values.get

    def put(self, sql: str, value: Value) -> None:
        """Remember something of a statement, in place of what was known."""
        self._values[sql] = value
        if len(self._values) > self._most:
            del self._values[next(iter(self._values))]

    def forget(self, sql: str) -> None:
        """Know nothing of a statement any more."""
        self._values.pop(sql, None)
