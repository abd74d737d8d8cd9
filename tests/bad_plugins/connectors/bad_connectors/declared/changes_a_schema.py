"""Its config has another field than the accepted one."""

from pydantic import Field

from bad_connectors.honest import Config, hooks


class Changed(Config):
    """It takes more than it did."""

    shelf: int = Field(default=0, description="Which shelf the drawers are in.")


powerstrip_connectors, powerstrip_tools = hooks(config=Changed)
