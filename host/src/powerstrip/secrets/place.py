"""Where something sealed belongs: it opens nowhere else."""

import json
from typing import NamedTuple

__all__ = ["Place"]


class Place(NamedTuple):
    """A field of a row.

    Args:
        table: name of the table.
        row: id of the row, which never changes and is never used again.
        field: name of the column.
    """

    table: str
    row: str
    field: str

    def __str__(self) -> str:
        return f"{self.field} of {self.row!r} in {self.table}"

    def associated_data(self, version: int, key_id: str, purpose: str) -> bytes:
        """Return the bytes that authenticate the place; JSON keeps the parts apart, whatever they hold.

        Args:
            version: of the format.
            key_id: of the key-encryption key, empty where the data must survive its change.
            purpose: what is encrypted here, so that a wrapped key never passes for a document.
        """
        return json.dumps(["powerstrip", version, purpose, key_id, *self], ensure_ascii=True).encode()
