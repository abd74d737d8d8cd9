"""What seals and opens documents: the operator's keys, or the reason why there are none."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import anyio.to_thread

from powerstrip.secrets.errors import UnknownKey, VaultClosed
from powerstrip.secrets.keys import KEY_VARIABLE, Key, read_keys
from powerstrip.secrets.place import Place

if TYPE_CHECKING:
    from powerstrip.secrets.envelope import Envelope

__all__ = ["Vault", "open_vault"]

NO_KEY = (
    f"there is no key: set {KEY_VARIABLE}, or host.key_file to a file that holds one, made with: "
    "powerstrip keys generate"
)


class Vault:
    """Seals documents with the current key, and opens what any of the keys has sealed.

    Args:
        keys: the current key, then former ones; none for a closed vault.
        reason: why the vault is closed, None if it is open.
    """

    def __init__(self, keys: Sequence[Key], *, reason: str | None = None) -> None:
        self._keys = {key.id: key for key in keys}
        self._current = keys[0] if keys else None
        self.reason = reason
        if keys:
            # Imported where the vault is made, which is a worker thread, so that sealing and opening import nothing.
            from powerstrip.secrets import envelope  # noqa: F401

    @classmethod
    def closed(cls, reason: str = NO_KEY) -> Self:
        """Return a vault that opens nothing and says why."""
        return cls((), reason=reason)

    @property
    def key_id(self) -> str:
        """Id of the current key.

        Raises:
            VaultClosed: if there is none.
        """
        return self._key().id

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Ids of all keys, the current one first."""
        return tuple(self._keys)

    def seal(self, document: Mapping[str, Any], place: Place) -> str:
        """Encrypt a document for one place.

        Raises:
            VaultClosed: if there is no key.
        """
        from powerstrip.secrets.envelope import Envelope

        return Envelope.seal(json.dumps(document).encode(), place, self._key()).dump()

    def open(self, sealed: str, place: Place) -> dict[str, Any]:
        """Return the document that was sealed for this place.

        Raises:
            VaultClosed: if there is no key.
            UnknownKey: if the key that it was sealed with is not here.
            NotGenuine: if it was changed, or sealed for another place.
        """
        envelope, key = self._envelope(sealed, place)
        document: dict[str, Any] = json.loads(envelope.open(place, key))
        return document

    def rewrap(self, sealed: str, place: Place) -> str:
        """Return the same document sealed with the current key; its ciphertext stays as it is.

        Raises:
            VaultClosed, UnknownKey, NotGenuine: see `open`.
        """
        envelope, key = self._envelope(sealed, place)
        return envelope.rewrap(place, key, self._key()).dump()

    def _key(self) -> Key:
        if self._current is None:
            raise VaultClosed(self.reason or NO_KEY)
        return self._current

    def _envelope(self, sealed: str, place: Place) -> tuple["Envelope", Key]:
        self._key()
        from powerstrip.secrets.envelope import Envelope

        envelope = Envelope.load(sealed, place)
        if (key := self._keys.get(envelope.key_id)) is None:
            raise UnknownKey(str(place), envelope.key_id, self.key_ids)
        return envelope, key


async def open_vault(environment: Mapping[str, str], key_file: Path | None = None) -> Vault:
    """Read the keys and return a vault, which is closed where there are none.

    Files are read, and `cryptography` is imported, in a worker thread.

    Args:
        environment: may hold `POWERSTRIP_KEY`.
        key_file: of `host.key_file`.

    Raises:
        KeyRefused: if there is a key, but a weak or malformed one, or one that others may read.
    """

    def make() -> Vault:
        keys = read_keys(environment, key_file)
        return Vault(keys) if keys else Vault.closed()

    return await anyio.to_thread.run_sync(make)
