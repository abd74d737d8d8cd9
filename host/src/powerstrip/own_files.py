"""The files that the host keeps for itself, which no source may lead to."""

from pathlib import Path

from pydantic import BaseModel

from powerstrip.settings import HostSettings

__all__ = ["own_file_field"]


def own_file_field(config: BaseModel, host: HostSettings) -> str | None:
    """Return the option of a source that leads to a file of the host's own, None if there is none.

    A caller could read other callers' results there, and who may do what.

    Args:
        config: the connector's own options.
        host: where the host keeps its files.
    """
    for name in type(config).model_fields:
        value = getattr(config, name)
        if isinstance(value, Path) and _is_own(value.expanduser(), host):
            return name
    return None


def _is_own(path: Path, host: HostSettings) -> bool:
    if path.resolve().is_relative_to((host.data_dir / "results").resolve()):
        return True
    kept = [host.key_file] if host.key_file else []
    if "://" not in host.state_location:
        store = Path(host.state_location)
        # SQLite keeps what was written last in files beside.
        kept += [store, *(store.with_name(f"{store.name}-{kind}") for kind in ("wal", "shm", "journal"))]
    return any(_are_one(path, each.expanduser()) for each in kept)


def _are_one(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever links, or will once it is made."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
