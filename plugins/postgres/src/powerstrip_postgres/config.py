"""The options of a PostgreSQL source."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator

from powerstrip_sdk import SourceConfig

__all__ = ["PostgresConfig", "SslMode"]

#: The words of libpq, with their meaning there.
SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]


class PostgresConfig(SourceConfig):
    """How to reach one database of a PostgreSQL server."""

    host: str = Field(min_length=1, description="Host name, IP address, or folder of the server's Unix socket.")
    port: int = Field(default=5432, ge=1, le=65535, description="TCP port.")
    database: str = Field(min_length=1, description="Name of the database.")
    username: str = Field(min_length=1, description="Role to log in as; it needs no more than SELECT.")
    password: SecretStr | None = Field(
        default=None, description="Password of the role; left out where the server asks for none."
    )
    sslmode: SslMode = Field(
        default="prefer",
        description="How TLS is used, in the words of libpq; only verify-full proves that it is the right server.",
    )
    sslrootcert: Path | None = Field(
        default=None, description="File of the authorities (PEM) to verify the server by; left out, the system's."
    )
    sslcert: Path | None = Field(default=None, description="File of the client's certificate (PEM).")
    sslkey: Path | None = Field(
        default=None, description="File of the client certificate's key (PEM), without a passphrase."
    )

    @model_validator(mode="after")
    def _certificates_are_used(self) -> "PostgresConfig":
        if self.sslkey is not None and self.sslcert is None:
            raise ValueError("sslkey takes sslcert, the certificate that the key belongs to")
        given = [name for name in ("sslrootcert", "sslcert") if getattr(self, name) is not None]
        if given and self.sslmode in ("disable", "allow", "prefer"):
            raise ValueError(f"{given[0]} takes an sslmode of require, verify-ca or verify-full")
        return self
