"""What the words of `sslmode` mean to the driver."""

import ssl
from pathlib import Path
from typing import Literal

from powerstrip_postgres.config import PostgresConfig
from powerstrip_sdk import ConnectorError, Unreachable, WrongCredentials

__all__ = ["tls_setting"]


def tls_setting(config: PostgresConfig) -> ssl.SSLContext | Literal["disable", "allow", "prefer"]:
    """Return what the driver takes as `ssl`. Reads files, so it is called in a worker thread.

    Args:
        config: of the source.

    Raises:
        ConnectorError: if a certificate cannot be loaded; the message names the setting.
    """
    if config.sslmode in ("disable", "allow", "prefer"):
        return config.sslmode
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["postgresql"])
    context.check_hostname = config.sslmode == "verify-full"
    # As in libpq, an authority that is given is believed also where it is not asked for.
    verified = config.sslmode != "require" or config.sslrootcert is not None
    context.verify_mode = ssl.CERT_REQUIRED if verified else ssl.CERT_NONE
    if verified:
        _load_authorities(context, config.sslrootcert)
    if config.sslcert is not None:
        _load_client_certificate(context, config.sslcert, config.sslkey)
    return context


def _load_authorities(context: ssl.SSLContext, path: Path | None) -> None:
    if path is None:
        context.load_default_certs()
        return
    try:
        context.load_verify_locations(cafile=path)
    except (OSError, ValueError) as error:
        raise _not_loaded(Unreachable, "the authorities of setting 'sslrootcert'", error) from error


def _load_client_certificate(context: ssl.SSLContext, path: Path, key: Path | None) -> None:
    try:
        # Without a passphrase of our own OpenSSL would ask on the terminal.
        context.load_cert_chain(path, key, password="")
    except (OSError, ValueError) as error:
        raise _not_loaded(
            WrongCredentials, "the client certificate of settings 'sslcert' and 'sslkey'", error
        ) from error


def _not_loaded(kind: type[ConnectorError], what: str, error: Exception) -> ConnectorError:
    return kind(f"{what} could not be loaded", detail=str(error))
