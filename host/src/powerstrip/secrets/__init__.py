"""Secrets at rest: keys, sealed documents, and masks in place of secrets.

::

    vault = await open_vault(os.environ, settings.host.key_file)   # closed, with the reason, where there is no key
    sealed = vault.seal({"password": "..."}, Place("sources", source_id, "config"))
    vault.open(sealed, Place("sources", source_id, "config"))

    shown = mask(connector.config, document)                       # secrets are `**********`
    document = unmask(connector.config, written, document)         # a mask that comes back keeps the value

Nothing here imports `cryptography` before a key is there.
"""

from powerstrip.secrets.errors import (
    KeyRefused,
    MaskRefused,
    NotGenuine,
    SecretsError,
    UnknownKey,
    VaultClosed,
)
from powerstrip.secrets.keys import KEY_VARIABLE, Key, generate_key, parse_keys, read_keys
from powerstrip.secrets.masking import MASK, mask, unmask
from powerstrip.secrets.place import Place
from powerstrip.secrets.tokens import new_token, token_digest
from powerstrip.secrets.vault import Vault, open_vault

__all__ = [
    "KEY_VARIABLE",
    "MASK",
    "Key",
    "KeyRefused",
    "MaskRefused",
    "NotGenuine",
    "Place",
    "SecretsError",
    "UnknownKey",
    "Vault",
    "VaultClosed",
    "generate_key",
    "mask",
    "new_token",
    "open_vault",
    "parse_keys",
    "read_keys",
    "token_digest",
    "unmask",
]
