"""How a secret looks after a program has written it into something: a URL, JSON, SQL, a traceback, a header."""

import base64
import html
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

__all__ = ["forms_of"]

#: Shorter forms would mask parts of ordinary words.
_SHORTEST = 4


def forms_of(secret: str) -> tuple[str, ...]:
    """Return every text that a secret may have become.

    Args:
        secret: as it is.
    """
    data = secret.encode("utf-8", "surrogatepass")
    found = {secret, " ".join(secret.split()), *_escaped(secret), *_in_urls(data), *_in_base64(data)}
    found |= {html.escape(secret), html.escape(secret, quote=False), data.hex(), data.hex().upper()}
    found |= {secret.replace("'", "''"), secret.replace("\\", "\\\\").replace("'", "''")}
    return tuple(each for each in found if len(each) >= _SHORTEST)


def _escaped(secret: str) -> Iterable[str]:
    """Return what JSON and `repr` make of it, and what they make of that: one may hold the other."""
    once = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], *_in_python(secret)}
    for each in once:
        yield from (each, json.dumps(each, ensure_ascii=False)[1:-1], *_in_python(each))


def _in_python(text: str) -> Iterable[str]:
    yield from (repr(text)[1:-1], ascii(text)[1:-1], repr(text.encode("utf-8", "surrogatepass"))[2:-1])
    # Beside a quotation mark of the other kind, its own are escaped.
    yield from (repr(f'"{text}')[2:-1], ascii(f'"{text}')[2:-1])


def _in_urls(data: bytes) -> Iterable[str]:
    for safe in ("", "/", "!$&'()*+,;=:@/?"):
        yield quote(data, safe=safe)
    yield quote_plus(data)


def _in_base64(data: bytes) -> Iterable[str]:
    """Return what does not depend on its neighbours, for each of the three places where it may begin."""
    for before, spoilt in enumerate((0, 2, 3)):
        spilt = (before + len(data)) % 3
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + data).decode().rstrip("=")
            yield text[spoilt : len(text) - 1 if spilt else len(text)]
