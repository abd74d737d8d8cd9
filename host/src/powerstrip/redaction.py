"""Secrets in a text become a mask, whoever wrote the text."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr

__all__ = ["MASK", "Redaction"]

MASK = "**********"
#: Shorter secrets would mask parts of ordinary words.
_SHORTEST = 4


class Redaction:
    """Knows the secrets of every source, and masks them.

    A connector should never put one into a message. This is for the one that does.
    """

    def __init__(self) -> None:
        self._secrets: list[str] = []

    def learn(self, config: BaseModel) -> None:
        """Remember every secret field of a source's options."""
        found = {*self._secrets, *_secrets_of(config)}
        # The longest first, so that a secret which holds another is masked whole.
        self._secrets = sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text with every known secret masked."""
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, MASK)
        return text

    def inside(self, value: Any) -> Any:
        """Return what JSON can hold with every known secret masked, in names and values at any depth."""
        if not self._secrets:
            return value
        if isinstance(value, str):
            return self(value)
        if isinstance(value, Mapping):
            return {self(str(key)): self.inside(member) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.inside(member) for member in value]
        return value


def _secrets_of(config: BaseModel) -> Iterable[str]:
    for name in type(config).model_fields:
        value = getattr(config, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, SecretBytes):
            yield value.get_secret_value().decode("utf-8", "replace")
        elif isinstance(value, BaseModel):
            yield from _secrets_of(value)
