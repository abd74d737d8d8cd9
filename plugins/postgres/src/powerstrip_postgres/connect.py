"""Opening one connection."""

import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

from anyio import to_thread
from anyio.lowlevel import cancel_shielded_checkpoint

from powerstrip_postgres import parser
from powerstrip_postgres.config import PostgresConfig
from powerstrip_postgres.connection import PostgresConnection
from powerstrip_postgres.errors import connect_error, refuses_settings, statement_error
from powerstrip_postgres.session import Session, begins_with
from powerstrip_postgres.standing import standing_of
from powerstrip_postgres.tls import is_worth_another_try, tls_attempts
from powerstrip_postgres.values import set_codecs
from powerstrip_postgres.wire import Driver
from powerstrip_sdk import InvalidArguments

__all__ = ["connect"]

#: What the options of a source say already, or what this package must choose itself.
_TAKEN = frozenset(
    {"connection_class", "database", "dsn", "host", "loop", "passfile", "password", "port", "record_class"}
    | {"server_settings", "ssl", "user"}
)
Attempt: TypeAlias = Callable[..., Awaitable[Driver]]

_NAME = {"application_name": "powerstrip"}


async def connect(config: PostgresConfig) -> PostgresConnection:
    """Open one connection, whose transactions only read, those of `execute_statements` excepted.

    Args:
        config: of the source.

    Raises:
        ConnectorError: with the code that fits; the message names the setting to look at.
    """
    # The driver and the parser take long to import and certificates are read from files: neither may hold up the loop.
    attempts = await to_thread.run_sync(_prepare, config)
    standing = standing_of(config)
    settings = _NAME | begins_with(config.call_timeout, standing.statement_timeout)
    try:
        driver = await _first_accepted(attempts, settings)
    except Exception as error:
        raise connect_error(error) from error
    try:
        await set_codecs(driver)
        session = await _session(driver)
        standing.statement_timeout = session.statement_timeout
        return PostgresConnection(driver, session, standing, may_write=config.may_write, max_rows=config.max_rows)
    except BaseException:
        driver.terminate()
        await cancel_shielded_checkpoint()
        raise


async def _first_accepted(attempts: list[Attempt], settings: dict[str, str]) -> Driver:
    *tentative, last = attempts
    for attempt in tentative:
        try:
            return await _try(attempt, settings)
        except Exception as error:
            if not is_worth_another_try(error):
                raise
    return await _try(last, settings)


async def _session(driver: Driver) -> Session:
    try:
        return await Session.of(driver)
    except Exception as error:
        raise statement_error(error) from error


async def _try(attempt: Attempt, settings: dict[str, str]) -> Driver:
    try:
        return await _open(attempt, settings)
    except Exception as error:
        if not refuses_settings(error):
            raise
    # A pooler may share its sessions among clients, and then takes no settings of theirs. What keeps a statement from
    # writing is the transaction around it, which needs none.
    return await _open(attempt, _NAME)


async def _open(attempt: Attempt, settings: dict[str, str]) -> Driver:
    from powerstrip_postgres.driver import WatchedLoop

    loop = WatchedLoop()
    try:
        return await attempt(loop=loop, server_settings=settings)
    except BaseException:
        await loop.close_sockets()
        raise


def _prepare(config: PostgresConfig) -> list[Attempt]:
    """Return the calls that may open the driver's connection, in the order in which to try them."""
    import asyncpg  # type: ignore[import-untyped]

    from powerstrip_postgres.driver import CountedConnection

    parser.load()
    _check_additional(config.additional_params, asyncpg.connect)
    open_driver = partial(
        asyncpg.connect,
        host=config.host,
        port=config.port,
        database=config.database,
        user=config.username,
        # Left out, the driver would look for one in the environment and in the home folder.
        password=config.password.get_secret_value() if config.password else "",
        connection_class=CountedConnection,
        **config.additional_params,
    )
    # Also the absence of TLS is said, or else the environment would decide.
    return [partial(open_driver, ssl=context or False) for context in tls_attempts(config)]


def _check_additional(given: dict[str, Any], driver_connect: Any) -> None:
    known = inspect.signature(driver_connect).parameters
    for name in given:
        if name in _TAKEN:
            raise InvalidArguments(f"additional_params has {name!r}, which the source's own options decide")
        if name not in known:
            raise InvalidArguments(f"additional_params has {name!r}, which asyncpg.connect does not take")
