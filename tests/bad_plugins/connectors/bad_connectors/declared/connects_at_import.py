"""It looks for its server when it is imported."""

import socket

from bad_connectors.honest import hooks

with socket.socket() as probe:
    probe.connect_ex(("127.0.0.1", 9))

powerstrip_connectors, powerstrip_tools = hooks()
