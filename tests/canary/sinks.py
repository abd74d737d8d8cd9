"""Where a host's words and files are collected, to be looked through afterwards."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import httpx2

__all__ = ["Recorder", "Sinks"]


class Sinks:
    """What came out of the hosts of a session, by where."""

    def __init__(self) -> None:
        self._collected: defaultdict[str, bytearray] = defaultdict(bytearray)

    def put(self, sink: str, data: bytes | str, *, end: bytes = b"\n") -> None:
        """Collect what came out somewhere.

        Args:
            sink: where.
            data: what.
            end: keeps it apart from what comes next.
        """
        self._collected[sink] += (data.encode() if isinstance(data, str) else data) + end

    def put_files(self, sink: str, paths: Iterable[Path]) -> None:
        """Collect the names and the bytes of files.

        Args:
            sink: what they are.
            paths: of the files.
        """
        for path in paths:
            if path.is_file():
                self.put(sink, str(path))
                self.put(sink, path.read_bytes())

    def everything(self) -> dict[str, bytes]:
        """Return what was collected, by where."""
        return {sink: bytes(data) for sink, data in sorted(self._collected.items())}


class _Tapped(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, tap) -> None:
        self._stream, self._tap = stream, tap

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._tap(part)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class Recorder(httpx2.AsyncHTTPTransport):
    """Collects the body of every answer into one sink, and status line and headers into another.

    Args:
        sinks: where they are collected.
        sink: for the bodies.
    """

    def __init__(self, sinks: Sinks, sink: str) -> None:
        super().__init__()
        self._sinks, self._sink = sinks, sink

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and collect what comes back."""
        answer = await super().handle_async_request(request)
        head = b"\n".join(b": ".join(header) for header in answer.headers.raw)
        self._sinks.put("response headers", f"{answer.status_code} {request.url.path}".encode() + b"\n" + head)
        answer.stream = _Tapped(answer.stream, lambda part: self._sinks.put(self._sink, part, end=b""))
        return answer
