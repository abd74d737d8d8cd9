"""The command line with everything on: debug logs of every library, traces, and `repr` of every record on request.

A path on standard input asks for the latter: the records are written there, which is a pipe with a name.
"""

import gc
import logging
import sys
import threading
from pathlib import Path

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import set_tracer_provider

from powerstrip import logs

OURS = ("powerstrip",)


def trace_into(path):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=path.open("w", encoding="utf-8"))))
    set_tracer_provider(provider)


def log_everything():
    configure = logs.configure_logs

    def configured(**options):
        configure(**{**options, "level": "debug"})
        for name in ("", *logging.root.manager.loggerDict):
            logging.getLogger(name).setLevel(logging.DEBUG)

    logs.configure_logs = configured


def show_records():
    for line in sys.stdin:
        with Path(line.strip()).open("w", encoding="utf-8", errors="backslashreplace") as file:
            # The host keeps what its start has made from the collector, and so from who asks the collector.
            gc.unfreeze()
            gc.collect()
            ours = (each for each in gc.get_objects() if str(type(each).__module__).startswith(OURS))
            # Records hold one another: whole, they would be hundreds of megabytes of the same.
            file.writelines({f"{part}\n" for each in ours for part in _shown(each).split(", ")})


def _shown(each):
    try:
        return f"{each!r} {each!s}" if isinstance(each, BaseException) else repr(each)
    except Exception as error:  # noqa: BLE001 - a record that is only half made has no repr
        return repr(error)


if __name__ == "__main__":
    trace_into(Path(sys.argv.pop(1)))
    log_everything()
    threading.Thread(target=show_records, daemon=True).start()
    from powerstrip.cli.app import main

    main()
