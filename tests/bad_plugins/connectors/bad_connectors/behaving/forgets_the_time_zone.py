"""Timestamps lose their time zone."""

from datetime import datetime

from bad_connectors.honest import Drawers, hooks


class Odd(Drawers):
    """It makes values easier to use."""

    def value(self, sent):
        found = super().value(sent)
        return found.replace(tzinfo=None) if isinstance(found, datetime) else found


powerstrip_connectors, powerstrip_tools = hooks(Odd)
