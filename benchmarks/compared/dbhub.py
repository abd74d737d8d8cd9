"""The configuration of dbhub."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from compared import toml


def postgres_source(name: str, login: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Return a source.

    Args:
        name: of the source.
        login: `host`, `port`, `database`, `username` and `password`.
        options: of the source, beside where it is.
    """
    user = f"{quote(login['username'])}:{quote(login['password'])}"
    place = f"{login['host']}:{login['port']}/{quote(login['database'])}"
    return {"id": name, "dsn": f"postgresql://{user}@{place}?sslmode=disable", **options}


def write_configuration(file: Path, sources: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]]) -> None:
    """Write the file that `--config` takes.

    Args:
        file: to write.
        sources: as `postgres_source` returns them.
        tools: of all sources.
    """
    file.write_text(toml.document({"sources": list(sources), "tools": list(tools)}), encoding="utf-8")
