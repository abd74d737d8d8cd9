"""Its cancel stops nothing."""

from bad_connectors.honest import Drawers, hooks


class Patient(Drawers):
    """It lets the server finish."""

    async def cancel(self):
        self.patience = True


SUITE = {"stop_deadline": 2.0}
powerstrip_connectors, powerstrip_tools = hooks(Patient)
