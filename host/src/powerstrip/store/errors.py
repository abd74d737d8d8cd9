"""What goes wrong with the store, sorted by who mends it.

::

    StoreError
    ├── Conflict            the caller reads again, and decides anew: somebody else was faster
    ├── NameTaken           the caller takes another name
    ├── NotStored           the caller names what does not exist, or no longer
    ├── StoreTooNew         the operator installs the version that made it
    ├── StoreUnusable       the operator mends the place: a folder, a file, an address
    └── StoreUnavailable    time mends it: the database does not answer now
"""

from powerstrip.errors import PowerstripError

__all__ = ["Conflict", "NameTaken", "NotStored", "StoreError", "StoreTooNew", "StoreUnavailable", "StoreUnusable"]


class StoreError(PowerstripError):
    """The store did not do what it was asked.

    Args:
        message: one sentence, without a word of the database's.
        detail: what only the log says.
    """

    def __init__(self, message: str, *, detail: str | None = None) -> None:
        super().__init__(message)
        self.detail = detail


class Conflict(StoreError):
    """A row is no longer what the change was based on.

    Args:
        what: the row, as people read it.
        expected: the version that the change was based on.
        found: the version that is stored.
    """

    def __init__(self, what: str, *, expected: int, found: int) -> None:
        super().__init__(f"{what} has changed since it was read (version {found} instead of {expected}), read it again")
        self.expected = expected
        self.found = found


class NameTaken(StoreError):
    """There is already something of this name."""


class NotStored(StoreError):
    """There is no such row."""


class StoreTooNew(StoreError):
    """A later version has migrated the store."""


class StoreUnusable(StoreError):
    """The store cannot be opened as it is configured."""


class StoreUnavailable(StoreError):
    """The database does not answer, or refuses to work."""
