"""The password is in the log."""

import logging

from bad_connectors import honest
from bad_connectors.honest import Drawers, connecting, hooks


async def login(link):
    logging.getLogger(__name__).debug("log in with %s", link.config.password.get_secret_value())
    await honest.login(link)


powerstrip_connectors, powerstrip_tools = hooks(connect=connecting(Drawers, login=login))
