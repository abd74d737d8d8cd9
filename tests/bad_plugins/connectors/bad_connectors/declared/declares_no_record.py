"""It declares a name in place of a template."""

from bad_connectors.honest import hooks
from powerstrip_sdk import Template, hookimpl
from powerstrip_sdk.sql import standard_templates

powerstrip_connectors, powerstrip_tools = hooks()


class Almost:
    """Looks like a template and is none."""

    def __init__(self, template: Template) -> None:
        self.as_tool = template.as_tool


@hookimpl
def powerstrip_templates():
    return [Almost(each) for each in standard_templates("drawer")]
