"""The tool."""

from pydantic import BaseModel

from powerstrip_sdk import tool
from powerstrip_sdk.sql import Database

__all__ = ["Extension", "list_extensions"]


class Extension(BaseModel):
    """One extension of the database."""

    name: str
    version: str
    description: str | None


@tool(connector="postgres", read_only=True)
async def list_extensions(connection: Database) -> list[Extension]:
    """List the extensions that are installed in the database, with their versions."""
    rows = await connection.fetch_rows(
        "SELECT extname, extversion, obj_description(oid, 'pg_extension') FROM pg_extension ORDER BY extname"
    )
    return [Extension(name=name, version=version, description=description) for name, version, description in rows]
