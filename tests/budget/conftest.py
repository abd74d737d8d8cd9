"""What the proofs of the budget share."""

import sys
from pathlib import Path

import pytest

# pytest's import mode leaves the modules beside a test file unimportable.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def anyio_backend(request):
    """The loop that a test is parametrized with, since in which order sockets close is the loop's choice."""
    return "asyncio", {"use_uvloop": getattr(request, "param", "uvloop") == "uvloop"}
