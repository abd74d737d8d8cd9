"""A refused password is told as a server that is away."""

from bad_connectors import honest
from bad_connectors.honest import Drawers, Unreachable, WrongCredentials, connecting, hooks


async def login(link):
    try:
        await honest.login(link)
    except WrongCredentials as error:
        raise Unreachable("the server cannot be reached") from error


powerstrip_connectors, powerstrip_tools = hooks(connect=connecting(Drawers, login=login))
