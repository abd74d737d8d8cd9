"""The options of a SQLite source."""

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from powerstrip_sdk import SourceConfig

__all__ = ["SqliteConfig"]

#: Driver options that cannot weaken read-only access.
_DRIVER_OPTIONS = ("cached_statements", "timeout")


class SqliteConfig(SourceConfig):
    """One database file."""

    path: Path = Field(
        description="The database file. A relative path is relative to the folder of powerstrip.toml, if there is one."
    )

    @field_validator("path")
    @classmethod
    def _path_names_a_file(cls, path: Path, info: ValidationInfo) -> Path:
        if not path.name:
            raise ValueError("path must name a file")
        if "\0" in str(path):
            raise ValueError("path must not hold a null character")
        folder = (info.context or {}).get("folder")
        return folder / path if folder else path

    @field_validator("additional_params")
    @classmethod
    def _driver_option_is_safe(cls, params: dict[str, Any]) -> dict[str, Any]:
        for name, value in params.items():
            if name not in _DRIVER_OPTIONS:
                raise ValueError(f"{name!r} cannot be passed to the driver, only {' and '.join(_DRIVER_OPTIONS)} can")
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{name!r} must be a number that is not negative")
            if isinstance(value, float) and name == "cached_statements":
                raise ValueError(f"{name!r} must be a whole number")
        return params
