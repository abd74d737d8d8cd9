"""Large integers are rounded as in a double."""

from bad_connectors.honest import Drawers, hooks


class Odd(Drawers):
    """It makes values easier to use."""

    def value(self, sent):
        found = super().value(sent)
        return int(float(found)) if isinstance(found, int) else found


powerstrip_connectors, powerstrip_tools = hooks(Odd)
