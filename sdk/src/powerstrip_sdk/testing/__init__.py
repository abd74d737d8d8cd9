"""The acceptance suite that every connector inherits, and what an author needs to test tools without a host.

Nothing here is loaded unless a test imports it; install it with `pip install powerstrip-sdk[testing]`.
"""

import pytest

# Assertions explain themselves only in modules that are named before they are imported.
pytest.register_assert_rewrite(
    "powerstrip_sdk.testing.behaviour", "powerstrip_sdk.testing.declaration", "powerstrip_sdk.testing.statements"
)

from powerstrip_sdk.testing.call import RecordingCall  # noqa: E402
from powerstrip_sdk.testing.declared import Declared, declared  # noqa: E402
from powerstrip_sdk.testing.running import run_tool  # noqa: E402
from powerstrip_sdk.testing.suite import ConnectorSuite  # noqa: E402

__all__ = ["ConnectorSuite", "Declared", "RecordingCall", "declared", "run_tool"]
