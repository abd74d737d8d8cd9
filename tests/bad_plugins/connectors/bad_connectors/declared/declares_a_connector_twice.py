"""It declares the same connector twice."""

from bad_connectors import honest
from powerstrip_sdk import hookimpl

powerstrip_tools = honest.powerstrip_tools


@hookimpl
def powerstrip_connectors():
    return honest.powerstrip_connectors() * 2
