"""`powerstrip reload`."""

import os
from http import HTTPStatus
from typing import Annotated, Any, NoReturn

import typer

from powerstrip.cli.budget import configured_address
from powerstrip.cli.output import ConfigOption, ExitCode, JsonOption, fail, print_json

__all__ = ["reload"]


def reload(
    config: ConfigOption = None,
    url: Annotated[
        str | None, typer.Option(help="The host's address; else the one that host.bind says.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Let a running host read its file, environment and store again.

    A bad file changes nothing.
    """
    address = (url or configured_address(config)).removesuffix("/").removesuffix("/mcp")
    done = _post(f"{address}/api/v1/reload")
    if json:
        print_json(done)
        return
    for what in ("added", "changed", "removed"):
        if done[what]:
            typer.echo(f"{what}: {', '.join(done[what])}")
    if not any(done[what] for what in ("added", "changed", "removed")):
        typer.echo("no source has changed")
    if done["needs_restart"]:
        typer.echo(f"these take effect when the host starts again: {', '.join(done['needs_restart'])}", err=True)


def _post(url: str) -> dict[str, Any]:
    """Return what the host answers; whatever else it says ends the command."""
    import httpx2

    token = os.environ.get("POWERSTRIP_TOKEN")
    try:
        answer = httpx2.post(url, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=60)
        body = answer.json()
    except (httpx2.HTTPError, OSError, ValueError):
        fail(ExitCode.UNREACHABLE, f"no powerstrip host answers at {url}")
    if not answer.is_success:
        _complain(answer.status_code, body)
    return dict(body)


def _complain(status: int, problem: dict[str, Any]) -> NoReturn:
    for each in problem.get("errors", ()):
        typer.echo(f"{each.get('origin', '')}: {each['path']}: {each['message']}", err=True)
    bad_file = status == HTTPStatus.CONFLICT
    fail(ExitCode.CONFIGURATION if bad_file else ExitCode.FAILED, problem.get("detail", f"HTTP {status}"))
