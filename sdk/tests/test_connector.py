import pytest
from pydantic import BaseModel, Field, SecretStr, ValidationError

from powerstrip_sdk import Connection, Connector, DeclarationError, Prompt, PromptArgument, SourceConfig
from powerstrip_sdk.connector import RESERVED_FIELDS
from powerstrip_sdk.names import check_connector_name, check_tool_name


class Config(SourceConfig):
    password: SecretStr = Field(description="The password.")


async def connect(config):
    raise NotImplementedError


@pytest.mark.parametrize("name", ["a", "postgres", "s3", "a" * 16])
def test_a_connector_name_of_letters_and_digits_is_accepted(name):
    check_connector_name(name)


@pytest.mark.parametrize("name", ["", "3s", "Postgres", "my_sql", "my-sql", "a" * 17, "ä", "a\n"])
def test_a_connector_name_that_could_not_be_read_back_is_refused(name):
    with pytest.raises(DeclarationError, match=r"connector name .* must be 1 to 16 lower-case letters and digits"):
        check_connector_name(name)


@pytest.mark.parametrize("name", ["", "_a", "List", "a-b", "a" * 33, "a\n"])
def test_a_tool_name_that_breaks_the_rule_is_refused(name):
    with pytest.raises(DeclarationError, match=r"template name .* must be 1 to 32"):
        check_tool_name(name, "template")


def test_a_connector_keeps_what_it_was_given():
    connector = Connector(name="demo", config=Config, connect=connect)
    assert (connector.title, connector.resources, connector.scan) == ("", (), None)
    assert connector.reader_setup is None


@pytest.mark.parametrize("config", [BaseModel, dict, Config(password="x"), None])
def test_a_config_that_is_no_source_config_is_refused(config):
    with pytest.raises(DeclarationError, match=r"config must be a subclass of powerstrip_sdk\.SourceConfig"):
        Connector(name="demo", config=config, connect=connect)


@pytest.mark.parametrize("field", sorted(RESERVED_FIELDS))
def test_a_config_cannot_take_the_name_of_a_common_option(field):
    taken = type("Taken", (SourceConfig,), {"__annotations__": {field: str}, field: ""})
    with pytest.raises(DeclarationError, match=f"config field '{field}' is an option that every source has"):
        Connector(name="demo", config=taken, connect=connect)


def test_a_connect_that_cannot_be_called_is_refused():
    with pytest.raises(DeclarationError, match="connect must be an async function"):
        Connector(name="demo", config=Config, connect="connect")


@pytest.mark.parametrize("icon", ["http://a/b.png", "file:///b.png", "javascript:alert(1)", ""])
def test_an_icon_is_a_safe_address(icon):
    with pytest.raises(DeclarationError, match="icon must be an https: or data:image/ address"):
        Connector(name="demo", config=Config, connect=connect, icon=icon)


def test_a_prompt_cannot_declare_source():
    with pytest.raises(DeclarationError, match="declares the argument 'source'"):
        Prompt(
            name="ask",
            title="",
            description="",
            render=connect,
            arguments=(PromptArgument(name="source", description=""),),
        )


def test_an_unknown_option_is_an_error_that_does_not_repeat_values():
    with pytest.raises(ValidationError) as caught:
        Config(password=["canary"], pasword="canary")
    assert "canary" not in str(caught.value)
    assert "pasword" in str(caught.value)


@pytest.mark.anyio
async def test_a_connection_needs_only_close():
    class Link(Connection):
        async def close(self) -> None:
            pass

    link = Link()
    assert link.idle
    await link.reset()
    await link.check()
    await link.cancel()


class WritableConfig(SourceConfig):
    path: str


@pytest.mark.parametrize(
    ("context", "may_write"),
    [
        (None, False),
        ({}, False),
        ({"read_only": True}, False),
        ({"read_only": None}, False),
        ({"read_only": False}, True),
    ],
)
def test_a_config_may_be_written_only_where_the_operator_said_so(context, may_write):
    assert WritableConfig.model_validate({"path": "x"}, context=context).may_write is may_write


def test_a_config_learns_the_limits_of_its_source_from_the_host():
    told = WritableConfig.model_validate({"path": "x"}, context={"call_timeout": 2.5, "max_rows": 7})
    alone = WritableConfig(path="x")

    assert (told.call_timeout, told.max_rows) == (2.5, 7)
    assert (alone.call_timeout, alone.max_rows) == (None, 1000)


def test_a_config_does_not_take_from_its_options_whether_it_may_be_written():
    with pytest.raises(ValidationError):
        WritableConfig.model_validate({"path": "x", "may_write": True})
    assert WritableConfig(path="x").may_write is False
