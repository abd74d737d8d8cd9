"""The address that a host listens on."""

import os
import socket

from powerstrip.errors import ConfigurationError, Problem

__all__ = ["listen", "share_port"]

#: Connections that may wait to be accepted.
_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address.

    Args:
        host: name or number.
        port: 0 for any free one.

    Raises:
        ConfigurationError: if that is not possible.
    """
    try:
        return _prompt(socket.create_server((host, port), family=_family(host), backlog=_BACKLOG))
    except socket.gaierror as error:
        message = f"cannot listen on {host!r}: there is no such address"
        raise ConfigurationError([Problem(origin="configuration", path="host.bind", message=message)]) from error
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        message = f"cannot listen on {host}:{port}: {reason}, choose another port (--port or --bind)"
        raise ConfigurationError([Problem(origin="configuration", path="host.bind", message=message)]) from error


def share_port(host: str, port: int) -> socket.socket:
    """Hold a port together with others of this user; who listens on it gets a part of the connections.

    Args:
        host: name or number.
        port: that nobody else listens on.
    """
    bound = socket.socket(_family(host))
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((host, port))
    return _prompt(bound)


def _prompt(bound: socket.socket) -> socket.socket:
    """Let every connection that is accepted send what it has at once.

    An answer is written in two parts, its head and its body. Otherwise the kernel keeps the second back until the
    client has acknowledged the first, 40 ms later; uvloop sees to that, asyncio only where a socket names its protocol.
    """
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
