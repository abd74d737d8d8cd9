"""An option is not described."""

from bad_connectors.honest import Config, hooks


class Silent(Config):
    """It does not say what the option is for."""

    shelf: int = 0


powerstrip_connectors, powerstrip_tools = hooks(config=Silent)
