"""What the host says of itself to every client, whoever answers."""

from importlib.metadata import version

__all__ = ["LIST_TTL", "NAME", "VERSION", "server_info"]

NAME = "powerstrip"
VERSION = version("powerstrip")
#: Milliseconds that a client may keep a list.
LIST_TTL = 60_000


def server_info() -> dict[str, str]:
    """Return who has made a result, as 2026-07-28 wants it with each."""
    return {"name": NAME, "title": NAME, "version": VERSION}
