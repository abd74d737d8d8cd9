"""Secrets in a text become a mask, whoever wrote the text."""

from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
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
        self._kept: set[str] = set()
        self._tried: Counter[str] = Counter()
        self._secrets: list[str] = []

    def learn(self, config: BaseModel) -> None:
        """Remember every secret field of a source's options."""
        self._kept.update(_secrets_of(config))
        self._sort()

    @contextmanager
    def knowing(self, config: BaseModel) -> Generator[None]:
        """Mask the secrets of options that are only tried, inside the block.

        Args:
            config: the options.
        """
        tried = Counter(set(_secrets_of(config)))
        self._tried += tried
        self._sort()
        try:
            yield
        finally:
            self._tried -= tried
            self._sort()

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

    def _sort(self) -> None:
        known = (each for each in {*self._kept, *self._tried} if len(each) >= _SHORTEST)
        # The longest first, so that a secret which holds another is masked whole.
        self._secrets = sorted(known, key=len, reverse=True)


def _secrets_of(config: BaseModel) -> Iterable[str]:
    for name in type(config).model_fields:
        value = getattr(config, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, SecretBytes):
            yield value.get_secret_value().decode("utf-8", "replace")
        elif isinstance(value, BaseModel):
            yield from _secrets_of(value)
