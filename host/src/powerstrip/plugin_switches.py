"""Switch a plugin off or on in `powerstrip.toml`, and leave everything else in the file as its author wrote it."""

import os
from pathlib import Path
from typing import Any

import tomlkit

from powerstrip.errors import ConfigurationError, Problem

__all__ = ["switch_plugin"]


def switch_plugin(file: Path, name: str, *, on: bool) -> bool:
    """Write whether a plugin is loaded; the file is replaced in one step, or not at all.

    Args:
        file: made if it does not exist.
        name: of the plugin.
        on: whether it is to be loaded.

    Returns:
        whether anything had to be changed.

    Raises:
        ConfigurationError: if the file cannot be read or written, or is no TOML.
    """
    try:
        document = tomlkit.parse(file.read_text("utf-8") if file.exists() else "")
        table = document.setdefault("plugins", tomlkit.table())
        changed = _set(table, "disabled", name, present=not on)
        if "enabled" in table:
            changed |= _set(table, "enabled", name, present=on)
        if changed:
            _replace(file, tomlkit.dumps(document))
    except (OSError, UnicodeDecodeError, tomlkit.exceptions.TOMLKitError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigurationError(
            [Problem(origin=str(file), path="", message=f"cannot be changed: {reason}")]
        ) from error
    return changed


def _set(table: Any, key: str, name: str, *, present: bool) -> bool:
    """Put a name into an array, or take it out; returns whether that changed it."""
    names = table.get(key)
    if names is None:
        if present:
            table.append(key, [name])
        return present
    if (name in names) == present:
        return False
    names.append(name) if present else names.remove(name)
    return True


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.touch(mode=file.stat().st_mode & 0o777 if file.exists() else 0o644, exist_ok=False)
        draft.write_text(text, "utf-8")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
