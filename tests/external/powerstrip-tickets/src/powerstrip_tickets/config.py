"""The options of a ticket service."""

from pydantic import Field, SecretStr, field_validator

from powerstrip_sdk import SourceConfig

__all__ = ["TicketsConfig"]


class TicketsConfig(SourceConfig):
    """One project of one service."""

    url: str = Field(pattern=r"^https?://[^\s?#]+$", description="Address, such as https://tickets.internal/api.")
    project: str = Field(pattern="^[a-z][a-z0-9-]*$", description="Name of the project whose tickets are read.")
    token: SecretStr = Field(description="Token that the service gave out for powerstrip.")

    @field_validator("additional_params")
    @classmethod
    def _nothing_is_passed_on(cls, params: dict[str, object]) -> dict[str, object]:
        if params:
            raise ValueError("nothing can be passed on to the HTTP client")
        return params
