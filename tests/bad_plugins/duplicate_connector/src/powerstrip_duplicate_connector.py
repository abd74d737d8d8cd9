"""Wrong on purpose: it declares a connector of another plugin."""

from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl


class Nothing(Connection):
    async def close(self):
        pass


async def connect(config):
    return Nothing()


@hookimpl
def powerstrip_connectors():
    return [Connector(name="sqlite", config=SourceConfig, connect=connect)]
