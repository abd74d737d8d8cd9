"""One connection. Tools name its class when the host starts, so the HTTP client is imported when it connects."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from decimal import Decimal
from typing import Any

from anyio import CancelScope, move_on_after

import powerstrip_sdk as sdk

__all__ = ["TicketsConnection"]

_STATUS: dict[int, tuple[type[sdk.ConnectorError], str]] = {
    400: (sdk.InvalidArguments, "the service refused the arguments"),
    401: (sdk.WrongCredentials, "the service refused the token"),
    403: (sdk.PermissionDenied, "the token may not do this"),
    404: (sdk.NotFound, "there is no such project or ticket"),
    429: (sdk.Throttled, "the service asks its callers to slow down"),
}
_OTHERS = (sdk.Unreachable, "the service is not there at the moment")
_LEAVE_SECONDS = 1.0


class TicketsConnection(sdk.Connection):
    """A connection to one project, over one socket at most.

    Args:
        http: client with the address of the project and the token.
        lost: what it raises when the service cannot be reached.
    """

    def __init__(self, http: Any, lost: type[Exception]) -> None:
        self._http, self._lost = http, lost
        self._running: CancelScope | None = None

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Let `cancel` stop the block, wherever in it the work is.

        Raises:
            TimedOut: if it was stopped.
        """
        before, scope = self._running, CancelScope()
        self._running = scope
        try:
            with scope:
                yield
        finally:
            self._running = before
        # Not whether anything was interrupted: what waited may have come to its end at the same moment.
        if scope.cancel_called:
            raise sdk.TimedOut("the call was stopped before its end")

    async def request(self, method: str, path: str = "", **query: Any) -> Any:
        """Send one request and return the JSON of the answer; decimals stay exact.

        Args:
            method: of HTTP.
            path: below the project's.
            query: parameters, without those that are None.

        Raises:
            ConnectorError: with the code that fits the answer.
        """
        with self.stoppable():
            async with self.stream(method, path, **query) as answer:
                body = await answer.aread()
        try:
            return json.loads(body, parse_float=Decimal) if body else None
        except ValueError as error:
            raise sdk.Unsupported("the service answers with something else than JSON") from error

    @asynccontextmanager
    async def stream(self, method: str, path: str, **query: Any) -> AsyncIterator[Any]:
        """Send one request and give the answer before its body was read; see `request`.

        Args:
            method: of HTTP.
            path: below the project's.
            query: parameters, without those that are None.
        """
        given = {name: value for name, value in query.items() if value is not None}
        try:
            async with self._http.stream(method, path, params=given) as answer:
                if answer.is_error:
                    kind, message = _STATUS.get(answer.status_code, _OTHERS)
                    raise kind(message, detail=f"status {answer.status_code}", retry_after=_seconds(answer.headers))
                yield answer
        except self._lost as error:
            # Its text may name the address.
            raise sdk.Unreachable(_OTHERS[1], detail=repr(error)) from error

    async def leave(self, path: str) -> None:
        """Delete something that was made for a call, also when the call is cancelled.

        Args:
            path: below the project's.
        """
        # What cannot be deleted now, the service deletes after a while.
        with move_on_after(_LEAVE_SECONDS, shield=True), suppress(sdk.ConnectorError):
            await self.request("DELETE", path)

    async def check(self) -> None:
        """Ask the service for the project."""
        await self.request("GET")

    async def cancel(self) -> None:
        """Stop what runs; its caller gets `TimedOut`."""
        if self._running is not None:
            self._running.cancel()

    async def close(self) -> None:
        """Close the socket."""
        await self._http.aclose()


def _seconds(headers: Any) -> float | None:
    """Return what Retry-After says in seconds; a date in it is left alone."""
    said = headers.get("retry-after", "")
    return float(said) if said.isdecimal() else None
