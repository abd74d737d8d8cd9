"""A running host and a client of its REST interface."""

from contextlib import asynccontextmanager

import httpx2
from connectors import Stage
from people import bearing
from stores import OLD_KEY

from powerstrip.testing import running_host

#: The token of the environment, which may do everything.
TOKEN = "correct-horse-battery-staple"
ANY = {"If-Match": "*"}


@asynccontextmanager
async def api(host, token=None):
    """A client of a host's REST interface."""
    url = host.url.removesuffix("/mcp") + "/api/v1"
    async with httpx2.AsyncClient(base_url=url, headers=bearing(token or host.token), timeout=30) as client:
        yield client


#: Where hosts keep their state that are told nothing else; None for a file in a folder of each one's own.
STATE = None


@asynccontextmanager
async def managed_host(sources=None, *, stage=None, token=None, key=OLD_KEY, plugins=None, **config):
    """A host that can keep sources, and a client of its REST interface."""
    stage = stage or Stage()
    environment = {"POWERSTRIP_KEY": key} if key else {}
    if STATE:
        config["host"] = {"state": STATE, **config.get("host", {})}
    async with (
        running_host(
            {"sources": sources or {}, **config},
            plugins={"stage": stage.plugin(), **(plugins or {})},
            environment=environment,
            token=token,
        ) as host,
        api(host) as client,
    ):
        yield host, client


def draft(name="one", place="here", **options):
    """The body of a new source of the connector `stage`."""
    return {"name": name, "connector": "stage", "config": {"place": place, **options.pop("config", {})}, **options}
