"""`powerstrip.toml` again, while the host runs: applied source by source, or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from anyio import to_thread

from powerstrip.configuration import Configuration, load
from powerstrip.errors import ConfigurationError
from powerstrip.host import Host, plan_again
from powerstrip.settings import Settings
from powerstrip.sources import Changes
from powerstrip.store import StoreError
from powerstrip.stored import StoredEntry, read_entries

__all__ = ["Reloaded", "reload", "reload_and_log"]

#: What is decided once, when the host starts: keys or whole sections.
_DECIDED_AT_START = (
    ("host",),
    ("budget",),
    ("audit",),
    ("plugins",),
    ("limits", "handle_ttl"),
    ("limits", "handle_quota"),
    ("limits", "handle_quota_bytes"),
    ("limits", "handle_total"),
    ("limits", "handle_total_bytes"),
)
log = structlog.get_logger("powerstrip.reload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What reading the configuration again has changed.

    Args:
        changes: of the sources.
        needs_restart: dotted keys that differ now and take effect when the host starts again.
    """

    changes: Changes
    needs_restart: tuple[str, ...]


async def reload(host: Host) -> Reloaded:
    """Read the file, the environment and the store again, and become what they say.

    Args:
        host: running.

    Raises:
        ConfigurationError: with every mistake; nothing has changed then.
    """
    async with host.changing:
        before = host.plan.configuration
        configuration = await to_thread.run_sync(_load, before)
        plan = plan_again(host.plan, configuration, stored=await _stored(host))
        changes = await host.apply(plan)
    return Reloaded(changes=changes, needs_restart=tuple(_undone(before.settings, configuration.settings)))


async def reload_and_log(host: Host) -> None:
    """Read the configuration again, and tell the log how that went.

    Args:
        host: running.
    """
    try:
        done = await reload(host)
    except ConfigurationError as error:
        problems = error.problems
    else:
        problems = ()
        log.info("configuration applied", **asdict(done.changes))
        if done.needs_restart:
            log.warning("some keys take effect after a restart", keys=done.needs_restart)
    for problem in problems:
        log.error("configuration not applied", problem=str(problem))


async def _stored(host: Host) -> tuple[StoredEntry, ...]:
    """Return what the store says now; one that cannot be read takes nothing away."""
    try:
        store = await host.store.if_exists()
        return await read_entries(store) if store else ()
    except StoreError as error:
        log.warning("the store cannot be read, its sources stay as they are", reason=str(error), detail=error.detail)
        return host.plan.stored


def _load(before: Configuration) -> Configuration:
    # The secrets of sources that go stay masked: calls that have begun may still tell them.
    return load(before.origins.file, before.environment, redact=before.redact, worker=before.worker)


def _undone(before: Settings, after: Settings) -> Iterator[str]:
    old, new = before.model_dump(), after.model_dump()
    for path in _DECIDED_AT_START:
        yield from _differing(path, _at(old, path), _at(new, path))


def _at(tree: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = tree
    for key in path:
        found = found.get(key)
    return found


def _differing(path: tuple[str, ...], old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old:
            yield from _differing((*path, key), old[key], new[key])
    elif old != new:
        yield ".".join(path)
