"""The secrets of a session, each with a value that occurs nowhere else."""

import secrets
import string

__all__ = ["SHAPES", "Planted"]

_LETTERS = string.ascii_letters + string.digits
#: What stands inside of a secret; its first and last eight characters are random.
SHAPES = {
    "words": "correct horse battery",
    "JSON": '"},{"a":"\\u0041\\n\\"',
    "URL": "@host:5432/db?x=%41&y=a+b#c",
    "shell": "$(id) `id`;id|id&'id'\"id\"",
    "regex": ".*(?P<a>[a-z]+)\\1{2,}$|^",
    "HTML": "<b>&amp;\"'</b>",
    "quotes": "'\"''\"\"`",
    "backslashes": "\\\\n\\x41\\",
    "format": "%s%(a)s{0}{a}%%{{}}",
    "unicode": "pässwörd 密码",
    "emoji": "🔑🔒",
    "spaces": "   a   b   ",
    "SQL": "'; DROP TABLE sold; --",
    "long": "x" * 900,
}


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


class Planted:
    """Every secret of a session, by name."""

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def new(self, name: str, shape: str | None = None) -> str:
        """Return a secret that was not there before.

        Args:
            name: says where it is planted.
            shape: what it looks like inside; None for letters and digits alone.
        """
        return self.know(name, f"{_random(12)}{SHAPES[shape] if shape else _random(8)}{_random(12)}")

    def know(self, name: str, secret: str | bytes) -> str:
        """Look for a secret that came from elsewhere, too.

        Args:
            name: says what it is.
            secret: its value.
        """
        assert name not in self.secrets
        self.secrets[name] = secret.encode() if isinstance(secret, str) else secret
        return secret if isinstance(secret, str) else ""
