"""The host never calls what it declares."""

from bad_connectors.honest import hooks
from powerstrip_sdk import hookimpl

powerstrip_connectors, powerstrip_tools = hooks()


@hookimpl(specname="powerstrip_templates")
def powerstrip_template():
    return []
