"""Secrets in a text become a mask, whoever wrote the text, and in whichever form programs write them."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, Secret, SecretBytes, SecretStr

from powerstrip.secret_forms import forms_of

__all__ = ["MASK", "Redaction"]

MASK = "**********"
#: Shorter secrets would mask parts of ordinary words.
_SHORTEST = 4
#: Passed on to a driver as they are, so that any text among them may be a secret.
_RAW = "additional_params"
#: So much of it that is a word of a driver's, such as `read-only`, is none.
_SHORTEST_RAW = 8


class Redaction:
    """Knows the secrets of every source and the host's own, and masks them.

    A connector should never put one into a message. This is for the one that does, and for the server that repeats
    what it was sent.
    """

    def __init__(self) -> None:
        self._kept: set[str] = set()
        self._tried: Counter[str] = Counter()
        self._forms: dict[str, tuple[str, ...]] = {}
        self._written: list[str] = []

    def learn(self, config: BaseModel) -> None:
        """Remember every secret field of a source's options."""
        self.learn_texts(_secrets_of(config))

    def learn_texts(self, secrets: Iterable[str]) -> None:
        """Remember secrets that are in no source's options."""
        self._kept.update(secrets)
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
        for written in self._written:
            if written in text:
                text = text.replace(written, MASK)
        return text

    def inside(self, value: Any) -> Any:
        """Return what JSON can hold with every known secret masked, in names and values at any depth."""
        if not self._written:
            return value
        if isinstance(value, str):
            return self(value)
        if isinstance(value, Mapping):
            return {self(str(key)): self.inside(member) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.inside(member) for member in value]
        return value

    def _sort(self) -> None:
        known = {each for each in {*self._kept, *self._tried} if len(each) >= _SHORTEST}
        self._forms = {each: self._forms.get(each) or forms_of(each) for each in known}
        # The longest first, so that a secret which holds another is masked whole.
        self._written = sorted({form for forms in self._forms.values() for form in forms}, key=len, reverse=True)


def _secrets_of(config: BaseModel) -> Iterable[str]:
    for name in type(config).model_fields:
        value = getattr(config, name)
        yield from _texts_in(value, _raw_secret if name == _RAW else _secret)


def _texts_in(value: Any, secret_of: Callable[[Any], str | None]) -> Iterable[str]:
    """Return the secrets in a value, at any depth."""
    if (secret := secret_of(value)) is not None:
        yield secret
    elif isinstance(value, BaseModel):
        yield from _secrets_of(value)
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _texts_in(member, secret_of)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for member in value:
            yield from _texts_in(member, secret_of)


def _secret(value: Any) -> str | None:
    if not isinstance(value, (Secret, SecretBytes, SecretStr)):
        return None
    shown = value.get_secret_value()
    return shown.decode("utf-8", "replace") if isinstance(shown, bytes) else str(shown)


def _raw_secret(value: Any) -> str | None:
    if not isinstance(value, str):
        return _secret(value)
    is_word = value.replace("-", "").replace("_", "").isalpha() and value.islower()
    return None if is_word or len(value) < _SHORTEST_RAW else value
