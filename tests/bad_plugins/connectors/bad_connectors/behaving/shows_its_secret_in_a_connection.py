"""The repr of a connection shows the password."""

from bad_connectors.honest import Drawers, hooks


class Shown(Drawers):
    """It is easy to debug."""

    def __repr__(self):
        return f"Shown({self.config.password.get_secret_value()})"


powerstrip_connectors, powerstrip_tools = hooks(Shown)
