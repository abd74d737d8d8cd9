"""The database file itself: whether it is still the same, and whether the host could write to it."""

import os
import stat
from pathlib import Path

from anyio import to_thread

from powerstrip_sdk import Grade, Grading, NotFound, PermissionDenied, Unreachable

__all__ = ["DatabaseFile"]


class DatabaseFile:
    """A file at a path, as it was when it was opened.

    Args:
        path: absolute.

    Raises:
        NotFound: if there is no file at the path.
        PermissionDenied: if it may not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = _identity(path)

    async def check(self) -> None:
        """Make sure that the path still leads to the same file.

        Raises:
            NotFound: if there is no file at the path any more.
            PermissionDenied: if it may not be read any more.
            Unreachable: if it is another file.
        """
        if await to_thread.run_sync(_identity, self.path) != self._identity:
            raise Unreachable("the database file was replaced by another since it was opened", detail=str(self.path))

    async def grade(self) -> Grading:
        """Return A if the system lets this process write neither the file nor files beside it, else B."""
        return await to_thread.run_sync(_grade, self.path)


def _identity(path: Path) -> tuple[int, int]:
    """Return what stays the same while a path leads to the same file; SQLite itself would wait at a pipe for ever."""
    try:
        found = path.stat()
    except PermissionError as error:
        raise PermissionDenied("the host may not open the database file", detail=str(path)) from error
    except OSError as error:
        raise NotFound("there is no database file at the path of this source", detail=str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise NotFound("the path of this source leads to something that is no file", detail=str(path))
    if not _may(path, os.R_OK):
        raise PermissionDenied("the host may not read the database file", detail=str(path))
    return found.st_dev, found.st_ino


def _grade(path: Path) -> Grading:
    writable = [what for what, where in (("file", path), ("folder", path.parent)) if _may(where, os.W_OK)]
    if not writable:
        return Grading(grade=Grade.A, reason="the host's user may write neither the database file nor its folder")
    return Grading(
        grade=Grade.B,
        reason=f"the host's user may write the database {' and its '.join(writable)}, and SQLite opened it read only",
    )


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)
