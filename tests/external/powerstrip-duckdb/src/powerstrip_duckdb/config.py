"""The options of a DuckDB source."""

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

from powerstrip_sdk import SourceConfig

__all__ = ["DuckdbConfig"]


class DuckdbConfig(SourceConfig):
    """One database file."""

    path: Path = Field(
        description="The database file. A relative path is relative to the folder of powerstrip.toml, if there is one."
    )
    memory_mb: int = Field(default=256, ge=16, le=65_536, description="Megabytes that one connection may use.")

    @field_validator("path")
    @classmethod
    def _path_is_complete(cls, path: Path, info: ValidationInfo) -> Path:
        folder = (info.context or {}).get("folder")
        return folder / path if folder else path

    @field_validator("additional_params")
    @classmethod
    def _nothing_is_passed_on(cls, params: dict[str, object]) -> dict[str, object]:
        if params:
            raise ValueError("nothing can be passed on to DuckDB, whose settings keep the source read only")
        return params
