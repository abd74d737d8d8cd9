"""Empty text becomes NULL."""

from bad_connectors.honest import Drawers, hooks


class Odd(Drawers):
    """It makes values easier to use."""

    def value(self, sent):
        found = super().value(sent)
        return found or None if isinstance(found, str) else found


powerstrip_connectors, powerstrip_tools = hooks(Odd)
