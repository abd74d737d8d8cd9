"""Opening one connection."""

from functools import cache
from ssl import SSLContext, create_default_context
from urllib.parse import quote

import httpx2
from anyio import CancelScope, to_thread

from powerstrip_tickets.config import TicketsConfig
from powerstrip_tickets.connection import TicketsConnection

__all__ = ["connect"]


async def connect(config: TicketsConfig) -> TicketsConnection:
    """Connect and see that the project is there.

    Args:
        config: where, and with which token.

    Raises:
        NotFound: if there is no such project.
        Unreachable: if the service cannot be reached.
        WrongCredentials: if it refuses the token.
    """
    # The system's certificates are read from files, which must not stop the event loop.
    connection = TicketsConnection(await to_thread.run_sync(_client, config), httpx2.RequestError)
    try:
        await connection.check()
    except BaseException:
        with CancelScope(shield=True):
            await connection.close()
        raise
    return connection


@cache
def _certificates() -> SSLContext:
    """Return the certificates that the system trusts, read once: it takes longer than to connect."""
    return create_default_context()


def _client(config: TicketsConfig) -> httpx2.AsyncClient:
    """Return a client that has nothing open yet."""
    return httpx2.AsyncClient(
        base_url=f"{config.url.rstrip('/')}/projects/{quote(config.project)}/",
        headers={"Authorization": f"Bearer {config.token.get_secret_value()}"},
        limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1),
        verify=_certificates(),
        # The host has deadlines of its own; a redirect could lead the token elsewhere.
        timeout=None,
        follow_redirects=False,
        trust_env=False,
    )
