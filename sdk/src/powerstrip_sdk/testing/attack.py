"""Attacks on a source that only reads: seeds as an author writes them, and the statements that they become."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeAlias, get_args

__all__ = ["Attack", "Attacked", "Encoding", "Kind", "Seed", "filled", "read_seeds"]

#: A whole statement, a value, something that stands after FROM, or a text that is sent as it is and not multiplied.
Kind: TypeAlias = Literal["statements", "expressions", "relations", "texts"]

_HEADING = re.compile(r"-- (\w+): ")
_MARK = re.compile(r"@(\w+)@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One idea of how a source could be changed.

    Args:
        name: file and line.
        kind: what the text is.
        text: with marks such as `@table@`, see `filled`.
    """

    name: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One statement of the corpus.

    Args:
        seed: the seed's name.
        how: where the seed stands in the statement and how it is written.
        sql: what is run.
    """

    seed: str
    how: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Another way to write the same statement.

    Args:
        name: in a few words.
        apply: returns the other text; the same text where there is nothing to write differently.
    """

    name: str
    apply: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """What the corpus is run against.

    Args:
        fingerprint: async function that takes the server's whole state as far as a statement could change it: rows,
            catalog, files, settings, other sessions, sockets. Two of them are compared key by key. It is called often,
            so it should take less than a tenth of a second.
        credentials: options of a source, by what the credential may do, such as `{"reader": ..., "superuser": ...}`.
        names: what marks in seeds stand for: `table`, a table with a column `column` and at least one row, and what the
            engine's own seeds use.
        seeds: the engine's own, see `read_seeds`.
        positions: the engine's own by the kind of seed; statements in which `{}` is the place of the seed.
        encodings: the engine's own.
        secrets: texts that lie where no statement may read, such as in a file beside the database.
        session: async function of a connection that returns what a statement could leave behind in a session.
    """

    fingerprint: Callable[[], Awaitable[Mapping[str, object]]]
    credentials: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    seeds: Sequence[Seed] = ()
    positions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    encodings: Sequence[Encoding] = ()
    secrets: Sequence[str] = ()
    session: Callable[[Any], Awaitable[object]] | None = None


def read_seeds(*files: Traversable) -> list[Seed]:
    """Read seeds from files with one seed in each line.

    A line such as `-- expressions: files of the server` says of which kind the seeds below it are; other lines that
    begin with `--` are remarks.

    Args:
        files: paths, or resources of a package.

    Raises:
        ValueError: if a file has a seed before its first heading, or a heading of no kind.
    """
    return [seed for file in files for seed in _seeds_of(file)]


def _seeds_of(file: Traversable) -> Iterable[Seed]:
    kind: Any = None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if heading := _HEADING.match(line):
            kind = heading[1]
            if kind not in get_args(Kind):
                raise ValueError(f"{file.name}:{number}: {kind!r} is no kind of seed, only {', '.join(get_args(Kind))}")
        elif line.strip() and not line.startswith("--"):
            if kind is None:
                raise ValueError(f"{file.name}:{number}: there is a seed before the first heading")
            yield Seed(name=f"{file.name}:{number}", kind=kind, text=line.strip())


def filled(text: str, names: Mapping[str, str]) -> str:
    """Return a seed's text with the names of what is attacked.

    Args:
        text: with marks such as `@table@`.
        names: what they stand for.

    Raises:
        ValueError: if there is a mark that nothing stands for.
    """

    def name(mark: re.Match[str]) -> str:
        if mark[1] not in names:
            raise ValueError(f"names has no {mark[1]!r}, which the seed {text!r} needs")
        return names[mark[1]]

    return _MARK.sub(name, text)
