"""What the driver raises, in the words of the SDK."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import exceptions as driver

import powerstrip_sdk as sdk

__all__ = ["driver_errors"]

#: The driver's error, a part of its text, the SDK's error and what the caller reads. The first that fits is taken.
_ERRORS: tuple[tuple[type[Exception], str, type[sdk.ConnectorError], str], ...] = (
    (driver.NoPermissionError, "", sdk.PermissionDenied, "the source's user may not do this"),
    (driver.AuthenticationError, "", sdk.WrongCredentials, "the server refused the user name or password"),
    (driver.ResponseError, "NOAUTH", sdk.WrongCredentials, "the server wants a password"),
    (driver.ResponseError, "WRONGPASS", sdk.WrongCredentials, "the server refused the user name or password"),
    (driver.ResponseError, "DB index", sdk.NotFound, "the server has no database of this number"),
    (driver.ResponseError, "WRONGTYPE", sdk.InvalidArguments, "the key is of another type, see describe_key"),
    (driver.ResponseError, "unknown command", sdk.Unsupported, "the server is too old for this"),
    (driver.BusyLoadingError, "", sdk.Throttled, "the server is still loading its data"),
    (driver.MaxConnectionsError, "", sdk.Throttled, "the server has no room for another connection"),
    (driver.ResponseError, "max number of clients", sdk.Throttled, "the server has no room for another connection"),
    (driver.ResponseError, "", sdk.InvalidArguments, "the server refused the command"),
    (Exception, "", sdk.Unreachable, "the server cannot be reached, or the connection to it was lost"),
)


@contextmanager
def driver_errors() -> Iterator[None]:
    """Turn what the driver raises inside the block into a `ConnectorError`."""
    try:
        yield
    except (driver.RedisError, OSError) as error:
        text = str(error)
        kind, message = next(
            (kind, message) for wanted, part, kind, message in _ERRORS if isinstance(error, wanted) and part in text
        )
        # The driver's text may name the server's address.
        raise kind(message, detail=text) from error
