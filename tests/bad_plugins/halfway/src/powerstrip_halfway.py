"""Wrong on purpose: it declares a good connector and a tool whose result no client can read."""

from pydantic import BaseModel, ConfigDict

from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl, tool


class Nothing(Connection):
    async def close(self):
        pass


class Answer(BaseModel):
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["yes"]}, {"required": ["no"]}]})

    yes: str = ""
    no: str = ""


async def connect(config):
    return Nothing()


@tool(connector="halfway", read_only=True)
async def decide(connection) -> Answer:
    """Decide."""
    return Answer(yes="yes")


@hookimpl
def powerstrip_connectors():
    return [Connector(name="halfway", config=SourceConfig, connect=connect)]


@hookimpl
def powerstrip_tools():
    return [decide]
