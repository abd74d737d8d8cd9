"""The options of a Redis source."""

from pydantic import Field, SecretStr, field_validator

from powerstrip_sdk import SourceConfig

__all__ = ["RedisConfig"]


class RedisConfig(SourceConfig):
    """One database of one server."""

    host: str = Field(default="127.0.0.1", min_length=1, description="Name or address of the server.")
    port: int = Field(default=6379, ge=1, le=65_535, description="Port of the server.")
    database: int = Field(default=0, ge=0, description="Number of the database.")
    username: str | None = Field(default=None, description="User of the server's access control list, if it has one.")
    password: SecretStr | None = Field(default=None, description="Password of the user, or of the server.")
    tls: bool = Field(default=False, description="Whether to connect with TLS and check the server's certificate.")

    @field_validator("additional_params")
    @classmethod
    def _nothing_is_passed_on(cls, params: dict[str, object]) -> dict[str, object]:
        if params:
            raise ValueError("nothing can be passed on to the driver")
        return params
