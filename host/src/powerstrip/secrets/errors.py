"""What goes wrong with secrets at rest, sorted by who mends it.

::

    SecretsError
    ├── KeyRefused      the operator mends the key, or where it is kept
    ├── VaultClosed     the operator gives a key; until then everything that is sealed stays so
    ├── UnknownKey      the operator gives the key that something was sealed with
    ├── NotGenuine      what is sealed was changed, or moved to another place: restore a backup
    └── MaskRefused     whoever wrote the mask writes the secret instead
"""

from collections.abc import Sequence

from powerstrip.errors import PowerstripError

__all__ = ["KeyRefused", "MaskRefused", "NotGenuine", "SecretsError", "UnknownKey", "VaultClosed"]


class SecretsError(PowerstripError):
    """A secret cannot be sealed, opened or kept."""


class KeyRefused(SecretsError):
    """A key is no key, or one that others could guess or read."""


class VaultClosed(SecretsError):
    """There is no key."""


class UnknownKey(SecretsError):
    """What is sealed takes a key that is not among the keys here.

    Args:
        what: the place of what is sealed, as people read it.
        key_id: of the key that it takes.
        known: ids of the keys that are here.
    """

    def __init__(self, what: str, key_id: str, known: Sequence[str]) -> None:
        super().__init__(
            f"{what} is sealed with the key {key_id!r}, which is not among the keys here ({', '.join(known)}), "
            "add it behind the current one"
        )
        self.key_id = key_id


class NotGenuine(SecretsError):
    """What is sealed is not what was sealed at this place."""


class MaskRefused(SecretsError):
    """A mask was written where no single kept secret can be meant.

    Args:
        path: of the mask in the document.
    """

    def __init__(self, path: Sequence[str | int]) -> None:
        self.path = tuple(path)
        where = ".".join(map(str, path))
        super().__init__(f"{where!r} is a mask, and no secret is kept that it can stand for, write the secret itself")
