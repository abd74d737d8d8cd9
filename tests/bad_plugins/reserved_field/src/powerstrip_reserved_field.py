"""Wrong on purpose: an option of its connector has a name that every source uses."""

from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl


class Nothing(Connection):
    async def close(self):
        pass


class Config(SourceConfig):
    pool: int = 1


async def connect(config):
    return Nothing()


@hookimpl
def powerstrip_connectors():
    return [Connector(name="reservedfield", config=Config, connect=connect)]
