"""It imports far more than it needs to declare what it does."""

import pytest

from bad_connectors.honest import hooks

WORLD = pytest
powerstrip_connectors, powerstrip_tools = hooks()
