"""Logs: to stderr, for people on a terminal and as JSON lines for programs; secrets never."""

import logging
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from types import TracebackType
from typing import Any

from pydantic import SecretBytes, SecretStr

from powerstrip.optional_imports import without
from powerstrip_sdk.text import visible

# A tenth of the start goes into Rich, with which structlog would draw tracebacks; here they are lines of text.
with without("rich"):
    import structlog

__all__ = ["configure_logs", "log_what_nobody_catches", "say_in_every_line"]

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


def log_what_nobody_catches() -> None:
    """Log the warnings of libraries and the errors that end a thread or the process, which Python would print raw.

    Their texts come from connectors, too, and may hold what only the log knows to mask.
    """
    logging.captureWarnings(capture=True)
    log = logging.getLogger("powerstrip.uncaught")

    def process_ends(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("the process ends", exc_info=(kind, error, trace))

    def thread_ends(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value is not None and not issubclass(ended.exc_type, SystemExit):
            log.error("a thread ended", exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback))

    def nobody_can_raise(ignored: "sys.UnraisableHookArgs") -> None:
        log.error("an error came where none can be raised", exc_info=ignored.exc_value)

    sys.excepthook, sys.unraisablehook, threading.excepthook = process_ends, nobody_can_raise, thread_ends


def _masking(redact: Callable[[str], str]) -> Callable[..., MutableMapping[str, Any]]:
    """Mask secrets in every text of a line, tracebacks included, and in what the renderer would make a text of."""

    def masked(value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, Mapping):
            return {masked(str(key)): masked(member) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [masked(member) for member in value]
        return redact(str(value))

    def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: masked(value) for key, value in event.items()}

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
