"""The sealed form: a document under a key of its own, that key wrapped by the operator's.

::

    {"v": 1, "key": id of the operator's key, "wrapped": nonce and wrapped data key,
     "nonce": nonce of the document, "text": ciphertext}        all but `v` and `key` in base64

AES-256-GCM throughout, nonces of 96 random bits. Table, row and field are associated data of both steps, so that
neither the document nor its wrapped key opens anywhere else. Changing the operator's key wraps the data key anew and
leaves the ciphertext as it is.
"""

import base64
import json
import os
from dataclasses import dataclass, replace
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from powerstrip.secrets.errors import NotGenuine
from powerstrip.secrets.keys import Key
from powerstrip.secrets.place import Place

__all__ = ["Envelope"]

_VERSION = 1
_NONCE = 12
_DATA_KEY_BITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A sealed document.

    Args:
        key_id: of the operator's key that wraps the data key.
        wrapped: nonce and ciphertext of the data key.
        nonce: of the document.
        text: ciphertext of the document.
    """

    key_id: str
    wrapped: bytes
    nonce: bytes
    text: bytes

    @classmethod
    def seal(cls, document: bytes, place: Place, key: Key) -> Self:
        """Encrypt a document with a new data key."""
        data_key, nonce = AESGCM.generate_key(_DATA_KEY_BITS), os.urandom(_NONCE)
        text = AESGCM(data_key).encrypt(nonce, document, _of_document(place))
        return cls(key_id=key.id, wrapped=_wrap(data_key, place, key), nonce=nonce, text=text)

    def open(self, place: Place, key: Key) -> bytes:
        """Return the document.

        Raises:
            NotGenuine: if anything was changed, or was sealed for another place.
        """
        try:
            return AESGCM(self._data_key(place, key)).decrypt(self.nonce, self.text, _of_document(place))
        except (InvalidTag, ValueError):
            raise _not_genuine(place) from None

    def rewrap(self, place: Place, key: Key, new: Key) -> Self:
        """Return the same sealed document under another key.

        Raises:
            NotGenuine: if the data key was changed, or wrapped for another place.
        """
        try:
            return replace(self, key_id=new.id, wrapped=_wrap(self._data_key(place, key), place, new))
        except (InvalidTag, ValueError):
            raise _not_genuine(place) from None

    def dump(self) -> str:
        """Return the envelope as text."""
        parts = {"wrapped": self.wrapped, "nonce": self.nonce, "text": self.text}
        encoded = {name: base64.b64encode(part).decode() for name, part in parts.items()}
        return json.dumps({"v": _VERSION, "key": self.key_id, **encoded}, separators=(",", ":"))

    @classmethod
    def load(cls, sealed: str, place: Place) -> Self:
        """Return the envelope that a text holds.

        Raises:
            NotGenuine: if it holds none that this version reads.
        """
        try:
            tree = json.loads(sealed)
            version, key_id = tree["v"], str(tree["key"])
            parts = {name: base64.b64decode(tree[name], validate=True) for name in ("wrapped", "nonce", "text")}
        except (ValueError, TypeError, LookupError):
            raise _not_genuine(place) from None
        if version != _VERSION:
            raise _not_genuine(place)
        return cls(key_id=key_id, **parts)

    def _data_key(self, place: Place, key: Key) -> bytes:
        nonce, text = self.wrapped[:_NONCE], self.wrapped[_NONCE:]
        return AESGCM(key.material).decrypt(nonce, text, _of_data_key(place, key))


def _wrap(data_key: bytes, place: Place, key: Key) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key.material).encrypt(nonce, data_key, _of_data_key(place, key))


def _of_document(place: Place) -> bytes:
    return place.associated_data(_VERSION, "", "document")


def _of_data_key(place: Place, key: Key) -> bytes:
    return place.associated_data(_VERSION, key.id, "data key")


def _not_genuine(place: Place) -> NotGenuine:
    return NotGenuine(
        f"{place} does not open: it was changed or moved there, restore it from a backup or write it anew"
    )
