"""Which servers take part, and why others do not."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from compared import install
from compared.contenders import (
    BARE,
    DBHUB,
    FASTMCP,
    LOW_LEVEL,
    TOOLBOX,
    Contender,
    Dbhub,
    Powerstrip,
    SmallBare,
    SmallPowerstrip,
    SmallServer,
    Toolbox,
)
from compared.workload import LEGACY, Case

#: It knows no lists.
_OF_BARE = frozenset({"template", "query", "rows", "template-50-sources"})


class Entrants:
    """The servers of a run.

    Args:
        cache: folder to install others into.
        workers: processes of a second powerstrip, none below two.
        legacy: whether all are asked in the earlier revision.

    Attributes:
        present: that are loaded, in order.
        versions: of these, by name; dropped ones keep theirs.
        missing: reasons of the others, by name.
    """

    def __init__(self, cache: Path, workers: int, *, legacy: bool) -> None:
        self.present: list[Contender] = []
        self.versions: dict[str, str] = {}
        self.missing: dict[str, str] = {}
        ours = version("powerstrip")
        self._enter(Powerstrip(sys.executable), ours)
        if workers > 1:
            self._enter(Powerstrip(sys.executable, workers), ours)
        self._enter(SmallPowerstrip(sys.executable), ours)
        self._install(TOOLBOX, lambda: _toolbox(cache))
        self._enter(SmallServer(LOW_LEVEL, sys.executable, "low_level_server.py"), version("mcp"))
        self._enter(SmallServer(BARE, sys.executable, "bare_server.py", _OF_BARE), version("asyncpg"))
        self._enter(SmallBare(sys.executable, "bare_server.py"), version("asyncpg"))
        self._install(FASTMCP, lambda: _fastmcp(cache))
        self._install(DBHUB, lambda: _dbhub(cache))
        for contender in self.present if legacy else ():
            contender.revision = LEGACY

    def drop(self, contender: Contender, reason: str) -> None:
        """Go on without a server.

        Args:
            contender: that does not start.
            reason: for the report.
        """
        self.present.remove(contender)
        self.missing[contender.name] = reason

    def names(self, case: Case) -> list[str]:
        """Return the names of the servers, present or missing, that can do what a case asks for.

        Args:
            case: of the run.
        """
        return [contender.name for contender in self.present if contender.can(case)] + list(self.missing)

    def _enter(self, contender: Contender, number: str) -> None:
        self.present.append(contender)
        self.versions[contender.name] = number

    def _install(self, name: str, installed: Callable[[], tuple[Contender, str]]) -> None:
        try:
            self._enter(*installed())
        except install.Missing as error:
            self.missing[name] = str(error)


def _toolbox(cache: Path) -> tuple[Contender, str]:
    program, number = install.toolbox(cache)
    return Toolbox(program), number


def _fastmcp(cache: Path) -> tuple[Contender, str]:
    python, number = install.fastmcp(cache)
    return SmallServer(FASTMCP, python, "fastmcp_server.py"), number


def _dbhub(cache: Path) -> tuple[Contender, str]:
    node, script, number = install.dbhub(cache)
    return Dbhub(node, script), number
