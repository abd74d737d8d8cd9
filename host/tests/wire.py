"""The transport of a connection without a network."""

import asyncio


class Wire(asyncio.Transport):
    """Remembers what was sent, each write by itself."""

    def __init__(self):
        super().__init__()
        self.sent = []
        self.arrived = asyncio.Event()
        self.closed = False
        self.reading = True

    def write(self, data):
        self.sent.append(data)
        self.arrived.set()

    def writelines(self, parts):
        self.write(b"".join(parts))

    def is_closing(self):
        return self.closed

    def close(self):
        self.closed = True
        self.arrived.set()

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True

    async def next(self):
        """Return what is sent next."""
        while not self.sent:
            self.arrived.clear()
            await self.arrived.wait()
        return self.sent.pop(0)
