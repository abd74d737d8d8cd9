"""Binary values are decoded as text."""

from bad_connectors.honest import Drawers, hooks


class Odd(Drawers):
    """It makes values easier to use."""

    def value(self, sent):
        found = super().value(sent)
        return found.decode("latin-1") if isinstance(found, bytes) else found


powerstrip_connectors, powerstrip_tools = hooks(Odd)
