"""The configuration of MCP Toolbox for Databases."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def postgres_source(login: Mapping[str, Any], **parameters: str) -> dict[str, Any]:
    """Return a source.

    Args:
        login: `host`, `port`, `database`, `username` and `password`.
        parameters: of the connection, for the driver.
    """
    place = {name: login[name] for name in ("host", "database", "password")}
    place |= {"port": str(login["port"]), "user": login["username"]}
    return {"kind": "postgres", **place, "queryParams": parameters}


def write_configuration(file: Path, sources: Mapping[str, Any], tools: Mapping[str, Any]) -> None:
    """Write the file that `--config` takes.

    Args:
        file: to write.
        sources: by name.
        tools: by name.
    """
    # JSON is YAML.
    file.write_text(json.dumps({"sources": sources, "tools": tools}), encoding="utf-8")
