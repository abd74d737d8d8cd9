"""What one worker tells the others about a result that it keeps."""

from array import array
from pathlib import Path

import orjson

from powerstrip.spool import Spool
from powerstrip_sdk import Column

__all__ = ["read_notice", "write_notice"]


def write_notice(spool: Spool, group: str) -> bytes:
    """Return the notice: a line of JSON, then where each row begins.

    Args:
        spool: to which nothing more is added.
        group: the workers that it is for.
    """
    facts = {
        "group": group,
        "handle": spool.handle,
        "owner": spool.owner,
        "columns": [[column.name, column.type] for column in spool.columns],
        "expires": spool.expires,
        "size": spool.size,
        "complete": spool.complete,
    }
    return orjson.dumps(facts) + b"\n" + spool.starts.tobytes()


def read_notice(file: Path, notice: bytes, *, group: str) -> Spool | None:
    """Return the result to read from, None if it is kept by another host.

    Args:
        file: with the rows.
        notice: about it; the clock that it names is the machine's, the same for all its processes.
        group: the workers that ask.
    """
    line, _, starts = notice.partition(b"\n")
    facts = orjson.loads(line)
    if facts["group"] != group:
        return None
    return Spool(
        handle=facts["handle"],
        owner=facts["owner"],
        columns=tuple(Column(name=name, type=type_) for name, type_ in facts["columns"]),
        file=file,
        max_rows=0,
        max_bytes=0,
        make_room=_no_room,
        expires=facts["expires"],
        size=facts["size"],
        complete=facts["complete"],
        starts=array("Q", starts),
    )


async def _no_room(_size: int) -> bool:
    return False
