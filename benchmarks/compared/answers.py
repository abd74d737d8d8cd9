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
    """Return the rows: of one text each, or of one text with all of them."""
    try:
        contents = [json.loads(part["text"]) for part in result["content"]]
        rows = _unpacked(contents[0]) if len(contents) == 1 else contents
        return [normal(list(each.values()) if isinstance(each, dict) else each) for each in rows]
    except (KeyError, ValueError) as error:
        raise WrongAnswer(f"the answer holds no rows: {body[:300]!r}") from error


def _unpacked(content: Any) -> list[Any]:
    """Return the rows of one text: a list, an object that holds them in one of two places, or one row."""
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        raise ValueError("no rows but a value")  # noqa: TRY004 - as a text that is no JSON
    if "data" in content:
        content = content["data"]["statements"][0]
    rows: list[Any] = content.get("rows", [content])
    return rows
