"""The acceptance suite that every connector inherits, and what an author needs to test tools without a host.

Nothing here is loaded unless a test imports it; install it with `pip install powerstrip-sdk[testing]`.
"""

import pytest

# Assertions explain themselves only in modules that are named before they are imported.
pytest.register_assert_rewrite(
    "powerstrip_sdk.testing.behaviour",
    "powerstrip_sdk.testing.declaration",
    "powerstrip_sdk.testing.descriptions",
    "powerstrip_sdk.testing.leaks",
    "powerstrip_sdk.testing.messages",
    "powerstrip_sdk.testing.read_only",
    "powerstrip_sdk.testing.results",
    "powerstrip_sdk.testing.schemas",
    "powerstrip_sdk.testing.secrecy",
    "powerstrip_sdk.testing.sharing",
    "powerstrip_sdk.testing.statements",
)

from powerstrip_sdk.testing.attack import Attack, Attacked, Encoding, Seed, read_seeds  # noqa: E402
from powerstrip_sdk.testing.call import RecordingCall  # noqa: E402
from powerstrip_sdk.testing.declared import Declared, declared  # noqa: E402
from powerstrip_sdk.testing.encodings import outside_quotes  # noqa: E402
from powerstrip_sdk.testing.multiply import attacks, seeds  # noqa: E402
from powerstrip_sdk.testing.results import VALUE_KINDS  # noqa: E402
from powerstrip_sdk.testing.running import run_tool, start_tool  # noqa: E402
from powerstrip_sdk.testing.siege import Deviation, Siege  # noqa: E402
from powerstrip_sdk.testing.suite import ConnectorSuite  # noqa: E402
from powerstrip_sdk.testing.tiers import TIERS, Tier, suite_tests  # noqa: E402

__all__ = [
    "TIERS",
    "VALUE_KINDS",
    "Attack",
    "Attacked",
    "ConnectorSuite",
    "Declared",
    "Deviation",
    "Encoding",
    "RecordingCall",
    "Seed",
    "Siege",
    "Tier",
    "attacks",
    "declared",
    "outside_quotes",
    "read_seeds",
    "run_tool",
    "seeds",
    "start_tool",
    "suite_tests",
]
