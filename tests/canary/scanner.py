"""Finds secrets in bytes, in every form in which they come out of programs.

The forms are made with the functions of the standard library that programs make them with, so that what is looked for
is what would be there.
"""

import base64
import gzip
import html
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote, quote_plus

__all__ = ["FORMS", "Hit", "Scanner", "compressed"]

#: Characters of a secret's beginning and end that are looked for alone: a text may have been cut in the middle of it.
PART = 8
_GZIP = b"\x1f\x8b\x08"


class Hit(NamedTuple):
    """A secret where it must not be.

    Args:
        secret: its name.
        form: in which it was found.
    """

    secret: str
    form: str


def _plain(secret: bytes) -> set[bytes]:
    return {secret}


def _percent(secret: bytes) -> set[bytes]:
    upper = {quote(secret, safe=""), quote(secret), quote_plus(secret), quote(secret, safe="!'()*~")}
    lower = {re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), each) for each in upper}
    return {each.encode() for each in upper | lower}


def _base64(secret: bytes) -> set[bytes]:
    """Return what of it does not depend on its neighbours, for each of the three places where it may begin."""
    found = set()
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + secret).rstrip(b"=")
            spilt = (before + len(secret)) % 3
            found.add(text[(0, 2, 3)[before] : len(text) - 1 if spilt else len(text)])
    return found


def _hexadecimal(secret: bytes) -> set[bytes]:
    return {secret.hex().encode(), secret.hex().upper().encode(), secret.hex(" ").encode(), secret.hex(":").encode()}


def _json(secret: bytes) -> set[bytes]:
    text = secret.decode("utf-8", "replace")
    written = {json.dumps(text), json.dumps(text, ensure_ascii=False)}
    once = {each[1:-1] for each in written} | {each[1:-1].replace("/", "\\/") for each in written}
    twice = {json.dumps(each)[1:-1] for each in once}
    return {each.encode() for each in once | twice}


def _repr(secret: bytes) -> set[bytes]:
    text = secret.decode("utf-8", "replace")
    # Which quotation marks are escaped depends on those that stand beside the secret.
    once = {repr(text)[1:-1], repr(f'"{text}')[2:-1], ascii(text)[1:-1], ascii(f'"{text}')[2:-1], repr(secret)[2:-1]}
    once.add(text.encode("unicode_escape").decode())
    twice = {repr(each)[1:-1] for each in once}
    return {each.encode() for each in once | twice}


def _html(secret: bytes) -> set[bytes]:
    text = secret.decode("utf-8", "replace")
    return {
        html.escape(text).encode(),
        html.escape(text, quote=False).encode(),
        html.escape(text).encode("ascii", "xmlcharrefreplace"),
    }


def _sql(secret: bytes) -> set[bytes]:
    return {secret.replace(b"'", b"''"), secret.replace(b"\\", b"\\\\").replace(b"'", b"''")}


def _beginning(secret: bytes) -> set[bytes]:
    return {secret[:PART]}


def _end(secret: bytes) -> set[bytes]:
    return {secret[-PART:]}


#: What is looked for of a secret, by the name of the form.
FORMS = {
    "plain": _plain,
    "percent-encoded": _percent,
    "base64": _base64,
    "hexadecimal": _hexadecimal,
    "JSON": _json,
    "repr": _repr,
    "HTML": _html,
    "SQL": _sql,
    "its beginning": _beginning,
    "its end": _end,
}


class Scanner:
    """Looks for secrets.

    Args:
        secrets: by name; each begins and ends with characters that occur nowhere else.
    """

    def __init__(self, secrets: Mapping[str, bytes]) -> None:
        self._wanted = {
            (name, form): written
            for name, secret in secrets.items()
            for form, write in FORMS.items()
            for written in [write(secret)]
        }

    def find(self, data: bytes) -> set[Hit]:
        """Return every secret that the data holds, compressed parts included.

        Args:
            data: what came out.
        """
        whole = b"\n".join([data, *_unpacked(data)])
        return {
            Hit(name, form) for (name, form), written in self._wanted.items() if any(each in whole for each in written)
        }


def _unpacked(data: bytes) -> Iterator[bytes]:
    start = data.find(_GZIP)
    while start >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(data[start:])
        start = data.find(_GZIP, start + 1)


def compressed(data: bytes) -> bytes:
    """Return data as gzip writes it."""
    return gzip.compress(data)
