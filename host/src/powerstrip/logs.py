"""Logs: to stderr, for people on a terminal and as JSON lines for programs; secrets never."""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from types import TracebackType
from typing import Any

import orjson

from powerstrip.current_call import CURRENT_CALL
from powerstrip.log_lines import LogLines
from powerstrip.optional_imports import without
from powerstrip_sdk.text import visible

# A tenth of the start goes into Rich, with which structlog would draw tracebacks; here they are lines of text.
with without("rich"):
    import structlog

__all__ = ["configure_logs", "log_together", "log_what_nobody_catches", "say_in_every_line"]

#: Loggers of libraries that say in INFO what our own lines say already, or what nobody should read.
_QUIET = ("mcp", "uvicorn", "asyncio", "httpx2", "httpcore2", "asyncpg", "aiosqlite")
#: How serious a line is, where the name of the logger's method is not the word for it.
_LEVELS = {"exception": "error", "warn": "warning"}
#: Types of values that are written as they are, unless a text holds something odd.
_SIMPLE = frozenset({str, int, float, bool})
#: What tells this process from others.
_OF_EVERY_LINE: dict[str, str | int] = {}
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
    lines = LogLines(sys.stderr)
    mask = redact or str
    first, clean = _stamping(_local_time if human else _utc), _cleaning(mask)
    renderer: Callable[..., Any] = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    if not human:
        renderer = _Json(clean, mask, lines)
    last: list[Callable[..., Any]] = [_format_exception, clean, renderer]
    structlog.configure(
        processors=[first, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Logger(lines),
        cache_logger_on_first_use=True,
    )
    _route_standard_logging(lines, [first, structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last])


def say_in_every_line(**facts: str | int) -> None:
    """Add to each line what tells this process from others.

    Args:
        facts: by the key that they have in a line.
    """
    _OF_EVERY_LINE.update(facts)


def log_together(log: Any, events: Sequence[dict[str, Any]]) -> None:
    """Log in one go what has happened before, each a line of its own of level `info`.

    Args:
        log: the logger.
        events: what happened as `event`, when as `timestamp` in seconds since 1970, in which call as `call`, and more.
    """
    renderer = structlog.get_config()["processors"][-1]
    if not isinstance(renderer, _Json):
        tell = log.info
        for event in events:
            tell(**event)
    elif log.is_enabled_for(logging.INFO):
        renderer.write(events)


class _Logger:
    """Takes finished lines: those that only tell may wait for others, those that warn are written at once."""

    def __init__(self, lines: LogLines) -> None:
        self._lines = lines

    def msg(self, line: str) -> None:
        self._lines.write(line + "\n")

    def urgent(self, line: str) -> None:
        self._lines.write(line + "\n")
        self._lines.flush()

    debug = info = log = msg
    warn = warning = error = exception = critical = fatal = failure = err = urgent


def _route_standard_logging(lines: LogLines, processors: list[Callable[..., Any]]) -> None:
    handler = logging.StreamHandler(lines)
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


def _stamping(written: Callable[[float], str]) -> Callable[..., MutableMapping[str, Any]]:
    """Say of each line how serious it is, when it was written and to which call it belongs, if it does not say so.

    Args:
        written: makes a text of the time in seconds since 1970.
    """

    def stamp(_logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        at, call = event.get("timestamp"), event.get("call") or CURRENT_CALL.get()
        event["level"] = _LEVELS.get(method, method)
        event["timestamp"] = written(time.time() if at is None else at)
        event.update(_OF_EVERY_LINE)
        if call is not None:
            event["call"] = call
        return event

    return stamp


def _local_time(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%H:%M:%S}"  # noqa: DTZ006 - people read local time


def _utc(at: float) -> str:
    second = int(at)
    return f"{_utc_second(second)}.{int((at - second) * 1_000_000):06d}Z"


@lru_cache(maxsize=2)
def _utc_second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().removesuffix("+00:00")


def _format_exception(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return structlog.processors.format_exc_info(logger, method, event) if "exc_info" in event else event


def _cleaning(redact: Callable[[str], str]) -> Callable[..., MutableMapping[str, Any]]:
    """Leave out what says nothing, mask secrets in every text, and write out what a reader would not see.

    Tracebacks are masked too, and what the renderer would make a text of. A character that is not seen, or that would
    pretend to be another line, is written out.
    """

    def masked(value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, Mapping):
            return {masked(str(key)): masked(member) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [masked(member) for member in value]
        return redact(str(value))

    def cleaned(key: str, value: Any) -> Any:
        value = masked(value)
        return visible(value, lines=key in _OF_SEVERAL_LINES) if isinstance(value, str) else value

    def clean(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if _SIMPLE.issuperset(map(type, event.values())):
            texts = " ".join([value for value in event.values() if isinstance(value, str)])
            # Nearly every line is plain: one look at all of its texts says so.
            if texts.isascii() and texts.isprintable() and redact(texts) == texts:
                return event
        return {key: cleaned(key, value) for key, value in event.items() if value is not None}

    return clean


class _Json:
    """Makes a line of JSON of an event, and many lines of many events at once.

    Args:
        clean: the one before this.
        redact: masks the sources' secrets in a text.
        lines: where many go at once.
    """

    def __init__(self, clean: Callable[..., Any], redact: Callable[[str], str], lines: LogLines) -> None:
        self._clean = clean
        self._redact = redact
        self._lines = lines

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
        """Return a line of JSON, in which everything beyond ASCII is escaped."""
        try:
            line = orjson.dumps(event, default=str).decode()
        except TypeError:  # a number beyond 64 bits, half of a surrogate pair, a key that is no text
            line = ""
        return line if line and line.isascii() else json.dumps(event, default=str)

    def write(self, events: Sequence[dict[str, Any]]) -> None:
        """Write what these would be as lines of level `info`, looked through for secrets all at once."""
        for event in events:
            # What the first processor does with a line that says when it was.
            event["level"], event["timestamp"] = "info", _utc(event["timestamp"])
            if _OF_EVERY_LINE:
                event.update(_OF_EVERY_LINE)
        text = _plain_lines(events)
        if text is None or self._redact(text) != text:
            text = "".join([f"{self(None, 'info', self._clean(None, 'info', event))}\n" for event in events])
        self._lines.write(text)
        self._lines.flush()


def _plain_lines(events: Sequence[Mapping[str, Any]]) -> str | None:
    """Return lines of JSON in which every text stands as it is, None if one cannot."""
    if not _are_simple(events):
        events = [{key: value for key, value in event.items() if value is not None} for event in events]
        if not _are_simple(events):
            return None
    try:
        text = b"".join([orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events]).decode()
    except TypeError:
        return None
    # JSON writes out everything else that is not seen.
    return text if text.isascii() and "\\" not in text and "\x7f" not in text else None


def _are_simple(events: Iterable[Mapping[str, Any]]) -> bool:
    return _SIMPLE.issuperset(map(type, chain.from_iterable(event.values() for event in events)))
