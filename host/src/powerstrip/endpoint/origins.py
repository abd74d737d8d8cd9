"""From where requests are taken: a page in a browser can send some to this machine, but not choose Host and Origin."""

from collections.abc import Iterable

import structlog
from starlette.responses import PlainTextResponse, Response

from powerstrip.settings import HostSettings

__all__ = ["Origins"]

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
log = structlog.get_logger("powerstrip.endpoint")


class Origins:
    """The hosts and origins that are accepted: the loopback's, the bound address and what the operator adds.

    Args:
        bound: address that is listened on.
        settings: what the operator adds; a value that ends in `:*` stands for any port.
    """

    def __init__(self, bound: str, settings: HostSettings) -> None:
        own = [*_LOOPBACK, *([] if bound in _EVERYWHERE else [f"[{bound}]" if ":" in bound else bound])]
        self._hosts = frozenset([*_with_any_port(own), *settings.allowed_hosts])
        local = _with_any_port(f"http://{host}" for host in _LOOPBACK)
        self._origins = frozenset([*local, *settings.allowed_origins])

    def refusal(self, host: str, origin: str | None) -> Response | None:
        """Return the refusal of a request that comes from elsewhere, None for any other.

        Args:
            host: the `Host` of the request.
            origin: the `Origin`, which only browsers send.
        """
        if not _is_among(host, self._hosts):
            log.warning("a request was refused: its host is not in host.allowed_hosts", host=host)
            return PlainTextResponse("Invalid Host header", 421)
        if origin and not _is_among(origin, self._origins):
            log.warning("a request was refused: its origin is not in host.allowed_origins", origin=origin)
            return PlainTextResponse("Invalid Origin header", 403)
        return None


def _with_any_port(hosts: Iterable[str]) -> list[str]:
    return [each for host in hosts for each in (host, f"{host}:*")]


def _is_among(value: str, allowed: frozenset[str]) -> bool:
    if value in allowed:
        return True
    host, _, port = value.rpartition(":")
    return port.isdecimal() and f"{host}:*" in allowed
