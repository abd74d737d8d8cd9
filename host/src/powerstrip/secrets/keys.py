"""Key-encryption keys: where they come from, and which are refused."""

import base64
import binascii
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from powerstrip.secrets.errors import KeyRefused

__all__ = ["KEY_VARIABLE", "Key", "generate_key", "parse_keys", "read_keys"]

KEY_VARIABLE = "POWERSTRIP_KEY"
#: AES-256.
KEY_BYTES = 32
_HOW_TO = "make one with: powerstrip keys generate"
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{64}")
#: Among 32 random bytes about 30 differ, and practically never fewer than 20.
_FEWEST_DIFFERENT = 20
#: Differences from one to the next; a sequence such as 0, 1, 2 has one or two.
_FEWEST_STEPS = 10
#: Each has six characters or more, so that a random key holds one of them once in a few million.
_WORDS = (
    "123456",
    "abcdef",
    "change-me",
    "change_me",
    "changeme",
    "default",
    "example",
    "insecure",
    "letmein",
    "password",
    "placeholder",
    "powerstrip",
    "qwerty",
    "replace-me",
    "replaceme",
    "secret",
    "your-key",
    "yourkey",
)
#: SHA-256 of keys that anybody can read in the documentation.
_PUBLISHED = frozenset({"2d205f718084b38db9fef1716f2906e14b0e4c6054543c46cb3be026fe10d745"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key that wraps the keys of rows.

    Args:
        id: names the key without saying anything about it.
        material: the 32 bytes.
    """

    id: str
    material: bytes = field(repr=False)


def generate_key() -> str:
    """Return a new random key as text, the way it is written into a file or a variable."""
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")
        try:
            _parse(text)
        except KeyRefused:  # One in millions happens to look like something that people write.
            continue
        return text


def read_keys(environment: Mapping[str, str], file: Path | None) -> tuple[Key, ...]:
    """Return the keys of the environment, else of the file; the current one first, none if neither is there.

    Args:
        environment: may hold `POWERSTRIP_KEY`.
        file: the key file, None if none is configured.

    Raises:
        KeyRefused: if a key is malformed or weak, or the file cannot be read or can be read by others.
    """
    if text := environment.get(KEY_VARIABLE):
        return parse_keys(text, KEY_VARIABLE)
    return parse_keys(_read(file), f"key file {str(file)!r}") if file is not None else ()


def parse_keys(text: str, origin: str) -> tuple[Key, ...]:
    """Return the keys that a text holds, the current one first.

    Args:
        text: keys parted by white space or commas; a line that begins with # is a remark.
        origin: where the text was found, for messages.

    Raises:
        KeyRefused: if there is none, or one is malformed, weak or there twice.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    words = re.split(r"[\s,]+", "\n".join(lines).strip())
    if words == [""]:
        raise KeyRefused(f"{origin} holds no key, {_HOW_TO}")
    keys: list[Key] = []
    for number, word in enumerate(words, 1):
        try:
            keys.append(_parse(word))
        except KeyRefused as error:
            which = f"key {number} of {origin}" if len(words) > 1 else f"the key of {origin}"
            raise KeyRefused(f"{which} {error}, {_HOW_TO}") from None
    if len({key.id for key in keys}) < len(keys):
        raise KeyRefused(f"{origin} holds the same key twice, keep it once")
    return tuple(keys)


def _parse(text: str) -> Key:
    material = _decode(text)
    reason = _weakness(text, material)
    if reason:
        raise KeyRefused(f"is refused because it {reason}")
    return Key(id=hashlib.sha256(b"powerstrip key id\0" + material).hexdigest()[:12], material=material)


def _decode(text: str) -> bytes:
    """Return the bytes of a key written as base64, with either alphabet and with or without padding, or as hex."""
    if _HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text)
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        material = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (binascii.Error, ValueError):
        material = b""
    if not material:
        raise KeyRefused(f"is neither base64 nor hexadecimal digits of {KEY_BYTES} random bytes")
    if len(material) != KEY_BYTES:
        raise KeyRefused(f"has {len(material)} bytes instead of {KEY_BYTES}")
    return material


def _weakness(text: str, material: bytes) -> str | None:
    """Return what makes a key easy to guess, None if nothing does."""
    if len(set(material)) == 1:
        return "is one byte over and over"
    if len(set(material)) < _FEWEST_DIFFERENT:
        return "repeats itself"
    if min(_steps(material), _steps(text.rstrip("=").encode())) < _FEWEST_STEPS:
        return "is a sequence"
    if all(0x20 <= byte < 0x7F for byte in material):  # noqa: PLR2004 - the printable characters of ASCII
        return "is text that somebody wrote"
    if any(word in text.lower() for word in _WORDS):
        return "holds a word of placeholders"
    if hashlib.sha256(material).hexdigest() in _PUBLISHED:
        return "stands in the documentation"
    return None


def _steps(values: bytes) -> int:
    return len({following - value for value, following in pairwise(values)})


def _read(file: Path) -> str:
    """Read a file, and refuse one that others may read; asked of the open file, so that it is the one that is read."""
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
                raise KeyRefused(f"key file {str(file)!r} may be read by others, run: chmod 600 {file}")
            return opened.read().decode("utf-8-sig")
    except OSError as error:
        raise KeyRefused(f"key file {str(file)!r} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyRefused(f"key file {str(file)!r} is not text, {_HOW_TO}") from None
