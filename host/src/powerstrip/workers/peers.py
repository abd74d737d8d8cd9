"""The other workers of a host, and what one of them asks the rest to answer for all."""

import anyio
import structlog

from powerstrip.workers.group import Group
from powerstrip.workers.share import Worker

__all__ = ["Peers"]

#: Seconds that the others get to answer; one that is being started again is not waited for.
PATIENCE = 5.0
log = structlog.get_logger("powerstrip.workers")


class Peers:
    """Asks the other workers, all at once.

    Args:
        group: whose others are asked; None if the host is one process, and nobody is.
    """

    def __init__(self, group: Group | None) -> None:
        self._group = group

    async def ask(self, method: str, path: str) -> list[bytes]:
        """Return what those that answer say.

        Args:
            method: of HTTP.
            path: as `build_inside` has it.
        """
        answers: list[bytes] = []
        if self._group is None:
            return answers

        # One process alone asks nobody, and need not carry an HTTP client.
        import httpx2

        async def ask_one(group: Group, worker: Worker) -> None:
            transport = httpx2.AsyncHTTPTransport(uds=str(group.socket_of(worker)))
            try:
                async with httpx2.AsyncClient(transport=transport, timeout=PATIENCE) as http:
                    answer = await http.request(method, f"http://worker{path}")
                    answers.append(answer.raise_for_status().content)
            except (httpx2.HTTPError, OSError) as error:
                log.warning("another worker does not answer", asked=worker.number, path=path, error=str(error))

        async with anyio.create_task_group() as tasks:
            for worker in self._group.others:
                tasks.start_soon(ask_one, self._group, worker)
        return answers
