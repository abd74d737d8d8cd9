"""Python's garbage collector, and what a host makes once and keeps until it ends.

The modules, classes and schemas of a host are 110,000 objects. While they are made the collector looks at them over and
over again and finds nothing, which takes a tenth of the start; later each full collection stops every call for as long
as it takes to look at them, 60 ms.
"""

import gc
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["collector_paused", "keep_from_collector"]


@contextmanager
def collector_paused() -> Generator[None]:
    """Collect nothing from here to `keep_from_collector`, or to the end of the block if that comes first."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def keep_from_collector() -> None:
    """Let the collector work, and never look at what there is now; memory that is no longer used is freed as ever."""
    gc.freeze()
    gc.enable()
