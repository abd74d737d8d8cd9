"""The tier of a plugin's package: what its author has shown, in a file that its wheel carries."""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

__all__ = [
    "CHANGED",
    "TIERS",
    "TIER_FILE",
    "ConnectorTier",
    "Missing",
    "Tier",
    "TierRecord",
    "contents_digest",
    "read_tier",
]

#: bronze: it loads, is described and does no harm. silver: errors, deadlines, cancellation, one connection, no leaks.
#: gold: values, whole results, limits, several connections, secrets. platinum: what it promises is proven and kept.
Tier: TypeAlias = Literal["bronze", "silver", "gold", "platinum"]
#: From the least to the most that is shown.
TIERS: tuple[Tier, ...] = get_args(Tier)
#: Name of the file in the import package.
TIER_FILE = "powerstrip-tier.json"
#: Why the tier of a package that is no longer what was graded cannot be relied on.
CHANGED = "it has changed since it was graded"
_COMPILED = "__pycache__"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Missing(_Record):
    """Something that keeps a package from a tier.

    Args:
        tier: that it is kept from.
        what: a test's name as `connector: test`, or a fact of the package.
        why: one sentence, or the first line of the test's error.
    """

    tier: Tier
    what: str
    why: str


class ConnectorTier(_Record):
    """How one connector did in the acceptance suite.

    Args:
        connector: its name.
        passed: how many tests passed.
        does_not_apply: the reasons of tests that are for another kind of connector, by name.
        overridden: the author's reasons for tests that were replaced, by name.
    """

    connector: str
    passed: int
    does_not_apply: dict[str, str]
    overridden: dict[str, str]


class TierRecord(_Record):
    """What the file says.

    Args:
        version: of the file's shape.
        package: the distribution.
        package_version: its version.
        sdk_version: whose suite was run.
        tier: the highest that was reached, None for not even bronze.
        connectors: how each did.
        missing: what keeps the package from the next tier, and all that is missing beyond.
        contents: digest of the package's files, see `contents_digest`.
    """

    version: Literal[1] = 1
    package: str
    package_version: str
    sdk_version: str
    tier: Tier | None
    connectors: tuple[ConnectorTier, ...]
    missing: tuple[Missing, ...]
    contents: str


def contents_digest(folder: Path) -> str:
    """Return a digest of everything that an import package holds but its tier and what Python compiles.

    Args:
        folder: of the import package.
    """
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if file.is_file() and file.name != TIER_FILE and _COMPILED not in file.parts:
            name = file.relative_to(folder).as_posix().encode()
            digest.update(b"%d %b %b\n" % (len(name), name, hashlib.sha256(file.read_bytes()).hexdigest().encode()))
    return f"sha256:{digest.hexdigest()}"


def read_tier(module: str) -> tuple[TierRecord | None, str]:
    """Return the tier that an installed package carries; nothing of the package is imported.

    Args:
        module: that its entry point names.

    Returns:
        the record, None if it cannot be relied on; and why it cannot, `""` if it can.
    """
    try:
        spec = find_spec(module.partition(":")[0].partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        return None, "only a package can carry a tier, this is a single module"
    folder = Path(next(iter(spec.submodule_search_locations)))
    try:
        record = TierRecord.model_validate_json((folder / TIER_FILE).read_bytes())
    except FileNotFoundError:
        return None, "its author has not graded it, see `powerstrip grade`"
    except (OSError, ValidationError):
        return None, f"its {TIER_FILE} cannot be read"
    if record.contents != contents_digest(folder):
        return None, CHANGED
    return record, ""
