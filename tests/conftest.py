"""What the tests of the whole share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """Install package folders apart from everything else; the environment of a process that sees them."""

    def install(*folders: Path) -> dict[str, str]:
        site = tmp_path_factory.mktemp("site")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        options = ["--no-deps", "--no-build-isolation", "--target", site]
        done = subprocess.run([*command, *options, *folders], capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
        return {**own, "PYTHONPATH": str(site)}

    return install
