"""The folder in which one host keeps results, and the folders that killed hosts have left behind."""

import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

__all__ = ["ResultFolder"]

_SUFFIX = ".rows"
#: Of the file beside the rows that tells other workers of the same host what they are.
_NOTICE = ".notice"
_LOCK = ".lock"
#: Seconds to wait for a lock that nobody else has a reason to hold.
_PATIENCE = 5.0
log = structlog.get_logger("powerstrip.results")


class ResultFolder:
    """Makes and deletes the files of one host. Every method blocks and is called in a worker thread.

    Several hosts may share one data folder. Each has a folder of its own in it, made while it holds a lock beside it
    that ends with the process, however it ends: a folder whose lock can be had belongs to nobody any more.

    Args:
        parent: the folder of all hosts' folders.
    """

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self._own = parent / secrets.token_hex(8)
        self._lock = _lock_of(self._own)

    def new_file(self, name: str) -> Path:
        """Make an empty file that only the host's user may read."""
        if not self._lock.is_locked:
            self._parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._parent.mkdir(mode=0o700, exist_ok=True)
            self._lock.acquire(timeout=_PATIENCE)
            self._own.mkdir(mode=0o700)
        file = self._own / (name + _SUFFIX)
        file.touch(mode=0o600, exist_ok=False)
        return file

    def post_notice(self, file: Path, notice: bytes) -> None:
        """Say what a file holds to whoever looks for it, in one step.

        Args:
            file: made by `new_file`.
            notice: about it.
        """
        draft = file.with_suffix(_NOTICE + ".draft")
        draft.touch(mode=0o600)
        draft.write_bytes(notice)
        draft.replace(file.with_suffix(_NOTICE))

    def find_notice(self, name: str) -> tuple[Path, bytes] | None:
        """Return a file of any host, and what was said about it; None if there is none, or not any more.

        Args:
            name: of the file, as `new_file` was given it.
        """
        for notice in self._parent.glob(f"*/{name}{_NOTICE}"):
            with suppress(FileNotFoundError):
                return notice.with_suffix(_SUFFIX), notice.read_bytes()
        return None

    def delete(self, file: Path) -> None:
        """Delete a file; one that cannot be deleted goes with the folder."""
        try:
            file.with_suffix(_NOTICE).unlink(missing_ok=True)
            file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("kept result cannot be deleted", file=str(file), error=error.strerror)

    def remove_leftovers(self) -> None:
        """Delete the folders of hosts that no longer run."""
        try:
            others = [each for each in self._parent.iterdir() if each.is_dir() and each != self._own]
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("kept results cannot be looked at", folder=str(self._parent), error=error.strerror)
            return
        for folder in others:
            _remove_if_nobodys(folder)

    def close(self) -> None:
        """Delete the host's own folder with everything in it."""
        if self._lock.is_locked:
            _remove(self._own)
            self._lock.release()


def _lock_of(folder: Path) -> FileLock:
    # Taken and given back by whichever thread it happens to be.
    return FileLock(folder.with_name(folder.name + _LOCK), mode=0o600, thread_local=False)


def _remove_if_nobodys(folder: Path) -> None:
    lock = _lock_of(folder)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return
    except OSError as error:
        log.warning("leftover results cannot be deleted", folder=str(folder), error=error.strerror)
        return
    log.info("results of a host that was killed are deleted", folder=str(folder))
    _remove(folder)
    lock.release()


def _remove(folder: Path) -> None:
    """Delete a folder, and its lock while it is held."""
    try:
        shutil.rmtree(folder)
        folder.with_name(folder.name + _LOCK).unlink(missing_ok=True)
    except OSError as error:
        log.warning("kept results cannot be deleted", folder=str(folder), error=error.strerror)
