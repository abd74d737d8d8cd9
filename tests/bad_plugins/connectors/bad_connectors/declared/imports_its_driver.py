"""It imports its driver when it is imported."""

import sqlite3

from bad_connectors.honest import hooks

DRIVER = sqlite3
powerstrip_connectors, powerstrip_tools = hooks()
