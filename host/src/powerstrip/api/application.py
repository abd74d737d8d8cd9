"""The FastAPI application and its OpenAPI document."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from powerstrip.api import audit, connectors, sources, tokens
from powerstrip.api import host as whole
from powerstrip.api.documents import ProblemDocument
from powerstrip.api.errors import add_handlers
from powerstrip.endpoint.problem import PREFIX, PROBLEM_TYPE
from powerstrip.host import Host

__all__ = ["build_api"]

_DESCRIPTION = (
    "Manage the sources of a running host. Errors are problem documents (RFC 9457) whose type is a code of the same "
    "closed list as in MCP."
)


def build_api(host: Host) -> FastAPI:
    """Return the application; it takes a moment, and belongs in a worker thread.

    Args:
        host: the running host.
    """
    app = FastAPI(
        title="powerstrip",
        version=version("powerstrip"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.host = host
    add_handlers(app)
    for router in (connectors.router, sources.router, whole.router, audit.router, tokens.router):
        app.include_router(router)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, made once: with problems in place of the framework's own errors."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            openapi_version="3.1.0",
            routes=app.routes,
            servers=[{"url": PREFIX}],
        )
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["ProblemDocument"] = ProblemDocument.model_json_schema()
        document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{}, {"token": []}]
        for made, parameter in (("/sources", "source"), ("/tokens", "token")):
            links = _links(document["paths"], f"{made}/{{{parameter}}}", parameter)
            document["paths"][made]["post"]["responses"]["201"]["links"] = links
        for path in document["paths"].values():
            for operation in path.values():
                _describe_errors(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _describe_errors(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {
        "description": "What went wrong.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }


def _links(paths: dict[str, Any], begins: str, parameter: str) -> dict[str, Any]:
    """Return what can be done with something that was just made: whatever is asked for by its id."""
    return {
        operation["operationId"]: {
            "operationId": operation["operationId"],
            "parameters": {
                parameter: "$response.body#/id",
                **({"If-Match": "$response.header.ETag"} if _takes_version(operation) else {}),
            },
        }
        for path, operations in paths.items()
        if path.startswith(begins)
        for operation in operations.values()
    }


def _takes_version(operation: dict[str, Any]) -> bool:
    return any(each["name"] == "If-Match" for each in operation.get("parameters", ()))
