"""A call that fails leaves its connection busy."""

from bad_connectors.honest import Drawers, hooks


class Sulking(Drawers):
    """It does not get over an error."""

    def error(self, code, request):
        self.busy = code == "syntax"
        return super().error(code, request)


powerstrip_connectors, powerstrip_tools = hooks(Sulking)
