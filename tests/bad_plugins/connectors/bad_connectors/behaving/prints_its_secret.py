"""The password is printed."""

from bad_connectors import honest
from bad_connectors.honest import Drawers, connecting, hooks


async def login(link):
    print(link.config.password.get_secret_value())  # noqa: T201 - the fault
    await honest.login(link)


powerstrip_connectors, powerstrip_tools = hooks(connect=connecting(Drawers, login=login))
