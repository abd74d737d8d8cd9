"""Log lines on their way out: gathered while the loop is busy, and written together."""

import asyncio
import atexit
import threading
from contextlib import suppress
from typing import TextIO

__all__ = ["LogLines"]

#: Seconds that a line waits for others at most, and characters that wait.
PATIENCE = 0.05
MOST = 64 * 1024


class LogLines:
    """A stream that writes lines in batches while an event loop runs, and at once otherwise.

    A batch takes one system call for what would take one each. Nothing is lost when the process ends, unless it is
    killed: then at most the lines of its last `PATIENCE`.

    Args:
        stream: where the lines go.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: list[str] = []
        self._size = 0
        self._lock = threading.Lock()
        atexit.register(self.flush)

    def write(self, text: str) -> int:
        """Take some text, to be written soon.

        Args:
            text: one line or several, each with its end.
        """
        with self._lock:
            self._waiting.append(text)
            self._size += len(text)
            is_first = len(self._waiting) == 1
        if self._size > MOST or (is_first and not self._flush_soon()):
            self.flush()
        return len(text)

    def _flush_soon(self) -> bool:
        try:
            asyncio.get_running_loop().call_later(PATIENCE, self.flush)
        except RuntimeError:
            return False
        return True

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            text, self._waiting, self._size = "".join(self._waiting), [], 0
            if text and not self._stream.closed:
                # Where nothing can be written there is nobody to be told, and whoever logs must go on.
                with suppress(OSError):
                    self._stream.write(text)
                    self._stream.flush()
