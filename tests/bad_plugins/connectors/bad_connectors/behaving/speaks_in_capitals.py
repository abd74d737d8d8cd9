"""The message of an error is no sentence in lower case."""

from bad_connectors.honest import Drawers, SyntaxFault, hooks


class Loud(Drawers):
    """It passes on what the server says."""

    def error(self, code, request):
        return SyntaxFault("Syntax Error Near Line 1.") if code == "syntax" else super().error(code, request)


powerstrip_connectors, powerstrip_tools = hooks(Loud)
