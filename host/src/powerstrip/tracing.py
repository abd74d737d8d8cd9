"""Spans of OpenTelemetry, from the call to the statement, for the operator who has configured its SDK.

The SDK of MCP makes the span of the request, by the conventions for MCP, as a child of the `traceparent` that the
client sent in `_meta`. The spans here are inside it. Whoever configures traces has imported `opentelemetry` to do so;
nobody else pays for it. No text of an error is written into a span, because it may be the driver's.

Names: https://github.com/open-telemetry/semantic-conventions-genai (`docs/gen-ai/mcp.md`), and ours begin with
`powerstrip.`.
"""

import os
import sys
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeAlias

from powerstrip.errors import CallError
from powerstrip.running_call import RunningCall
from powerstrip.sources import Source
from powerstrip_sdk import ConnectorError

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer, TracerProvider

__all__ = ["annotate", "annotate_request", "is_traced", "trace_call", "trace_run", "trace_wait"]

Spanning: TypeAlias = "AbstractContextManager[Span | None]"
_NOTHING: AbstractContextManager[None] = nullcontext()
#: Where the library keeps what was configured. Asked in public it reads the environment first, and once the SDK of MCP
#: has imported it every call would ask. The environment can name a provider only until the host starts.
_CONFIGURED = "_TRACER_PROVIDER"
_IS_NAMED = "OTEL_PYTHON_TRACER_PROVIDER" in os.environ


def is_traced() -> bool:
    """Whether somebody has configured traces."""
    return _tracer() is not None


def trace_call(call: RunningCall) -> Spanning:
    """Return the span of a call; its id is the one in log and audit."""
    if (tracer := _tracer()) is None:
        return _NOTHING
    call.traced = True
    attributes = {
        "powerstrip.call.id": call.id,
        "powerstrip.call.name": call.name,
        "powerstrip.principal": call.caller.principal.name,
    }
    return _span(tracer, "call", attributes)


def trace_wait(call: RunningCall, source: Source) -> Spanning:
    """Return the span of waiting for a connection, and opening one if none is there."""
    if not call.traced or (tracer := _tracer()) is None:
        return _NOTHING
    return _span(tracer, "wait for a connection", {"powerstrip.source": source.name})


def trace_run(call: RunningCall, source: Source) -> Spanning:
    """Return the span of what a call does with its connection: the statement, until its rows are read."""
    if not call.traced or (tracer := _tracer()) is None:
        return _NOTHING
    attributes = {
        "powerstrip.call.name": call.name,
        "powerstrip.source": source.name,
        "powerstrip.connector": source.plan.settings.connector,
    }
    return _span(tracer, "run", attributes, leaves=True)


def annotate(span: "Span | None", attributes: Mapping[str, Any], *, error: str | None = None) -> None:
    """Add what became known later.

    Args:
        span: None while nobody has configured traces.
        attributes: None is left out.
        error: the code of what went wrong, None if nothing has.
    """
    if span is None:
        return
    span.set_attributes({key: value for key, value in attributes.items() if value is not None})
    if error is not None:
        from opentelemetry.trace import StatusCode

        span.set_attribute("error.type", error)
        span.set_status(StatusCode.ERROR)


def annotate_request(attributes: Mapping[str, Any]) -> None:
    """Add to the span of the request what the SDK of MCP does not write into it.

    Args:
        attributes: by the conventions; None is left out.
    """
    if _tracer() is not None:
        from opentelemetry.trace import get_current_span

        annotate(get_current_span(), attributes)


@contextmanager
def _span(tracer: "Tracer", name: str, attributes: Mapping[str, Any], *, leaves: bool = False) -> "Generator[Span]":
    """Make a span; an exception that passes is told by its class or code alone."""
    from opentelemetry.trace import SpanKind

    with tracer.start_as_current_span(
        name,
        kind=SpanKind.CLIENT if leaves else SpanKind.INTERNAL,
        attributes={key: value for key, value in attributes.items() if value is not None},
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except BaseException as error:
            annotate(current, {}, error=_code(error))
            raise


def _code(error: BaseException) -> str:
    if isinstance(error, ConnectorError):
        error = CallError.of(error)
    return error.code if isinstance(error, CallError) else type(error).__qualname__


def _tracer() -> "Tracer | None":
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None or (getattr(trace, _CONFIGURED, trace) is None and not _IS_NAMED):
        return None
    provider = trace.get_tracer_provider()
    return None if isinstance(provider, trace.ProxyTracerProvider) else _tracer_of(provider)


@lru_cache(1)
def _tracer_of(provider: "TracerProvider") -> "Tracer":
    return provider.get_tracer("powerstrip", version("powerstrip"))
