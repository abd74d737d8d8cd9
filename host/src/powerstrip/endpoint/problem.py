"""Errors over REST: problem documents (RFC 9457), whose `type` is a code of the same closed list as everywhere."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from powerstrip.errors import CallError, in_one_sentence
from powerstrip.render import error_facts

__all__ = ["PREFIX", "PROBLEM_TYPE", "problem", "problem_of", "refusal_for"]

#: Where the REST interface is.
PREFIX = "/api/v1"
PROBLEM_TYPE = "application/problem+json"
#: Where a source is at fault it is not the host's failure: 424 says that something else failed.
_STATUS = {
    "budget_exhausted": 503,
    "cancelled": 503,
    "credentials": 424,
    "internal": 500,
    "invalid_arguments": 422,
    "limit_exceeded": 422,
    "not_found": 404,
    "permission": 403,
    "rate_limited": 429,
    "refused_read_only": 403,
    "refused_statement": 403,
    "source_broken": 424,
    "syntax": 422,
    "throttled": 429,
    "timeout": 504,
    "unknown_source": 404,
    "unreachable": 424,
    "unsupported": 422,
}
#: What a status means where nothing else says it.
_CODES = {401: "permission", 403: "permission", 404: "not_found", 405: "unsupported", 413: "limit_exceeded"}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return an error.

    Args:
        status: of HTTP.
        code: one of `CODES`.
        detail: one sentence.
        headers: of the response.
        more: further members.
    """
    body = {
        "type": code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": in_one_sentence(detail),
        **(more or {}),
    }
    return JSONResponse(body, status, headers, PROBLEM_TYPE)


def problem_of(error: CallError, *, status: int | None = None, more: Mapping[str, Any] | None = None) -> Response:
    """Return the error for what went wrong.

    Args:
        error: that was raised.
        status: of HTTP, the one that fits the code if None.
        more: further members.
    """
    facts = {key: value for key, value in error_facts(error).items() if key != "code"}
    headers = {} if error.retry_after is None else {"Retry-After": str(max(1, round(error.retry_after)))}
    return problem(
        status or _STATUS[error.code], error.code, str(error), headers=headers, more={**facts, **(more or {})}
    )


def refusal_for(path: str, refusal: Response) -> Response:
    """Return a refusal as the one who asked reads errors: below `/api/v1` as a problem document.

    Args:
        path: that was asked for.
        refusal: in plain text.
    """
    if not path.startswith(f"{PREFIX}/") or refusal.status_code < HTTPStatus.BAD_REQUEST:
        return refusal
    code = _CODES.get(refusal.status_code, "invalid_arguments")
    headers = {key: value for key, value in refusal.headers.items() if not key.startswith("content-")}
    return problem(
        refusal.status_code, code, bytes(refusal.body).decode() or "the request was cut off", headers=headers
    )
