"""A password is a plain string."""

from pydantic import Field

from bad_connectors.honest import Config, hooks


class Plain(Config):
    """It does not know a secret when it has one."""

    proxy_password: str = Field(default="", description="The proxy's password.")


powerstrip_connectors, powerstrip_tools = hooks(config=Plain)
