"""The command line in a process of its own."""

import os
import subprocess
import sys


def child(*arguments, cwd, **environment):
    """Run a command in a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
    return subprocess.run(
        [sys.executable, "-m", "powerstrip", *arguments],
        cwd=cwd,
        env=own | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
