"""Makes two calls on a host for which an operator has configured traces, and prints the spans as JSON."""

import json
import sys

import anyio
import httpx2
from connectors import Stage
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import set_tracer_provider
from requests_by_hand import MODERN, Wire

from powerstrip.testing import running_host


def told(span):
    return {
        "name": span.name,
        "kind": span.kind.name,
        "trace": f"{span.context.trace_id:032x}",
        "id": f"{span.context.span_id:016x}",
        "parent": f"{span.parent.span_id:016x}" if span.parent else None,
        "status": [span.status.status_code.name, span.status.description],
        "events": len(span.events),
        "attributes": dict(span.attributes),
    }


async def main():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    set_tracer_provider(provider)
    plugins = {"stage": Stage().plugin()}
    sources = {"one": {"connector": "stage"}}
    async with running_host({"sources": sources}, plugins=plugins) as host, httpx2.AsyncClient() as http:
        for name, arguments in (("stage_count", {"rows": 2}), ("stage_fail", {})):
            params = {"name": name, "arguments": arguments, "_meta": {"traceparent": sys.argv[1]}}
            await Wire(http, host.url).ask(None, MODERN, "tools/call", params)
    json.dump([told(span) for span in exporter.get_finished_spans()], sys.stdout)


anyio.run(main)
