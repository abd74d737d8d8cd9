"""A real host and real MCP clients in a test, in two lines (extra `testing`).

::

    async with running_host({"sources": {"shop": {"connector": "sqlite", "path": "shop.db"}}}) as host:
        answer = await host.call("sqlite_list_tables")
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Literal

import httpx2
import tomli_w
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from powerstrip.configuration import load
from powerstrip.endpoint.sdk import Sdk
from powerstrip.endpoint.server import McpServer
from powerstrip.endpoint.serving import serving_http
from powerstrip.host import Host, plan_host
from powerstrip.plugins import find_entry_points

__all__ = ["ModulePlugin", "RunningHost", "running_host"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePlugin:
    """A plugin that is a module of the test instead of an installed package.

    Args:
        name: as an entry point would have it.
        module: with the hook implementations.
    """

    name: str
    module: ModuleType | Any

    @property
    def value(self) -> str:
        """Name of the module."""
        return getattr(self.module, "__name__", type(self.module).__name__)

    @property
    def dist(self) -> Distribution:
        """The host's own package, which requires the SDK as a plugin's must."""
        return distribution("powerstrip")

    def load(self) -> Any:
        """Return the module."""
        return self.module


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningHost:
    """A host that listens on a free port of the loopback.

    Args:
        host: its parts.
        server: its MCP server.
        sdk: what runs that server on first need.
        url: of `/mcp`.
        token: that requests must carry, None if none is needed.
    """

    host: Host
    server: McpServer
    sdk: Sdk
    url: str
    token: str | None

    @asynccontextmanager
    async def client(
        self,
        *,
        mode: Literal["auto", "legacy"] = "auto",
        view: str = "",
        token: str | None = None,
        url: str | None = None,
        **options: Any,
    ) -> AsyncGenerator[Client]:
        """Connect a client.

        Args:
            mode: `auto` for the newest revision of the protocol, `legacy` for a session.
            view: name of the view, `""` for everything.
            token: in place of the host's.
            url: of another endpoint than `/mcp`.
            options: of `mcp.Client`.
        """
        token = token or self.token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = url or (f"{self.url}/{view}" if view else self.url)
        async with (
            httpx2.AsyncClient(headers=headers, timeout=httpx2.Timeout(30, read=120)) as http,
            Client(streamable_http_client(url, http_client=http), mode=mode, cache=None, **options) as client,
        ):
            yield client

    async def call(self, name: str, arguments: Mapping[str, Any] | None = None) -> CallToolResult:
        """Call one tool with a client of its own.

        Args:
            name: of the tool.
            arguments: for it.
        """
        async with self.client() as client:
            result = await client.call_tool(name, dict(arguments or {}))
        assert isinstance(result, CallToolResult)
        return result


@asynccontextmanager
async def running_host(
    config: Mapping[str, Any] | None = None,
    *,
    plugins: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    token: str | None = None,
) -> AsyncGenerator[RunningHost]:
    """Run a host inside the block.

    Args:
        config: what `powerstrip.toml` would hold; `host.data_dir` is a temporary folder unless given.
        plugins: modules by plugin name; if None, the installed plugins.
        environment: environment variables that the configuration sees; none if None.
        token: that requests must carry.
    """
    with TemporaryDirectory(prefix="powerstrip-") as folder:
        tree = {**(config or {})}
        tree["host"] = {"data_dir": folder, **tree.get("host", {})}
        file = Path(folder) / "powerstrip.toml"
        file.write_text(tomli_w.dumps(tree), "utf-8")
        entry_points = (
            find_entry_points()
            if plugins is None
            else [ModulePlugin(name=name, module=module) for name, module in sorted(plugins.items())]
        )
        planned = plan_host(load(file, environment or {}), entry_points=entry_points)
        async with serving_http(planned, host="127.0.0.1", port=0, token=token) as served:
            server = await served.sdk.server()
            yield RunningHost(host=served.host, server=server, sdk=served.sdk, url=served.url, token=token)
