"""What is done at most once, whichever worker is asked."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import anyio
import anyio.to_thread

__all__ = ["Claims", "OwnClaims", "SharedClaims"]


class Claims(Protocol):
    """Remembers what was claimed, for as long as it could be claimed again."""

    async def claim(self, name: str) -> bool:
        """Claim something; False if it was claimed before.

        Args:
            name: of what is claimed, 32 hexadecimal digits.
        """
        ...


class OwnClaims:
    """Claims of a host that is one process.

    Args:
        seconds: that a claim is remembered.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[str, float] = {}

    async def claim(self, name: str) -> bool:
        """See `Claims`."""
        now = anyio.current_time()
        for old in [each for each, until in self._until.items() if until <= now]:
            del self._until[old]
        if name in self._until:
            return False
        self._until[name] = now + self._seconds
        return True


class SharedClaims:
    """Claims of several workers: a file each, which only one of them can make.

    Args:
        folder: of the claims, made with the first.
        seconds: that a claim is remembered.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds

    async def claim(self, name: str) -> bool:
        """See `Claims`."""
        return await anyio.to_thread.run_sync(self._claim, name)

    def _claim(self, name: str) -> bool:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._forget(time.time() - self._seconds)
        try:
            (self._folder / name).touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _forget(self, before: float) -> None:
        for file in self._folder.iterdir():
            # Another worker may forget the same one.
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < before:
                    file.unlink()
