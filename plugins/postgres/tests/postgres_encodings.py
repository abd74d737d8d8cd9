"""Ways to write a statement that only PostgreSQL knows."""

import re
from collections.abc import Callable

from powerstrip_sdk.testing import Encoding, outside_quotes

_STRING = re.compile(r"(?<![\w'$])'([^'\\]*)'(?!')")
_CALLED = re.compile(r"(?<![\w.\"@$])(pg_\w+|lo_\w+|set_config|nextval|setval|ts_\w+|query_to_\w+|\w+_to_xml)\(")


def _strings(write: Callable[[str], str]) -> Callable[[str], str]:
    return lambda sql: _STRING.sub(lambda found: write(found[1]), sql)


def _called(write: Callable[[str], str]) -> Callable[[str], str]:
    return outside_quotes(lambda piece: _CALLED.sub(lambda found: f"{write(found[1])}(", piece))


def _escaped(word: str, form: str) -> str:
    return "".join(form.format(ord(letter)) if letter.isalpha() else letter for letter in word)


ENCODINGS = (
    Encoding(name="functions by their schema", apply=_called(lambda name: f"pg_catalog.{name}")),
    Encoding(name="functions by their quoted schema", apply=_called(lambda name: f'"pg_catalog"."{name}"')),
    Encoding(name="functions by their database", apply=_called(lambda name: f"attacked.pg_catalog.{name}")),
    Encoding(name="functions in escapes", apply=_called(lambda name: f'U&"{_escaped(name, chr(92) + "{:04x}")}"')),
    Encoding(
        name="functions in long escapes", apply=_called(lambda name: f'U&"{_escaped(name, chr(92) + "+{:06x}")}"')
    ),
    Encoding(
        name="functions in escapes of their own",
        apply=_called(lambda name: f"U&\"{_escaped(name, '!{:04x}')}\" UESCAPE '!' "),
    ),
    Encoding(name="strings in dollars", apply=_strings(lambda text: f"$${text}$$")),
    Encoding(name="strings in named dollars", apply=_strings(lambda text: f"$a${text}$a$")),
    Encoding(name="strings in C's escapes", apply=_strings(lambda text: f"E'{_escaped(text, chr(92) + 'x{:02x}')}'")),
    Encoding(name="strings in escapes", apply=_strings(lambda text: f"U&'{_escaped(text, chr(92) + '{:04x}')}'")),
    Encoding(name="strings over two lines", apply=_strings(lambda text: f"'{text[:1]}'\n'{text[1:]}'")),
    Encoding(name="strings as text", apply=_strings(lambda text: f"text '{text}'")),
)
