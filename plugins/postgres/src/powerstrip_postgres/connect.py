"""Opening one connection."""

import inspect
from functools import partial
from typing import Any

from anyio import to_thread

from powerstrip_postgres.config import PostgresConfig
from powerstrip_postgres.connection import PostgresConnection
from powerstrip_postgres.errors import connect_error
from powerstrip_postgres.tls import tls_setting
from powerstrip_postgres.values import set_codecs
from powerstrip_postgres.wire import Driver
from powerstrip_sdk import InvalidArguments

__all__ = ["connect"]

#: What the options of a source say already, or what this package must choose itself.
_TAKEN = frozenset(
    {"connection_class", "database", "dsn", "host", "loop", "passfile", "password", "port", "record_class"}
    | {"server_settings", "ssl", "user"}
)
_SETTINGS = {"application_name": "powerstrip", "default_transaction_read_only": "on"}


async def connect(config: PostgresConfig) -> PostgresConnection:
    """Open one connection, whose transactions only read.

    Args:
        config: of the source.

    Raises:
        ConnectorError: with the code that fits; the message names the setting to look at.
    """
    # The driver takes long to import and certificates are read from files: neither may hold up the loop.
    open_driver = await to_thread.run_sync(_prepare, config)
    try:
        driver: Driver = await open_driver()
    except Exception as error:
        raise connect_error(error) from error
    try:
        await set_codecs(driver)
        return PostgresConnection(driver)
    except BaseException:
        driver.terminate()
        raise


def _prepare(config: PostgresConfig) -> Any:
    """Return the call that opens the driver's connection."""
    import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415

    _check_additional(config.additional_params, asyncpg.connect)
    return partial(
        asyncpg.connect,
        host=config.host,
        port=config.port,
        database=config.database,
        user=config.username,
        # Left out, the driver would look for one in the environment and in the home folder.
        password=config.password.get_secret_value() if config.password else "",
        ssl=tls_setting(config),
        server_settings=_SETTINGS,
        **config.additional_params,
    )


def _check_additional(given: dict[str, Any], driver_connect: Any) -> None:
    known = inspect.signature(driver_connect).parameters
    for name in given:
        if name in _TAKEN:
            raise InvalidArguments(f"additional_params has {name!r}, which the source's own options decide")
        if name not in known:
            raise InvalidArguments(f"additional_params has {name!r}, which asyncpg.connect does not take")
