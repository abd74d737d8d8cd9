"""A command on a terminal, and somebody who types."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

#: Seconds after which a command that says nothing has failed its test.
PATIENCE = 60


class Terminal:
    """A command line in a process of its own, on a terminal of its own.

    Args:
        arguments: of the command.
        cwd: folder that it runs in.
        environment: variables beside this process's.

    Attributes:
        screen: everything that was shown, what was typed with it.
    """

    def __init__(self, *arguments, cwd, **environment):
        self.screen = ""
        self._seen = 0
        self._master, terminal = pty.openpty()
        own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "powerstrip", *arguments],
            cwd=cwd,
            env=own | {"TERM": "dumb", "HOME": str(cwd)} | environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)

    def answer(self, prompt, line):
        """Wait for a prompt that was not answered yet, and type a line."""
        while (found := self.screen.find(prompt, self._seen)) < 0:
            assert self._read(), f"{prompt!r} was not asked: {self.screen}"
        self._seen = found + len(prompt)
        # What is typed before the terminal stops to echo would be shown, to everybody else too.
        while not self.screen[self._seen :].rstrip(" ").endswith(":"):
            assert self._read(), f"{prompt!r} was not asked to its end: {self.screen}"
        os.write(self._master, f"{line}\n".encode())
        self._seen = len(self.screen)

    @property
    def command_line(self):
        """What others on the machine see of the process."""
        return Path(f"/proc/{self._process.pid}/cmdline").read_text("utf-8")

    def finish(self):
        """Wait for the end of the command, and return its exit code."""
        while self._read():
            pass
        return self._process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        os.close(self._master)
        self._process.kill()
        self._process.wait(PATIENCE)

    def _read(self):
        deadline = time.monotonic() + PATIENCE
        while not select.select([self._master], [], [], 0.1)[0]:
            assert time.monotonic() < deadline, f"nothing was said for {PATIENCE} s: {self.screen}"
        try:
            read = os.read(self._master, 4096).decode()
        except OSError:
            return False
        self.screen += read.replace("\r\n", "\n")
        return bool(read)
