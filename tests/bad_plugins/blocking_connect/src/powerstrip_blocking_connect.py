"""Wrong on purpose: its connect is no coroutine function."""

from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl


class Nothing(Connection):
    async def close(self):
        pass


def connect(config):
    return Nothing()


@hookimpl
def powerstrip_connectors():
    return [Connector(name="blockingconnect", config=SourceConfig, connect=connect)]
