"""Where a store is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from powerstrip.store.errors import StoreUnusable

__all__ = ["Location"]

_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A file of SQLite, or a database of PostgreSQL.

    Args:
        path: of the file, None for PostgreSQL.
        dsn: `postgresql://...` as libpq reads it, which may hold a password; None for SQLite.
    """

    path: Path | None = None
    dsn: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str | Path) -> Self:
        """Return the location that an operator wrote: a path, or `postgresql://user@host/database`.

        Raises:
            StoreUnusable: if it is the URL of something else.
        """
        if isinstance(text, Path) or "://" not in text:
            return cls(path=Path(text).expanduser().absolute())
        scheme = text.partition("://")[0]
        if scheme not in _SCHEMES:
            raise StoreUnusable(f"a store is a file's path or postgresql://..., not {scheme}://")
        return cls(dsn=f"postgresql{text.removeprefix(scheme)}")

    @property
    def exists(self) -> bool:
        """Whether there is something to open; of a database that an operator has named it is assumed."""
        return self.path is None or self.path.exists()

    def __str__(self) -> str:
        if self.dsn is None:
            return str(self.path)
        parts = urlsplit(self.dsn)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"
