"""What every connection to a host begins with."""

import socket

import pytest

from powerstrip.endpoint.address import listen, share_port


@pytest.mark.parametrize("open_socket", [listen, share_port])
def test_a_connection_that_is_accepted_sends_at_once_and_waits_for_no_acknowledgement(open_socket):
    with open_socket("127.0.0.1", 0) as bound:
        bound.listen()
        with socket.create_connection(bound.getsockname()), bound.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
