"""What every test of the host shares."""

import pytest
import structlog


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def state(tmp_path):
    """Where a store can be that outlives its host, as an operator writes it."""
    return str(tmp_path / "state.db")


@pytest.fixture(autouse=True, scope="session")
def only_warnings_are_logged():
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)],
        wrapper_class=structlog.make_filtering_bound_logger("warning"),
    )
