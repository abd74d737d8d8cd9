"""One request and a look at its whole answer, before a server is loaded."""

import json
import urllib.error
import urllib.request
from typing import Any

from compared.workload import Exchange, normal, row
from compared.wrk import WrongAnswer


def ask(url: str, exchange: Exchange) -> int:
    """Send one request and check its answer.

    Args:
        url: of the server, without a path.
        exchange: to send.

    Returns:
        Bytes of the answer.

    Raises:
        WrongAnswer: the answer is not what it must be.
        OSError: nobody answered.
    """
    request = urllib.request.Request(url + exchange.path, exchange.body(1).encode(), exchange.headers())
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        raise WrongAnswer(f"HTTP {error.code}: {error.read()[:300]!r}") from error
    result = _message(body.decode()).get("result", {})
    if exchange.tools and len(result.get("tools", ())) != exchange.tools:
        raise WrongAnswer(f"the list holds {len(result.get('tools', ()))} tools, not {exchange.tools}")
    if exchange.keys and _rows(result, body) != [row(key) for key in exchange.keys]:
        raise WrongAnswer(f"the answer holds other rows: {body[:300]!r}")
    return len(body)


def _message(body: str) -> dict[str, Any]:
    """Return the JSON-RPC message of a body, which is JSON or one event."""
    if not body.startswith("{"):
        body = "".join(line.removeprefix("data:") for line in body.splitlines() if line.startswith("data:"))
    message: dict[str, Any] = json.loads(body)
    return message


def _rows(result: dict[str, Any], body: bytes) -> list[tuple[Any, ...]]:
    """Return the rows: of one text with all of them, or of one text each."""
    try:
        contents = [json.loads(part["text"]) for part in result["content"]]
    except (KeyError, ValueError) as error:
        raise WrongAnswer(f"the answer holds no rows: {body[:300]!r}") from error
    if len(contents) == 1 and isinstance(contents[0], list):
        contents = contents[0]
    elif len(contents) == 1 and "rows" in contents[0]:
        contents = contents[0]["rows"]
    return [normal(list(each.values()) if isinstance(each, dict) else each) for each in contents]
