"""Connecting, by the driver's own class for one socket: no pool, no second attempt, nothing but what is asked."""

from typing import Any

from anyio import CancelScope, to_thread
from redis.asyncio import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from powerstrip_redis.config import RedisConfig
from powerstrip_redis.connection import RedisConnection
from powerstrip_redis.errors import driver_errors

__all__ = ["connect"]


async def connect(config: RedisConfig) -> RedisConnection:
    """Connect, log in and choose the database.

    Args:
        config: where, and as whom.

    Raises:
        NotFound: if the server has no such database.
        Unreachable: if the server cannot be reached.
        WrongCredentials: if it refuses the user or password.
    """
    socket: Any = (SSLConnection if config.tls else Connection)(
        host=config.host,
        port=config.port,
        db=config.database,
        username=config.username,
        password=config.password.get_secret_value() if config.password else None,
        protocol=2,
        # The host has deadlines of its own, and waits between its attempts.
        socket_timeout=None,
        socket_connect_timeout=None,
        retry=Retry(NoBackoff(), 0),
        driver_info=None,
    )
    connection = RedisConnection(socket, driver_errors)
    try:
        with driver_errors():
            if config.tls:
                # The system's certificates are read from files, which must not stop the event loop.
                await to_thread.run_sync(socket.ssl_context.get)
            await socket.connect()
        # A server that wants a password says so only when something is asked.
        await connection.check()
    except BaseException:
        with CancelScope(shield=True):
            await connection.close()
        raise
    return connection
