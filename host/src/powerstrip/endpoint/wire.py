"""The process's standard streams, kept for the protocol."""

import os
import sys
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["Wire", "claim_standard_streams"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """The process's first two descriptors, kept for the protocol alone.

    Args:
        incoming: what was stdin.
        outgoing: what was stdout.
    """

    incoming: BinaryIO
    outgoing: BinaryIO


def claim_standard_streams() -> Wire:
    """Keep stdin and stdout for the protocol, and send to stderr whatever anybody prints.

    To be called before the first plugin is imported: one stray line on stdout ends the conversation.
    """
    sys.stdout.flush()
    wire = Wire(incoming=os.fdopen(os.dup(0), "rb"), outgoing=os.fdopen(os.dup(1), "wb", buffering=0))
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return wire
