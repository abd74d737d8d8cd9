"""From what the driver raises to what a client may read."""

import re
import ssl
from typing import Any

from powerstrip_sdk import (
    ConnectorError,
    InvalidArguments,
    LimitExceeded,
    NotFound,
    PermissionDenied,
    RefusedReadOnly,
    RefusedStatement,
    SyntaxFault,
    Throttled,
    TimedOut,
    Unreachable,
    Unsupported,
    WrongCredentials,
)

__all__ = ["connect_error", "refused_parameter", "refuses_settings", "statement_error"]

#: Far more than anybody is shown: the host masks secrets and then cuts, and would not know half a secret.
_LONGEST = 10_000
_PARAMETER = re.compile(r"parameter \$(\d+)")
_ARGUMENT = re.compile(r"argument \$(\d+)")
#: By SQLSTATE or by its class, which is the first two characters; the whole one wins. Without a sentence the engine's
#: own words are told: they help the caller to mend the statement, and hold nothing but its names and values.
_MEANING: dict[str, tuple[type[ConnectorError], str | None]] = {
    "08": (Unreachable, "the connection to the server was lost"),
    "0A": (Unsupported, None),
    "22": (InvalidArguments, None),
    "23": (InvalidArguments, None),
    "25": (RefusedStatement, "the statement does not fit into a transaction that only reads"),
    "25001": (RefusedReadOnly, None),
    "25006": (RefusedReadOnly, None),
    "2D": (RefusedStatement, "the statement may not end the transaction that it runs in"),
    "3F000": (NotFound, None),
    "40": (Throttled, "the server gave up the statement in favour of another one, try again"),
    "42": (SyntaxFault, None),
    "42501": (PermissionDenied, None),
    "42703": (NotFound, None),
    "42704": (NotFound, None),
    "42883": (NotFound, None),
    "42P01": (NotFound, None),
    "42P02": (InvalidArguments, None),
    "53": (Throttled, "the server is short of resources, try again later"),
    "53400": (LimitExceeded, "the statement needs more than a limit of the server allows"),
    "54": (LimitExceeded, "the statement is larger or deeper than the server can handle"),
    "55P03": (Throttled, "something that the statement needs is locked, try again later"),
    "57": (Unreachable, "the server ended the connection"),
    "57014": (TimedOut, "the server stopped the statement because of its time limit or on request"),
}
_AT_CONNECT: dict[str, tuple[type[ConnectorError], str | None]] = {
    "08": (Unreachable, "the connection to the server was lost"),
    "28": (WrongCredentials, "the server refused the username, the password or the client certificate"),
    "3D000": (NotFound, "the server has no database of this name, see setting 'database'"),
    "42501": (PermissionDenied, "the role may not connect to this database"),
    "53": (Throttled, "the server has no connection left, try again later"),
    "57": (Unreachable, "the server is starting up or shutting down, try again later"),
}
#: The driver's words, in an error of the kind that otherwise says that it has lost track of the protocol.
_UNREADABLE = "no decoder for"


def statement_error(error: Exception) -> ConnectorError:
    """Return the error that says what `error` means for a running statement.

    Args:
        error: raised by the driver.
    """
    if isinstance(error, ConnectorError):
        return error
    state = _state(error)
    detail = _detail(error)
    if state is None:
        return _client_error(error, detail)
    if state == "42601" and getattr(error, "server_source_function", None) == "exec_parse_message":
        return RefusedStatement("only one statement can be run at a time", detail=detail, engine_code=state)
    kind, sentence = _look_up(_MEANING, state) or (ConnectorError, "the server could not run the statement")
    message = f"{sentence} ({state})" if sentence else _engine_sentence(error, state)
    return kind(message, detail=detail, engine_code=state)


def refused_parameter(error: Exception) -> int | None:
    """Return the position of the parameter that the driver could not write, None if that is not what went wrong.

    Args:
        error: raised by the driver.
    """
    position = _ARGUMENT.search(str(error))
    return int(position[1]) if position and _state(error) is None else None


def refuses_settings(error: Exception) -> bool:
    """Return whether a pooler refused a connection because of the settings that it was to begin with.

    Args:
        error: raised by the driver.
    """
    # In the words of PgBouncer; the server itself would take a setting or say why not.
    return _state(error) == "08P01" and "unsupported startup parameter" in str(error)


def connect_error(error: Exception) -> ConnectorError:
    """Return the error that says why no connection could be opened.

    Args:
        error: raised by the driver.
    """
    detail = _detail(error)
    if state := _state(error):
        kind, sentence = _look_up(_AT_CONNECT, state) or (ConnectorError, "the server refused the connection")
        return kind(f"{sentence} ({state})", detail=detail, engine_code=state)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(f"the server's certificate was refused, {_certificate_advice(error)}", detail=detail)
    if isinstance(error, ssl.SSLError):
        return Unreachable("no TLS connection came about, check sslmode, sslcert and sslkey", detail=detail)
    if "rejected SSL upgrade" in str(error):
        return Unreachable("the server offers no TLS, which setting 'sslmode' asks for", detail=detail)
    if isinstance(error, TimeoutError):
        return Unreachable("the server did not answer in time, check host and port", detail=detail)
    if _is_lost(error):
        return Unreachable("the server cannot be reached, check host and port", detail=detail)
    if isinstance(error, TypeError | ValueError):
        return InvalidArguments("the driver refused a value of setting 'additional_params'", detail=detail)
    return ConnectorError("the driver could not open a connection", detail=detail)


def _look_up(
    table: dict[str, tuple[type[ConnectorError], str | None]], state: str
) -> tuple[type[ConnectorError], str | None] | None:
    return table.get(state) or table.get(state[:2])


def _certificate_advice(error: ssl.SSLCertVerificationError) -> str:
    # OpenSSL's number for a name that does not match.
    if error.verify_code in (62, 64):
        return "it is made out to another name than setting 'host'"
    return "its authority is not the one of setting 'sslrootcert'"


def _client_error(error: Exception, detail: str) -> ConnectorError:
    if isinstance(error, TimeoutError):
        return TimedOut("the statement took longer than setting 'command_timeout' allows", detail=detail)
    if type(error).__name__ == "OutdatedSchemaCacheError":
        return Unreachable("the connection knows a type as it was before a change, try again", detail=detail)
    if _UNREADABLE in str(error):
        return Unsupported("a value of the result has a type that cannot be read, cast it to text", detail=detail)
    if _is_lost(error):
        return Unreachable("the connection to the server was lost", detail=detail)
    if isinstance(error, RecursionError):
        return LimitExceeded("a JSON value is nested too deeply to be read, cast it to text", detail=detail)
    if isinstance(error, ValueError) or type(error).__name__.startswith("Unsupported"):
        return Unsupported("a value of the result cannot be read, cast it to text", detail=detail)
    return ConnectorError("the driver could not run the statement", detail=detail)


def _is_lost(error: Exception) -> bool:
    # Class 08 is the driver's own where the connection went away under it. Its internal errors say that it has lost
    # track of the protocol, as happens when the server ends a session that waits for nothing.
    in_class = str(getattr(error, "sqlstate", "")).startswith("08")
    is_internal = type(error).__name__ in ("InternalClientError", "ProtocolError")
    return in_class or is_internal or isinstance(error, OSError) or "connection is closed" in str(error)


def _state(error: Exception) -> str | None:
    """Return the SQLSTATE of an error that the server reported; the driver uses some of its classes for its own."""
    return getattr(error, "sqlstate", None) if getattr(error, "severity", None) else None


def _detail(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _engine_sentence(error: Any, state: str) -> str:
    """Return the engine's message as one short sentence, with what helps to find the place."""
    words = " ".join(str(error.message or error).split()).rstrip(".")
    tail = f" ({state})"
    context = _PARAMETER.search(getattr(error, "context", None) or "")
    if context:
        tail = f", parameter ${context[1]}{tail}"
    elif position := getattr(error, "position", None):
        tail = f", at character {position}{tail}"
    return words[:_LONGEST] + tail
