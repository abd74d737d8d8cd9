"""What the words of `sslmode` mean to the driver."""

import ssl
from pathlib import Path

from powerstrip_postgres.config import PostgresConfig
from powerstrip_sdk import ConnectorError, Unreachable, WrongCredentials

__all__ = ["is_worth_another_try", "tls_attempts"]

#: No entry of the server's access list fits a connection of this kind.
_NO_ENTRY = "28000"


def tls_attempts(config: PostgresConfig) -> list[ssl.SSLContext | None]:
    """Return how to connect, in the order in which to try. Reads files, so it is called in a worker thread.

    The driver knows the words too, but would read files on the loop, and others than the source names.

    Args:
        config: of the source.

    Raises:
        ConnectorError: if a certificate cannot be loaded; the message names the setting.
    """
    match config.sslmode:
        case "disable":
            return [None]
        case "allow":
            return [None, _context(config)]
        case "prefer":
            return [_context(config), None]
        case _:
            return [_context(config)]


def is_worth_another_try(error: Exception) -> bool:
    """Return whether connecting may have failed because TLS was used, or because it was not.

    Args:
        error: raised by the driver.
    """
    refused = "rejected SSL upgrade" in str(error) or getattr(error, "sqlstate", None) == _NO_ENTRY
    return refused or isinstance(error, ssl.SSLError)


def _context(config: PostgresConfig) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["postgresql"])
    context.check_hostname = config.sslmode == "verify-full"
    # As in libpq, an authority that is given is believed also where it is not asked for.
    verified = config.sslmode in ("verify-ca", "verify-full") or config.sslrootcert is not None
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
