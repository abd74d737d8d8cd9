"""Lists of tools as bytes, ready to be sent: made once for each view, which a class of principals shares."""

from typing import Any

import orjson

from powerstrip.catalog import View
from powerstrip.endpoint.about import LIST_TTL, server_info
from powerstrip.endpoint.plain import SERVER_INFO

__all__ = ["tool_list"]


def tool_list(view: View, *, modern: bool, private: bool) -> bytes:
    """Return the result of `tools/list`, the same that the SDK makes of the view.

    Args:
        view: keeps what was made, and goes with its catalog.
        modern: whether results of the revision say how long they may be kept, and who made them.
        private: whether lists depend on who asks, so that no cache may share them.
    """
    key = (modern, private)
    if (ready := view.lists.get(key)) is None:
        result: dict[str, Any] = {"tools": view.list_tools}
        if modern:
            result |= {
                "resultType": "complete",
                "ttlMs": LIST_TTL,
                "cacheScope": "private" if private else "public",
                "_meta": {SERVER_INFO: server_info()},
            }
        ready = view.lists[key] = orjson.dumps(result)
    return ready
