"""The REST interface as commands use it: of a running host, or of one that this process runs over the same store."""

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

import anyio.from_thread
import httpx2
import typer

from powerstrip.access import EVERYTHING, Access, Principal
from powerstrip.cli.budget import configured_address
from powerstrip.cli.output import ExitCode, configured, fail, plan

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from powerstrip.host import Plan

__all__ = ["Rest", "managing"]

#: Who holds the configuration and the key, and so may write what only operators may.
_OPERATOR = Principal(id="command-line", name="local", grant=EVERYTHING)
_PREFIX = "/api/v1"
#: Seconds for the host to say that it is there, and for everything else.
_KNOCKING, _WORKING = 2, 120


class Rest:
    """A REST interface, and where it is.

    Args:
        portal: to the thread that talks.
        client: of the interface.
        host: address of the host, None for the store itself.
    """

    def __init__(self, portal: "BlockingPortal", client: httpx2.AsyncClient, host: str | None) -> None:
        self._portal = portal
        self._client = client
        self.host = host

    def get(self, path: str) -> dict[str, Any]:
        """Return a document."""
        return self.send("GET", path)

    def everything(self, path: str) -> list[dict[str, Any]]:
        """Return every item of a list."""
        items: list[dict[str, Any]] = []
        page = self.get(path)
        while page["next"] is not None:
            items += page["items"]
            page = self.get(f"{path}?cursor={quote(page['next'])}")
        items += page["items"]
        return items

    def send(self, method: str, path: str, body: object = None, *, version: str | None = None) -> dict[str, Any]:
        """Return the answer to a request; any but a success ends the command.

        Args:
            method: of HTTP.
            path: below `/api/v1`.
            body: sent as JSON.
            version: the ETag that the request is based on, `*` for any.
        """
        return self._answer(method, path, body, version)[0]

    def get_versioned(self, path: str) -> tuple[dict[str, Any], str]:
        """Return a document and its ETag, `*` for one that has none."""
        return self._answer("GET", path, None, None)

    def _answer(self, method: str, path: str, body: object, version: str | None) -> tuple[dict[str, Any], str]:
        headers = {} if version is None else {"If-Match": version}

        async def ask() -> httpx2.Response:
            return await self._client.request(method, path, json=body, headers=headers)

        try:
            answer = self._portal.call(ask)
            document = answer.json() if answer.content else {}
        except (httpx2.HTTPError, OSError, ValueError):
            fail(ExitCode.UNREACHABLE, f"no powerstrip host answers at {self.host}")
        if not answer.is_success:
            self._complain(answer.status_code, document)
        return document, answer.headers.get("ETag", "*")

    def _complain(self, status: int, problem: Any) -> NoReturn:
        """Say what the host says; it repeats nothing of what was sent."""
        problem = problem if isinstance(problem, dict) else {}
        sentence = problem.get(
            "detail", f"the host at {self.host} is no powerstrip host, it answers with HTTP {status}"
        )
        errors = [each for each in problem.get("errors", ()) if isinstance(each, dict)]
        for each in errors:
            typer.echo(f"{each.get('path')}: {each.get('message')}", err=True)
        if errors:
            sentence = f"{len(errors)} mistake{'s' if len(errors) > 1 else ''} in the source, nothing has changed"
        if status == HTTPStatus.UNAUTHORIZED:
            fail(ExitCode.UNREACHABLE, f"the host at {self.host} wants a token: set POWERSTRIP_TOKEN to one it knows")
        if status == HTTPStatus.FORBIDDEN and self.host is not None:
            sentence += "; or write to the store with --store, and let the host read it by powerstrip reload"
        fail(_exit_code(status, problem.get("type")), sentence)


@contextmanager
def managing(config: Path | None, *, url: str | None = None, store: bool = False) -> Generator[Rest]:
    """Manage sources for a block: of the host that runs, or of the store if none does.

    Args:
        config: of `--config`.
        url: address of the host; if None, one that answers at `host.bind` is taken.
        store: whether to take the store in any case.
    """
    if url is not None and store:
        fail(ExitCode.USAGE, "--url and --store are two places to write to, give one")
    host = None if store else _host_of(url or configured_address(config), certain=url is not None)
    with ExitStack() as stack:
        if host is None:
            configuration = stack.enter_context(configured(config))
            connecting = _in_process(plan(configuration))
        else:
            connecting = _connected(host)
        portal = stack.enter_context(anyio.from_thread.start_blocking_portal())
        yield Rest(portal, stack.enter_context(portal.wrap_async_context_manager(connecting)), host)


def _host_of(address: str, *, certain: bool) -> str | None:
    """Return the address of a host without the path, None if nobody is there who need not be."""
    host = address.removesuffix("/").removesuffix("/mcp")
    try:
        answers = httpx2.get(f"{host}/healthz", timeout=_KNOCKING).json() == {"status": "ok"}
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError):
        answers = False
    if certain and not answers:
        fail(ExitCode.UNREACHABLE, f"no powerstrip host answers at {host}")
    return host if answers else None


@asynccontextmanager
async def _connected(host: str) -> AsyncGenerator[httpx2.AsyncClient]:
    token = os.environ.get("POWERSTRIP_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx2.AsyncClient(base_url=f"{host}{_PREFIX}", headers=headers, timeout=_WORKING) as client:
        yield client


@asynccontextmanager
async def _in_process(planned: "Plan") -> AsyncGenerator[httpx2.AsyncClient]:
    """Run a host that nobody else can reach, so that a change is checked and written as every other one is."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount

    from powerstrip.api import RestApi
    from powerstrip.endpoint.guard import Gate
    from powerstrip.host import running

    access = Access([_Console()], loopback=True)
    settings = planned.configuration.settings.host
    async with running(planned) as host:
        app = Starlette(
            middleware=[Middleware(Gate, settings=settings, bound="127.0.0.1", access=access)],
            routes=[Mount(_PREFIX, RestApi(host))],
        )
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Authorization": "Bearer console"}
        async with httpx2.AsyncClient(
            transport=transport, base_url=f"http://127.0.0.1{_PREFIX}", headers=headers
        ) as client:
            yield client


class _Console:
    """Knows everybody who can speak to a host inside of this process as its operator."""

    required = True

    def authenticate(self, presented: str) -> Principal | None:  # noqa: ARG002 - the protocol's name
        """See `Authenticator`."""
        return _OPERATOR

    def is_current(self, principal: Principal) -> bool:
        """See `Authenticator`."""
        return principal == _OPERATOR


def _exit_code(status: int, code: str | None) -> ExitCode:
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY):
        return ExitCode.USAGE
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return ExitCode.CONFIGURATION if code == "unsupported" else ExitCode.UNREACHABLE
    return ExitCode.FAILED
