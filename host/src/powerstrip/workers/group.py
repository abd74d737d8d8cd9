"""What a worker knows of the host that it is a part of."""

from dataclasses import dataclass, field
from pathlib import Path

from powerstrip.workers.share import Worker

__all__ = ["Group"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The workers that are one host, as one of them sees them.

    Args:
        worker: the one.
        name: tells the group from others on the machine.
        key: seals what a client keeps for any of them, 32 bytes.
        folder: that only the host's user may enter; gone with the host.
    """

    worker: Worker
    name: str
    key: bytes = field(repr=False)
    folder: Path

    @property
    def socket(self) -> Path:
        """Where this worker listens to the others."""
        return self.socket_of(self.worker)

    @property
    def others(self) -> tuple[Worker, ...]:
        """The other workers."""
        return tuple(worker for worker in self.worker.everyone if worker != self.worker)

    def socket_of(self, worker: Worker) -> Path:
        """Return where a worker listens to the others.

        Args:
            worker: of the group.
        """
        return self.folder / f"{worker.number}.socket"
