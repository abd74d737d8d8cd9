"""The repr of its config shows the password."""

from bad_connectors.honest import Config, hooks


class Showing(Config):
    """It is easy to debug."""

    def __repr__(self) -> str:
        return f"Showing({self.password.get_secret_value()})"


powerstrip_connectors, powerstrip_tools = hooks(config=Showing)
