"""How surely a source's credential only reads: probed before the source serves a call, and again after a failure."""

import structlog

from powerstrip.driver_steps import to_its_end
from powerstrip.errors import CallError
from powerstrip_sdk import Connection, Grade, Grading
from powerstrip_sdk.grade import ReadOnlyBy

__all__ = ["Credential"]

#: What a connector that probes nothing is worth, by what it declares.
_UNPROBED = {
    "engine": Grading(grade=Grade.B, reason="its connector says that the engine keeps reads from writing, unprobed"),
    "parser": Grading(grade=Grade.C, reason="its connector says that only a parser keeps reads from writing"),
}
log = structlog.get_logger("powerstrip.credential")


class Credential:
    """What is known of the credential of one source.

    Args:
        source: the source's name, for messages.
        read_only_by: what its connector declares; None if callers write no statements, and there is no grade.
        accept_c: why the operator accepts grade C, empty if they do not.

    Attributes:
        grading: what the last probe found, None before the first.
    """

    def __init__(self, source: str, *, read_only_by: ReadOnlyBy | None, accept_c: str = "") -> None:
        self.grading: Grading | None = None
        self._source = source
        self._read_only_by = read_only_by
        self._accept_c = accept_c
        self._is_due = read_only_by is not None

    @property
    def grade(self) -> str | None:
        """`A`, `B`, `C`, `unknown` before the first probe, None where there is nothing to grade."""
        if self._read_only_by is None:
            return None
        return self.grading.grade.value if self.grading else "unknown"

    def doubt(self) -> None:
        """Probe again with the next connection, because the server or the role may be another one."""
        self._is_due = self._read_only_by is not None

    async def examine(self, connection: Connection) -> None:
        """Probe with a fresh connection, if a probe is due.

        Args:
            connection: that has served no call yet.

        Raises:
            CallError: `source_broken` if nothing but a parser would keep callers from writing.
            ConnectorError: if the probe itself fails.
        """
        if not self._is_due or self._read_only_by is None:
            return
        found: object = await to_its_end(connection.probe)
        if found is not None and not isinstance(found, Grading):
            raise TypeError(f"probe returned {type(found).__name__}, not a Grading")
        self._is_due = False
        self._learn(found or _UNPROBED[self._read_only_by])

    def _learn(self, found: Grading) -> None:
        if found != self.grading:
            log.info("source is graded", source=self._source, grade=found.grade.value, reason=found.reason)
        self.grading = found
        if found.grade is Grade.C and not self._accept_c:
            self._is_due = True
            raise CallError(
                "source_broken",
                f"source {self._source!r} is of grade C and is not used unless its accept_grade_c says why: "
                f"{found.reason}",
            )
