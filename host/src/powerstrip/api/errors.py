"""Whatever goes wrong becomes a problem document with a code of the closed list; nothing that was sent is repeated."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from powerstrip.endpoint.problem import problem, problem_of
from powerstrip.errors import CallError, ConfigurationError, in_one_sentence
from powerstrip.kept_audit import AuditNotKept
from powerstrip.managed import FileSource, InvalidSource, StaleSource
from powerstrip.secrets import MaskRefused, SecretsError
from powerstrip.store import Conflict, NameTaken, NotStored, StoreError

__all__ = ["add_handlers", "sentence"]

_CODES = {HTTPStatus.NOT_FOUND: "not_found", HTTPStatus.METHOD_NOT_ALLOWED: "unsupported"}
log = structlog.get_logger("powerstrip.api")


def add_handlers(app: FastAPI) -> None:
    """Let an application answer errors with problem documents."""
    handlers: dict[type[Exception], Callable[[Any], Response]] = {
        CallError: problem_of,
        AuditNotKept: lambda error: problem_of(error, status=HTTPStatus.CONFLICT),
        FileSource: lambda error: problem_of(error, status=HTTPStatus.CONFLICT),
        StaleSource: lambda error: problem_of(error, status=HTTPStatus.PRECONDITION_FAILED),
        InvalidSource: lambda error: problem_of(error, more={"errors": error.problems}),
        ConfigurationError: _configuration,
        RequestValidationError: _invalid,
        Conflict: lambda error: problem(HTTPStatus.PRECONDITION_FAILED, "invalid_arguments", str(error)),
        NameTaken: lambda error: problem(HTTPStatus.CONFLICT, "invalid_arguments", str(error)),
        NotStored: lambda error: problem(HTTPStatus.NOT_FOUND, "unknown_source", str(error)),
        StoreError: _store,
        MaskRefused: lambda error: problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_arguments", str(error)),
        SecretsError: lambda error: problem(HTTPStatus.SERVICE_UNAVAILABLE, "unsupported", str(error)),
        Exception: lambda _: problem(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "the request failed, the host's log says why"
        ),
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, _asynchronous(handler))
    app.add_exception_handler(HTTPException, _http)


def _asynchronous(handler: Callable[[Any], Response]) -> Callable[[Request, Exception], Any]:
    async def handle(_request: Request, error: Exception) -> Response:
        return handler(error)

    return handle


def _configuration(error: ConfigurationError) -> Response:
    mistakes = [{"origin": each.origin, "path": each.path, "message": each.message} for each in error.problems]
    count = len(mistakes)
    detail = f"{count} mistake{'s' if count > 1 else ''} in the configuration, nothing has changed"
    return problem(HTTPStatus.CONFLICT, "invalid_arguments", detail, more={"errors": mistakes})


def _invalid(error: RequestValidationError) -> Response:
    """Say where and what, as pydantic has it, and never what was written there."""
    mistakes = [
        {"path": in_one_sentence(_path(each["loc"])), "message": sentence(each["msg"])} for each in error.errors()
    ]
    if all(each["path"] == "header.if-match" for each in mistakes):
        detail = "say with If-Match which version is meant: the ETag that was read, or * for any"
        return problem(HTTPStatus.PRECONDITION_REQUIRED, "invalid_arguments", detail)
    detail = "; ".join(f"{each['path']}: {each['message']}" for each in mistakes[:3])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_arguments", detail, more={"errors": mistakes})


def _store(error: StoreError) -> Response:
    log.error("the store failed", reason=str(error), detail=error.detail)
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unreachable", str(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    sentence = "there is nothing here" if status is HTTPStatus.NOT_FOUND else str(error.detail).lower()
    return problem(status, _CODES.get(status, "invalid_arguments"), sentence, headers=headers)


def _methods(request: Request) -> set[str]:
    """Return what may be done at a path; the router itself knows only of the first route that fits it."""
    paths = request.app.openapi()["paths"]
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    # What is written out goes before what has parameters (OpenAPI 3.1, section 4.8.8.2).
    found = [paths[path]] if path in paths else [each for template, each in paths.items() if _fits(path, template)]
    return {method.upper() for operations in found for method in operations}


def _fits(path: str, template: str) -> bool:
    parts, pattern = path.split("/"), template.split("/")
    return len(parts) == len(pattern) and all(
        one == other or other.startswith("{") for one, other in zip(parts, pattern, strict=True)
    )


def _path(location: Sequence[Any]) -> str:
    where, *keys = (str(each) for each in location)
    return ".".join([where.lower(), *(key.lower() for key in keys)] if where == "header" else keys or [where])


def sentence(message: str) -> str:
    """Return what pydantic says as this project's messages are written.

    Args:
        message: of one error.
    """
    message = message.removeprefix("Value error, ")
    return f"{message[:1].lower()}{message[1:]}"
