"""Decimals become floating-point numbers."""

from decimal import Decimal

from bad_connectors.honest import Drawers, hooks


class Odd(Drawers):
    """It makes values easier to use."""

    def value(self, sent):
        found = super().value(sent)
        return float(found) if isinstance(found, Decimal) else found


powerstrip_connectors, powerstrip_tools = hooks(Odd)
