"""What was found out about statements, for as many of them as are worth the memory."""

from collections import OrderedDict
from typing import Generic, TypeVar

__all__ = ["Remembered"]

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by the text of a statement; the one that was used least recently is forgotten for a new one.

    Args:
        most: statements.
    """

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._values: OrderedDict[str, Value] = OrderedDict()

    def get(self, sql: str) -> Value | None:
        """Return what is known of a statement, None if nothing is."""
        value = self._values.get(sql)
        if value is not None:
            self._values.move_to_end(sql)
        return value

    def put(self, sql: str, value: Value) -> None:
        """Remember something of a statement, in place of what was known."""
        self._values[sql] = value
        self._values.move_to_end(sql)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def forget(self, sql: str) -> None:
        """Know nothing of a statement any more."""
        self._values.pop(sql, None)
