"""Logs: to stderr, for people on a terminal and as JSON lines for programs; secrets never."""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

from pydantic import SecretBytes, SecretStr

from powerstrip.optional_imports import without
from powerstrip_sdk.text import visible

# A tenth of the start goes into Rich, with which structlog would draw tracebacks; here they are lines of text.
with without("rich"):
    import structlog

__all__ = ["configure_logs", "say_in_every_line"]

#: Loggers of libraries that say in INFO what our own lines say already, or what nobody should read.
_QUIET = ("mcp", "uvicorn", "asyncio", "httpx2", "httpcore2", "asyncpg", "aiosqlite")
#: What a traceback is written to.
_OF_SEVERAL_LINES = frozenset({"exception", "stack"})


def configure_logs(
    *, level: str = "info", colours: bool | None = None, redact: Callable[[str], str] | None = None
) -> None:
    """Send every log line of the process to stderr in one form.

    Args:
        level: the least level that is written.
        colours: human form if True, JSON if False; if None, human on a terminal.
        redact: masks the sources' secrets in a text.
    """
    human = sys.stderr.isatty() if colours is None else colours
    shared: list[Callable[..., Any]] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if human else "iso", utc=not human),
        _drop_nothing_said,
        _mask_secrets,
    ]
    renderer: Callable[..., Any] = structlog.processors.JSONRenderer(default=str)
    if human:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    last: list[Callable[..., Any]] = [structlog.processors.format_exc_info, _masking(redact or str), _show, renderer]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _route_standard_logging([*shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last])


def say_in_every_line(**facts: object) -> None:
    """Add to each line what tells this process from others.

    Args:
        facts: by the key that they have in a line.
    """
    structlog.contextvars.bind_contextvars(**facts)


def _route_standard_logging(processors: list[Callable[..., Any]]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _masking(redact: Callable[[str], str]) -> Callable[..., MutableMapping[str, Any]]:
    """Mask secrets in every text of a line, tracebacks included."""

    def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}

    return mask


def _show(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write out characters that a reader would not see, or that would pretend to be another line."""
    return {
        key: visible(value, lines=key in _OF_SEVERAL_LINES) if isinstance(value, str) else value
        for key, value in event.items()
    }


def _drop_nothing_said(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if value is not None}


def _mask_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A secret that strays into a log call is shown as its mask, whatever the renderer would make of it."""
    return {key: str(value) if isinstance(value, (SecretStr, SecretBytes)) else value for key, value in event.items()}
