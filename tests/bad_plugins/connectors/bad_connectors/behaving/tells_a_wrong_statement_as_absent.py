"""A statement with a mistake in it is told as something that is not there."""

from bad_connectors.honest import Drawers, NotFound, hooks


class Vague(Drawers):
    """It knows one error."""

    def error(self, code, request):
        return NotFound("there is no such thing") if code == "syntax" else super().error(code, request)


powerstrip_connectors, powerstrip_tools = hooks(Vague)
