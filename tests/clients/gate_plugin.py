"""A connector whose tools end when the test says so, and say how they ended."""

from dataclasses import dataclass, field

import anyio

from powerstrip.catalog import Catalog, View
from powerstrip_sdk import Call, Column, Connection, Connector, Rows, SourceConfig, hookimpl, tool

#: The lists that a client is told of when they change, in this order.
LISTS = ["tools", "resources", "prompts"]


@dataclass
class Gate:
    """What a test and the tools tell each other."""

    entered: anyio.Event = field(default_factory=anyio.Event)
    opened: anyio.Event = field(default_factory=anyio.Event)
    ended: list[str] = field(default_factory=list)


class GateConnection(Connection):
    """A connection to nothing."""

    async def close(self) -> None:
        """Nothing is open."""


def plugin_of(gate):
    """A plugin whose tools wait at the gate."""

    async def connect(config: SourceConfig) -> GateConnection:
        return GateConnection()

    @tool(connector="gate", read_only=True)
    async def wait(connection: GateConnection) -> Rows:
        """Wait until the gate opens."""
        gate.entered.set()
        try:
            await gate.opened.wait()
        except anyio.get_cancelled_exc_class():
            gate.ended.append("cancelled")
            raise
        gate.ended.append("through")
        return Rows(columns=(Column(name="n"),), rows=[(1,), (2,)])

    @tool(read_only=True)
    async def echo(text: str, call: Call) -> str:
        """Return the text."""
        return text

    class Plugin:
        @hookimpl
        def powerstrip_connectors(self):
            return [Connector(name="gate", config=SourceConfig, connect=connect)]

        @hookimpl
        def powerstrip_tools(self):
            return [wait, echo]

    return Plugin()


def without_echo(host):
    """The catalog of the gate's host without the tool `gate_echo`."""
    everything = host.host.catalog.views[""]
    tools = {name: tool for name, tool in everything.tools.items() if name != "gate_echo"}
    view = View(name="", sources=everything.sources, tools=tools)
    return Catalog(views={"": view})
