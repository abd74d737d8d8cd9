"""What every test of the host shares."""

import pytest


@pytest.fixture
def anyio_backend():
    return "asyncio"
