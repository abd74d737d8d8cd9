"""What the supervisor tells a worker when it starts it: one line of JSON on its stdin."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from powerstrip.workers.group import Group
from powerstrip.workers.share import Worker

__all__ = ["Orders"]


class Orders(BaseModel):
    """How a worker is to serve.

    Args:
        number: which worker it is, from 0.
        count: how many there are.
        group: names them.
        key: of the group, 32 bytes as hexadecimal digits.
        folder: of the group.
        host: address that is listened on.
        port: likewise.
        listening: descriptor of the bound socket.
        report: descriptor of the pipe on which it says, in one line, that it listens.
        config: the file of `--config`.
        only: the one source that is served.
        strict: whether it starts with a broken plugin or source.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    count: int
    group: str
    key: str = Field(repr=False)
    folder: Path
    host: str
    port: int
    listening: int
    report: int
    config: Path | None
    only: str | None
    strict: bool

    @property
    def worker(self) -> Worker:
        """Which worker it is."""
        return Worker(number=self.number, count=self.count)

    def as_group(self) -> Group:
        """Return what it knows of the others."""
        return Group(worker=self.worker, name=self.group, key=bytes.fromhex(self.key), folder=self.folder)
