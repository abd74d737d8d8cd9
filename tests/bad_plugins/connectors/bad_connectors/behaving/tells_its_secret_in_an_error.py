"""An error that the client reads holds the password."""

from bad_connectors.honest import Drawers, SyntaxFault, hooks


class Talking(Drawers):
    """It says what it did."""

    def error(self, code, request):
        if code == "syntax":
            return SyntaxFault(f"the server does not understand {self.config.password.get_secret_value()!r}")
        return super().error(code, request)


powerstrip_connectors, powerstrip_tools = hooks(Talking)
